"""A change that would have helped, as a sentence in Dutch and in English."""

from matching.codes.contracts import ContractForm
from matching.reasons.explain import in_general
from matching.reasons.shortfall import Amount, Measure
from matching.reasons.standing import UNIT
from matching.rules import FORM, RULES
from matching.rules.declaration import PairRule

MORE = {
    UNIT: (
        "Er is één woonplek te weinig zoals deze.",
        "There is one place like this too few.",
    ),
    "E06_PROVIDER": (
        "Er ontbreekt één afspraak tussen de verhuurder en een zorgaanbieder.",
        "One agreement between the owner and a care provider is missing.",
    ),
    "E06_LEASES": (
        "De zorgaanbieder kan één huurcontract te weinig op eigen naam nemen.",
        "The care provider can take on one lease too few in its own name.",
    ),
    "E11_CASELOAD": (
        "De zorgaanbieder kan in deze regio één huishouden te weinig begeleiden.",
        "The care provider can support one household too few in this region.",
    ),
    "E12_SHARE": (
        "In dit complex is één plek te weinig voor mensen in Housing First.",
        "This complex has room for one Housing First household too few.",
    ),
    "E14_GROUP": (
        "In dit complex woont al iemand van wie het huishouden gescheiden moet wonen.",
        "Somebody the household must live apart from has a place in this complex.",
    ),
    "E27_NEIGHBOURHOOD": (
        "Deze buurt kan deze ronde één huishouden te weinig hebben.",
        "This neighbourhood can take one household too few in this round.",
    ),
    "E27_QUOTA": (
        "Het afgesproken aantal is één te laag.",
        "The agreed number is one too low.",
    ),
}


def told(rule: str, amount: Amount, form: ContractForm, losers: int) -> tuple[str, str]:
    """The sentences; `losers` is how many others would lose their place by it."""
    dutch, english = _cause(rule, amount, form)
    return (
        f"{dutch} Was dat anders, dan had dit huishouden een woonplek. {_cost_nl(losers)}",
        f"{english} Were it otherwise, this household would have a place. {_cost_en(losers)}",
    )


def _cause(code: str, amount: Amount, form: ContractForm) -> tuple[str, str]:
    if code == FORM:
        return (
            f"De contractvorm die hier past ({form.nl}) hoort nog niet bij allebei.",
            f"The contract form that would fit here ({form.en}) is not open to both.",
        )
    if code in MORE:
        return MORE[code]
    rule = RULES[code]
    dutch, english = in_general(rule.nl), in_general(rule.en)
    if isinstance(rule, PairRule) and (amount.measure is not Measure.NUMBER or amount.number > 1):
        return f"{dutch} Het scheelt {amount.nl()}.", f"{english} It differs by {amount.en()}."
    return dutch, english


def _cost_nl(losers: int) -> str:
    if not losers:
        return "Niemand anders verliest daardoor een woonplek."
    if losers == 1:
        return "Wel verliest dan 1 ander huishouden een woonplek."
    return f"Wel verliezen dan {losers} andere huishoudens een woonplek."


def _cost_en(losers: int) -> str:
    if not losers:
        return "Nobody else loses a place by it."
    if losers == 1:
        return "But then 1 other household loses a place."
    return f"But then {losers} other households lose a place."
