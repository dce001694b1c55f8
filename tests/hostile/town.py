"""A helpline in the middle of its day: cases in every state, people at every place, and all buttons ever shown."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.outgoing import Outgoing
from bot.telegram.buttons import read_act, read_press
from handoff.model import Role
from tests.bot.staffroom import held, waits
from tests.canaries import IDS
from tests.room import Person, Room, data_of, labels, opened

MIN, JOY, ROSE, ANA, STRANGER = IDS[15], IDS[16], IDS[17], IDS[18], IDS[19]
AMAL, BEA, CORA, DORA = IDS[11], IDS[12], IDS[13], IDS[14]
FOREIGN = -7777  # a group that is not ours
ANYWHERE = ("hide!", "person!")
"""What a worker's button means on every keyboard, however old (flows.engine.run): no forgery, and never refused."""


@dataclass(slots=True)
class Town:
    room: Room
    people: dict[int, Person]
    workers_data: list[str]  # of every button that a worker was ever shown, by now an old one
    staff_data: list[str]

    @property
    def everybody(self) -> list[int]:
        return [*self.people]


@contextlib.asynccontextmanager
async def a_town(folder: Path) -> AsyncIterator[Town]:
    async with opened(folder, topics=False) as room:
        yield await inhabited(room)


async def inhabited(room: Room) -> Town:
    """Min has a case with Amal, Joy's is closed, Ana waits, Rose is in a flow; Bea holds nothing, Cora is frozen."""
    amal = await room.advocate(AMAL)
    bea, cora = await room.advocate(BEA, "Bea"), await room.advocate(CORA, "Cora")
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    joy, _, reply = await held(room, amal, JOY)
    await joy.says("thank you")
    await amal.closes(**reply)
    min_, _, reply = await held(room, amal, MIN)
    await min_.says("are you there?")
    await amal.says("yes", **reply)
    await amal.says("/help")
    await dora.says("/staff")
    await dora.says("/mine")
    ana, _ = await waits(room, ANA)
    rose, stranger = room.person(ROSE), room.person(STRANGER)
    for person in (rose, stranger):
        await person.says("/start")
        for label in ("English", "Yes, it is safe", "No"):
            await person.taps(label)
    await freezes(room, dora, "Cora")
    workers = {MIN: min_, JOY: joy, ROSE: rose, ANA: ana, STRANGER: stranger}
    shown = {data for call in room.sent.calls for data in carried(call)}
    for person in workers.values():
        await person.says("/start")  # what was shown so far is old for everybody
    hers = [data for data in sorted(shown) if (press := read_press(data)) and press.value not in ANYWHERE]
    theirs = [data for data in sorted(shown) if read_act(data) or data.startswith("3:")]
    for number in range(60):  # and no number of a keyboard of one is by chance the newest of another
        await room.take(*(person.press(f"1:x:x:0:{number}") for person in workers.values()))
    return Town(room, {**workers, AMAL: amal, BEA: bea, CORA: cora}, hers, theirs)


async def freezes(room: Room, by: Person, name: str) -> None:
    [listed] = await by.says("/staff")
    [card] = await room.take(
        by.press(data_of(listed, next(label for label in labels(listed) if name in label)), by.user)
    )
    await room.take(by.press(data_of(card, "Freeze this account now"), by.user))


def carried(call: Outgoing) -> list[str]:
    """What its buttons carry."""
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
