"""The rules as data, each defined once: what it compares, how strong it is, on which basis.

Codes are those of the project's decision table (E01-E28). From one definition come the filter over
blocks of pairs, the sentence "why not" for one pair, and the row in the documentation. A rule
speaks about contract forms: where it fails, the pair loses those forms, and a pair without a form
left is out.
"""

from matching.rules.capacity import CAPACITY
from matching.rules.care import CARE
from matching.rules.contract import CONTRACT
from matching.rules.declaration import PairRule, Rule
from matching.rules.earlier import EARLIER
from matching.rules.general import GENERAL
from matching.rules.house import HOUSE
from matching.rules.rent import MONEY
from matching.rules.shelter import SHELTER
from matching.rules.when import WHEN
from matching.rules.where import WHERE
from matching.rules.who import WHO

PAIR_RULES: tuple[PairRule, ...] = (
    *WHEN,
    *WHO,
    *CONTRACT,
    *CARE,
    *SHELTER,
    *HOUSE,
    *EARLIER,
    *MONEY,
    *WHERE,
)
RULES: dict[str, Rule] = {rule.code: rule for rule in (*PAIR_RULES, *CAPACITY, *GENERAL)}
WAITING = "E23_WAITING"
FORM = "E04_FORM"
