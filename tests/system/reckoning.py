"""What was said against what arrived: lost, to a wrong chat, out of order, repeated without need or without a mark.

Pure: it gets what the people did, Telegram's journal and the moments of the kills, and tells what is wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

REPEAT_MARK = "↻ "
UNNOTED = 3.0  # seconds before a kill in which what was sent may not have been noted yet, on a busy machine
LATE = 0.5  # seconds after a kill in which Telegram still does what was asked just before it
_NUMBER = re.compile(r"#(\d+)#")


@dataclass(frozen=True, slots=True)
class Words:
    """Something a person wrote to another; its number stands in the text."""

    number: int


@dataclass(frozen=True, slots=True)
class Screen:
    """An answer of the bot's own: the n-th screen of this chat, as its buttons say."""

    chat: int
    generation: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an advocate learns of her message: a mark that Telegram has accepted its copy, or that nobody knows."""

    chat: int
    message: int


Thing = Words | Screen | Receipt


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call that changed a chat. `heard`: the bot got Telegram's answer. `silent`: coming twice changes nothing.
    `unknown`: an advocate is told that nobody knows what became of her message."""

    n: int
    at: float
    chat: int
    thing: Thing
    marked: bool
    heard: bool
    silent: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What must arrive, and where. Things of one `line` arrive in the order of `turn`; without a line, whenever.
    Not `sure`: two people's deeds cross on their way, and which comes first decides whether this is said at all."""

    thing: Thing
    chat: int
    line: tuple[int, ...] = ()
    turn: tuple[int, int] = (0, 0)
    about: Thing | None = None  # of a receipt: the words it is for
    update: int = 0  # what brings it about, by Telegram's number
    sure: bool = True


@dataclass(slots=True)
class Reckoning:
    due: int
    chats: int
    kills: int
    after_lost_answer: int = 0  # repeats
    after_kill: int = 0  # repeats
    marked_but_first: int = 0
    unknown: int = 0
    unsaid: int = 0  # of what was not sure
    lost: list[Due] = field(default_factory=list)
    wrong_chat: list[Arrival] = field(default_factory=list)
    out_of_order: list[Arrival] = field(default_factory=list)
    without_mark: list[Arrival] = field(default_factory=list)
    without_need: list[Arrival] = field(default_factory=list)
    out_of_nothing: list[Arrival] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.wrong and not self.not_noted

    @property
    def not_noted(self) -> bool:
        """More than one repeat a chat and kill, in the mean: what was sent is written down too late or not at all."""
        return self.after_kill > self.chats * self.kills

    @property
    def wrong(self) -> dict[str, Sequence[Due | Arrival]]:
        counts: dict[str, Sequence[Due | Arrival]] = {
            "lost": self.lost, "to a wrong chat": self.wrong_chat, "out of order": self.out_of_order,
            "repeated without a mark": self.without_mark, "repeated without need": self.without_need,
            "answers to nothing": self.out_of_nothing,
        }  # fmt: skip
        return {what: found for what, found in counts.items() if found}

    def __str__(self) -> str:
        wrong = "".join(f"\n{len(all_)} {what}: {', '.join(map(str, all_[:5]))}" for what, all_ in self.wrong.items())
        return (
            f"{self.due} due, {self.after_kill} repeated after a kill, {self.after_lost_answer} after a lost answer, "
            f"{self.marked_but_first} marked without having come before, {self.unknown} told as unknown, "
            f"{self.unsaid} rightly unsaid{wrong}"
        )


def arrivals(calls: Iterable[Mapping[str, Any]]) -> list[Arrival]:
    """Of the journal's calls, those that put words of a person or a screen into a chat."""
    found: list[Arrival] = []
    for call in calls:
        if not call["effect"] or not isinstance(call["chat"], int):
            continue
        text = str(call["payload"].get("text", call["payload"].get("caption", "")))
        thing = _thing(call["method"], call["chat"], text, call["payload"])
        if thing is not None:
            marked, heard = text.startswith(REPEAT_MARK), call["status"] == 200
            silent = not call["method"].startswith("send")
            unknown = isinstance(thing, Receipt) and not silent
            found.append(Arrival(call["n"], call["at"], call["chat"], thing, marked, heard, silent, unknown))
    return found


def _thing(method: str, chat: int, text: str, payload: Mapping[str, Any]) -> Thing | None:
    if method == "setMessageReaction":
        return Receipt(chat, payload["message_id"])
    if method != "editMessageText" and not method.startswith("send"):
        return None
    if number := number_in(text):
        return Words(number)
    if answered := payload.get("reply_parameters"):
        return Receipt(chat, answered["message_id"])
    generation = generation_of((payload.get("reply_markup") or {}).get("inline_keyboard", ()))
    return Screen(chat, generation) if generation is not None else None


def number_in(text: str) -> int | None:
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


def generation_of(rows: Iterable[Iterable[Mapping[str, Any]]]) -> int | None:
    """Of a worker's keyboard; the sandbox calls a button's data `data` where a person looks at it."""
    for row in rows:
        for button in row:
            data = str(button.get("callback_data", button.get("data", "")))
            if data.startswith("1:"):
                return int(data.split(":")[3], 36)
    return None


def reckon(due: Sequence[Due], seen: Sequence[Arrival], kills: Sequence[float]) -> Reckoning:
    found = Reckoning(due=len(due), chats=len({one.chat for one in due}), kills=len(kills))
    wanted = {one.thing: one for one in due}
    newest = {one.thing.chat: one.thing.generation for one in due if isinstance(one.thing, Screen)}
    came: dict[Thing, list[Arrival]] = defaultdict(list)
    last: dict[tuple[int, ...], tuple[int, int]] = {}
    for arrival in seen:
        expected = wanted.get(arrival.thing)
        if expected is None:
            # One that is not due is from before the counting began, or an update was taken twice.
            thing = arrival.thing
            if isinstance(thing, Screen) and thing.generation > newest.get(arrival.chat, thing.generation):
                found.out_of_nothing.append(arrival)
            continue
        if arrival.chat != expected.chat:
            found.wrong_chat.append(arrival)
            continue
        earlier = came[arrival.thing]
        if earlier:
            _repeated(found, arrival, earlier, kills)
        else:
            found.marked_but_first += arrival.marked
            if arrival.unknown:
                _is_unknown(found, arrival, came[expected.about] if expected.about else ())
            before = last.get(expected.line, expected.turn)
            if expected.line and expected.turn < before:
                found.out_of_order.append(arrival)
            last[expected.line] = max(expected.turn, before)
        earlier.append(arrival)
    missing = [one for one in due if not came[one.thing]]
    found.lost = [one for one in missing if one.sure]
    found.unsaid = len(missing) - len(found.lost)
    return found


def _repeated(found: Reckoning, arrival: Arrival, earlier: Sequence[Arrival], kills: Sequence[float]) -> None:
    """It says that it may be one, and happens only where nobody could know better."""
    if arrival.silent:
        return
    if not arrival.marked:
        found.without_mark.append(arrival)
    if not earlier[-1].heard:
        found.after_lost_answer += 1
    elif any(kill - UNNOTED <= earlier[-1].at <= kill + LATE and kill < arrival.at for kill in kills):
        found.after_kill += 1
    else:
        found.without_need.append(arrival)


def _is_unknown(found: Reckoning, arrival: Arrival, words: Sequence[Arrival]) -> None:
    """Said only of what came and whose answer was lost."""
    if words and not words[-1].heard:
        found.unknown += 1
    else:
        found.without_need.append(arrival)
