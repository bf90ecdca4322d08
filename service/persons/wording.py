"""Why somebody cannot be written down so, in English and Dutch."""

NO_KEY = (
    "No identities can be kept here: the operator has set no WOONPLEK_MATCHING_KEY. Nothing of what"
    " you sent was kept."
)
STILL_NEEDED = (
    "A place is offered to this household, or it lives in one: who they are goes after that."
)
NOT_KEPT = "The identity cannot be kept."
EVERYBODY_KNOWN = "Everybody of this household is written down: change or withdraw one."
EVERYBODY_KNOWN_NL = "Iedereen van dit huishouden staat er al. Wijzig iemand of trek iemand in."
STILL_NEEDED_NL = (
    "Dit huishouden krijgt een woonplek aangeboden of woont er in een: daarna pas kunnen de"
    " persoonsgegevens weg."
)
AGE_OF_NOBODY = "fits none of the age groups of this household (ageBand on agesRecordedDate)"
AGE_OF_NOBODY_NL = "Deze geboortedatum past bij geen van de leeftijdsgroepen van dit huishouden."
AGE_TAKEN = (
    "fits only age groups of this household that others are written down for: look at those "
    "(persons), or correct the age groups (members)"
)
AGE_TAKEN_NL = (
    "Deze geboortedatum past alleen bij leeftijdsgroepen waarvoor al iemand is vastgelegd. Kijk "
    "die personen na, of verbeter de leeftijdsgroepen van het huishouden."
)
NAMESAKE = (
    "This household has somebody with this name and birth date already. If this is another person, "
    "say so (anotherPerson)."
)
NAMESAKE_NL = (
    "In dit huishouden staat al iemand met deze naam en geboortedatum. Is dit iemand anders? Zeg "
    "dat er dan bij."
)
NAMESAKE_THERE = (
    "This household has somebody with this name and birth date already. If this is another person, "
    "withdraw this one and write them down anew, saying so (anotherPerson)."
)
NAMESAKE_THERE_NL = (
    "In dit huishouden staat al iemand met deze naam en geboortedatum. Is dit iemand anders? Trek "
    "deze persoon in en leg hem of haar opnieuw vast, met die verklaring."
)
NOT_LATIN = (
    "has letters that are not Latin: write it as the Dutch register (BRP) or a passport's "
    "machine-readable lines do, or the same person is not found"
)
NOT_LATIN_NL = (
    "Schrijf de naam in Latijnse letters, zoals in de BRP of op de onderste regels bij de "
    "foto in het paspoort."
)
