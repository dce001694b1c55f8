"""The ledger's one writer: takes what has come in, makes it one transaction, and only then says so.

Group commit: a turn waits for the batch it is in, and a batch is whatever was waiting, at most 64.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from bot.counts import Counts
from bot.heard import Broken, Heard
from bot.ledger.blame import is_away
from bot.ledger.book import Book
from bot.ledger.known import on_disk, unseen
from bot.ledger.letters import bury
from bot.ledger.outlet import Alone, Outlet
from bot.ledger.tools import Tools
from bot.logs import event, trouble
from bot.outgoing import Outgoing

MOST = 64
TRIES = 3  # of an update by itself, where the database and not the turn failed
_AWAY = (OperationalError, InterfaceError)  # the database, and no fault of what was to be written
NOTE_AGAIN = 0.5  # seconds until what nobody waits for is tried again


class Takes(Protocol):
    """What to do with one update inside the open book. Raises only for a fault of ours."""

    def take(self, book: Book, heard: Heard) -> None: ...

    def apologise(self, book: Book, heard: Heard) -> None: ...


class Carries(Protocol):
    """Takes over what was committed: calls to make, and answers to taps (query, text, alert)."""

    def carry(self, calls: Sequence[Outgoing], toasts: Sequence[tuple[str, str, bool]]) -> None: ...


@dataclass(slots=True)
class _Job:
    """Either updates to take, or something to do with the book; `done` is told when it is on disk. `parts`: of work
    that nobody waits for, each by itself, should the whole not be possible."""

    updates: Sequence[Heard | Broken]
    work: Callable[[Book], Any] | None
    done: asyncio.Future[Any] | None
    parts: Callable[[], Sequence[Callable[[Book], None]]] = tuple


_Told = list[tuple[asyncio.Future[Any], Any]]
"""Who waits, and for what."""
_Toast = tuple[str, str, bool]
_After = Sequence[Callable[[], None]]


class Ledger:
    """Synchronous SQLAlchemy Core on one writer thread. Everything public is called from the event loop."""

    def __init__(
        self,
        engine: Engine,
        tools: Tools,
        takes: Takes,
        now: Callable[[], datetime],
        *,
        note_within: float = 0.02,
        outlet: Outlet | None = None,
    ) -> None:
        self._engine, self._tools, self._takes, self._now = engine, tools, takes, now
        self._note_within, self.counts = note_within, Counts()
        self._waiting: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._outlet = outlet or Alone()
        self._doubtful: list[Outgoing] = []  # of commits that had no answer
        self._carries: Carries | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._write, name="ledger", daemon=True)

    @property
    def engine(self) -> Engine:
        return self._engine

    def start(self, carries: Carries) -> None:
        self._carries, self._loop = carries, asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """What is waiting is still written; then the thread ends."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join)

    async def take(self, updates: Sequence[Heard | Broken]) -> None:
        """Returns when every one of them is on disk. Only then may Telegram be told "received"."""
        await self._put(updates, None)

    async def with_book(self, work: Callable[[Book], Any]) -> Any:
        """Runs `work` in the writer's thread, in the next transaction; returns its result after the commit."""
        return await self._put((), work)

    def later(
        self, work: Callable[[Book], None], parts: Callable[[], Sequence[Callable[[Book], None]]] = tuple
    ) -> None:
        """Like `with_book`, for notes that nobody waits for; gathered for some milliseconds when all is quiet."""
        with self._wake:
            self._waiting.append(_Job((), work, None, parts))
            self._wake.notify()

    async def _put(self, updates: Sequence[Heard | Broken], work: Callable[[Book], Any] | None) -> Any:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        with self._wake:
            self._waiting.append(_Job(updates, work, done))
            self._wake.notify()
        return await done

    # --- the writer's thread -------------------------------------------------------------------------------------

    def _write(self) -> None:
        with self._engine.connect() as db:
            while (jobs := self._next_jobs()) is not None:
                self._commit(db, jobs)

    def _next_jobs(self) -> list[_Job] | None:
        with self._wake:
            while not self._waiting:
                if self._stopping:
                    return None
                self._wake.wait()
            if self._note_within and not self._stopping and all(job.done is None for job in self._waiting):
                self._gather()
            return self._some()

    def _gather(self) -> None:
        """Only notes are waiting: an update that comes meanwhile takes them along in its own transaction."""
        until = time.monotonic() + self._note_within
        while (left := until - time.monotonic()) > 0 and not self._stopping:
            self._wake.wait(left)
            if any(job.done is not None for job in self._waiting):
                return

    def _some(self) -> list[_Job]:
        jobs: list[_Job] = []
        size = 0
        while self._waiting and (size < MOST or not jobs):
            jobs.append(self._waiting.popleft())
            size += max(1, len(jobs[-1].updates))
        return jobs

    def _commit(self, db: Connection, jobs: list[_Job]) -> None:
        try:
            self._transact(db, jobs)
        except Exception as fault:
            self._after_a_fault(db, jobs, fault)

    def _after_a_fault(self, db: Connection, jobs: list[_Job], fault: Exception) -> None:
        """Nothing of the batch was kept. One by one, so that the one at fault takes nobody along."""
        if len(jobs) == 1 and len(jobs[0].updates) <= 1 and not isinstance(fault, DBAPIError):
            self._tell(jobs[0], None, self._bury(db, jobs[0], fault))
            return
        for job in jobs:
            # Told once, and only when every update of the job is on disk in one form or the other.
            failed: Exception | None = None
            for single in _one_by_one(job):
                own = self._alone(db, single)
                if own is not None:
                    failed = self._bury(db, single, own) or failed
            if job.updates or failed:
                self._tell(job, None, failed)

    def _alone(self, db: Connection, job: _Job) -> Exception | None:
        """By itself; and again where the database was at fault: another process was faster, or waited for us."""
        for tries in range(1, TRIES + 1):
            try:
                self._transact(db, [job])
                return None
            except DBAPIError as fault:
                if tries == TRIES:
                    return fault
            except Exception as fault:
                return fault
        return None

    def _bury(self, db: Connection, job: _Job, fault: Exception) -> Exception | None:
        """A turn that raises becomes a dead letter with its own apology to her; the next update goes on.

        Returns what stands in the way when not even that could be written: then nobody may be told "received".
        """
        if not job.updates:
            if job.done is None:
                self._note_again(job, fault)
            return fault
        if is_away(fault):  # no fault of hers: kept by Telegram until there is room
            return fault
        try:
            trouble("turn_fell", fault, what=_kind(job))
            self._put_aside(db, job, fault, apologise=True)
        except _AWAY as away:  # she would hear nothing: let Telegram bring it again
            return away
        except Exception:  # what made the turn fall may make the apology fall: a row that does not open, say
            try:
                self._put_aside(db, job, fault, apologise=False)
            except Exception as again:
                return again
        return None

    def _note_again(self, job: _Job, fault: Exception) -> None:
        """Nobody waits for it, and it is not lost: the whole when the database is back, else each part by itself."""
        trouble("note_failed", fault)
        parts = () if isinstance(fault, _AWAY) else job.parts()
        for part in parts:
            self.later(part)
        if isinstance(fault, DBAPIError) and not parts and self._loop and job.work:
            self._loop.call_soon_threadsafe(self._loop.call_later, NOTE_AGAIN, self.later, job.work, job.parts)

    def _put_aside(self, db: Connection, job: _Job, fault: Exception, *, apologise: bool) -> None:
        with self._transaction(db, []) as book:
            for heard in unseen(db, job.updates):
                bury(book, heard, type(fault).__name__)
                if apologise and isinstance(heard, Heard):
                    self._takes.apologise(book, heard)

    def _transact(self, db: Connection, jobs: list[_Job]) -> None:
        results: list[Any] = []
        told: _Told = []
        began, updates = time.monotonic(), [heard for job in jobs for heard in job.updates]
        with self._transaction(db, told) as book:
            if updates:
                self._take_all(db, book, updates)
            for job in jobs:
                results.append(job.work(book) if job.work else None)
            told += [(job.done, result) for job, result in zip(jobs, results, strict=True) if job.done]
        self.counts.committed(len(updates), time.monotonic() - began)

    def _take_all(self, db: Connection, book: Book, updates: Sequence[Heard | Broken]) -> None:
        fresh = unseen(db, updates)
        book.load([heard for heard in fresh if isinstance(heard, Heard)])
        for heard in fresh:
            if isinstance(heard, Heard):
                self._takes.take(book, heard)
            else:
                bury(book, heard, heard.reason)
                event("put_aside", reason=heard.reason)

    @contextlib.contextmanager
    def _transaction(self, db: Connection, told: _Told) -> Iterator[Book]:
        """What the book wants said is handed over after the commit. Where the commit had no answer, the next one
        looks whether it was done: the update would then be known, and nobody else would say what it led to."""
        book, found = self._book(db), []
        try:
            with db.begin():
                yield book
                book.flush()
                self._outlet.settle(book)
                if self._doubtful:
                    out = {call.id for call in book.out}  # of whoever has just come on duty: all there is
                    found = [call for call in on_disk(db, self._doubtful) if call.id not in out]
        except (*_AWAY, InternalError):  # the last: it has ended a transaction that stood still
            # Whether its transaction is still open over there nobody knows: the next one gets a connection of its own.
            db.invalidate()
            self._doubtful += book.out
            raise
        self._doubtful.clear()
        book.rest()
        self._hand_over([*found, *book.out], book.toasts, told, book.after)

    def _book(self, db: Connection) -> Book:
        now = self._now()
        self._outlet.begin(db, now.timestamp())
        return Book(db, self._tools, now, self._outlet)

    def _hand_over(self, calls: Sequence[Outgoing], toasts: Sequence[_Toast], told: _Told, after: _After) -> None:
        """What was committed, to the event loop: in one go, for to wake it costs more than what it is told."""
        if (after or calls or toasts or told) and self._loop:
            self._loop.call_soon_threadsafe(self._take_over, calls, toasts, told, after)

    def _take_over(self, calls: Sequence[Outgoing], toasts: Sequence[_Toast], told: _Told, after: _After) -> None:
        try:
            for work in after:
                work()
            if (calls or toasts) and self._carries:
                self._carries.carry(calls, toasts)
        finally:
            for done, result in told:
                _settle(done, result, None)

    def _tell(self, job: _Job, result: Any, fault: Exception | None) -> None:
        if job.done is not None and self._loop:
            self._loop.call_soon_threadsafe(_settle, job.done, result, fault)


def _settle(done: asyncio.Future[Any], result: Any, fault: Exception | None) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):
        if fault is None:
            done.set_result(result)
        else:
            done.set_exception(fault)


def _kind(job: _Job) -> str:
    return next((heard.kind for heard in job.updates if isinstance(heard, Heard)), "unreadable")


def _one_by_one(job: _Job) -> list[_Job]:
    return [_Job([heard], None, None) for heard in job.updates] + ([replace(job, updates=())] if job.work else [])
