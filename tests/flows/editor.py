"""What an editor does with a schema and a YAML file: read the scalars as YAML 1.2, then see what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}


def typed(text: str) -> Any:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return None if node is None else _value(node)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(name.value): _value(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    text, style = str(node.value), getattr(node, "style", None)
    if not style and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    return text == "true" if not style and text in ("true", "false") else text


def misfits(value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """Only the words of JSON Schema that our schemas use; others would be an unnoticed hole, so they are refused."""
    known = {"$schema", "title", "description", "type", "enum", "pattern", "properties", "additionalProperties",
             "required", "items", "anyOf", "propertyNames"}  # fmt: skip
    assert schema.keys() <= known, schema.keys() - known
    if "anyOf" in schema and all(list(misfits(value, one, at)) for one in schema["anyOf"]):
        yield f"{at}: fits none of {len(schema['anyOf'])}"
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{at}: {value!r} is not {schema['type']}"
    if "enum" in schema and not any(type(one) is type(value) and one == value for one in schema["enum"]):
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} is not like {schema['pattern']}"
    if isinstance(value, dict):
        yield from _object(value, schema, at)
    for nth, item in enumerate(value if isinstance(value, list) else ()):
        yield from misfits(item, schema.get("items", {}), f"{at}[{nth}]")


def _is(value: Any, types: str | list[str]) -> bool:
    names = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in names
    return any(name != "boolean" and isinstance(value, _TYPES[name]) for name in names)


def _object(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    named, rest = schema.get("properties", {}), schema.get("additionalProperties", {})
    for name, inner in value.items():
        yield from misfits(name, schema.get("propertyNames", {}), f"{at}/{name}")
        if name not in named and rest is False:
            yield f"{at}: {name} is not known"
        else:
            yield from misfits(inner, named.get(name, rest), f"{at}/{name}")
