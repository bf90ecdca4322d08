"""An OpenID provider that is not ours, certified by the OpenID Foundation: it says no where we
would not have thought of it."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parents[2] / "assets"
PROVIDER = Path(__file__).parent / "provider"
Claims = Mapping[str, str]


def client(name: str, redirect: str, told_out: str, secret: str) -> dict[str, Any]:
    """The pages as the provider knows them; without a secret as a public client. Who signs out at
    the provider is told of at `told_out`."""
    proof = "client_secret_basic" if secret else "none"
    return {
        "client_id": name,
        "redirect_uris": [redirect],
        "backchannel_logout_uri": told_out,
        "backchannel_logout_session_required": True,
        "token_endpoint_auth_method": proof,
        **({"client_secret": secret} if secret else {}),
    }


def system(name: str, secret: str) -> dict[str, Any]:
    """A system that asks for tokens of its own, by client credentials."""
    return {
        "client_id": name,
        "client_secret": secret,
        "grant_types": ["client_credentials"],
        "redirect_uris": [],
        "response_types": [],
    }


@contextmanager
def certified(
    clients: Sequence[Mapping[str, Any]],
    people: Mapping[str, Claims],
    systems: Mapping[str, Claims],
) -> Iterator[str]:
    """The address of a provider that knows these."""
    process = subprocess.Popen(
        [_node(), "provider.mjs"],
        cwd=PROVIDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        known = {"clients": clients, "people": people, "systems": systems}
        process.stdin.write(json.dumps(known) + "\n")
        process.stdin.flush()
        address = process.stdout.readline().strip()
        assert address, "the provider did not start"
        yield address
    finally:
        process.kill()
        process.communicate()


def _node() -> str:
    """Node, with the packages of the provider's lock beside it."""
    sys.path.insert(0, str(ASSETS))
    try:
        import build
    finally:
        sys.path.remove(str(ASSETS))
    node, npm = build.tools()
    lock, installed = PROVIDER / "package-lock.json", PROVIDER / "node_modules/.package-lock.json"
    with lock.open("rb") as turn:
        # Workers of one run share the folder: the first brings what the others find.
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            subprocess.run([*npm, *build.INSTALL], cwd=PROVIDER, check=True, capture_output=True)
    return str(node)
