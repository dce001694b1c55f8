"""The table as JSON Schema: an editor completes the names, explains them, and shows the plainest faults while typing.

Scalars are text here. Editors that read `999` or `no` as something else than text are told to let it pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.engine import grammar
from flows.engine.dialects import INTERVIEW, INTERVIEW_STEPS
from flows.engine.grammar_files import FILES, SENTENCE, WORDS
from flows.engine.keys import Form, Holds, Key

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_TEXTS: Schema = {"type": "array", "items": _SCALAR}


def schemas() -> Mapping[str, Schema]:
    """By the name of the file that each is written to."""
    made = {"flow.schema.json": _top(grammar.FLOW, "flows/NAME.yaml")}
    made |= {"interview.schema.json": _top(INTERVIEW, "staff/NAME.yaml")}
    made |= {file.replace(".yaml", ".schema.json"): _top(form, file) for file, form in FILES.items()}
    return made | {"words.schema.json": _top(WORDS, "words/CODE.yaml")}


def _top(form: Form, file: str) -> Schema:
    return {"$schema": _DRAFT, "title": file, "description": form.means, **_object(form)}


def _object(form: Form) -> Schema:
    made: Schema = {
        "type": "object",
        "properties": {name: _value(form, name, key) for name, key in form.keys.items()},
        "additionalProperties": False,
    }
    needed = [name for name, key in form.must.items() if not key.own]
    return {**made, "required": needed} if needed else made


def _value(form: Form, name: str, key: Key) -> Schema:
    return {"description": key.means, **_of(form, name, key)}


def _of(form: Form, name: str, key: Key) -> Schema:
    match key.holds:
        case Holds.NAMES:
            return {"type": "array", "items": {**_SCALAR, **_words(key)}}
        case Holds.LIST:
            return {"type": "array", "items": _object(key.form) if key.form else _SCALAR}
        case Holds.BLOCK:
            return _object(key.form) if key.form else {"type": "object"}
        case Holds.NAMED:
            return _named(form, name, key)
        case Holds.FLAG:
            return {"enum": ["yes", "no", True, False]}
        case Holds.COUNT:
            return {"type": ["integer", "string"], "pattern": "^[0-9]{1,6}$"}
        case Holds.DAY:
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Holds.PEOPLE | Holds.WORD | Holds.STEP:
            return {**_SCALAR, **_words(key)}


def _words(key: Key) -> Schema:
    """Only these words, also where an editor reads `yes`, `true` or `1` as something else than text."""
    if key.words:
        also = {"yes": True, "true": True, "no": False, "1": 1}
        return {"enum": [*key.words, *(also[word] for word in key.words if word in also)]}
    return {"pattern": _pattern(key)} if key.name else {}


def _pattern(key: Key) -> str:
    return "^" + (key.name.pattern if key.name else "").replace("\\Z", "$")


def _named(form: Form, name: str, key: Key) -> Schema:
    """What stands under names that the author chooses."""
    inner = _inner(form, name, key)
    made: Schema = {"type": "object", "additionalProperties": inner}
    if name == "texts":  # the program asks for these by name, so an editor can offer them
        made["properties"] = dict.fromkeys(grammar.GLOBAL_TEXTS, inner)
    return {**made, "propertyNames": {"pattern": _pattern(key)}} if key.name else made


def _inner(form: Form, name: str, key: Key) -> Schema:
    if name == "steps":
        steps = INTERVIEW_STEPS if form is INTERVIEW else grammar.STEPS
        return {"anyOf": [{"description": step.means, **_object(step)} for step in steps.values()]}
    if name == "texts":
        return {"anyOf": [_SCALAR, _object(SENTENCE)]}
    if name in ("topics", "reviewers"):
        return _TEXTS
    if name == "for":
        return {"type": "object", "additionalProperties": _SCALAR}
    return _object(key.form) if key.form else _SCALAR
