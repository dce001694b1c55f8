"""A worker and her advocate, and a case of theirs that is erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from bot.chores.forgetting import Forgetting
from bot.chores.round import Round
from bot.heard import Heard
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.outgoing import Outgoing
from handoff.model import State
from tests.canaries import IDS
from tests.room import Person, Room, labels

MIN, AMAL = IDS[0], IDS[4]
WORDS = "my passport is in the kitchen"
HERS = (t.workers, t.cases, t.messages, t.links, t.topics, t.readings, t.alerts, t.alarms)


async def with_amal(room: Room) -> tuple[Person, Person]:
    """A claimed case with words of both sides, all of them where they belong."""
    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await min_.asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(amal.tap(card, "Claim"))
    await room.accept(*room.sent.calls)
    await room.accept(*await min_.says(WORDS))
    await room.accept(*await amal.says("I am here"))
    return min_, amal


async def closed(room: Room) -> tuple[Person, Person]:
    min_, amal = await with_amal(room)
    await room.accept(*await amal.closes())
    return min_, amal


async def erases(room: Room, min_: Person) -> list[Outgoing]:
    await room.accept(*await min_.says("/erase"))
    return await min_.taps("Yes, delete")


def of_her_chat(calls: list[Outgoing]) -> list[Outgoing]:
    return [call for call in calls if call.params["chat_id"] == MIN]


async def looks(room: Room) -> None:
    await Forgetting(room.ledger, room.line, room.clock, room.vault.bury).once()  # type: ignore[arg-type]


async def count(room: Room, *tables: Any) -> dict[str, int]:
    def work(book: Book) -> dict[str, int]:
        found = {table.name: book.db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
        return {name: many for name, many in found.items() if many}

    return await room.look(work)  # type: ignore[no-any-return]


async def owners(room: Room) -> list[bytes]:
    def work(book: Book) -> list[bytes]:
        ids = [*book.db.execute(select(t.workers.c.id)).scalars(), *book.db.execute(select(t.cases.c.id)).scalars()]
        return [bytes(id) for id in ids]

    return await room.look(work)  # type: ignore[no-any-return]


async def sweeps(room: Room) -> list[int]:
    before = len(room.sent.calls)
    await Round(room.ledger, room.line, room.clock).once()  # type: ignore[arg-type]
    deleted = [call for call in room.sent.calls[before:] if call.method == "deleteMessages"]
    return [id for call in deleted for id in call.params["message_ids"]]


async def state(room: Room, case: bytes) -> State | None:
    def work(book: Book) -> State | None:
        file = book.case(case)
        return file.case.state if file else None

    return await room.look(work)  # type: ignore[no-any-return]


async def as_her(room: Room, effect: Any) -> None:
    def work(book: Book) -> None:
        book.load([Heard(0, "other", MIN, MIN, "private", 0)])
        applying = room.line.applying(book)
        applying.worker = book.worker(MIN)
        applying.one(effect)

    await room.look(work)
