"""Who takes part."""

from matching.codes.code import Code


class OrganisationKind(Code):
    """What an organisation is here; a token's role is one of these."""

    CORPORATION = "CORPORATION", "woningcorporatie", "housing association"
    PRIVATE_LANDLORD = "PRIVATE_LANDLORD", "particuliere verhuurder", "private landlord"
    HOST = "HOST", "hospita of gastgezin", "host"
    CARE_PROVIDER = "CARE_PROVIDER", "zorgaanbieder", "care provider"
    MUNICIPALITY = "MUNICIPALITY", "gemeente", "municipality"
    CENTRE_MUNICIPALITY = "CENTRE_MUNICIPALITY", "centrumgemeente", "centre municipality"
    SOCIAL_VACANCY_MANAGER = (
        "SOCIAL_VACANCY_MANAGER",
        "sociaal leegstandsbeheerder",
        "social vacancy manager",
    )
    CLIENT_COUNCIL = "CLIENT_COUNCIL", "cliëntenraad", "client council"
    PLATFORM = "PLATFORM", "platform Woonplek", "Woonplek platform"
    NATIONAL_DESK = "NATIONAL_DESK", "landelijk loket", "national desk"


ONE_OF_A_KIND = frozenset({OrganisationKind.PLATFORM, OrganisationKind.NATIONAL_DESK})
"""Of each there is one in the country."""

OWNERS = frozenset(
    {
        OrganisationKind.CORPORATION,
        OrganisationKind.PRIVATE_LANDLORD,
        OrganisationKind.HOST,
        OrganisationKind.CARE_PROVIDER,
        OrganisationKind.SOCIAL_VACANCY_MANAGER,
    }
)
"""Who may register places."""

DECIDERS = frozenset({OrganisationKind.MUNICIPALITY, OrganisationKind.CENTRE_MUNICIPALITY})
"""Who may start rounds and decide on proposals."""
