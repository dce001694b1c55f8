"""Whether two things can be told apart from outside: by what is answered, and by the work that goes before it."""

from __future__ import annotations

import contextlib
import math
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.case_screens import IN_CASE
from bot.heard import Heard
from bot.ledger.book import Book
from bot.outgoing import Outgoing
from bot.seal.word import Slow
from bot.telegram.buttons import staff_data, worker_data
from handoff.model import CaseId, Token
from tests.bot.wordroom import BOSS, CHEAP, MIN, OTHER, WORD, Wordroom, weighed
from tests.room import Person, labels

_BY_CHANCE = re.compile(r"[A-Z]{3,8}-[A-Z]{3,8}-\d\d|\\u2068.*?\\u2069")
"""Code names, and the five words."""


def kolmogorov_smirnov(one: Sequence[float], other: Sequence[float]) -> float:
    """The p of two samples: how often they would differ as much if both came from one distribution."""
    values = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    seen, widest = [0, 0], 0.0
    for place, (value, which) in enumerate(values):
        seen[which] += 1
        if place + 1 == len(values) or values[place + 1][0] != value:
            widest = max(widest, abs(seen[0] / len(one) - seen[1] / len(other)))
    effective = math.sqrt(len(one) * len(other) / (len(one) + len(other)))
    reach = (effective + 0.12 + 0.11 / effective) * widest
    if reach < 0.2:
        return 1.0
    terms: list[float] = [2 * (-1.0) ** (k - 1) * math.exp(-2 * (k * reach) ** 2) for k in range(1, 101)]
    return min(1.0, max(0.0, sum(terms)))


def shown(calls: Sequence[Outgoing], chat: int) -> list[tuple[str, str]]:
    """What a chat is sent, without the numbers that differ from message to message."""
    found = []
    for call in calls:
        if call.params.get("chat_id") == chat:
            params = {key: value for key, value in call.params.items() if key not in ("message_id", "message_ids")}
            found.append((call.method, _BY_CHANCE.sub("…", repr(params))))
    return found


@dataclass(slots=True)
class Work:
    """What is done until the answer to `chat` is handed over: every statement with the sizes of what it carries, and
    every slow digest."""

    chat: int
    done: list[tuple[Any, ...]] = field(default_factory=list)
    until: int | None = None
    answered: float = 0.0

    def handed_over(self, calls: Sequence[Outgoing]) -> None:
        """In the writer's own thread, right after the commit: what it does next delays nothing of this answer."""
        if self.until is None and any(call.params.get("chat_id") == self.chat for call in calls):
            self.until, self.answered = len(self.done), time.perf_counter()

    def before_the_answer(self) -> list[tuple[Any, ...]]:
        return self.done[: self.until]

    def clear(self) -> None:
        self.done.clear()
        self.until = None


@contextlib.contextmanager
def watching(at: Wordroom, chat: int) -> Iterator[Work]:
    work = Work(chat)
    engine, ledger = at.room.ledger._engine, at.room.ledger
    hand_over = ledger._hand_over

    def handed(calls: Sequence[Outgoing], toasts: Sequence[tuple[str, str, bool]], told: Any, after: Any) -> None:
        work.handed_over(calls)
        hand_over(calls, toasts, told, after)

    def statement(connection: Any, cursor: Any, text: str, given: Any, context: Any, many: bool) -> None:
        rows = given if many else [given]
        work.done.append(("sql", text, [[_size(value) for value in _values(row)] for row in rows]))

    event.listen(engine, "before_cursor_execute", statement)
    vars(ledger)["_hand_over"] = handed
    try:
        yield work
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        del vars(ledger)["_hand_over"]


def _values(row: Any) -> list[Any]:
    return list(row.values()) if isinstance(row, dict) else list(row)


def _size(value: Any) -> Any:
    return len(value) if isinstance(value, bytes | str) else type(value).__name__


@dataclass(frozen=True, slots=True)
class Noted(Slow):
    """Notes what is worked out, and of what size."""

    into: list[tuple[Any, ...]] = field(default_factory=list)

    def derive(self, word: bytes, salt: bytes, secret: bytes | None = None) -> bytes:
        self.into.append(("argon2id", len(salt), self.memory, self.iterations, secret is not None))
        return Slow.derive(self, word, salt, secret)


# --- her two words ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Trials:
    """Her words, one after the other, each from the same moment: talking with her advocate."""

    at: Wordroom
    before: tuple[Any, ...] = ()

    async def ready(self) -> None:
        await self.at.in_a_case_with_words()
        await self.at.says(self.at.min_, "hello")
        self.before = await self.at.room.look(self._noted)

    def _noted(self, book: Book) -> tuple[Any, ...]:
        book.load([Heard(0, "other", MIN, MIN, "private", 0)])
        her = book.worker(MIN)
        file = book.case(her.case if her else None)
        assert her is not None and file is not None
        return her.session, her.own, her.case, file.hers

    def _as_before(self, book: Book) -> None:
        book.load([Heard(0, "other", MIN, MIN, "private", 0)])
        her = book.worker(MIN)
        assert her is not None
        her.session, her.own, her.case, hers = self.before
        file = book.case(her.case)
        assert file is not None
        file.hers, file.quiet, file.changed, her.changed = hers, False, True, True

    async def one(self, word: str) -> list[Outgoing]:
        calls = await self.at.says(self.at.min_, word)
        await self.at.room.look(self._as_before)
        return calls


@contextlib.asynccontextmanager
async def trials(folder: Path, slow: Slow = CHEAP) -> AsyncIterator[Trials]:
    async with weighed(folder, slow) as at:
        made = Trials(at)
        await made.ready()
        yield made


# --- a stranger who probes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody may have read on her phone, or guess."""

    case: CaseId
    code: str
    five: str


Probe = Callable[[Person], dict[str, Any]]


def probes(known: Known, many: int, seed: int) -> Iterator[Probe]:
    """First the five words of somebody else; then commands, forged buttons, deep links, replies and words, in any
    order."""
    chance = random.Random(seed)
    yield _says("/start")
    for label in ("English", "Yes, it is safe", "No", "Settings", "Another phone", "I have five words"):
        yield partial(_taps, label)
    yield _says(known.five)
    for _ in range(many):
        yield _probe(known, chance)


def _says(text: str) -> Probe:
    return lambda who: who.message(text=text)


def _taps(label: str, who: Person) -> dict[str, Any]:
    """On the newest screen that has it; the menu is one "menu" away."""
    calls = [call for call in who.room.sent.calls if call.params.get("chat_id") == who.user and label in labels(call)]
    return who.tap(calls[-1], label) if calls else who.message(text="menu")


def _probe(known: Known, chance: random.Random) -> Probe:
    number = chance.randrange(1, 400)
    texts = [
        "/start", "/help", "/settings", "/erase", "/mycase", "/desk", "/read", "/queue", f"/start {known.code}",
        f"/start {known.case.hex()}", known.code, WORD, OTHER, known.five, "did she write to you?", "menu", "a person",
        f"/claim {known.code}", f"@{MIN}", str(MIN), "hide", "back", "yes", "no", "passport", "language",
    ]  # fmt: skip
    acts = ["claim", "read", "see", "free", "back.yes", "back.no", "close", "release", "keep", "again", "on_it"]
    values = [
        "hide!", "person!", "settings!", "word.", "word.choose", "word.alone", "way.", "way.give", "way.have",
        "leave!", "comeback!", "new!", "hours!", "whom!", "w.woman", "h.p1", "r.helped.yes", "back!", "menu!", "close",
    ]  # fmt: skip
    kind = chance.choice(["text", "text", "tap", "tap", "tap", "tap", "staff", "worker", "reply", "edited", "sign"])
    text, value, act = chance.choice(texts), chance.choice(values), chance.choice(acts)
    step, generation = chance.choice([IN_CASE, "my-settings", "menu"]), chance.randrange(0, 300)
    match kind:
        case "tap":
            return lambda who: who.press(_newest(who, number))
        case "staff":
            return lambda who: who.press(staff_data(act, known.case, Token(number % 4)))
        case "worker":
            return lambda who: who.press(worker_data("x", step, generation, value))
        case "reply":
            return lambda who: who.message(text=text, reply_to_message={"message_id": number, "chat": {"id": BOSS}})
        case "edited":
            return lambda who: {**_edited(who.message(text=text), number)}
        case "sign":
            return lambda who: _sign(who, number)
        case _:
            return lambda who: who.message(text=text)


def _newest(who: Person, number: int) -> str:
    """One of the buttons on her newest screen: so a stranger also comes to where few come."""
    for call in reversed(who.room.sent.calls):
        rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
        if call.params.get("chat_id") == who.user and rows:
            buttons = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
            return str(buttons[number % len(buttons)])
    return "x"


def _edited(update: dict[str, Any], number: int) -> dict[str, Any]:
    return {"update_id": update["update_id"], "edited_message": {**update["message"], "message_id": number}}


def _sign(who: Person, number: int) -> dict[str, Any]:
    change = {
        "chat": {"id": who.user, "type": "private"}, "message_id": number, "date": 1, "old_reaction": [],
        "user": {"id": who.user, "is_bot": False, "first_name": "X"},
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }  # fmt: skip
    return who.update("message_reaction", change)


@contextlib.asynccontextmanager
async def two_worlds(folder: Path, slow: Slow = CHEAP) -> AsyncIterator[tuple[Wordroom, Wordroom, Known]]:
    """In the first somebody has a case, her words and her way back; in the other nobody has ever written."""
    (folder / "one").mkdir()
    (folder / "other").mkdir()
    async with weighed(folder / "one", slow) as one, weighed(folder / "other", slow) as other:
        await one.in_a_case_with_words()
        words = await one.is_given_words()
        file = await one.room.look(lambda book: book.all_claimed()[0])
        yield one, other, Known(file.case.id, file.case.code_name, words)
