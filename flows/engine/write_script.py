"""A chat that was played, written down as a test that passes: for most authors that is how tests are made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import assert_never

from flows.engine import grammar_tests
from flows.engine.bundle import Bundle
from flows.engine.chat import Seen
from flows.engine.hear import global_word
from flows.engine.model import Answer, Began, Hide, Sent, Tapped, Wrote
from flows.engine.script import (
    Act,
    Check,
    Choose,
    HandedOver,
    See,
    Send,
    Shows,
    TeamIs,
    Type,
    Wait,
    Word,
)

Says = Act | Check

_START = "/start"

_PLAIN = re.compile(r"\w[\w.-]*( [\w.-]+)*\Z", re.ASCII)
_UNSEEN = re.compile(
    "[\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)
"""What ends a line for YAML, and all that the reader refuses."""


def recorded(bundle: Bundle, language: str, seen: Seen) -> Iterator[Says]:
    """What she did in one turn, and what came of it."""
    match seen.heard:
        case Began():
            yield Type(_START)
        case Tapped(value=value):
            yield Choose(seen.chosen[1] if seen.chosen else value)
        case Sent(kind=kind):
            yield Send(kind)
        case Wrote(text=text):
            yield _typed(bundle, language, seen, text)
    yield from _came(seen)


def _typed(bundle: Bundle, language: str, seen: Seen, text: str) -> Says:
    """By what it means, where it means the same in every language."""
    if seen.chosen is not None:
        return Choose(seen.chosen[1])
    meaning = global_word(bundle, language, text)
    if meaning in grammar_tests.MEANINGS:
        return Word(meaning)
    return Word("hide") if any(isinstance(effect, Hide) for effect in seen.effects) else Type(text)


def _came(seen: Seen) -> Iterator[Says]:
    shown = seen.screen.steps if seen.screen else ()
    for part in seen.parts:
        name = f"globals.{part.removeprefix('globals/')}"
        if part.startswith("globals/") and part != "globals/preview" and name not in shown:
            yield See(name)
    yield from map(See, shown)
    if seen.case is not None:
        yield HandedOver(seen.case.team, seen.case.urgency, None)


def as_yaml(
    name: str,
    given: Mapping[str, Answer],
    language: str,
    script: list[Says],
    kept: Mapping[str, tuple[str, ...]],
    indent: str = "  ",
) -> str:
    """One test of a file. Words that she typed belong to a language; all else runs in every one."""
    lines = [f"- name: {_scalar(name)}"]
    if given:
        lines.append(f"  given: {_inline({key: str(value) for key, value in given.items()})}")
    if any(isinstance(says, Type) and not _of_no_language(says.text) for says in script):
        lines.append(f"  lang: {language}")
    lines += ["  script:", *(f"    - {_line(says)}" for says in script)]
    if script and (kept["case"] or kept["visit"]):
        lines.append(f"  kept: {{case: {_list(kept['case'])}, visit: {_list(kept['visit'])}}}")
    return "".join(f"{indent}{line}\n" for line in lines)


def _line(says: Says) -> str:
    match says:
        case Choose():
            return f"choose: {_scalar(says.value.removesuffix('!') if says.value == 'skip!' else says.value)}"
        case Type():
            return f"type: {_scalar(says.text)}"
        case Send():
            return f"send: {says.kind}"
        case Word():
            return f"word: {says.meaning}"
        case Wait():
            return f"wait: {says.long // timedelta(minutes=1)} minutes"
        case TeamIs():
            return f"team: {'open' if says.open else 'closed'}"
        case See():
            return f"see: {says.name}"
        case Shows():
            return f"{'shows' if says.wanted else 'not_shows'}: {says.fact}"
        case HandedOver():
            return f"handoff: {{to: {says.to}, urgency: {says.urgency}}}"
        case _:
            assert_never(says)


def _scalar(text: str) -> str:
    """In double quotes where YAML might read it otherwise; those are written like JSON's."""
    if _PLAIN.match(text):
        return text
    return _UNSEEN.sub(lambda found: f"\\U{ord(found[0]):08x}", json.dumps(text, ensure_ascii=False))


def _inline(names: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in names.items()) + "}"


def _list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]"


def _of_no_language(text: str) -> bool:
    return text == _START or not any(letter.isalpha() for letter in text)
