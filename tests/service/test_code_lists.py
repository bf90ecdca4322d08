"""Code lists: every code has a label in both languages."""

import pkgutil
from typing import Any

import pytest
from conftest import World

import matching.codes
import service.codelists
from matching.codes.code import Code
from service.codelists.catalogue import CODE_LISTS, MODULES


@pytest.fixture
def lists(world: World) -> dict[str, Any]:
    answer = world.client.get("/v1/code-lists")
    assert answer.status_code == 200
    return {found["name"]: found for found in answer.json()["codeLists"]}


def test_each_list_is_there_with_each_code(lists: dict[str, Any]) -> None:
    def lists_below(kind: type[Code]) -> set[str]:
        ours = [sub for sub in kind.__subclasses__() if not sub.__module__.startswith("test")]
        return {sub.__name__ for sub in ours}

    assert lists.keys() == lists_below(Code)
    for name, found in lists.items():
        assert [code["code"] for code in found["codes"]] == [c.value for c in CODE_LISTS[name]]
        assert found["description"]


def test_each_module_of_code_lists_is_looked_into() -> None:
    known = {module.__name__ for module in MODULES}
    modules = {
        f"{package.__name__}.{found.name}"
        for package in (matching.codes, service.codelists)
        for found in pkgutil.iter_modules(package.__path__)
    }
    rooms = {f"service.codelists.{room}" for room in ("catalogue", "endpoints", "schemas")}
    assert modules - rooms == known | {"matching.codes.code"}


def test_each_code_has_a_label_in_both_languages(lists: dict[str, Any]) -> None:
    for found in lists.values():
        labels = [(code["nl"], code["en"]) for code in found["codes"]]
        assert all(nl and en for nl, en in labels)
        assert len(set(labels)) == len(labels)


def test_one_list_can_be_read_alone(world: World, lists: dict[str, Any]) -> None:
    assert world.client.get("/v1/code-lists/CareType").json() == lists["CareType"]
    assert world.client.get("/v1/code-lists/NoSuchList").status_code == 404
