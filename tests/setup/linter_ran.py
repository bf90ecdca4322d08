"""Fails when a test report tells of no run of the API linter: rules that nobody read are no rules.

Called by .ci/run with the file that pytest's --junitxml wrote."""

import sys
from pathlib import Path
from xml.etree import ElementTree

MODULE = "test_api_design_rules"


def linter_ran(report: Path) -> bool:
    """Whether a test that is named after the official linter ran and passed."""
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return any(
        MODULE in case.get("classname", "")
        and "official_linter" in case.get("name", "")
        and not len(case.findall("skipped") + case.findall("failure") + case.findall("error"))
        for case in cases
    )


if __name__ == "__main__":
    if not linter_ran(Path(sys.argv[1])):
        sys.exit(f"The API design rules are there, but no test of {MODULE} ran the linter on them.")
