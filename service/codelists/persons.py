"""Words about who people are: the same person elsewhere, and what a landlord may know for what."""

from matching.codes.code import Code


class Certainty(Code):
    """How sure it is that somebody who is asked for elsewhere is the same person."""

    EXACT = "EXACT", "dezelfde naam en geboortedatum", "the same name and birth date"
    POSSIBLE = (
        "POSSIBLE",
        "misschien dezelfde: anders gespeld, of een deel is gelijk",
        "maybe the same: spelt otherwise, or the same in part",
    )


class HandOverPurpose(Code):
    """For what a landlord opens who comes; it sees no more than that asks for."""

    APPOINTMENT = (
        "APPOINTMENT",
        "een afspraak maken: bezichtigen, sleutels",
        "making an appointment: viewing, keys",
    )
    CONTRACT = "CONTRACT", "het huurcontract opmaken", "drawing up the lease"
