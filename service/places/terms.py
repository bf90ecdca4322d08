"""Which combinations of kind, title, contract form and rent can be: one table, a row a rule.

Each row says what must hold. The rows on permits and terms are about registering a place; on the
day of letting the engine's rules (E07-E09) look again.
"""

from matching.codes.care import CareLevel
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand
from matching.codes.places import PlaceKind
from matching.legal import AMOUNTS_2026
from matching.tenure import WITH_PERMIT, WITHOUT_RENT_LAW
from service.places.letting import Letting
from service.requirements import Requirement

WITH_THE_LANDLORD = frozenset({PlaceKind.PRIVATE_ROOM, PlaceKind.ROOM_SHARED})
GUEST_DAYS = AMOUNTS_2026.guest_term_days.value
VACANCY_DAYS = AMOUNTS_2026.vacancy_term_days.value


def _within_permit(let: Letting) -> bool:
    if let.tenure_title not in WITH_PERMIT or let.permit_until_date is None:
        return True
    return let.period.end_date is not None and let.period.end_date <= let.permit_until_date


def _within_points(let: Letting) -> bool:
    return let.most_by_points is None or let.rent_cents <= let.most_by_points


TERMS: tuple[Requirement[Letting], ...] = (
    Requirement(
        code="permit_number_needed",
        where="permitNumber",
        nl="Vul het nummer van de vergunning in: dat hoort bij de Leegstandwet.",
        en="Give the number of the permit: letting under the Vacancy Act needs one.",
        basis="Leegstandwet, article 15",
        met=lambda let: (
            let.tenure_title is not TenureTitle.VACANCY_ACT or let.permit_number is not None
        ),
    ),
    Requirement(
        code="permit_date_needed",
        where="permitUntilDate",
        nl="Vul de laatste dag van de vergunning in: die hoort bij deze huurtitel.",
        en="Give the last day of the permit: this tenure title needs it.",
        basis="Leegstandwet, articles 15 and 16; BW 7:271 lid 4 (flex)",
        met=lambda let: let.tenure_title not in WITH_PERMIT or let.permit_until_date is not None,
    ),
    Requirement(
        code="period_within_permit",
        where="period.endDate",
        nl="De laatste dag mag niet na het einde van de vergunning liggen.",
        en="Give a last day, not after the last day of the permit.",
        basis="Leegstandwet, article 16; BW 7:271 lid 4 (flex)",
        met=_within_permit,
    ),
    Requirement(
        code="permit_too_short",
        where="permitUntilDate",
        nl="De vergunning moet nog minstens zes maanden lopen: korter verhuren mag niet.",
        en="The permit must run for six months at least: a shorter lease is not allowed.",
        basis=AMOUNTS_2026.vacancy_term_days.source,
        met=lambda let: (
            let.tenure_title is not TenureTitle.VACANCY_ACT
            or let.permit_until_date is None
            or let.permit_days >= VACANCY_DAYS
        ),
    ),
    Requirement(
        code="hospita_room",
        where="kind",
        nl="Hospitaverhuur is alleen voor een kamer: bij iemand thuis of in een gedeeld huis.",
        en="Hospita letting is only for a room in a home or in a shared house.",
        basis="BW 7:232 lid 3",
        met=lambda let: (
            let.tenure_title is not TenureTitle.HOSPITA or let.kind in WITH_THE_LANDLORD
        ),
    ),
    Requirement(
        code="landlord_lives_elsewhere",
        where="propertyId",
        nl="Dit kan alleen in een pand waar de verhuurder zelf woont.",
        en="This is only possible in a property where the landlord lives.",
        basis="BW 7:232 lid 3",
        met=lambda let: (
            let.landlord_lives_in
            or (
                let.tenure_title is not TenureTitle.HOSPITA
                and let.kind is not PlaceKind.PRIVATE_ROOM
            )
        ),
    ),
    Requirement(
        code="guest_room",
        where="contractForms",
        nl="Een logeerovereenkomst kan alleen voor een kamer bij iemand thuis of in een gedeeld "
        "huis.",
        en="A guest agreement is only for a room in someone's home or in a shared house.",
        basis=AMOUNTS_2026.guest_term_days.source,
        met=lambda let: (
            ContractForm.GUEST_AGREEMENT not in let.contract_forms or let.kind in WITH_THE_LANDLORD
        ),
    ),
    Requirement(
        code="guest_year",
        where="minStayDays",
        nl=f"Logeren mag hoogstens {GUEST_DAYS} dagen; vraag geen langer verblijf.",
        en=f"A guest stays {GUEST_DAYS} days at most; do not ask for a longer stay.",
        basis=AMOUNTS_2026.guest_term_days.source,
        met=lambda let: (
            ContractForm.GUEST_AGREEMENT not in let.contract_forms
            or let.min_stay_days <= GUEST_DAYS
        ),
    ),
    Requirement(
        code="room_letting",
        where="tenureTitle",
        nl="Kamergewijze verhuur kan niet voor een zelfstandige woonplek.",
        en="Letting by the room is not for a self-contained place.",
        basis="VERA OVEREENKOMSTDETAILSOORT.KAM",
        met=lambda let: let.tenure_title is not TenureTitle.ROOMWISE or not let.is_self_contained,
    ),
    Requirement(
        code="youth_ages",
        where="ageBands",
        nl="Een jongerencontract is niet voor mensen van 27 of ouder: laat die leeftijd weg.",
        en="A youth contract is not for people of 27 or older: leave that age out.",
        basis="BW 7:274c; VERA DOELGROEP.JON",
        met=lambda let: (
            let.tenure_title is not TenureTitle.YOUTH_5Y or AgeBand.AGE_27_PLUS not in let.age_bands
        ),
    ),
    Requirement(
        code="shelter_is_care_stay",
        where="contractForms",
        nl="Een eenpersoonskamer in de opvang is verblijf met zorg: kies alleen die contractvorm.",
        en="A single room in a shelter is a stay with care: choose that contract form alone.",
        basis="Wmo 2015, opvang",
        met=lambda let: let.kind is not PlaceKind.SHELTER_SINGLE or let.only_care_stay,
    ),
    Requirement(
        code="shelter_is_single",
        where="maxPersons",
        nl="Een eenpersoonskamer is voor een persoon.",
        en="A single room is for one person.",
        basis="VERA EENHEIDDETAILSOORT.OPV",
        met=lambda let: let.kind is not PlaceKind.SHELTER_SINGLE or let.max_persons == 1,
    ),
    Requirement(
        code="stay_without_rent",
        where="rentCents",
        nl="Voor verblijf met zorg en voor de opvang betaalt niemand huur: de huur is 0.",
        en="Nobody pays rent for a stay with care or in a shelter: the rent is 0.",
        basis="verblijf, no lease: vbtm.nl on intermediary letting",
        met=lambda let: (
            let.rent_cents == 0 or not (let.only_care_stay or let.kind is PlaceKind.SHELTER_SINGLE)
        ),
    ),
    Requirement(
        code="loan_without_rent",
        where="rentCents",
        nl="Bruikleen is zonder huur: de huur is 0.",
        en="A loan for use is without rent: the rent is 0.",
        basis="BW 7A:1777",
        met=lambda let: let.tenure_title is not TenureTitle.LOAN_FOR_USE or let.rent_cents == 0,
    ),
    Requirement(
        code="lease_has_rent",
        where="rentCents",
        nl="Bij huren hoort een huur: vul een bedrag in, of kies verblijf met zorg of bruikleen.",
        en="A lease has a rent: give more than 0, or choose a stay with care or a loan for use.",
        basis="BW 7:201",
        met=lambda let: (
            let.rent_cents > 0
            or not let.has_leases
            or let.tenure_title in WITHOUT_RENT_LAW
            or let.kind is PlaceKind.SHELTER_SINGLE
        ),
    ),
    Requirement(
        code="rent_limit_needed",
        where="rentPoints",
        nl="Geef de WWS-punten of de maximale huur: de huur van deze woonplek is gereguleerd.",
        en="Give the rent points or the highest rent: the rent of this place is regulated.",
        basis="Wet betaalbare huur; Uitvoeringswet huurprijzen woonruimte",
        met=lambda let: (
            not let.is_regulated
            or let.rent_points is not None
            or let.maximum_rent_cents is not None
        ),
    ),
    Requirement(
        code="rent_above_maximum",
        where="rentCents",
        nl="De huur is hoger dan de maximale huur.",
        en="The rent is higher than the highest lawful rent.",
        basis="Wet betaalbare huur",
        met=lambda let: let.maximum_rent_cents is None or let.rent_cents <= let.maximum_rent_cents,
    ),
    Requirement(
        code="rent_above_points",
        where="rentCents",
        nl="De huur is hoger dan bij deze punten mag.",
        en="The rent is higher than these rent points allow.",
        basis="Wet betaalbare huur",
        met=_within_points,
    ),
    Requirement(
        code="no_rent_allowance",
        where="rentAllowancePossible",
        nl="Zonder huur volgens de wet is er geen huurtoeslag.",
        en="Without a rent under tenancy law there is no rent allowance.",
        basis="Wet op de huurtoeslag; VERA EENHEIDDETAILSTATUS.BRU, .ANT",
        met=lambda let: (
            not let.rent_allowance_possible
            or (let.has_leases and let.tenure_title not in WITHOUT_RENT_LAW)
        ),
    ),
    Requirement(
        code="persons_in_order",
        where="maxPersons",
        nl="Het grootste huishouden is kleiner dan het kleinste.",
        en="The largest household is smaller than the smallest.",
        basis="VERA EenheidVoorwaarden",
        met=lambda let: let.min_persons <= let.max_persons,
    ),
    Requirement(
        code="house_rules_contradict",
        where="requires",
        nl="Niemand kan aan deze huisregels voldoen.",
        en="Nobody can keep to these house rules.",
        basis="practice of housing with support",
        met=lambda let: not let.contradicts_itself,
    ),
    Requirement(
        code="support_without_level",
        where="careLevel",
        nl="Begeleiding en zwaarte horen bij elkaar: vul allebei in, of geen van beide.",
        en="Support and its level go together: fill in both, or neither.",
        basis="practice of housing with support",
        met=lambda let: let.gives_support == (let.care_level is not CareLevel.NONE),
    ),
    Requirement(
        code="stay_longer_than_period",
        where="minStayDays",
        nl="Het kortste verblijf is langer dan de woonplek beschikbaar is.",
        en="The shortest stay is longer than the place is available.",
        basis="practice of housing with support",
        met=lambda let: let.days is None or let.min_stay_days <= let.days,
    ),
)
