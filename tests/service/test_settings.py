"""A setting that is wrong is said in one line that names the variable."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest
from command_line import Run
from command_line import woonplek as woonplek
from isolated_databases import Database
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from service import tokens
from service.database_urls import libpq_url, sqlalchemy_url
from service.settings import PREFIX, Settings, UnsafeSettings, load

ROOT = Path(__file__).parents[2]
PASSWORD = "geheim"
EVERYWHERE = (["serve"], ["worker"], ["migrate"], ["migrate", "--roles"], ["openapi"])


@pytest.mark.parametrize("words", EVERYWHERE, ids=" ".join)
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WOONPLEK_GEOCODER", "foo"),
        ("WOONPLEK_POOL_SIZE", "x"),
        ("WOONPLEK_POOL_SIZE", "0"),
        ("WOONPLEK_MODE", "foo"),
        ("WOONPLEK_EXECUTOR", "tcp://scheduler"),
        ("WOONPLEK_SCANNER", "http://scanner:3310"),
        ("WOONPLEK_ALLOWED_ORIGINS", "https://a.example"),
        ("WOONPLEK_ALLOWED_ORIGINS", '"https://a.example"'),
        ("DATABASE_URL", "garbage"),
        ("DATABASE_URL", f"mysql://admin:{PASSWORD}@host/woonplek"),
        ("DATABASE_URL", f"postgresql://admin:{PASSWORD}@host:port/woonplek"),
        ("DATABASE_URL", f"postgresql://admin:{PASSWORD}@host/woonplek?nonsense=1"),
        ("DATABASE_URL", f"postgresql://admin:x@{PASSWORD}@host/woonplek"),
        ("DATABASE_URL", f"postgresql://admin:12/{PASSWORD}@host/woonplek"),
        ("DATABASE_URL", f"postgresql://admin:%{PASSWORD}@host/woonplek"),
        ("DATABASE_OWNER_URL", f"postgresql://admin:{PASSWORD}@[host/woonplek"),
        ("WOONPLEK_ADMIN_URL", f"host=localhost password={PASSWORD}"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_variable(
    woonplek: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    ended = woonplek(*words)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"woonplek: {variable}: ")
    assert len(ended.err.strip().splitlines()) == 1
    assert PASSWORD not in ended.err


def test_every_variable_that_is_read_is_in_the_operators_table() -> None:
    """By what the settings and the commands themselves say."""
    of_settings = {
        str(field.validation_alias or f"{PREFIX}{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    of_commands = {
        name
        for module in (ROOT / "service").rglob("*.py")
        for name in re.findall(r'envvar="(\w+)"', module.read_text())
    }
    assert "WOONPLEK_ORGANISATION" in of_commands
    table = (ROOT / "docs" / "operate.md").read_text().split("## Settings")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert told == of_settings | of_commands


def test_a_password_in_the_url_itself_is_the_one_that_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WOONPLEK_APP_PASSWORD", "other")
    for url in (
        f"postgresql://woonplek_app:{PASSWORD}@host/woonplek",
        f"postgresql://woonplek_app@host/woonplek?password={PASSWORD}",
    ):
        monkeypatch.setenv("DATABASE_URL", url)
        assert load().database_url.get_secret_value() == url


def test_a_password_goes_with_a_user_who_stands_in_the_query(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WOONPLEK_APP_PASSWORD", "a+b c/@?&=%")
    wanted = {
        "dbname": "woonplek",
        "host": "/run/postgresql",
        "user": "woonplek_app",
        "password": "a+b c/@?&=%",
        "options": "-c work_mem=8MB -c x.y=1+1",
    }
    query = "host=/run/postgresql&user=woonplek_app"
    options = "options=-c%20work_mem%3D8MB%20-c%20x.y%3D1%2B1"
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///woonplek?{query}&{options}")
    url = load().database_url.get_secret_value()
    assert conninfo_to_dict(url) == wanted
    assert conninfo_to_dict(libpq_url(make_url(sqlalchemy_url(url)))) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://woonplek_app@host/woonplek?application_name=a+b",
        "postgresql://woonplek_app:@host/woonplek?application_name=a+b",
        "postgresql://woonplek_app@host/woonplek?password=&application_name=a+b",
        "postgresql://woonplek_app:@host/woonplek?application_name=a%2Bb&password=",
        "postgresql://host/woonplek?user=woonplek_app&password=&application_name=a+b",
    ],
)
def test_an_empty_password_is_none_and_a_plus_stays_a_plus(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("WOONPLEK_APP_PASSWORD", PASSWORD)
    wanted = {
        "dbname": "woonplek",
        "host": "host",
        "user": "woonplek_app",
        "password": PASSWORD,
        "application_name": "a+b",
    }
    url = load().database_url.get_secret_value()
    assert conninfo_to_dict(url) == wanted
    assert conninfo_to_dict(libpq_url(make_url(sqlalchemy_url(url)))) == wanted


def test_a_plus_in_a_url_without_another_password_stays_one_as_well() -> None:
    url = "postgresql://u:a?b+c@host/woonplek?application_name=a+b"
    read = conninfo_to_dict(url)
    assert (read["application_name"], read["password"]) == ("a+b", "a?b+c")
    assert conninfo_to_dict(libpq_url(make_url(sqlalchemy_url(url)))) == read


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONPLEK_GEOCODER", "foo")
    monkeypatch.setenv("DATABASE_URL", "garbage")
    with pytest.raises(UnsafeSettings, match=r"DATABASE_URL: .*\. WOONPLEK_GEOCODER: "):
        load()


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOUNDARIES", "POSTCODES", "TOKEN_KEYS", "POOL_SIZE", "MODE", "ALLOWED_ORIGINS"):
        monkeypatch.setenv(f"WOONPLEK_{name}", "")
    settings = load()
    assert (settings.boundaries, settings.postcodes, settings.token_keys) == (None, None, None)
    assert settings.mode == "production"


def test_a_list_of_origins_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOONPLEK_ALLOWED_ORIGINS", '["https://a.example", "https://b.example"]')
    assert load().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize("content", [None, "nonsense", "{}", "[]", '{"keys": [1]}', '{"keys": []}'])
def test_a_file_without_keys_is_one_line(
    database: Database,
    woonplek: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: str | None,
) -> None:
    keys = tmp_path / "keys.json"
    if content is not None:
        keys.write_text(content)
    monkeypatch.setenv("DATABASE_URL", database.dsn)
    monkeypatch.setenv("WOONPLEK_TOKEN_ISSUER", "https://issuer.example")
    monkeypatch.setenv("WOONPLEK_TOKEN_KEYS", str(keys))
    ended = woonplek("serve", "--port", "0")
    assert ended.code == 1
    assert ended.err.startswith("woonplek: WOONPLEK_TOKEN_KEYS: ")
    assert len(ended.err.strip().splitlines()) == 1


def test_a_file_with_the_keys_of_an_issuer_is_read(tmp_path: Path) -> None:
    from joserfc.jwk import KeySet, RSAKey

    keys = tmp_path / "keys.json"
    public = KeySet([RSAKey.generate_key(2048)]).as_dict(private=False)
    keys.write_text(json.dumps(public))
    tokens.token_reader(Settings(mode="test", token_issuer="https://i.example", token_keys=keys))


def test_an_issuer_that_does_not_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    monkeypatch.setattr(tokens, "AT_START", tokens.WHILE_SERVING)
    settings = Settings(
        mode="test",
        token_issuer="https://issuer.example",
        token_keys_url=f"http://127.0.0.1:{port}/keys",
    )
    with pytest.raises(UnsafeSettings, match=r"WOONPLEK_TOKEN_KEYS_URL: 127\.0\.0\.1 gave no"):
        tokens.token_reader(settings)
