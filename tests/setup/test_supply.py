"""What the product is made of, and whether somebody knows of a weakness in it."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from test_locks import NPM, ROOT, RUN_TIME, pins

AUDIT = runpy.run_path(str(ROOT / ".ci/audit"))
FOUND = {"name": "b", "version": "2", "vulns": [{"id": "GHSA-b", "fix_versions": []}]}
CLEAR = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found and could not be audited: b (2)"}


def test_the_bill_of_materials_has_every_package_of_the_product_and_is_always_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main = runpy.run_path(str(ROOT / ".ci/sbom"))["main"]
    main()
    first = capsys.readouterr().out
    main()
    assert capsys.readouterr().out == first
    components = json.loads(first)["components"]
    assert all(each["hashes"] for each in components)
    named = {(each["purl"].split("/")[0], each["name"], each["version"]) for each in components}
    npm = json.loads((ROOT / NPM[1]).read_text())["packages"]
    assert named == {
        *(("pkg:pypi", name, str(v)) for name, found in pins(RUN_TIME).items() for v in found),
        *(
            ("pkg:npm", path.removeprefix("node_modules/"), each["version"])
            for path, each in npm.items()
            if path and not each.get("dev")
        ),
    }


@pytest.mark.parametrize(
    ("report", "code", "says"),
    [
        ({"dependencies": [CLEAR, CLEAR | {"name": "b"}]}, 0, "nothing is known"),
        ({"dependencies": [CLEAR, FOUND]}, 1, "b: GHSA-b"),
        ({"dependencies": [CLEAR, SKIPPED]}, 2, "NOT AUDITED (1): b"),
        ({"dependencies": [FOUND]}, 2, "NOT AUDITED (1): a"),
        ({"dependencies": []}, 2, "NOT AUDITED (2): a, b"),
        (None, 2, "NOT AUDITED (2): a, b"),
    ],
)
def test_what_was_not_looked_up_is_told_and_never_passes(
    report: dict[str, Any] | None, code: int, says: str
) -> None:
    ended, said = AUDIT["of_pip_audit"](report, {"a", "b"})
    assert (ended, says in said) == (code, True)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        ({"vulnerabilities": {}}, 0),
        ({"vulnerabilities": {"ol": {"severity": "high"}}}, 1),
        ({"message": "no way out", "error": {}}, 2),
        (None, 2),
    ],
)
def test_what_npm_could_not_look_up_is_told_and_never_passes(
    report: dict[str, Any] | None, code: int
) -> None:
    assert AUDIT["of_npm"](report)[0] == code


def test_the_audit_asks_of_every_package_that_is_installed_here() -> None:
    lock = (ROOT / RUN_TIME).read_text()
    asked = AUDIT["names_of"](lock)
    assert asked <= pins(RUN_TIME).keys()
    assert {"fastapi", "sqlalchemy", "psycopg"} <= asked
    assert Path(AUDIT["LOCK"]) == ROOT / RUN_TIME
