"""A sentence about each contract form, tenure title and purpose, for who reads it on a page."""

from collections.abc import Mapping

from matching.codes.code import Code
from matching.codes.contracts import ContractForm, TenureTitle
from service.codelists.audit import ProcessingActivity
from service.pages.languages import N_

FORMS: Mapping[Code, str] = {
    ContractForm.OWN_NAME: N_("You let to the resident. Nobody else signs."),
    ContractForm.OWN_NAME_ADDENDUM: N_(
        "You let to the resident, who agrees in writing to accept support."
    ),
    ContractForm.TRIPARTITE: N_(
        "You, the resident and the care provider sign one agreement on living and support."
    ),
    ContractForm.OMKLAP: N_(
        "The care provider rents from you first. If all goes well, the resident takes it over."
    ),
    ContractForm.INTERMEDIARY: N_("The care provider rents from you and lets to the resident."),
    ContractForm.CARE_STAY: N_(
        "The resident stays as part of the care and pays no rent; staying ends with the care."
    ),
    ContractForm.GUEST_AGREEMENT: N_("Somebody stays as a guest for a year at most."),
}

FOR_CARERS: Mapping[Code, str] = {
    ContractForm.OWN_NAME: N_("The household rents from the landlord. Nobody else signs."),
    ContractForm.OWN_NAME_ADDENDUM: N_(
        "The household rents from the landlord and agrees in writing to accept your support."
    ),
    ContractForm.TRIPARTITE: N_(
        "The household, the landlord and you sign one agreement on living and support."
    ),
    ContractForm.OMKLAP: N_(
        "You rent from the landlord first. If all goes well, the household takes it over."
    ),
    ContractForm.INTERMEDIARY: N_("You rent from the landlord and let to the household."),
    ContractForm.CARE_STAY: N_(
        "The household stays as part of your care and pays no rent; staying ends with the care."
    ),
    ContractForm.GUEST_AGREEMENT: N_("The household stays as a guest for a year at most."),
}

FOR_RESIDENTS: Mapping[Code, str] = {
    ContractForm.OWN_NAME: N_("You rent from the landlord. The contract is in your own name."),
    ContractForm.OWN_NAME_ADDENDUM: N_(
        "You rent from the landlord, in your own name. You also promise to accept support."
    ),
    ContractForm.TRIPARTITE: N_(
        "You, the landlord and your care provider sign one contract, on living and on support."
    ),
    ContractForm.OMKLAP: N_(
        "Your care provider rents the home first. If all goes well, the contract comes in your own "
        "name."
    ),
    ContractForm.INTERMEDIARY: N_("You rent from your care provider, and not from the landlord."),
    ContractForm.CARE_STAY: N_(
        "You live there as part of your care and pay no rent. If the care ends, you have to leave."
    ),
    ContractForm.GUEST_AGREEMENT: N_("You stay with somebody as a guest, for a year at most."),
}

TITLES: Mapping[Code, str] = {
    TenureTitle.INDEFINITE: N_("The usual lease, without an end date."),
    TenureTitle.TEMP_2Y: N_("Only for groups that the law names, such as people from a shelter."),
    TenureTitle.YOUTH_5Y: N_("For people of 18 to 27 years; it ends after five years with notice."),
    TenureTitle.CAMPUS: N_("For students, for as long as they study."),
    TenureTitle.FLEX: N_("In a flex home, until the permit of the site ends."),
    TenureTitle.ROOMWISE: N_("A room in a house in which each has a lease of their own."),
    TenureTitle.MIDSTAY: N_("For some months, by the agreement that you make."),
    TenureTitle.VACANCY_ACT: N_("In an empty building, with a permit, for six months at least."),
    TenureTitle.HOSPITA: N_("A room in your own home; in the first months you can still stop."),
    TenureTitle.LOAN_FOR_USE: N_("No rent and little protection: a guest stays until you need it."),
    TenureTitle.ANTI_SQUAT: N_("Somebody keeps the building in use; little protection."),
}

TITLES_FOR_RESIDENTS: Mapping[Code, str] = {
    TenureTitle.INDEFINITE: N_("It is the usual lease."),
    TenureTitle.TEMP_2Y: N_(
        "The landlord must write to you that it ends, one to three months before. If no such "
        "letter comes, the contract goes on."
    ),
    TenureTitle.YOUTH_5Y: N_(
        "It is for young people. After five years the landlord may end it, so that another young "
        "person can live there."
    ),
    TenureTitle.CAMPUS: N_("You can live there for as long as you study."),
    TenureTitle.FLEX: N_("It is a flex home: the contract ends when the permit of the site ends."),
    TenureTitle.ROOMWISE: N_("You rent a room in a house in which each has a contract."),
    TenureTitle.MIDSTAY: N_("It is a contract for some months, and for a year at most."),
    TenureTitle.VACANCY_ACT: N_(
        "Something else will be done with the building. When its permit ends, your contract ends "
        "too."
    ),
    TenureTitle.HOSPITA: N_(
        "It is a room in the landlord's own home. In the first nine months the landlord can end "
        "it, with three months' notice."
    ),
    TenureTitle.LOAN_FOR_USE: N_(
        "You pay no rent and have little protection: the owner can ask for the home back."
    ),
    TenureTitle.ANTI_SQUAT: N_(
        "You keep the building in use and have little protection: the owner can ask for it back."
    ),
}
"""What holds beside the last day; said where a lease is, and so under a tenure title."""

PURPOSES: Mapping[Code, str] = {
    ProcessingActivity.REGISTRATION: N_("for your request for a home"),
    ProcessingActivity.MATCHING: N_("to look for a home that suits you"),
    ProcessingActivity.DECISION: N_("to decide whether a home is offered to you"),
    ProcessingActivity.HOUSING: N_("to offer you a home and to arrange all that goes with it"),
}
