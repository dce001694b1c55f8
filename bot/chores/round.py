"""What time asks for: leases that run out, cards that show how long somebody waits, rows whose time is over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot import alerting, desk, exporting, following, holding, moves, second_reader, tidying, unasked
from bot.chores import back_again, facts
from bot.clock import Clock
from bot.effects import Card, Effect, TellStaff
from bot.effects_between import EndOffer
from bot.effects_for_her import Due
from bot.ledger import doubts, hands, keeping
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.ledger.records import CaseFile
from bot.line import Line
from bot.logs import trouble
from handoff import claims, transfer
from handoff.desk import say, waited
from handoff.model import Case, CaseId, StaffId
from handoff.queue import minutes_waited, order, reason, waits_for, why_next

EVERY = 5.0  # seconds between two looks at the clock
CARD_STEPS = (1, 2, 5, 10, 15, 20, 30, 45)  # minutes; from an hour on, each quarter: a group takes 20 edits a minute


@dataclass(slots=True)
class Round:
    """Looks at the clock every few seconds. One at a time, each in the ledger's own transaction."""

    ledger: Ledger
    line: Line
    clock: Clock
    _shown: dict[bytes, tuple[int, StaffId | None]] = field(default_factory=dict)
    _warned: set[tuple[bytes, int]] = field(default_factory=set)
    _purged: datetime | None = None
    _facts_seen: date | None = None
    _next: tuple[CaseId, str] | None = None

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as fault:  # the database is away: the next round finds it back
                trouble("chores_failed", fault)
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        try:
            await self.ledger.with_book(self._look)
        finally:  # whatever fell there: that somebody waits must still reach a person, and what had its time must go
            try:
                await self.ledger.with_book(lambda book: alerting.look(self.line.applying(book)))
            finally:
                await self._forget_what_had_its_time()

    async def _forget_what_had_its_time(self) -> None:
        now = self.clock.now()
        if self._purged is None or now - self._purged > timedelta(hours=1):
            idle = [thing.id for thing in (await self.ledger.with_book(self._sweep)).due.ask]
            await self.ledger.with_book(lambda book: holding.look(self.line.applying(book), idle))
            self._purged = now

    def _sweep(self, book: Book) -> keeping.Plan:
        return keeping.sweep(book, self.line.applying(book).staff_chat)

    def _look(self, book: Book) -> None:
        effects: list[Effect] = []
        for file in book.all_claimed():
            effects += self._about_lease(file, book.now)
            if transfer.lapsed(file.case, book.now):
                effects.append(EndOffer(file.case.id, "lapsed"))
        for file in hands.of_the_frozen(book):
            effects += unasked.taken_back(file, None)
        waiting = [file for file in book.all_waiting() if not file.away]
        effects += back_again.in_vain(book, waiting)
        free = [file.case for file in waiting if waits_for(file.case, book.now) is None]
        cards = [*self._about_next(free, book.now)]
        for file in waiting:
            cards += self._about_card(file, waiting, book.now)
        effects += dict.fromkeys(cards)  # of two reasons to change a card one is enough
        effects += [Due(case) for case in hands.due(book)]
        effects += following.wanted(book)
        if self._facts_seen != book.now.date():
            self._facts_seen = book.now.date()
            effects += facts.alarm(book, self.line.shelf.newest.house.bundle.facts)
        for worker in doubts.owners(book, book.moment - doubts.LEFT_BEHIND):
            self.line.doubted(worker)
        applying = self.line.applying(book)
        applying.all(effects)
        second_reader.sweep(applying)
        exporting.sweep(applying)
        tidying.sweep(applying)

    def _about_lease(self, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
        if file.away:
            return ()  # nobody can do anything: the claim begins anew when she writes
        move = claims.expire(file.case, now)
        if move is not None:
            return unasked.expired(file, move)
        key = (file.case.id, int(file.case.lease_until.timestamp()) if file.case.lease_until else 0)
        if claims.warning_due(file.case, now) and file.case.holder and key not in self._warned:
            self._warned.add(key)
            left = waited(int((file.case.lease_until - now).total_seconds() // 60)) if file.case.lease_until else ""
            text = say("lease_warning", code=file.case.code_name, left=left)
            return (TellStaff(file.case.holder, text, file.case.id, acts=(desk.KEEP, moves.RELEASE)),)
        return ()

    def _about_next(self, cases: list[Case], now: datetime) -> tuple[Card, ...]:
        """The card of the one who is next says so, and why; the one before her no longer does."""
        first = order(cases, now)[:1]
        told = (first[0].id, reason(first[0], cases, now)) if first else None
        if told == self._next:
            return ()
        before, self._next = self._next, told
        gone = [case.id for case in cases if before and case.id == before[0] and (not told or case.id != told[0])]
        return (*(Card(id) for id in gone), *(Card(case.id, why=why_next(case, cases, now)) for case in first))

    def _about_card(self, file: CaseFile, waiting: list[CaseFile], now: datetime) -> tuple[Card, ...]:
        minutes = minutes_waited(file.case, now)
        step = max((each for each in CARD_STEPS if each <= minutes), default=0) if minutes < 60 else minutes // 15
        before, after = self._shown.get(file.case.id), (step, waits_for(file.case, now))
        self._shown[file.case.id] = after
        if before is None and file.case.first is not None:
            before = (-1, None)  # since a restart nobody knows what its card says of whom it is first for
        if before is None or before == after or not file.card:
            return ()
        first = self._next is not None and self._next[0] == file.case.id
        return (Card(file.case.id, why=why_next(file.case, [it.case for it in waiting], now) if first else ""),)
