"""What the load does: offers texts at a rate or all at once, or walks through screens, one answer after the other."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from bot.bench.score import Score, generation_of, number_of
from bot.bench.updates import FIRST_CHAT, echo_words

FLOW_BUTTON = re.compile(r"^1:(?:[^:]*:){3}(?!.*!$)")
"""A button of the flow itself: the engine's own (a person, hide, back) end with an exclamation mark."""
Ready = tuple[int, Callable[[], None]]
"""A chat, and what releases its update."""

WAYS_OUT = 3  # so often a chat tries /start where no button fits; then it stands still and counts as lost


@dataclass(frozen=True, slots=True)
class Answer:
    """A message the bot sent or edited in a chat; `buttons` is the callback data under it now."""

    chat: int
    method: str
    text: str
    buttons: Sequence[str]
    at: float


class Line(Protocol):
    """How updates reach the bot."""

    def say(self, chat: int, words: str) -> None: ...
    def tap(self, chat: int, data: str) -> None: ...
    def buttons(self, chat: int) -> Sequence[str]: ...
    def write(self, chat: int, words: str) -> Callable[[], None]:
        """Makes the update now and returns how to release it."""


class Scenario(Protocol):
    score: Score

    @property
    def expected(self) -> int: ...
    def start(self, line: Line) -> None: ...
    def heard(self, line: Line, answer: Answer) -> None: ...


def chats(count: int) -> list[int]:
    return [FIRST_CHAT + i for i in range(count)]


@dataclass(slots=True)
class Offer:
    """`updates` texts over `count` chats in turn: all at once (rate 0), or `rate` a second whatever the bot does.
    Without `texts` each names its number, for echoes; with them, chat by chat, one after the other."""

    count: int
    updates: int
    rate: float = 0.0
    texts: Sequence[str] = ()
    score: Score = field(init=False)

    def __post_init__(self) -> None:
        self.score = Score(echoes=not self.texts)

    @property
    def expected(self) -> int:
        return self.updates

    def start(self, line: Line) -> None:
        everyone = chats(self.count)
        ready = []
        for k in range(self.updates):
            chat, turn = everyone[k % self.count], k // self.count
            words = self.texts[turn % len(self.texts)] if self.texts else echo_words(turn)
            ready.append((chat, line.write(chat, words)))
        begin = time.monotonic()
        if self.rate:
            self._go(begin, iter(enumerate(ready)), None)
            return
        for chat, _ in ready:
            self.score.offer(chat, begin)
        for _, release in ready:
            release()

    def _go(self, begin: float, rest: Iterator[tuple[int, Ready]], first: Ready | None) -> None:
        """Releases all that is due, in order: one timer at a time, for two that are late may fire in any order."""
        if first:
            self._release(*first)
        for k, one in rest:
            early = begin + k / self.rate - time.monotonic()
            if early > 0:
                asyncio.get_running_loop().call_later(early, self._go, begin, rest, one)
                return
            self._release(*one)

    def _release(self, chat: int, release: Callable[[], None]) -> None:
        self.score.offer(chat, time.monotonic())
        release()

    def heard(self, line: Line, answer: Answer) -> None:
        if answer.method == "editMessageText":
            return  # an old screen put away; the answer to a text is a message of its own
        mark = generation_of(answer.buttons) if self.texts else number_of({"text": answer.text})
        self.score.answer(answer.chat, mark, answer.at)


@dataclass(slots=True)
class Walk:
    """Every chat goes through `steps`, each when the one before is answered: a text, or `tap PATTERN` for a random
    button of the flow whose data matches. A screen without one is left by /start, which is not measured."""

    count: int
    steps: Sequence[str]
    seed: int = 1
    score: Score = field(init=False)
    _at: dict[int, int] = field(init=False, default_factory=dict)
    _random: Random = field(init=False)
    _aside: Counter[int] = field(init=False, default_factory=Counter)
    _left: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.score = Score(echoes=False)
        self._random = Random(self.seed)

    @property
    def expected(self) -> int:
        return self.count * len(self.steps)

    def start(self, line: Line) -> None:
        for chat in chats(self.count):
            self._at[chat] = 0
            self._go(line, chat)

    def heard(self, line: Line, answer: Answer) -> None:
        if answer.chat not in self._at:
            return
        if answer.chat in self._left:
            self._left.discard(answer.chat)
        elif self.score.answer(answer.chat, generation_of(answer.buttons), answer.at):
            self._at[answer.chat] += 1
            self._aside[answer.chat] = 0
        else:
            return  # a repeat: counted, and not walked on from
        # After this call's own reply has left: the bot first learns the number of the message that is tapped.
        asyncio.get_running_loop().call_soon(self._go, line, answer.chat)

    def _go(self, line: Line, chat: int) -> None:
        at = self._at[chat]
        if at >= len(self.steps):
            return
        step = self.steps[at]
        if not step.startswith("tap"):
            self.score.offer(chat, time.monotonic())
            line.say(chat, step)
            return
        pattern = step[3:].strip()
        offered = [data for data in line.buttons(chat) if FLOW_BUTTON.match(data) and re.search(pattern, data)]
        if offered:
            self.score.offer(chat, time.monotonic())
            line.tap(chat, self._random.choice(offered))
        elif self._aside[chat] < WAYS_OUT:
            self._aside[chat] += 1
            self._left.add(chat)
            line.say(chat, "/start")
