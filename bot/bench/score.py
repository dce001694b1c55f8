"""What a bot was offered and what it answered: lost, repeated, out of order, and how late. Pure: times are given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

_NUMBER = re.compile(r"#(\d+)\b")
_GENERATION = re.compile(r"^1:[^:]*:[^:]*:([0-9a-z]+):")


def number_of(params: Mapping[str, Any]) -> int | None:
    """The number an echo repeats: which update of its chat this answers."""
    number = _NUMBER.search(str(params.get("text", "")))
    return int(number[1]) if number else None


def generation_of(buttons: Sequence[str]) -> int | None:
    """The generation that the buttons of a screen carry: it grows with every screen of a chat."""
    found = (_GENERATION.match(data) for data in buttons)
    return next((int(match[1], 36) for match in found if match), None)


def buttons_of(params: Mapping[str, Any]) -> list[str]:
    """The callback data of every button sent, in reading order."""
    markup = params.get("reply_markup")
    if isinstance(markup, str):
        markup = orjson.loads(markup)
    if not isinstance(markup, dict):
        return []
    return [str(b["callback_data"]) for row in markup.get("inline_keyboard", ()) for b in row if "callback_data" in b]


@dataclass(frozen=True, slots=True)
class Result:
    """Of one measured run. Times in seconds; `calls` are all calls the bot made in it but getUpdates, by method."""

    offered: int
    answered: int
    lost: int
    repeats: int
    out_of_order: int
    seconds: float
    p50: float
    p99: float
    calls: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class _Chat:
    offered: list[float] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    distinct: int = 0
    highest: int = -1


class Score:
    """Counts one run. Echoes name the update they answer (n counts from 0 in each chat); any other answer belongs to
    the oldest update of its chat that has none yet, and its mark only has to grow."""

    def __init__(self, *, echoes: bool) -> None:
        self._echoes = echoes
        self._chats: dict[int, _Chat] = {}
        self._late: list[float] = []
        self._first, self._last = float("inf"), 0.0
        self.offered = self.answered = self._repeats = self._out_of_order = 0
        self.calls: Counter[str] = Counter()

    def offer(self, chat: int, at: float) -> None:
        self._chats.setdefault(chat, _Chat()).offered.append(at)
        self.offered += 1
        self._first = min(self._first, at)

    def answer(self, chat: int, mark: int | None, at: float) -> bool:
        """Whether this was the first answer to one of the updates offered."""
        here = self._chats.get(chat)
        if here is None:
            return False  # the staff chat: not an answer to anybody measured
        if (mark is not None and mark in here.seen) or here.distinct >= len(here.offered):
            self._repeats += 1
            return False
        if mark is not None:
            here.seen.add(mark)
            self._out_of_order += mark < here.highest
            here.highest = max(here.highest, mark)
        of = mark if self._echoes and mark is not None and mark < len(here.offered) else here.distinct
        self._late.append(at - here.offered[of])
        here.distinct += 1
        self.answered += 1
        self._last = max(self._last, at)
        return True

    def result(self, expected: int) -> Result:
        """`expected`: what the whole run will have offered; what was never come to is lost too."""
        late = sorted(self._late)
        return Result(
            offered=self.offered,
            answered=self.answered,
            lost=max(self.offered, expected) - self.answered,
            repeats=self._repeats,
            out_of_order=self._out_of_order,
            seconds=max(0.0, self._last - self._first) if late else 0.0,
            p50=_at(late, 0.50),
            p99=_at(late, 0.99),
            calls=dict(self.calls),
        )


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
