"""An example of each body, put together from the examples of its fields."""

import json
import re
from collections.abc import Mapping
from typing import Any

from service.openapi.words import EXAMPLES

Schema = dict[str, Any]
Known = Mapping[str, object]
JSON = frozenset({"application/json", "application/geo+json"})

_BY_FORMAT = {
    "uuid": "0b7a5e9c-3f0d-4c56-9a6b-2d9c8f7e1a11",
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
        if "requestBody" in operation:
            _give(operation["requestBody"], schemas, None)
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                _give(response, schemas, known)
    except NoExample as error:
        raise NoExample(f"{operation['operationId']}: {error}") from None


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
            return example_of(schema[choice][0], schemas, path, known)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return _object(schema, schemas, path, known)
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas, f"{path}.0", known)]
    return _scalar(schema, path, known)


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
    if kinds == "boolean":
        return False
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if known is not None and name in known:
        return known[name]
    if known is not None and "null" in kinds:
        return None
    if known is not None and kinds == "integer":
        return max(1, schema.get("minimum", 1))
    raise NoExample(f"{path} needs an example")


def known_fields(schemas: dict[str, Schema]) -> Known:
    """What fields look like in an answer, by name: as where one is sent, or as we say."""
    sent = {
        name: field["examples"][0]
        for _, schema in sorted(schemas.items(), reverse=True)
        for name, field in schema.get("properties", {}).items()
        if field.get("examples", [None])[0] is not None
    }
    return sent | EXAMPLES
