"""A condition in the words its author wrote it in, as near as its meaning allows."""

from __future__ import annotations

from flows.engine.condition import All, Any, Compared, Known, Not, OneOf
from flows.engine.model import Condition


def words(condition: Condition) -> str:
    match condition:
        case Known():
            return f"{condition.name} is {'' if condition.wanted else 'not '}known"
        case OneOf():
            values = sorted(condition.values)
            one_of = "one of " if len(values) > 1 else ""
            return f"{condition.name} is {'' if condition.wanted else 'not '}{one_of}{', '.join(values)}"
        case Compared():
            return f"{condition.name} is {' '.join(condition.how)} {condition.number:g}"
        case Not():
            return f"not ({words(condition.inner)})"
        case All():
            return " and ".join(_inner(part, Any) for part in condition.parts)
        case Any():
            return " or ".join(_inner(part, All) for part in condition.parts)
        case _:
            return "a condition"


def _inner(part: Condition, mixed: type) -> str:
    return f"({words(part)})" if isinstance(part, mixed) else words(part)
