"""When two ways to write a name count as the same: declared here, and part of what is promised.

Names are compared without case, accents, apostrophes and digits. What stands apart (a space, a
hyphen, a dot) are words. Of a family name the prefixes (tussenvoegsels) do not count, nor does the
order of the rest: "Jansen-de Vries" is "de Vries Jansen". Of given names all count, in their order.
"""

import re
import unicodedata

_PREFIXES = """
    a aan af al an av bij d da das de degli dei del della den der des di do dos du e el het in l la
    las le les lo los onder op over s t te ten ter tho to toe tot uijt uit van vanden vander ver vom
    von voor vor y z zu zum zur
"""
PREFIXES = frozenset(_PREFIXES.split())
"""Words of the table of prefixes that Dutch registers use (RvIG, Landelijke Tabel 36), apart."""

_OF_THEIR_OWN = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters that Unicode does not take apart."""
_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bb\u02bc\u2018\u2019]")

_SOUNDS: tuple[tuple[str, str], ...] = (
    ("sch", "s"),
    ("ch", "g"),
    ("kh", "g"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dt", "t"),
    ("ck", "k"),
    ("qu", "kw"),
    ("q", "k"),
    ("x", "ks"),
    ("ij", "y"),
    ("j", "y"),
    ("v", "f"),
    ("z", "s"),
    ("c", "k"),
)
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
_SILENT = frozenset("aeiouyhw")


def given_words(name: str) -> list[str]:
    """The given names, each as its plain letters."""
    return _words(name)


def family_words(name: str) -> list[str]:
    """The words of a family name that count, sorted; a name of prefixes alone keeps them."""
    words = _words(name)
    return sorted([word for word in words if word not in PREFIXES] or words)


def is_latin(name: str) -> bool:
    """Whether all its letters are Latin, as in Dutch registers: no spelling here takes a name from
    one script to another."""
    letters = (each for each in name if unicodedata.category(each) in _LETTERS)
    return all("LATIN" in unicodedata.name(each, "") for each in letters)


def sound_of(word: str) -> str:
    """What is left of a word that people spell in different ways: its first letter and the
    consonants after it, as they sound in Dutch ("Janssen", "Jansen": jnsn)."""
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    heard = word[:1] + "".join(letter for letter in word[1:] if letter not in _SILENT)
    return re.sub(r"(.)\1+", r"\1", heard)


def _words(name: str) -> list[str]:
    bare = _APOSTROPHES.sub("", name)
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    kept = (_letter(each) for each in apart.translate(_OF_THEIR_OWN))
    return "".join(kept).split()


def _letter(character: str) -> str:
    """A letter stays, what stands on or under one goes, all else parts words."""
    kind = unicodedata.category(character)[0]
    if kind == "L":
        return character
    return "" if kind in "MN" else " "
