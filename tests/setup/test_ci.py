"""What .ci/run counts on."""

import os
import subprocess
from pathlib import Path

import pytest
from linter_ran import linter_ran

ROOT = Path(__file__).parents[2]

CASE = """<testsuites><testsuite><testcase classname="tests.service.{module}" name="{name}">
{inside}</testcase></testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("module", "name", "inside", "ran"),
    [
        ("test_api_design_rules", "test_the_official_linter_reports_no_error", "", True),
        ("test_api_design_rules", "test_the_official_linter_reports_no_error", "<skipped/>", False),
        ("test_api_design_rules", "test_the_official_linter_reports_no_error", "<failure/>", False),
        ("test_api_design_rules", "test_the_lock_of_the_linter_names_no_address", "", False),
        ("test_something_else", "test_the_official_linter", "", False),
    ],
)
def test_a_linter_that_did_not_run_is_noticed(
    tmp_path: Path, module: str, name: str, inside: str, ran: bool
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(CASE.format(module=module, name=name, inside=inside))
    assert linter_ran(report) is ran


@pytest.mark.parametrize("script", ["run", "lock"])
def test_a_script_is_sound_bash_that_stops_at_the_first_error(script: str) -> None:
    path = ROOT / ".ci" / script
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text()
    assert subprocess.run(["bash", "-n", str(path)]).returncode == 0
