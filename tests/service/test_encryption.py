"""What is kept unreadable is read with its own key, in its own place, and in no other way."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.encryption.cipher import Unreadable, new_key
from service.encryption.keys import Keys, name_of
from service.settings import Settings, UnsafeSettings, load

KEYS = Keys({"2026": new_key(), "2025": new_key()})
GEHEIM = bytes(range(32))
"""The same in every process: examples are named after it."""
VARIABLE = "WOONPLEK_ENCRYPTION_KEYS"


def written(name: str, key: bytes) -> str:
    return f"{name}:{b64encode(key).decode()}"


@given(st.binary(), st.text(), st.text())
def test_what_is_encrypted_is_read_where_it_was_kept_and_nowhere_else(
    plain: bytes, where: str, elsewhere: str
) -> None:
    kept = KEYS.encrypt(plain, where)
    assert KEYS.decrypt(kept, where) == plain
    assert kept != KEYS.encrypt(plain, where), "the same words look the same"
    if elsewhere != where:
        with pytest.raises(Unreadable):
            KEYS.decrypt(kept, elsewhere)


@given(st.data())
def test_no_bit_of_it_can_be_changed(data: st.DataObject) -> None:
    kept = bytearray(KEYS.encrypt(b"geheim", "row 1"))
    kept[data.draw(st.integers(0, len(kept) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        KEYS.decrypt(bytes(kept), "row 1")


@given(st.binary(max_size=60))
def test_what_we_did_not_encrypt_is_not_read(kept: bytes) -> None:
    with pytest.raises(Unreadable):
        KEYS.decrypt(kept, "row 1")


def test_a_new_key_in_front_encrypts_and_the_old_one_still_reads() -> None:
    old, new = new_key(), new_key()
    before = Keys({"old": old})
    kept = before.encrypt(b"geheim", "row 1")
    both = Keys({"new": new, "old": old})
    assert both.decrypt(kept, "row 1") == b"geheim"
    assert (before.is_newest(kept), both.is_newest(kept)) == (True, False)
    again = both.encrypt(both.decrypt(kept, "row 1"), "row 1")
    assert (name_of(again), both.is_newest(again)) == ("new", True)
    without = Keys({"new": new})
    assert without.decrypt(again, "row 1") == b"geheim"
    with pytest.raises(Unreadable, match="the key old is not among"):
        without.decrypt(kept, "row 1")


def test_an_operator_names_keys_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [written("2026", new_key()), written("2025", new_key())]
    monkeypatch.setenv(VARIABLE, json.dumps(words))
    assert name_of(load().keys().encrypt(b"", "")) == "2026"
    assert not any(word in repr(load()) for word in words)


@pytest.mark.parametrize(
    "words",
    [
        '["2026"]',
        '["2026:"]',
        "[2026]",
        written("2026", GEHEIM),
        json.dumps([written("2026", GEHEIM[1:])]),
        json.dumps([written("2026", GEHEIM + b".")]),
        json.dumps([written("a name", GEHEIM)]),
        json.dumps([written("", GEHEIM)]),
        json.dumps(2 * [written("2026", GEHEIM)]),
    ],
)
def test_what_is_no_list_of_names_and_keys_is_refused_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv(VARIABLE, words)
    with pytest.raises(UnsafeSettings, match=f"^{VARIABLE}: ") as refused:
        load()
    assert b64encode(GEHEIM[1:]).decode()[:8] not in str(refused.value)
    assert b64encode(GEHEIM).decode()[:8] not in str(refused.value)


def test_without_a_key_nothing_is_kept() -> None:
    with pytest.raises(UnsafeSettings, match=VARIABLE):
        Settings(mode="test", encryption_keys=()).keys()
