"""Sixty workers who wait at once and eight advocates, at the speed at which Telegram takes our calls.

Who is served when follows from the rules of the hand-over; when a call leaves, from the paces that the gate keeps. What
is counted: how long workers wait for a person, and how long calls wait for Telegram.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from bot.chores.round import CARD_STEPS
from bot.simulation.desk import Ask, Desk, advocate, pick
from bot.telegram.pace import BOT, Pace
from handoff import queue
from handoff.model import CaseId, Staff, Urgency

BEGINS = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)  # a Sunday afternoon
OPENS = BEGINS + timedelta(minutes=15)  # all advocates come at once, and everybody has been waiting
FOR = timedelta(hours=6)
WORKERS, ADVOCATES, AT_ONCE = 60, 8, 3
WITHIN = 600  # seconds in which all of them ask
KEPT = 4  # messages at most that somebody wrote while she waited

_URGENCY = {"now": 0.1, "soon": 0.2, "normal": 0.7}
_LANGUAGES = {"fil": 0.3, "id": 0.2, "hi": 0.2, "am": 0.1, "en": 0.2}
_HER_PAUSE, _ANSWER = 40.0, 50.0  # seconds, on average, between two messages of hers, and of the advocate's


class Call(NamedTuple):
    """One call to Telegram: when it is wanted, for which chat, and what for."""

    at: float
    chat: bytes
    group: bool
    what: str  # to a worker | to an advocate | card


@dataclass(slots=True)
class Rush:
    """`waits`: minutes by urgency, of all. `delays`: seconds by what a call is for. `line`: how many wait, each minute.
    `busiest`: calls in the busiest second, as they left."""

    waits: dict[Urgency, list[float]] = field(default_factory=dict)
    delays: dict[str, list[float]] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    cards: list[float] = field(default_factory=list)  # the longest a card waited, each minute
    busiest: int = 0


def rush(seed: int) -> Rush:
    chance = Random(seed)
    desk = Desk(_people(), lambda staff, at: at >= OPENS, chance, looks_after=timedelta(seconds=20))
    found = Rush()
    calls = sorted(_calls(desk, chance, found))
    left = _leave(calls, found)
    by_second: dict[int, int] = {}
    for at in left:
        by_second[int(at)] = by_second.get(int(at), 0) + 1
    found.busiest = max(by_second.values())
    for story in desk.story.values():
        if story.over is not None:
            minutes = (story.over - story.ask.at).total_seconds() / 60
            found.waits.setdefault(story.ask.urgency, []).append(minutes)
    return found


def _people() -> list[Staff]:
    spoken = list(_LANGUAGES)
    return [
        advocate(n, frozenset({"en", spoken[n % len(spoken)]}), "man" if n % 4 == 3 else "woman", most=AT_ONCE)
        for n in range(ADVOCATES)
    ]


def _asks(chance: Random) -> Iterator[Ask]:
    for _ in range(WORKERS):
        at = BEGINS + timedelta(seconds=chance.uniform(0, WITHIN))
        yield Ask(
            at, Urgency(pick(chance, _URGENCY)), pick(chance, _LANGUAGES), pick(chance, {"": 0.8, "woman": 0.2}),
            talk=timedelta(minutes=chance.lognormvariate(3.4, 0.5)),
        )  # fmt: skip


# --- what is said, and where -------------------------------------------------------------------------------------


def _calls(desk: Desk, chance: Random, found: Rush) -> Iterator[Call]:
    """Everything that the desk's acts lead to: the same screens, copies, cards and edits as in the helpline."""
    first: CaseId | None = None
    seen = 0
    for at, what, case in desk.run(list(_asks(chance)), BEGINS + FOR):
        second = _seconds(at)
        while len(found.line) * 60 <= second:
            found.line.append(seen)
        seen = len(desk.cases)
        yield from _said(desk, chance, second, what, case)
        next_one = queue.order(desk.cases.values(), at)[:1]
        is_first = next_one[0].id if next_one else None
        if is_first != first:  # the card of whoever is next says so, and the one before no longer does
            yield from (_card(second) for each in (first, is_first) if each in desk.cases)
            first = is_first


def _said(desk: Desk, chance: Random, at: float, what: str, case: CaseId) -> Iterator[Call]:
    story = desk.story[case]
    by = story.by or b""
    if what == "asked":
        yield from (_hers(at, case), _card(at))
    elif what == "came":
        waited = at - _seconds(story.ask.at)
        yield from (_card(at - waited + 60 * step) for step in CARD_STEPS if 60 * step < waited)
        handed_over = 3 + chance.randint(0, KEPT)  # a topic, who it is, what she answered, and her words
        yield from (_card(at), *[_theirs(at, by)] * handed_over, _hers(at, case))
        yield from _talk(chance, at, story.ask.talk.total_seconds(), case, by)
    elif what == "done":
        yield from (_card(at), _theirs(at, by), _hers(at, case))


def _talk(chance: Random, at: float, length: float, case: CaseId, by: bytes) -> Iterator[Call]:
    for mean, call in ((_HER_PAUSE, _theirs(0, by)), (_ANSWER, _hers(0, case))):
        second = at + chance.expovariate(1 / mean)
        while second < at + length:
            yield call._replace(at=second)
            if call.what == "to a worker":  # 👍 under the advocate's words, once Telegram has them
                yield _theirs(second, by)
            second += chance.expovariate(1 / mean)


def _hers(at: float, case: CaseId) -> Call:
    return Call(at, b"w" + case, False, "to a worker")


def _theirs(at: float, by: bytes) -> Call:
    return Call(at, b"a" + by, False, "to an advocate")


def _card(at: float) -> Call:
    return Call(at, b"staff chat", True, "card in the staff chat")


def _seconds(at: datetime) -> float:
    return (at - BEGINS).total_seconds()


# --- when it leaves ----------------------------------------------------------------------------------------------


def _leave(calls: Sequence[Call], found: Rush) -> Iterator[float]:
    """Each chat at its own pace and in its order, all of them together at the bot's."""
    chats, each, burst = Pace(), *BOT
    ready: list[tuple[float, Call]] = []
    after: dict[bytes, float] = {}
    for call in calls:
        at = max(call.at, after.get(call.chat, 0.0))
        at += chats.wait(call.chat, group=call.group, now=at)
        after[call.chat] = at
        ready.append((at, call))
    free = 0.0
    for at, call in sorted(ready):
        leaves = max(at, free - each * (burst - 1))
        free = max(free, leaves) + each
        found.delays.setdefault(call.what, []).append(leaves - call.at)
        if call.group:
            minute = int(call.at // 60)
            found.cards += [0.0] * (minute + 1 - len(found.cards))
            found.cards[minute] = max(found.cards[minute], leaves - call.at)
        yield leaves


def share(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
