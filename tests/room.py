"""A whole helpline behind one door: raw updates go in, the calls it would make come out."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from bot import content
from bot.chores.renewal import Renewal, at_start
from bot.enlist import invite
from bot.ledger import outbox
from bot.ledger.database import open_engine
from bot.ledger.ledger import Carries, Ledger
from bot.ledger.migrate import migrate
from bot.ledger.outlet import Outlet
from bot.ledger.records import DESK
from bot.ledger.tools import Tools
from bot.line import Line
from bot.outgoing import Fate, Outgoing
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from bot.settings import HOUSE
from bot.telegram.update import hear
from flows.engine.changes import Edition
from flows.engine.session import freeze, thaw
from handoff.model import Role
from tests.canaries import NAMES

STAFF_CHAT = -1001
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONTENT = HOUSE / "flows" / "content"


@dataclass(slots=True)
class Hand:
    """A clock that stands still until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def advance(self, **more: float) -> None:
        self.at += timedelta(**more)


@dataclass(slots=True)
class Sent:
    """What the ledger handed over: calls in order, and answers to taps. `onward`: a gate that makes them."""

    calls: list[Outgoing] = field(default_factory=list)
    toasts: list[tuple[str, str, bool]] = field(default_factory=list)
    onward: Carries | None = None

    def carry(self, calls: Sequence[Outgoing], toasts: Sequence[tuple[str, str, bool]]) -> None:
        self.calls += calls
        self.toasts += toasts
        if self.onward is not None:
            self.onward.carry(calls, toasts)


@dataclass(slots=True)
class Room:
    ledger: Ledger
    line: Line
    clock: Hand
    sent: Sent
    vault: Vault
    renewal: Renewal
    updates: Any = field(default_factory=lambda: itertools.count(1))
    messages: Any = field(default_factory=lambda: itertools.count(100))

    async def take(self, *raw: dict[str, Any]) -> list[Outgoing]:
        """These updates, as one batch; returns the calls that they led to."""
        before = len(self.sent.calls)
        await self.ledger.take([hear(one) for one in raw])
        return self.sent.calls[before:]

    async def accept(self, *calls: Outgoing) -> list[int]:
        """Telegram takes these calls; the message ids it gives them."""
        ids = [next(self.messages) for _ in calls]
        fates = [Fate(call, "sent", message) for call, message in zip(calls, ids, strict=True)]
        await self.note(*fates)
        return ids

    async def note(self, *fates: Fate) -> None:
        await self.ledger.with_book(lambda book: outbox.note(book, self.line.applying(book), fates))

    async def look(self, work: Any) -> Any:
        return await self.ledger.with_book(work)

    def person(self, user: int) -> Person:
        return Person(self, user)

    async def advocate(self, user: int, name: str = "Amal", role: Role = Role.ADVOCATE) -> Person:
        """Invited, and in."""
        payload = await self.look(lambda book: invite(book, role, name, self.clock.now(), approved=True))
        person = self.person(user)
        await person.says(f"/start {payload}")
        return person


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account. What she does, as Telegram would tell it."""

    room: Room
    user: int
    last: list[Outgoing] = field(default_factory=list)

    @property
    def account(self) -> dict[str, Any]:
        """As Telegram tells of her with everything that she does."""
        name = NAMES[self.user % len(NAMES)]
        return {"id": self.user, "is_bot": False, "first_name": name, "last_name": name[::-1], "username": name[-12:]}

    def update(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": next(self.room.updates), kind: body}

    def message(self, chat: int = 0, **more: Any) -> dict[str, Any]:
        where = {"id": chat or self.user, "type": "supergroup" if chat < 0 else "private"}
        sender = self.account
        return self.update(
            "message",
            {"message_id": next(self.room.messages), "from": sender, "chat": where,
             "date": int(self.room.clock.at.timestamp()), **more},
        )  # fmt: skip

    async def says(self, text: str, **more: Any) -> list[Outgoing]:
        self.last = await self.room.take(self.message(text=text, **more))
        return self.last

    async def sends(self, kind: str, file: str = "FILE", **more: Any) -> list[Outgoing]:
        one = {"file_id": file, "file_unique_id": file, "width": 9, "height": 9, "file_name": NAMES[0]}
        body: dict[str, Any] = {kind: [one] if kind == "photo" else one, **more}
        self.last = await self.room.take(self.message(**body))
        return self.last

    async def reacts(self, message: int, sign: str = "", before: str = "", chat: int = 0) -> list[Outgoing]:
        """Puts a sign under a message of her chat, or takes it away."""
        where = {"id": chat or self.user, "type": "supergroup" if chat < 0 else "private"}
        signs = [[{"type": "emoji", "emoji": each}] if each else [] for each in (before, sign)]
        change = {
            "chat": where, "message_id": message, "user": self.account,
            "date": int(self.room.clock.at.timestamp()), "old_reaction": signs[0], "new_reaction": signs[1],
        }  # fmt: skip
        self.last = await self.room.take(self.update("message_reaction", change))
        return self.last

    def tap(self, call: Outgoing, label: str, message: int = 0) -> dict[str, Any]:
        """The button called `label` under a screen the bot has sent."""
        data = data_of(call, label)
        return self.press(data, call.params["chat_id"], message or call.params.get("message_id") or 99)

    def press(self, data: str, chat: int = 0, message: int = 99) -> dict[str, Any]:
        where = {"id": chat or self.user, "type": "supergroup" if chat < 0 else "private"}
        body = {
            "id": str(next(self.room.updates)), "from": self.account,
            "message": {"message_id": message, "chat": where, "date": 1}, "data": data,
        }  # fmt: skip
        return self.update("callback_query", body)

    async def taps(self, label: str) -> list[Outgoing]:
        """On the newest screen she has."""
        screen = next(call for call in reversed(self.room.sent.calls) if self._is_mine(call))
        self.last = await self.room.take(self.tap(screen, label))
        return self.last

    def _is_mine(self, call: Outgoing) -> bool:
        return call.params.get("chat_id") == self.user and "inline_keyboard" in str(call.params.get("reply_markup"))

    async def press_act(self, room: Room, act: str) -> list[Outgoing]:
        """Her newest staff button of this act."""
        for call in reversed(room.sent.calls):
            for row in call.params.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["callback_data"].startswith(f"2:{act}:") and call.params["chat_id"] == self.user:
                        return await room.take(self.press(button["callback_data"], self.user))
        raise AssertionError(f"no button for {act}")

    async def closes(self, why: str = "helped", **more: Any) -> list[Outgoing]:
        """The case of the message she replies to, or her current one, with a reason."""
        await self.says("/close", **more)
        return await self.press_act(self.room, f"end.{why}")

    async def asks_for_a_person(self) -> list[Outgoing]:
        await self.says("/start")
        for label in ("English", "Yes, it is safe", "No", "A person", "I agree"):
            await self.taps(label)
        return self.last

    @property
    def sees(self) -> str:
        """The text of the newest message to her."""
        return next(text_of(call) for call in reversed(self.room.sent.calls) if call.params.get("chat_id") == self.user)


def text_of(call: Outgoing) -> str:
    return str(call.params.get("text", call.params.get("caption", "")))


def labels(call: Outgoing) -> list[str]:
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def data_of(call: Outgoing, label: str) -> str:
    for row in call.params["reply_markup"]["inline_keyboard"]:
        for button in row:
            if button["text"] == label:
                return str(button["callback_data"])
    raise AssertionError(f"no button “{label}”, there are {labels(call)}")


@cache
def edition(root: Path) -> Edition:
    """Nothing of it changes: to read all flows and catalogues anew for each room would take longer than most tests."""
    return content.open_folder(root)


@contextlib.asynccontextmanager
async def opened(
    folder: Path,
    url: str = "",
    vault_url: str = "",
    *,
    topics: bool = True,
    at: datetime | None = None,
    root: Path = CONTENT,
    outlet: Outlet | None = None,
) -> AsyncIterator[Room]:
    """The real ledger, vault, engine and content, on SQLite in `folder` unless told otherwise."""
    ring = folder / "keyring.json"
    keyring = Keyring.read(ring) if ring.exists() else Keyring.create(ring)
    vault = Vault(vault_url or f"sqlite:///{folder}/vault.db", keyring, clock=time.monotonic)
    vault.mint([DESK])
    engine = open_engine(url or f"sqlite:///{folder}/helpline.db")
    migrate(engine)
    clock, sent = Hand(at or NOON), Sent()
    with engine.connect() as db:
        shelf, seq = at_start(db, partial(edition, root), int(clock.at.timestamp()))
    line = Line(shelf, STAFF_CHAT, topics)
    tools = Tools(vault, Index(*keyring.idx), freeze, thaw, STAFF_CHAT)
    ledger = Ledger(engine, tools, line, clock.now, note_within=0, outlet=outlet)
    ledger.start(sent)
    try:
        yield Room(ledger, line, clock, sent, vault, Renewal(ledger, line, clock.now, seq))
    finally:
        await ledger.stop()
        vault.close()
        engine.dispose()
