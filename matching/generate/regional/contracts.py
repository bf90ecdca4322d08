"""Contract forms and kinds of support that often go together."""

from matching.codes.care import CareType
from matching.codes.code import mask
from matching.codes.contracts import ContractForm

HOME_CARE = mask(
    (CareType.AMBULANT, CareType.HOUSING_FIRST_ACT, CareType.JONGEREN_COACHING, CareType.NAZORG)
)
OWN = mask((ContractForm.OWN_NAME, ContractForm.OWN_NAME_ADDENDUM))
BRIDGE = mask((ContractForm.TRIPARTITE, ContractForm.OMKLAP))
STAY = mask((ContractForm.INTERMEDIARY, ContractForm.CARE_STAY))
