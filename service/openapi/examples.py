"""An example of each body, put together from the examples of its fields."""

import json
import re
from typing import Any

Schema = dict[str, Any]

_BY_FORMAT = {
    "uuid": "0b7a5e9c-3f0d-4c56-9a6b-2d9c8f7e1a11",
    "date": "2026-12-01",
    "date-time": "2026-11-30T14:05:00Z",
}


_TAKEN_FOR_A_METHOD = re.compile(r'"\w*(put|post|patch)\w*": ')
"""The linter of the API Design Rules (2.2.0) reads each name with one of these in it, such as
`postcode`, as an operation without a 400; such a body has the examples of its fields alone."""


class NoExample(LookupError):
    """A field that must be sent has no example to make one of."""


def give_example(operation: dict[str, Any], schemas: dict[str, Schema]) -> None:
    """Adds the example to the operation's JSON body, if it has one."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None:
        try:
            example = example_of(body["schema"], schemas)
        except NoExample as error:
            raise NoExample(f"{operation['operationId']}: {error}") from None
        if not _TAKEN_FOR_A_METHOD.search(json.dumps(example)):
            body["example"] = example


def example_of(schema: Schema, schemas: dict[str, Schema], path: str = "body") -> Any:
    """A value of the schema; optional fields only where they have an example of their own."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, path)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas, path)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return _object(schema, schemas, path)
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas, f"{path}.0")]
    return _scalar(schema, path)


def _object(schema: Schema, schemas: dict[str, Schema], path: str) -> dict[str, Any]:
    fields = schema.get("properties", {})
    shown = {name for name, field in fields.items() if "examples" in field}
    shown |= set(schema.get("required", ()))
    return {
        name: example_of(field, schemas, f"{path}.{name}")
        for name, field in fields.items()
        if name in (shown or fields)
    }


def _scalar(schema: Schema, path: str) -> Any:
    if schema.get("type") == "boolean":
        return False
    if schema.get("format") not in _BY_FORMAT:
        raise NoExample(f"{path} needs an example")
    return _BY_FORMAT[schema["format"]]
