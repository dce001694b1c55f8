"""The one table of what may be written where. Reader, checker and extractor all ask it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from flows.engine.facts import CONFIDENCE, KINDS


class Holds(Enum):
    """What stands after a key."""

    PEOPLE = "a text that people read"  # and so is translated
    WORD = "one word or text"
    STEP = "the name of a step"
    NAMES = "a list of names"
    LIST = "a list"
    BLOCK = "names with values"


@dataclass(frozen=True, slots=True)
class Form:
    """`what` names the thing for the author: "a step", "a button"."""

    what: str
    must: Mapping[str, Holds]
    may: Mapping[str, Holds] = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, Holds]:
        return {**self.must, **self.may}


P, W, S, N, L, B = Holds.PEOPLE, Holds.WORD, Holds.STEP, Holds.NAMES, Holds.LIST, Holds.BLOCK

STEPS: Mapping[str, Form] = {
    "say": Form("a message", {"say": P}, {"next": S, "end": W, "note": W, "attach": W}),
    "choice": Form("a question", {"ask": P, "options": L}, {"save": W, "skip": S, "next": S, "note": W}),
    "answer": Form(
        "a question",
        {"ask": P, "answer": B, "next": S},
        {"skip": S, "save": W, "if_wrong": P, "tries": W, "else": S, "note": W},
    ),
    "branch": Form("a decision", {"branch": L}, {"otherwise": S}),
    "run": Form("a sub-flow step", {"run": W, "then": B}),
    "consent": Form("a consent", {"consent": B, "agreed": S, "refused": S}),
    "handoff": Form("a handoff", {"handoff": B}, {"say": P, "next": S, "note": W}),
    "return": Form("a way out", {"return": W}),
    "end": Form("an end", {"end": W}),
}
"""The eight kinds of step; a question has two forms, and return and end are one kind."""

OPTION = Form("a button", {"text": P, "value": W}, {"next": S, "note": W})
LINE = Form("a line of a decision", {"when": W, "next": S})
CONSENT = Form("a consent", {"to": W, "text": P, "agree": P, "refuse": P}, {"note": W})
HANDOFF = Form("a handoff", {"to": W, "urgency": W, "closed": S}, {"summary": N, "basis": W})
ANSWER = Form("an answer", {"kind": W}, {"accept": N, "most": W, "min": W, "max": W, "choices": N})

FLOW = Form(
    "a flow", {"flow": W, "format": W, "owner": W, "start": S, "steps": B}, {"menu": P, "renamed": B, "retired": N}
)
FACT = Form(
    "a fact",
    {"kind": W, "source": W, "cite": W, "checked": W, "check_again": W, "checked_by": W, "confidence": W},
    {"value": W, "text": P, "published": W, "confirm": P, "footer": W, "note": W},
)
DECLARED = Form("an answer", {"kind": W, "keep": W, "seen_by": N, "why": W}, {"choices": N, "redact": W})
SYSTEM = Form("a system value", {"kind": W, "longest": W})
AGREEMENT = Form("a consent", {"purpose": W, "version": W, "teams": N, "take_back": W})
TEAM = Form("a team", {"what": W, "cases": W})
LANGUAGE = Form("a language", {"name": W, "direction": W, "state": W})
SENTENCE = Form("a sentence", {"text": P}, {"note": W})

FILES: Mapping[str, Form] = {
    "house-rules.yaml": Form("this file", {"languages": B, "limits": B}),
    "teams.yaml": Form("this file", {"teams": B}),
    "answers.yaml": Form("this file", {"answers": B}, {"system": B, "retired": N}),
    "consents.yaml": Form("this file", {"consents": B}, {"bases": B}),
    "facts.yaml": Form("this file", {"facts": B}),
    "globals.yaml": Form(
        "this file", {"first": W, "person": W, "danger": W, "back_from_hiding": W, "texts": B}, {"retired": N}
    ),
}

WORD_LISTS = ("danger", "hide", "person", "language_words", "back", "menu", "again", "yes", "no", "skip")
WORDS = Form("a list of words", {"language": W, **dict.fromkeys(WORD_LISTS, N)}, {"topics": B})
SAFETY_WORDS = ("danger", "hide", "person")

ANSWER_KINDS = ("text", "number", "age", "date", "country", "language", "phone", "place", "choice", "message")
MESSAGES = ("text", "voice", "photo", "document")
KEEP = ("none", "visit", "case", "count")
URGENCIES = ("now", "soon", "normal")
FACT_KINDS, CONFIDENCES = KINDS, CONFIDENCE

STEP_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
FLOW_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}\Z")  # with all else it must fit into the 64 bytes of a button
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}\Z")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

LABEL_CUT, LABEL_LONG, SCREEN_LONG, BUTTONS = 32, 18, 600, 6
"""Telegram cuts a button at about 32; translations grow, so English stays shorter."""

GLOBAL_TEXTS = (
    "picker", "person", "hide", "back", "skip", "done", "menu_button", "language", "come_back", "start_new", "not_now",
    "leave_queue", "menu", "not_understood", "newest_buttons", "improved", "source", "unconfirmed", "preview",
    "emergency_now", "harmless", "held_while_hidden", "waiting", "kept_for_person", "person_joined", "with_person",
    "person_left_returning", "closed_by_person", "closed_case", "left_queue", "cannot_open_kind", "something_wrong",
    "expired_button", "repeat_mark",
)  # fmt: skip
"""The program says these by name, so each must be there."""

LABELS = frozenset(
    {
        "person",
        "hide",
        "back",
        "skip",
        "done",
        "menu_button",
        "language",
        "come_back",
        "start_new",
        "not_now",
        "leave_queue",
    }
)
"""Those of them that stand on buttons."""

RENDERED_SLOTS = frozenset({"source", "checked", "unconfirmed"})
"""Filled by the renderer from the facts of a screen."""
