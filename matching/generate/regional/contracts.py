"""Contract forms and kinds of support that often go together."""

from matching.codes import CareType, ContractForm, mask

HOME_CARE = mask(
    (CareType.AMBULANT, CareType.HOUSING_FIRST_ACT, CareType.JONGEREN_COACHING, CareType.NAZORG)
)
OWN = mask((ContractForm.OWN_NAME, ContractForm.OWN_NAME_ADDENDUM))
BRIDGE = mask((ContractForm.TRIPARTITE, ContractForm.OMKLAP))
STAY = mask((ContractForm.INTERMEDIARY, ContractForm.CARE_STAY))
