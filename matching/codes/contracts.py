"""What somebody signs, and on which legal ground."""

from matching.codes.code import Code


class ContractForm(Code):
    """Who signs with whom (handreiking Wonen met begeleiding; omklap as VERA defines it)."""

    OWN_NAME = (
        "OWN_NAME",
        "Huurcontract op eigen naam",
        "Lease in the resident's own name",
        "OVEREENKOMSTDETAILSOORT.ONB",
    )
    OWN_NAME_ADDENDUM = (
        "OWN_NAME_ADDENDUM",
        "Huurcontract op eigen naam met afspraken over begeleiding",
        "Lease in own name with an addendum on support",
    )
    TRIPARTITE = (
        "TRIPARTITE",
        "Driepartijenovereenkomst",
        "Three-party agreement",
    )
    OMKLAP = (
        "OMKLAP",
        "Omklapcontract: eerst op naam van de zorgaanbieder, later op eigen naam",
        "Omklap contract: first in the care provider's name, later in the resident's",
        "PUBLICATIEDETAILMODEL.OMK",
    )
    INTERMEDIARY = (
        "INTERMEDIARY",
        "Huren van de zorgaanbieder (intermediaire verhuur)",
        "Letting through the care provider (intermediary)",
    )
    CARE_STAY = (
        "CARE_STAY",
        "Verblijf met zorg, zonder huur",
        "Stay with care, without rent",
    )
    GUEST_AGREEMENT = (
        "GUEST_AGREEMENT",
        "Logeerovereenkomst, hoogstens een jaar",
        "Guest agreement, one year at most",
    )


class TenureTitle(Code):
    """The legal ground and length of the stay."""

    INDEFINITE = (
        "INDEFINITE",
        "Onbepaalde tijd",
        "Open-ended",
        "OVEREENKOMSTDETAILSOORT.ONB",
    )
    TEMP_2Y = (
        "TEMP_2Y",
        "Tijdelijk, hoogstens twee jaar",
        "Fixed term, two years at most",
        "OVEREENKOMSTDETAILSOORT.TIJ",
    )
    YOUTH_5Y = (
        "YOUTH_5Y",
        "Jongerencontract, vijf jaar",
        "Youth contract, five years",
        "OVEREENKOMSTDETAILSOORT.JON",
    )
    CAMPUS = ("CAMPUS", "Campuscontract", "Campus contract", "OVEREENKOMSTDETAILSOORT.CAM")
    FLEX = (
        "FLEX",
        "Flexcontract, tot het einde van de vergunning",
        "Flex contract, until the permit ends",
        "OVEREENKOMSTDETAILSOORT.FLE",
    )
    ROOMWISE = (
        "ROOMWISE",
        "Kamergewijze verhuur",
        "Letting by the room",
        "OVEREENKOMSTDETAILSOORT.KAM",
    )
    MIDSTAY = (
        "MIDSTAY",
        "Midstay, enkele maanden tot een jaar",
        "Midstay, some months to a year",
        "OVEREENKOMSTDETAILSOORT.MID",
    )
    VACANCY_ACT = (
        "VACANCY_ACT",
        "Tijdelijk volgens de Leegstandwet",
        "Temporary under the Vacancy Act",
    )
    HOSPITA = (
        "HOSPITA",
        "Kamer bij iemand thuis (hospita)",
        "Room in the landlord's home (hospita)",
    )
    LOAN_FOR_USE = (
        "LOAN_FOR_USE",
        "Bruikleen: geen huur, weinig bescherming",
        "Loan for use: no rent, little protection",
        "EENHEIDDETAILSTATUS.BRU",
    )
    ANTI_SQUAT = (
        "ANTI_SQUAT",
        "Antikraak: weinig bescherming",
        "Property guardianship: little protection",
        "EENHEIDDETAILSTATUS.ANT",
    )


class TemporaryGround(Code):
    """Who may get a fixed term of at most two years (Stb. 2024, 152, article 1)."""

    STUDY = ("STUDY", "Studie in een andere plaats", "Study in another town")
    URGENT_WORKS = (
        "URGENT_WORKS",
        "Huis uit door dringend werk of renovatie",
        "Out of the home for urgent works",
    )
    SHELTER_OR_EMERGENCY = (
        "SHELTER_OR_EMERGENCY",
        "Uit de opvang of in een sociale noodsituatie",
        "From a shelter or in a social emergency",
    )
    SECOND_CHANCE = ("SECOND_CHANCE", "Tweede kans", "Second chance")
    SURVIVING_MEMBER = (
        "SURVIVING_MEMBER",
        "Achtergebleven bewoner die niet kan blijven",
        "Surviving resident who cannot stay on",
    )
    PARENT_NEAR_CHILD = (
        "PARENT_NEAR_CHILD",
        "Ouder na scheiding, dicht bij het kind",
        "Parent after a separation, near the child",
    )
    ISLAND_WORK = (
        "ISLAND_WORK",
        "Tijdelijk werk op een Waddeneiland",
        "Temporary work on a Wadden island",
    )
    FROM_RECEPTION = (
        "FROM_RECEPTION",
        "Rechtstreeks uit de opvang van het COA",
        "Straight from COA reception",
    )
