"""Many workers who have everything deleted while all sorts of things go on, and whoever then looks for what is left.

Each of them is one run: what she, her advocate, Telegram, the clock and crashes do comes in an order that is drawn from
a seed. `Eraser` is as the house does it; the careless ones in the test each leave one thing out.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import LargeBinary, select

from bot.chores.forgetting import Forgetting
from bot.effects_of_settings import Erase
from bot.heard import Heard
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.outgoing import Fate, Outgoing
from bot.seal import store
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from handoff.model import Role, State
from tests.room import Person, Room, data_of, labels

SECONDS = 60  # in which it must be readable nowhere
NAMED_STILL = {("audit", "case_id"), ("erasures", "owner"), ("erasures", "heir"), ("trail", "case_id")}
"""Where a random id of hers may stand afterwards: it opens nothing and leads to nobody."""


class Crash(Exception):
    """The process ends here."""


@dataclass(slots=True)
class Gone:
    """What one worker had, when she asked for its end. `sealed`: first it is only closed to everybody."""

    owners: list[bytes]
    wrapped: list[bytes]
    sealed: bool = False


@dataclass(slots=True)
class Seconds:
    """The monotonic clock of all processes."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Eraser:
    """One helpline with two processes: each has its own open vault, and keys in memory."""

    room: Room
    folder: Path
    chance: Random
    seconds: Seconds
    other: Vault
    gone: list[Gone] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    calls: list[Outgoing] = field(default_factory=list)  # that nobody has noted yet
    yesterday: dict[str, bytes] = field(default_factory=dict)

    # --- who is there

    async def fill(self, users: Sequence[int]) -> None:
        """All of them at once, so that hundreds of talks take seconds. Of four three ask for a person."""
        people = [self.room.person(user) for user in users]
        await self._all(people, lambda each: each.message(text="/start"))
        for label in ("English", "Yes, it is safe", "No"):
            await self._all_tap(people, label)
        asking = people[: len(people) * 3 // 4]
        for label in ("A person", "I agree"):
            await self._all_tap(asking, label)
        await self._all(asking, lambda each: each.message(text=f"words of {each.user}"))

    async def claim_and_close(self, advocates: Sequence[int], few: int) -> None:
        for number, user in enumerate(advocates):
            advocate = await self.room.advocate(user, f"Amal {number}", Role.ADVOCATE)
            for card in [call for call in self.room.sent.calls if "Claim" in labels(call)][number * few :][:few]:
                await self.room.take(advocate.tap(card, "Claim"))
            await self.room.accept(*self.room.sent.calls[-20:])

    def _newest(self, who: Person) -> Outgoing:
        return next(call for call in reversed(self.room.sent.calls) if who._is_mine(call))

    async def _all_tap(self, people: Sequence[Person], label: str) -> None:
        await self._all(people, lambda each: each.tap(self._newest(each), label))

    async def _all(self, people: Sequence[Person], update: Callable[[Person], Any]) -> None:
        self.calls += await self.room.take(*[update(each) for each in people])

    # --- what they do

    async def step(self, user: int) -> None:
        """One thing that happens to her, to the clock, or to a process."""
        acts = [self.writes, self.writes, self.notes, self.other_looks, self.time_passes, self.looks, self.erases]
        await self.chance.choice(acts)(self.room.person(user))

    async def writes(self, who: Person) -> None:
        self.calls += await who.says(f"more words of {who.user}")

    async def notes(self, who: Person) -> None:
        """Telegram has answered some of what was on its way."""
        self.chance.shuffle(self.calls)
        some, self.calls = self.calls[:7], self.calls[7:]
        ends = self.chance.choices(["sent", "sent", "stale"], k=len(some))
        await self.room.note(*(Fate(call, end, 5000 + n) for n, (call, end) in enumerate(zip(some, ends, strict=True))))

    async def other_looks(self, who: Person) -> None:
        """Another process has her keys in memory."""
        self.other.keys(await self.owners(who.user))

    async def time_passes(self, who: Person) -> None:
        self.pass_time(self.chance.random() * 3)

    def pass_time(self, seconds: float) -> None:
        self.seconds.now += seconds
        self.room.clock.advance(seconds=seconds)

    async def looks(self, who: Person | None = None) -> None:
        """The chore, which may be the last that its process does, at any of its steps."""
        falls = self.chance.choice(["", "", "before", "after", "busy"]) if who else ""

        def destroy(owners: Mapping[bytes, date]) -> bool:
            if falls == "before":
                raise Crash
            wiped = self.destroy(owners)
            if falls == "after":
                raise Crash
            return wiped and falls != "busy"

        chore = Forgetting(self.room.ledger, self.room.line, self.room.clock, destroy)  # type: ignore[arg-type]
        with suppress(Crash):
            await chore.once()

    def destroy(self, owners: Mapping[bytes, date]) -> bool:
        return self.room.vault.bury(owners)

    async def erases(self, who: Person) -> None:
        """With her word or without; a second time, too. An hour later somebody else may have the phone."""
        owners = await self.owners(who.user)
        if not owners:
            return
        open_ = await self.room.look(lambda book: [file.case.state for file in book.all_of(owners[0])])
        confirmed = self.chance.random() < 0.7
        seals = not confirmed and bool({State.WAITING, State.CLAIMED, State.SEALED} & set(open_))
        gone = Gone(owners, self.wrapped(owners), seals)
        if confirmed:
            self.gone.append(gone)
            self.asked.add(who.user)
            await self.room.look(lambda book: self._as_her(book, who.user))
            return
        [asked] = await who.says("/erase")
        if "Yes, delete" in labels(asked):
            self.gone.append(gone)
            self.asked.add(who.user)
            data = data_of(asked, "Yes, delete")
            self.calls += await self.room.take(who.press(data), who.message(text="and one thing more"))

    def _as_her(self, book: Book, user: int) -> None:
        book.load([Heard(0, "other", user, user, "private", 0)])
        applying = self.room.line.applying(book)
        applying.worker = book.worker(user)
        applying.one(Erase(confirmed=True))

    # --- what is looked for

    async def owners(self, user: int) -> list[bytes]:
        def work(book: Book) -> list[bytes]:
            who = book.tools.index.person(user)
            id = book.db.execute(select(t.workers.c.id).where(t.workers.c.who == who)).scalar()
            cases = book.db.execute(select(t.cases.c.id).where(t.cases.c.worker_id == id)).scalars()
            return [bytes(each) for each in (id, *cases)] if id is not None else []

        return await self.room.look(work)  # type: ignore[no-any-return]

    def wrapped(self, owners: Sequence[bytes]) -> list[bytes]:
        with store.reading(self.room.vault._engine) as db:
            rows = db.execute(select(store.DEK.c.wrapped).where(store.DEK.c.owner.in_(owners)))
            return [bytes(row.wrapped) for row in rows]

    def wants(self) -> list[bytes]:
        """Whose time is over."""
        return [owner for each in self.gone if not each.sealed for owner in each.owners]

    async def left(self) -> list[str]:
        """What is left of them, one sentence each; nothing, if all is well."""
        wants = self.wants()
        named = await self.room.look(lambda book: _named(book, wants))
        found = [f"{table}.{column} names one" for table, column in sorted(named)]
        for name, vault in (("this", self.room.vault), ("the other", self.other), ("a new", self._new_vault())):
            if vault.keys(wants):
                found.append(f"{name} process opens some")
        files = self.files()
        keys = [key for each in self.gone if not each.sealed for key in each.wrapped]
        if any(key in data for key in keys for data in files):
            found.append("a wrapped key lies in the vault's files")
        return found

    def _new_vault(self) -> Vault:
        ring = Keyring.read(self.folder / "keyring.json")
        return Vault(f"sqlite:///{self.folder}/vault.db", ring, clock=self.seconds)

    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in self.folder.glob("vault.db*")]

    # --- backups

    def copy_for_tomorrow(self) -> None:
        for name in ("helpline.db", "vault.db"):
            with closing(sqlite3.connect(self.folder / name)) as used, closing(sqlite3.connect(":memory:")) as copy:
                used.backup(copy)
                self.yesterday[name] = copy.serialize()

    def bring_back_keys(self) -> None:
        """Somebody puts the keys of an old copy of the vault back among today's."""
        (self.folder / "old-vault.db").write_bytes(self.yesterday["vault.db"])
        places = (sqlite3.connect(self.folder / name) for name in ("old-vault.db", "vault.db"))
        with closing(next(places)) as old, closing(next(places)) as now:
            rows = old.execute("SELECT owner, version, kek_id, wrapped FROM dek").fetchall()
            with now:
                now.executemany("INSERT OR IGNORE INTO dek VALUES (?, ?, ?, ?)", rows)


def _named(book: Book, owners: Sequence[bytes]) -> set[tuple[str, str]]:
    """Every column of ids of the whole ledger."""
    found = set()
    for table in t.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and (table.name, column.name) not in NAMED_STILL:
                rows = book.db.execute(select(column).where(column.in_(owners)).limit(1))
                found |= {(table.name, column.name) for _ in rows}
    return found


async def in_random_order(eraser: Eraser, users: Sequence[int], steps: int) -> None:
    """Everybody several times, in any order; then each of them wants everything gone."""
    turns = [user for user in users for _ in range(steps)]
    eraser.chance.shuffle(turns)
    for user in turns:
        await eraser.step(user)
    for user in users:
        if user not in eraser.asked:
            await eraser.erases(eraser.room.person(user))
        await asyncio.sleep(0)
