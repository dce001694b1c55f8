"""One transaction's open book: what its turns may look at, and what they have written, before it is committed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from bot.heard import Heard
from bot.ledger import chain, newcomers, statements, trail, writing
from bot.ledger import tables as t
from bot.ledger.outlet import Outlet
from bot.ledger.readable import opened
from bot.ledger.records import (
    CaseFile,
    Member,
    Worker,
    case_from,
    case_plain,
    case_values,
    member_from,
    member_plain,
)  # fmt: skip
from bot.ledger.tools import Tools
from bot.ledger.worker_rows import worker_from
from bot.outgoing import Outgoing
from bot.seal.box import DataKey, Sealed, open_, seal
from bot.telegram.buttons import read_act
from flows.engine.model import Session
from handoff.model import CaseId, Move, StaffId, State

DAY = 86_400


@dataclass(slots=True)
class Book:
    """Loaded once for a batch of updates, written once at its end. Nothing here sends."""

    db: Connection
    tools: Tools
    now: datetime
    outlet: Outlet
    out: list[Outgoing] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)  # for the event loop, once it is committed
    toasts: list[tuple[str, str, bool]] = field(default_factory=list)
    _workers: dict[bytes, Worker] = field(default_factory=dict)
    _who: dict[int, bytes] = field(default_factory=dict)
    _members: dict[bytes, Member] = field(default_factory=dict)
    _cases: dict[bytes, CaseFile] = field(default_factory=dict)
    _keys: dict[bytes, DataKey] = field(default_factory=dict)
    _forgotten: set[bytes] = field(default_factory=set)  # blind ids of accounts
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _links: dict[bytes, tuple[Sequence[bytes], dict[str, Any]]] = field(default_factory=dict)
    _audited: list[dict[str, Any]] = field(default_factory=list)
    moment: int = 0  # `now` in whole Unix seconds

    def __post_init__(self) -> None:
        self.moment, self.tools = int(self.now.timestamp()), self.tools.now()

    # --- keys ----------------------------------------------------------------------------------------------------

    def key(self, owner: bytes) -> DataKey:
        if owner not in self._keys:
            self._keys[owner] = self.tools.vault.key(owner)
        return self._keys[owner]

    def mint(self, owners: Sequence[bytes]) -> None:
        """New keys are on disk before the transaction that uses them commits: the other order could lose words."""
        self._keys.update(self.tools.vault.mint(owners))

    def rest(self) -> None:
        """The keys are kept by the vault; what they need only while they are used is not."""
        for key in self._keys.values():
            key.rest()

    def seal(self, plain: bytes, owner: bytes, table: str, row: bytes, seq: int = 0) -> Sealed:
        return seal(plain, under=self.key(owner), table=table, column="sealed", row=row, seq=seq)

    def open(self, sealed: Sealed, owner: bytes, table: str, row: bytes, seq: int = 0) -> bytes:
        return open_(sealed, under=self.key(owner), table=table, column="sealed", row=row, seq=seq)

    def loaded(self) -> set[bytes]:
        """Workers and cases that this transaction has opened, and may write again at its end."""
        return {worker.id for worker in self._workers.values()} | self._cases.keys()

    def unload(self, owners: Iterable[bytes]) -> None:
        """They were taken out: nothing of them is written any more."""
        gone = set(owners)
        for owner in gone:
            self._keys.pop(owner, None)
            self._cases.pop(owner, None)
        self._workers = {who: worker for who, worker in self._workers.items() if worker.id not in gone}

    # --- people --------------------------------------------------------------------------------------------------

    def load(self, heard: Iterable[Heard]) -> None:
        """The workers, staff and cases that these updates can be about: one query each."""
        updates = [each for each in heard if each.user]
        strangers = self._find([each.user for each in updates])
        self._load_members([key.staff(user) for user in strangers for key in self.tools.index.all])
        hers = [worker.case for worker in self._workers.values() if worker.case]
        self._load_cases([*hers, *self._tapped(updates)])
        private = {each.user for each in updates if each.chat_type == "private"}
        new = [user for user in strangers if user in private and self.member(user) is None]
        self._begin_workers(self._find(new) if newcomers.wait(self.db, self.tools.index, new) else new)

    def _find(self, users: Iterable[int]) -> list[int]:
        """Under whichever key of the index; those who are not there. Whoever was forgotten just now was there."""
        blind = {user: [key.person(user) for key in self.tools.index.all] for user in users}
        self._load_workers([who for whos in blind.values() for who in whos])
        here = self._workers.keys() | self._forgotten
        known = {user: next((who for who in whos if who in here), b"") for user, whos in blind.items()}
        self._who.update({user: who or blind[user][0] for user, who in known.items()})
        return [user for user, who in known.items() if not who]

    def _tapped(self, updates: Iterable[Heard]) -> list[CaseId]:
        """The cases on the buttons that staff have pressed: locked with the others, in one order for all processes."""
        taps = [each.data for each in updates if each.kind == "tap" and self.member(each.user) is not None]
        return [act.case for data in taps if (act := read_act(data)) is not None]

    def _load_workers(self, whos: list[bytes]) -> None:
        rows = statements.among(self.db, _WORKERS, t.workers.c.who, whos)
        self.outlet.locked()
        self._keys.update(self.tools.vault.keys([bytes(row.id) for row in rows]))
        for row, plain in opened(self, "workers", rows):
            self._workers[bytes(row.who)] = worker_from(plain, row, self.tools.thaw)
        # Whoever writes from the account of one who was erased is a stranger, and gets a row of her own.
        erased = [bytes(row.id) for row in rows if bytes(row.who) not in self._workers]
        statements.remove(self.db, t.workers.c.id, erased)

    def _load_members(self, whos: list[bytes]) -> None:
        for row in statements.among(self.db, _MEMBERS, t.staff.c.who, whos):
            self._remember(row)

    def _remember(self, row: Any) -> Member | None:
        member = next((member_from(plain, row) for row, plain in opened(self, "staff", [row])), None)
        if member is not None:
            self._members[member.who] = member
        return member

    def _begin_workers(self, users: Sequence[int]) -> None:
        new = {user: secrets.token_bytes(16) for user in users}
        if new:
            self.mint(list(new.values()))
        for user, owner in new.items():
            who = self._who[user] = self.tools.index.person(user)
            self._workers[who] = Worker(owner, who, user, Session())

    def forget_worker(self, worker: Worker) -> None:
        """Nothing of the row is kept. Whatever comes next from this account comes from a stranger."""
        self._workers.pop(worker.who, None)
        self._forgotten.add(worker.who)
        if not worker.fresh:
            self.db.execute(delete(t.workers).where(t.workers.c.id == worker.id))

    def worker(self, user: int) -> Worker | None:
        who = self._who.get(user, b"")
        if who in self._forgotten and self.member(user) is None:
            self._forgotten.discard(who)
            self._begin_workers([user])
        return self._workers.get(self._who.get(user, b""))

    def worker_by_id(self, id: bytes) -> Worker | None:
        who = self.db.execute(select(t.workers.c.who).where(t.workers.c.id == id)).scalar()
        if who is not None and bytes(who) not in self._workers:
            self._load_workers([bytes(who)])
        return self._workers.get(bytes(who or b""))

    def member(self, user: int) -> Member | None:
        if not self._members:
            return None
        found = (self._members.get(key.staff(user)) for key in self.tools.index.all)
        return next((member for member in found if member is not None), None)

    def member_by_id(self, id: StaffId) -> Member | None:
        known = next((each for each in self._members.values() if each.staff.id == id), None)
        if known is not None:
            return known
        rows = statements.among(self.db, _MEMBERS, t.staff.c.id, [id])
        return self._remember(rows[0]) if rows else None

    def enlist(self, member: Member) -> None:
        self.mint([member.staff.id])
        sealed = self.seal(member_plain(member), member.staff.id, "staff", member.staff.id)
        self.add("staff", id=member.staff.id, who=member.who, role=member.staff.role.value, active=1, case_id=None,
                 sealed=sealed, left_day=None)  # fmt: skip
        self._members[member.who] = member

    def forget_member(self, was: Member, left: Member) -> None:
        """Somebody has left: from here on the account is nobody's, and only the name is known."""
        self._members.pop(was.who, None)
        self._members[left.who] = left

    # --- cases ---------------------------------------------------------------------------------------------------

    def _load_cases(self, ids: Sequence[bytes]) -> None:
        rows = statements.among(self.db, _CASES, t.cases.c.id, {id for id in ids if id not in self._cases})
        self.outlet.locked()
        self._cases.update({bytes(row.id): case_from(plain, row) for row, plain in opened(self, "cases", rows)})

    def case(self, id: bytes | None) -> CaseFile | None:
        if id is not None and id not in self._cases:
            self._load_cases([id])
        return self._cases.get(id) if id is not None else None

    def all_waiting(self) -> list[CaseFile]:
        self._load_cases([bytes(row.id) for row in self.db.execute(QUEUE)])
        return [file for file in self._cases.values() if file.case.state is State.WAITING]

    def all_claimed(self) -> list[CaseFile]:
        self._load_all(t.cases.c.state == State.CLAIMED.value)
        return [file for file in self._cases.values() if file.case.state is State.CLAIMED]

    def held_by(self, staff: StaffId) -> list[CaseFile]:
        self._load_all(t.cases.c.holder == staff)
        return [file for file in self._cases.values() if file.case.holder == staff]

    def all_of(self, worker: bytes) -> list[CaseFile]:
        self._load_all(t.cases.c.worker_id == worker)
        return [file for file in self._cases.values() if file.worker_id == worker]

    def _load_all(self, which: ColumnElement[bool]) -> None:
        self._load_cases([bytes(row.id) for row in self.db.execute(select(t.cases.c.id).where(which))])

    def let_go(self, case: CaseId) -> None:
        """It is in the ledger no longer, and nobody here is to bring it back."""
        self._cases.pop(case, None)
        for worker in [each for each in self._workers.values() if each.case == case]:
            worker.case, worker.changed = None, True
        for member in [each for each in self._members.values() if each.current == case]:
            member.current, member.changed = None, True

    def begin_case(self, file: CaseFile) -> None:
        """Its key exists already (`mint`)."""
        id = file.case.id
        file.touched_day = self.moment // DAY
        sealed = self.seal(case_plain(file), id, "cases", id)
        self.db.execute(insert(t.cases), {"id": id, "sealed": sealed, **case_values(file)})
        self._cases[id] = file

    def make(self, move: Move) -> bool:
        """The referee: one UPDATE that asks whether the case still stands where the move expects it."""
        if not writing.moved(self.db, move):
            self._cases.pop(move.case, None)  # what we knew of it is old
            return False
        if (file := self.case(move.case)) is not None:
            writing.follow(file, move, self.moment // DAY)
        return True

    def add_link(self, handle: bytes, others: Sequence[bytes], **row: Any) -> None:
        """The newest one counts: a handle is written once, and what stood there before goes, under whichever key."""
        self._links[handle] = others, {"handle": handle, **row}

    def write_links(self) -> None:
        links, self._links = self._links, {}
        writing.links(self.db, links)

    # --- writing -------------------------------------------------------------------------------------------------

    def add(self, table: str, **row: Any) -> None:
        self._rows.setdefault(table, []).append(row)

    def audit(
        self, act: str, case: CaseId | None = None, by: StaffId | None = None, whom: StaffId | None = None
    ) -> None:
        self._audited.append({"at": self.moment, "actor": by, "act": act, "case_id": case, "whom": whom})

    def see(self, update: int, worker: Worker | None = None, message: int = 0) -> None:
        """This update counts once. A worker's message is remembered, so that Hide can delete it within 48 hours."""
        self.add("seen", update_id=update, at=self.moment)
        if worker is not None and message:
            trail.leave_unanswered(self, worker)
            worker.wrote = (update, message)

    def next_call(self) -> tuple[bytes, int]:
        """Id and `seq` of a new call."""
        return self.outlet.number()

    def post(self, call: Outgoing) -> None:
        self.out.append(call)
        self.add("outbox", **writing.queued(self, call))

    def write(self, table: str) -> None:
        rows = self._rows.pop(table, None)
        if rows:
            if table == "outbox":
                self.outlet.writes(rows)
            statements.add(self.db, _ADDED[table], rows)

    def flush(self) -> None:
        """Everything that the turns wanted written, set by set."""
        for worker in self._workers.values():
            trail.leave_unanswered(self, worker)
        writing.workers(self, [each for each in self._workers.values() if each.changed])
        self.write_cases()
        for table in list(self._rows):
            self.write(table)
        self.write_links()
        writing.members(self, [each for each in self._members.values() if each.changed])
        if self._audited:  # last: from here on every other process that has something to note waits for us
            chain.write(self.db, self.tools.audit, self._audited)

    def write_cases(self) -> None:
        writing.cases(self, [each for each in self._cases.values() if each.changed])


# Rows are locked in the order of their ids: without the lock two processes lost 7-10 % of flow steps.
_WORKERS = select(t.workers).order_by(t.workers.c.id).with_for_update()
_MEMBERS = select(t.staff)
_CASES = select(t.cases).order_by(t.cases.c.id).with_for_update()
QUEUE = select(t.cases.c.id, t.cases.c.urgency, t.cases.c.waiting_since).where(t.cases.c.state == "waiting")
_ADDED = {table.name: table for table in (t.staff, t.invites, t.messages, t.outbox, t.trail, t.seen, t.dead_letters)}
