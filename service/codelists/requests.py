"""Words about requests that the engine does not read."""

from matching.codes.code import Code


class EthosLight(Code):
    """ETHOS Light, the European typology of homelessness, with threatened eviction added."""

    PUBLIC_SPACE = "PUBLIC_SPACE", "buitenruimte", "public space"
    EMERGENCY_SHELTER = "EMERGENCY_SHELTER", "noodopvang", "emergency shelter"
    TEMPORARY_ACCOMMODATION = (
        "TEMPORARY_ACCOMMODATION",
        "tijdelijk verblijf in de opvang",
        "temporary accommodation for homeless people",
    )
    LEAVING_INSTITUTION = (
        "LEAVING_INSTITUTION",
        "uitstroom uit een instelling",
        "leaving an institution",
    )
    NON_CONVENTIONAL = (
        "NON_CONVENTIONAL",
        "plek die geen woning is (auto, kraakpand, vakantiehuis)",
        "non-conventional dwelling",
    )
    WITH_FAMILY_FRIENDS = (
        "WITH_FAMILY_FRIENDS",
        "tijdelijk bij familie, vrienden of kennissen",
        "temporarily with family or friends",
    )
    EVICTION_THREAT = "EVICTION_THREAT", "dreigende huisuitzetting", "threatened eviction"


IN_SHELTER = (EthosLight.EMERGENCY_SHELTER, EthosLight.TEMPORARY_ACCOMMODATION)
"""Who stays in a shelter now."""


class UrgencyGround(Code):
    """Why a municipality gave priority (urgentie)."""

    OUTFLOW_INSTITUTION = (
        "OUTFLOW_INSTITUTION",
        "uitstroom uit een instelling",
        "leaving an institution",
        "EENHEIDCRITERIUMDETAILSOORT.UIT",
    )
    NEAR_HOMELESS = (
        "NEAR_HOMELESS",
        "dakloos of bijna dakloos",
        "homeless or nearly so",
        "EENHEIDCRITERIUMDETAILSOORT.DAK",
    )
    MEDICAL = "MEDICAL", "medisch", "medical", "EENHEIDCRITERIUMDETAILSOORT.MED"
    INFORMAL_CARE = (
        "INFORMAL_CARE",
        "mantelzorg",
        "informal care",
        "EENHEIDCRITERIUMDETAILSOORT.MAN",
    )
    VIOLENCE = "VIOLENCE", "geweld", "violence", "EENHEIDCRITERIUMDETAILSOORT.GEW"
    SOCIAL = "SOCIAL", "sociaal", "social", "EENHEIDCRITERIUMDETAILSOORT.SOC"
    RELATIONAL = "RELATIONAL", "relatie", "relational", "EENHEIDCRITERIUMDETAILSOORT.REL"
    EX_DETENTION = (
        "EX_DETENTION",
        "uit detentie",
        "from detention",
        "EENHEIDCRITERIUMDETAILSOORT.EXD",
    )
    STATUS_HOLDER = (
        "STATUS_HOLDER",
        "vergunninghouder",
        "permit holder",
        "EENHEIDCRITERIUMDETAILSOORT.STA",
    )
    FINANCIAL = "FINANCIAL", "financieel", "financial", "EENHEIDCRITERIUMDETAILSOORT.FIN"
    RELOCATION = "RELOCATION", "herhuisvesting", "relocation", "EENHEIDCRITERIUMDETAILSOORT.HUI"
    FAMILY_WITH_CHILDREN = "FAMILY_WITH_CHILDREN", "gezin met kinderen", "family with children"
    TRAFFICKING = "TRAFFICKING", "mensenhandel", "trafficking"
    EXIT_PROGRAMME = "EXIT_PROGRAMME", "uitstapprogramma", "exit programme"


class FundingRegime(Code):
    """Which law pays for the support."""

    NONE = "NONE", "geen begeleiding nodig", "no support needed"
    WMO = "WMO", "Wmo", "Social Support Act (Wmo)"
    WLZ = "WLZ", "Wlz", "Long-term Care Act (Wlz)"
    YOUTH_ACT = "YOUTH_ACT", "Jeugdwet", "Youth Act"
    ZVW = "ZVW", "Zvw", "Health Insurance Act (Zvw)"
    JUSTICE = "JUSTICE", "justitie", "justice"


class EqualTreatment(Code):
    """What the municipality found on the right to shelter under the Wmo (gelijke behandeling)."""

    NOT_APPLICABLE = "NOT_APPLICABLE", "niet van toepassing", "not applicable"
    YES = "YES", "ja: recht op opvang", "yes: a right to shelter"
    NO = "NO", "nee: geen recht op opvang", "no: no right to shelter"
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION", "in onderzoek", "under investigation"


class AnchorKind(Code):
    """What somebody wants to live near."""

    SCHOOL = "SCHOOL", "school", "school"
    WORK = "WORK", "werk", "work"
    CHILDREN = "CHILDREN", "kinderen", "children"
    NETWORK = "NETWORK", "familie en vrienden", "family and friends"
    CARE = "CARE", "zorg of behandeling", "care or treatment"


class RequestState(Code):
    """Where a request stands; the moves stand in `service/requests/workflow.py`."""

    DRAFT = "DRAFT", "concept", "draft"
    ACTIVE = "ACTIVE", "actief", "active", "KANDIDAATSTATUS.POT"
    OFFERED = "OFFERED", "woonplek aangeboden", "offered a place", "KANDIDAATSTATUS.AAN"
    HOUSED = "HOUSED", "gehuisvest", "housed", "KANDIDAATSTATUS.TOE"
    PARKED = "PARKED", "geparkeerd", "parked", "KANDIDAATDETAILSTATUS.PAR"
    WITHDRAWN = "WITHDRAWN", "ingetrokken", "withdrawn"
