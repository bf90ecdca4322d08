"""The services of docker-compose.yml, each by its own command, without a container engine.

What this can't show: that images exist, health checks pass and the containers reach each other.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml
from joserfc import jwt
from joserfc.jwk import RSAKey
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from service.database_urls import libpq_url, sqlalchemy_url
from service.roles import ROLES as ROLE_RIGHTS
from service.settings import PREFIX, load
from service.worker import DEAD_AFTER_SECONDS, GRACE_SECONDS

if TYPE_CHECKING:
    from isolated_databases import Database

    from service.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]
ENCRYPTION = "WOONPLEK_ENCRYPTION_KEYS"
ISSUER = "https://identity.example/realms/woonplek"
PLATFORM = "00000000-0000-4000-8000-000000000001"
LOGS_IN = re.compile(r"\bLOGIN\b")
ANY_PORT = {"8000": "0", "0.0.0.0": "127.0.0.1"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    with (ROOT / "docker-compose.yml").open() as file:
        return dict(yaml.safe_load(file)["services"])


@pytest.fixture
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"use": "sig", "kid": "identity"})


@pytest.fixture
def environment(cluster: Cluster, key: RSAKey, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What the compose file sets, with the addresses of this test in place of the containers'."""
    name = cluster.name("compose")
    cluster.create(name)
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    yield {
        "WOONPLEK_MODE": "production",
        "DATABASE_URL": cluster.app_dsn(name),
        "DATABASE_OWNER_URL": cluster.owner_dsn(name),
        "WOONPLEK_ADMIN_URL": cluster.admin_dsn(name),
        "WOONPLEK_TOKEN_ISSUER": ISSUER,
        "WOONPLEK_TOKEN_KEYS": str(keys),
        ENCRYPTION: os.environ[ENCRYPTION],
    }
    cluster.drop(name)


def command(services: dict[str, Any], service: str, **changed: str) -> list[str]:
    words = [changed.get(word, word) for word in services[service]["command"]]
    return [sys.executable, "-m", "service.cli", *words]


def surroundings(environment: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | environment


@contextmanager
def running(words: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        words, cwd=ROOT, env=surroundings(environment), text=True, stderr=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        # uvicorn stops in order and then dies by the signal that it was sent.
        assert process.returncode in {0, -signal.SIGTERM}, said


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def answer_of(url: str, process: subprocess.Popen[str]) -> httpx.Response:
    for _ in range(600):
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            return httpx.get(url, timeout=60, trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the API did not answer")


@pytest.mark.long
def test_migrate_api_and_worker_run_by_the_commands_of_the_compose_file(
    services: dict[str, Any], environment: dict[str, str], key: RSAKey
) -> None:
    for _ in range(2):
        done = subprocess.run(
            command(services, "migrate"),
            cwd=ROOT,
            env=surroundings(environment),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    port = str(free_port())
    api = command(services, "api", **ANY_PORT | {"8000": port})
    with running(command(services, "worker"), environment), running(api, environment) as serving:
        health = answer_of(f"http://127.0.0.1:{port}/v1/health", serving)
        assert health.json()["mode"] == "production"
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "woonplek",
            "sub": "platform",
            "organisation": PLATFORM,
            "role": "PLATFORM",
            "nbf": now,
            "exp": now + 60,
        }
        header = {"alg": "RS256", "typ": "at+jwt", "kid": "identity"}
        token = jwt.encode(header, claims, key)
        listed = httpx.get(
            f"http://127.0.0.1:{port}/v1/organisations",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        assert listed.status_code == 200, listed.text


@pytest.mark.long
def test_the_api_does_not_start_in_production_without_what_it_needs(
    services: dict[str, Any], environment: dict[str, str], database: Database
) -> None:
    environment["DATABASE_URL"] = database.dsn
    for missing in ("DATABASE_URL", "WOONPLEK_TOKEN_ISSUER", "WOONPLEK_TOKEN_KEYS", ENCRYPTION):
        less = {name: value for name, value in environment.items() if name != missing}
        done = subprocess.run(
            command(services, "api", **ANY_PORT),
            cwd=ROOT,
            env=surroundings(less),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode != 0
        lines = [line for line in done.stderr.splitlines() if line]
        assert len(lines) == 1, done.stderr
        assert missing in lines[0]


def interpolated(environment: dict[str, str], passwords: dict[str, str]) -> dict[str, str]:
    """As compose fills it in."""
    variable = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
    return {
        name: variable.sub(lambda found: passwords.get(found[1], found[2]), value)
        for name, value in environment.items()
    }


ROLES = {"woonplek_admin": "ADMIN", "woonplek_owner": "OWNER", "woonplek_app": "APP"}
ASKED = {"api": ["woonplek_app"], "worker": ["woonplek_app"], "migrate": list(ROLES)}


@pytest.mark.parametrize("service", ASKED)
@pytest.mark.parametrize("awkward", [*"@/#%?:+& '$[", "%41", "1/2@3", 'é\\"@host/other?user=x#'])
def test_a_password_may_hold_anything(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch, awkward: str, service: str
) -> None:
    passwords = {f"WOONPLEK_{name}_PASSWORD": f"1{awkward}{name}" for name in ROLES.values()}
    given_too = passwords | {ENCRYPTION: os.environ[ENCRYPTION]}
    for name, value in interpolated(services[service]["environment"], given_too).items():
        monkeypatch.setenv(name, value)
    settings = load()
    given = (settings.admin_url, settings.database_owner_url, settings.database_url)
    urls = [url.get_secret_value() for url in given if url.get_secret_value()]
    expected = [
        {
            "user": role,
            "password": passwords[f"WOONPLEK_{ROLES[role]}_PASSWORD"],
            "host": "db",
            "dbname": "woonplek",
        }
        for role in ASKED[service]
    ]
    assert [conninfo_to_dict(url) for url in urls] == expected
    by_sqlalchemy = [libpq_url(make_url(sqlalchemy_url(url))) for url in urls]
    assert [conninfo_to_dict(url) for url in by_sqlalchemy] == expected


def test_every_secret_must_be_given(services: dict[str, Any]) -> None:
    text = json.dumps(services)
    wanted = set(re.findall(r"\$\{(WOONPLEK_\w+):\?", text))
    example = (ROOT / "deploy" / "example.env").read_text()
    assert wanted == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert len(wanted) == 7


def test_every_role_that_logs_in_gets_a_password(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = re.findall(r"\$\{(WOONPLEK_\w+_PASSWORD):\?", json.dumps(services))
    given = {name: name for name in names} | {ENCRYPTION: os.environ[ENCRYPTION]}
    for name, value in interpolated(services["migrate"]["environment"], given).items():
        monkeypatch.setenv(name, value)
    assert load().role_passwords().keys() == {
        role for role, can in ROLE_RIGHTS.items() if LOGS_IN.search(can)
    }


CHOSEN = {
    "WOONPLEK_DECISION_ACR": '["eh3"]',
    "WOONPLEK_EVENT_SOURCE": "urn:nld:ours",
    "WOONPLEK_METRICS_TOKEN": "m" * 20,
    "WOONPLEK_RETENTION": '{"dossier": 3650}',
}


@pytest.mark.parametrize("service", ["api", "worker", "migrate"])
def test_what_an_operator_chooses_reaches_the_programs(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    """And what is left out is as the program has it."""
    fields = [name.removeprefix(PREFIX).lower() for name in CHOSEN]
    own = load()
    for chosen in ({}, CHOSEN):
        given = chosen | {ENCRYPTION: os.environ[ENCRYPTION]}
        for name, value in interpolated(services[service]["environment"], given).items():
            monkeypatch.setenv(name, value)
        settings = load()
        as_the_program_has_it = [getattr(settings, name) == getattr(own, name) for name in fields]
        assert as_the_program_has_it == [not chosen] * len(fields)
    assert settings.decision_acr == ("eh3",)
    assert settings.event_source == "urn:nld:ours"
    assert settings.metrics_token.get_secret_value() == "m" * 20
    assert settings.retention["dossier"] == 3650


def test_the_proxy_in_front_is_named_to_the_api(services: dict[str, Any]) -> None:
    environment = services["api"]["environment"]
    assert interpolated(environment, {})["FORWARDED_ALLOW_IPS"] == "127.0.0.1"
    given = {"FORWARDED_ALLOW_IPS": "172.18.0.9"}
    assert interpolated(environment, given)["FORWARDED_ALLOW_IPS"] == "172.18.0.9"


def test_a_worker_has_time_to_end(services: dict[str, Any]) -> None:
    """Docker's own ten seconds are as long as a worker may be silent before it counts as dead."""
    seconds = re.fullmatch(r"(\d+)s", services["worker"]["stop_grace_period"])
    assert seconds
    assert int(seconds[1]) > DEAD_AFTER_SECONDS + GRACE_SECONDS
