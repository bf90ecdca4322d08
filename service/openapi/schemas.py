"""Makes the schemas read well: names, null, titles and what each code means."""

import re
from typing import Any

from pydantic.alias_generators import to_camel

from service.codelists.catalogue import CODE_LISTS
from service.openapi.words import WORDS
from service.problems import Problem

_REF = "#/components/schemas/"
_SIDES = re.compile(r"(?P<name>\w+)-(?P<side>In|Out)put$")
_SNAKE = re.compile(r"`[a-z]+(_[a-z]+)+`")
_OF_THE_ENGINE = {"Policy": "PolicyContent", "Tier": "PolicyTier"}
"""What would read as something of ours: `PolicyIn` and `TierOut` are other things."""


def problem_schemas() -> dict[str, Any]:
    """The schemas of an error."""
    described = Problem.model_json_schema(
        ref_template=f"{_REF}{{model}}", mode="serialization", by_alias=True
    )
    others: dict[str, Any] = described.pop("$defs", {})
    return others | {"Problem": described}


def tidy(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the schemas as a generator of clients reads them best."""
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, codes in CODE_LISTS.items():
        if name in schemas:
            schemas[name]["description"] = _meanings(codes)
    _describe_fields(schemas)
    document["components"]["schemas"] = {
        _renamed(name): schema for name, schema in sorted(schemas.items())
    }
    parts = {part: _tidied(document[part]) for part in ("paths", "components")}
    return document | parts


def _describe_fields(schemas: dict[str, Any]) -> None:
    """A field that was sent means the same when it is read back; others have common words."""
    for name, schema in schemas.items():
        sent = [schemas.get(name.replace("Out", side), {}) for side in ("In", "Change")]
        for field, about in schema.get("properties", {}).items():
            same = [each.get("properties", {}).get(field, {}) for each in sent]
            words = [each["description"] for each in same if "description" in each]
            said = [*words, *([WORDS[field]] if field in WORDS else [])]
            if name.endswith("Page") and about.get("type") == "array":
                said.append("What stands on this page")
            if said:
                about.setdefault("description", said[0])
            if shown := [each["examples"] for each in same if "examples" in each]:
                about.setdefault("examples", shown[0])


def _renamed(name: str) -> str:
    """FastAPI's `Tier-Output` as we name what goes in and out."""
    found = _SIDES.match(name)
    return name if found is None else _OF_THE_ENGINE.get(found[1], found[1]) + found[2]


def _meanings(codes: Any) -> str:
    lines = [f"* `{c.value}`: {c.en} ({c.nl}{f', VERA {c.vera}' if c.vera else ''})" for c in codes]
    return "\n".join([codes.__doc__.strip(), "", *lines])


def _tidied(node: Any) -> Any:
    if isinstance(node, list):
        return [_tidied(each) for each in node]
    if isinstance(node, str) and node.startswith(_REF):
        return _REF + _renamed(node.removeprefix(_REF))
    if isinstance(node, str):
        return _SNAKE.sub(lambda found: to_camel(found[0]), node)
    if not isinstance(node, dict):
        return node
    tidied = {name: _tidied(each) for name, each in node.items() if not _noise(name, each)}
    return _nullable(tidied) if "anyOf" in tidied else tidied


def _noise(name: str, value: Any) -> bool:
    """A title that repeats the name, and a default that only says "as described"."""
    return (name == "title" and isinstance(value, str)) or (
        name == "default" and isinstance(value, list | dict) and bool(value)
    )


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """`anyOf` with null becomes a list of types, where the other is plain."""
    others = [each for each in schema["anyOf"] if each != {"type": "null"}]
    if len(others) != 1 or len(others) == len(schema["anyOf"]) or "$ref" in others[0]:
        return schema
    rest = {name: each for name, each in schema.items() if name != "anyOf"}
    plain: dict[str, Any] = others[0] | rest | {"type": [others[0]["type"], "null"]}
    if "enum" in plain:
        plain["enum"] = [*plain["enum"], None]
    return plain
