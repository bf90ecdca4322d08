"""An example of each body, put together from the examples of its fields."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from service.openapi.words import EXAMPLES

Schema = dict[str, Any]
Known = Mapping[str, object]
JSON = frozenset({"application/json", "application/geo+json"})

_BY_FORMAT = {
    "date": "2026-12-01",
    "date-time": "2026-11-30T14:05:00Z",
}


_TAKEN_FOR_A_METHOD = re.compile(r'"\w*(put|post|patch)\w*": ')
"""The linter of the API Design Rules (2.2.0) reads each name with one of these in it, such as
`postcode`, as an operation without a 400; such an example stands in the description."""


class NoExample(LookupError):
    """A field that must be sent has no example to make one of."""


def give_examples(operation: dict[str, Any], schemas: dict[str, Schema], known: Known) -> None:
    """Adds an example to what the operation takes, and to what it answers with what is known of
    its fields."""
    try:
        for parameter in operation.get("parameters", ()):
            if "examples" not in parameter["schema"]:
                parameter["example"] = _asked(parameter, schemas, known)
        if "requestBody" in operation:
            _give(operation["requestBody"], schemas, None)
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                _give(response, schemas, known)
    except NoExample as error:
        raise NoExample(f"{operation['operationId']}: {error}") from None


def _asked(parameter: dict[str, Any], schemas: dict[str, Schema], known: Known) -> Any:
    """What is asked unless something else is, or else a value that asks something."""
    schema = parameter["schema"]
    kinds, name = schema.get("type"), parameter["name"]
    plain = schema | {"type": kinds[0]} if isinstance(kinds, list) else schema
    plain = next(iter(schema.get("anyOf", ())), plain)
    return schema.get("default") or example_of(plain, schemas, name, known)


def _give(told: dict[str, Any], schemas: dict[str, Schema], known: Known | None) -> None:
    for media, body in told.get("content", {}).items():
        if media not in JSON:
            continue
        example = example_of(body["schema"], schemas, known=known)
        if not _TAKEN_FOR_A_METHOD.search(json.dumps(example)):
            body["example"] = example
        else:
            shown = json.dumps(example, indent=2, ensure_ascii=False)
            said = told.get("description", "")
            told["description"] = f"{said}\n\n`{media}`:\n\n```json\n{shown}\n```".strip()


def example_of(
    schema: Schema, schemas: dict[str, Schema], path: str = "body", known: Known | None = None
) -> Any:
    """A value of the schema. Of what is sent, optional fields only where they have an example of
    their own; of an answer, with what is `known` of its fields, all."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, path, known)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _of_one(schema[choice], schemas, path, known)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return _object(schema, schemas, path, known)
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas, f"{path}.0", known)]
    return _scalar(schema, path, known)


def _of_one(
    choices: list[Schema], schemas: dict[str, Schema], path: str, known: Known | None
) -> Any:
    """Of an answer, a code that may be absent tells of what went otherwise: a failure, a no."""
    first = choices[0]
    coded = "enum" in schemas.get(first.get("$ref", "").rsplit("/", 1)[-1], {})
    if known is not None and coded and {"type": "null"} in choices:
        return None
    return example_of(first, schemas, path, known)


def _object(
    schema: Schema, schemas: dict[str, Schema], path: str, known: Known | None
) -> dict[str, Any]:
    fields = schema.get("properties", {})
    shown = {name for name, field in fields.items() if "examples" in field}
    shown |= set(schema.get("required", ()))
    return {
        name: example_of(field, schemas, f"{path}.{name}", known)
        for name, field in fields.items()
        if name in (shown or fields)
    }


def _scalar(schema: Schema, path: str, known: Known | None) -> Any:
    kinds, name = schema.get("type", "null"), path.rpartition(".")[2]
    form = schema.get("format")
    if kinds == "boolean":
        return False
    if form == "uuid":
        return _id(path)
    if form in _BY_FORMAT:
        # Most of what may be absent from an answer is how something ended.
        return None if known is not None and "null" in kinds else _BY_FORMAT[form]
    if known is not None and name in known:
        return known[name]
    if known is not None and "null" in kinds:
        return None
    if known is not None and kinds == "integer":
        return max(1, schema.get("minimum", 1))
    raise NoExample(f"{path} needs an example")


def _id(path: str) -> str:
    """What has one name has one id, also as one of a list: `placeIds` are ids of places."""
    name = [step for step in path.split(".") if not step.isdecimal()][-1]
    return str(uuid5(NAMESPACE_URL, re.sub(r"Ids$", "Id", name)))


def known_fields(schemas: dict[str, Schema]) -> Known:
    """What fields look like in an answer, by name: as where one is sent, or as we say."""
    sent = {
        name: field["examples"][0]
        for _, schema in sorted(schemas.items(), reverse=True)
        for name, field in schema.get("properties", {}).items()
        if field.get("examples", [None])[0] is not None
    }
    return sent | EXAMPLES
