"""What of a property stands still, and as long as what rests on it: one table."""

from service.codelists.places import PlaceState
from service.models import Property
from service.properties import repository
from service.properties.schemas import PropertyIn
from service.registry.standing_still import Still

WHILE_OFFERED = Still[Property](
    "offered",
    frozenset(PropertyIn.model_fields) - {"owner_reference"},
    lambda db, row, changed: repository.has_places(db, row, {PlaceState.OFFERED}),
    "Een woonplek hier is aangeboden aan een huishouden: het pand blijft zoals het is tot het "
    "antwoord.",
    "A place here is offered to a household: the property stays as it is until the answer.",
)

WHILE_COUNTED_ON = (
    Still[Property](
        "lived_in",
        frozenset({"municipality_code"}),
        lambda db, row, changed: repository.is_lived_in(db, row),
        "Hier woont iemand: de gemeente van het pand blijft zoals zij is.",
        "Somebody lives here: the municipality of the property stays as it is.",
    ),
    Still[Property](
        "counts_in_limit",
        frozenset({"neighbourhood_code"}),
        lambda db, row, changed: repository.counts_in_its_neighbourhood(db, row),
        "Een woonplek die hier is gegeven telt mee voor de draagkracht van de buurt: de buurt "
        "blijft zoals zij is zolang die grens geldt.",
        "A home that was given here counts for the capacity of the neighbourhood: the "
        "neighbourhood stays as it is while that limit holds.",
    ),
    Still[Property](
        "counts_in_limit",
        frozenset({"complex_reference"}),
        lambda db, row, changed: repository.counts_in_its_complex(db, row),
        "Een huishouden van Housing First dat hier woont telt mee voor het aandeel van het "
        "complex: het complex blijft zoals het is zolang die grens geldt.",
        "A Housing First household that lives here counts for the share of the complex: the "
        "complex stays as it is while that limit holds.",
    ),
)
"""How many homes a complex has is a fact that may be put right once nobody is asked."""

STANDS_STILL = (WHILE_OFFERED, *WHILE_COUNTED_ON)
