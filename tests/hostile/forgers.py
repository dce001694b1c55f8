"""Taps that nobody should believe: any client can send any bytes for any message, twice, late, or as somebody else."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from bot.telegram.buttons import Act, read_act, read_press, staff_data, worker_data
from handoff.model import Token
from tests.hostile.town import AMAL, ANA, BEA, CORA, FOREIGN, JOY, MIN, ROSE, STRANGER, Town
from tests.room import STAFF_CHAT

Update = dict[str, Any]
WORKERS = (MIN, JOY, ROSE, ANA, STRANGER)
NOT_THE_HOLDER = (*WORKERS, BEA, CORA)
# What stands on no keyboard of the step where Rose is; some of it stands on other steps.
NEVER = (
    "agree",
    "refuse",
    "employer",
    "me",
    "__class__",
    "comeback!",
    "leave!",
    "skip!",
    "done!",
    "yes\u202e",
    "",
    "x" * 40,
)
ACTS = ("close", "release", "end.helped", "end.other", "keep", "again", "pass", "transfer", "reveal.1", "on_it")
NO_ACTS = (
    "dance", "end.", "end.x", "why.", "why.x", "for.0.", "not.0.abc", "for..", "reveal.", "reveal.zzzz", "reveal.9",
    "give.", "to.", "take", "bounce", "Close", "close ", "clos", "erase", "erase.yes", "\u202eclose", "..", "of.0",
)  # fmt: skip
JUNK = (
    "", ":", "::::", "1::::", "2:::", "3::", "0", "\0", "\ud800", "\u202e", "1:a:b:zzzzzzzz:c", "1:a:b:-1:c",
    "2:close::1", "9" * 64, "2:close:AAAAAAAAAAAAAAAAAAAAAA:999999999999", "3:freeze:AAAAAAAAAAAAAAAAAAAAAA",
    "{}", "[1]", "' OR 1=1 --", "x" * 5000,
)  # fmt: skip


class Forger:
    """From what was ever shown in a town, and a seed. Each forgery comes with the name of its kind."""

    def __init__(self, town: Town, seed: int) -> None:
        self._town, self._chance = town, random.Random(seed)
        self._made: list[Update] = []
        self._newest = 0
        self._kinds: dict[str, Callable[[], Update]] = {
            "another letter": self._another_letter, "cut or grown": self._cut_or_grown, "junk": self._junk,
            "an old keyboard": self._old, "another's keyboard": self._anothers,
            "never offered": self._never_offered, "not hers to press": self._not_the_holders,
            "an earlier claim": self._earlier_claim, "an act that is none": self._no_act,
            "another chat": self._another_chat, "no message": self._no_message, "again": self._again,
        }  # fmt: skip

    def batch(self, size: int, newest: int) -> Iterator[tuple[str, Update]]:
        """`newest`: the number of Rose's keyboard now."""
        self._newest = newest
        for _ in range(size):
            kind = self._chance.choice([*self._kinds])
            update = self._kinds[kind]()
            self._made.append(update)
            yield kind, update

    def _press(self, who: int, data: str, chat: int = 0) -> Update:
        return self._town.people[who].press(data, chat, self._chance.randrange(90, 200))

    def _who(self, among: tuple[int, ...]) -> int:
        return self._chance.choice(among)

    def _of_workers(self) -> str:
        return self._chance.choice(self._town.workers_data)

    def _of_staff(self) -> str:
        return self._chance.choice(self._town.staff_data)

    # --- what is written on the button

    def _another_letter(self) -> Update:
        data = self._chance.choice((self._of_workers, self._of_staff))()
        at = self._chance.randrange(len(data))
        other = self._chance.choice([letter for letter in "0aZ:_-!\u202e9" if letter != data[at]])
        changed = data[:at] + other + data[at + 1 :]
        return self._press(self._who(_powerless(changed)), changed)

    def _cut_or_grown(self) -> Update:
        data = self._chance.choice((self._of_workers, self._of_staff))()
        cut = data[: self._chance.randrange(len(data))]
        changed = self._chance.choice(
            (cut, data + data, data + ":1", data + "x" * 60, "\0" + data, data[::-1], " " + data)
        )
        return self._press(self._who(_powerless(changed)), changed)

    def _junk(self) -> Update:
        return self._press(self._who((*NOT_THE_HOLDER, AMAL)), self._chance.choice(JUNK))

    # --- buttons of workers

    def _old(self) -> Update:
        data = self._of_workers()
        return self._press(self._who(_powerless(data)), data)

    def _anothers(self) -> Update:
        return self._press(self._who((AMAL, BEA, CORA, STRANGER)), self._of_workers())

    def _never_offered(self) -> Update:
        press = read_press(self._of_workers())
        assert press is not None
        number = self._newest + self._chance.randrange(100)  # one of them is the newest when it arrives
        return self._press(ROSE, worker_data(press.bundle, press.step, number, self._chance.choice(NEVER)))

    # --- buttons of staff

    def _not_the_holders(self) -> Update:
        data = self._of_staff()
        return self._press(self._who(_powerless(data)), data)

    def _earlier_claim(self) -> Update:
        act = self._held()
        token = self._chance.choice((0, 1, act.token + 1, act.token + 35, 999_999_999_999))
        return self._press(AMAL, staff_data(self._chance.choice(ACTS), act.case, Token(token)))

    def _no_act(self) -> Update:
        act = self._held()
        return self._press(AMAL, staff_data(self._chance.choice(NO_ACTS), act.case, act.token))

    def _held(self) -> Act:
        """A button of a case that Amal has, or has had."""
        act = read_act(self._chance.choice([data for data in self._town.staff_data if ":release:" in data]))
        assert act is not None
        return act

    # --- where it is pressed, and how often

    def _another_chat(self) -> Update:
        data = self._chance.choice((self._of_workers, self._of_staff))()
        chat = self._chance.choice((STAFF_CHAT, FOREIGN))
        return self._press(self._who(_powerless(data)), data, chat)

    def _no_message(self) -> Update:
        update = self._chance.choice((self._old, self._not_the_holders))()
        query = update["callback_query"]
        if self._chance.random() < 0.5:
            del query["message"]
        else:  # as Telegram shows one that is too old
            query["message"] = {"chat": query["message"]["chat"], "message_id": 5, "date": 0}
        return update

    def _again(self) -> Update:
        """The same once more, as it was or as a new tap."""
        if not self._made:
            return self._old()
        update = copy.deepcopy(self._chance.choice(self._made[-500:]))
        if self._chance.random() < 0.5:
            update["update_id"] = next(self._town.room.updates)
        return update


def _powerless(data: str) -> tuple[int, ...]:
    """Who may not do this. A waiting case is anybody's on the staff to claim, whatever card she taps it on; and what
    stands under a notice about her case is true for a worker for as long as her case is as the notice says."""
    if ":in-case:" in data:
        return (ROSE, STRANGER, BEA, CORA)
    return (*WORKERS, CORA) if "claim" in data or "on_it" in data else NOT_THE_HOLDER
