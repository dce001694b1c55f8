"""Whoever looks over the desk's shoulder: at every call before it has its effect, and at the books after every act.

It reads plain columns with a connection of its own, and what stands in the chats. It knows none of the desk's rules
but the ones that it is there to watch: who may be told what, that nothing is lost, and that one person speaks.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.heard import Heard
from bot.ledger.book import Book
from bot.line import Line
from bot.sandbox.model import Json
from bot.sandbox.world import World
from bot.seal.index import Index
from tests.desk.site import STAFF, WORKERS

_MARK = re.compile(r"#([WAN])(\d+)#")
NEEDS_NO_ANSWER = ("blocked", "unblocked", "service", "joined", "left", "migrated")
TAKEN = ("claimed", "transferred")  # acts that put a case into somebody's hands
LEADS = {  # an act -> from where, to where
    "opened": ("", "waiting"), "claimed": ("waiting", "claimed"), "transferred": ("claimed", "claimed"),
    "released": ("claimed", "waiting"), "expired": ("claimed", "waiting"), "taken_back": ("claimed", "waiting"),
    "reopened": ("closed", "waiting"), "closed": ("waiting claimed", "closed"),
    "withdrawn": ("waiting claimed", "closed"), "sealed": ("waiting claimed closed", "sealed"),
    "unsealed": ("sealed", "waiting"), "erased": ("waiting claimed closed sealed", "erased"),
}  # fmt: skip


@dataclass(slots=True)
class Said:
    """Words with a number in them. W: a worker's. A: an advocate's, which `meant` may get. N: a note."""

    kind: str
    number: int
    by: int
    case: bytes = b""  # a worker's, when she wrote it
    meant: frozenset[int] = frozenset()
    kept: bool = False  # with a case
    came: Counter[int] = field(default_factory=Counter)  # chat -> how often

    @property
    def mark(self) -> str:
        return f"#{self.kind}{self.number}#"


@dataclass(slots=True)
class Witness:
    world: World
    group: int
    index: Index
    db: sqlite3.Connection
    said: dict[int, Said] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    answers: set[tuple[int, str]] = field(default_factory=set)  # to what she herself did

    def says(self, kind: str, by: int, meant: frozenset[int] = frozenset()) -> Said:
        number = len(self.said) + 1
        self.said[number] = Said(kind, number, by, self.case_of(by) if kind == "W" else b"", meant)
        return self.said[number]

    # --- what the plain columns say ------------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return self.db.execute(sql, values).fetchall()

    def case_of(self, worker: int) -> bytes:
        """Her open or closed case; nothing if she has none."""
        found = self.rows("SELECT case_id FROM workers WHERE who = ?", self.index.person(worker))
        return bytes(found[0][0]) if found and found[0][0] else b""

    def worker_of(self, case: bytes) -> int:
        found = self.rows("SELECT w.who FROM cases c JOIN workers w ON w.id = c.worker_id WHERE c.id = ?", case)
        return next((each for each in WORKERS if found and self.index.person(each) == bytes(found[0][0])), 0)

    def state(self, case: bytes) -> tuple[str, int, bool]:
        """State, who holds it (0: nobody who may), and whether she has hidden the chat."""
        found = self.rows("SELECT state, holder, quiet FROM cases WHERE id = ?", case)
        state, holder, quiet = found[0] if found else ("", None, 0)
        return state, self._person(holder) if holder else 0, bool(quiet)

    def _person(self, staff: bytes) -> int:
        found = self.rows("SELECT who FROM staff WHERE id = ? AND active = 1", staff)
        return next((each for each in STAFF if found and self.index.staff(each) == bytes(found[0][0])), 0)

    def codes(self) -> dict[str, bytes]:
        return {code: bytes(id) for id, code in self.rows("SELECT id, code_name FROM cases")}

    # --- at every call -------------------------------------------------------------------------------------------

    def saw(self, method: str, params: Json) -> None:
        chat = params.get("chat_id", 0)
        if method.startswith("forward"):
            self.wrong.append(f"{method}: it would name its author")
        said = orjson.dumps(params).decode()
        silent = method == "sendChatAction"  # it makes no message
        for kind, number in _MARK.findall(said):
            about = self.said[int(number)]
            if not self._reads_with_reason(about, chat):
                self._words(kind, about, chat)
            about.came[chat] += 1
        if chat == self.group and any(str(worker) in said for worker in WORKERS):
            self.wrong.append("the staff group was shown who somebody is")
        answer = (chat, str(params.get("text", "")).removeprefix("↻ ")) in self.answers
        if chat in WORKERS and method.startswith(("send", "copy")) and not params.get("disable_notification", silent):
            self.wrong.append(f"{method} to a worker rings: {said[:200]}")
        appears = chat in WORKERS and not answer and method.startswith("send")
        if appears and self.state(self.case_of(chat))[2] and not self._is_wiped_at_once(chat):
            self.wrong.append(f"something appeared in a chat that she has hidden: {said[:200]}")

    def _is_wiped_at_once(self, chat: int) -> bool:
        """A sentence of the program that was late, in front of what deletes it. People's words may not do even that."""
        return int(self.rows("SELECT count(*) FROM outbox WHERE lane = ?", self.index.chat(chat))[0][0]) > 1

    def _reads_with_reason(self, about: Said, chat: int) -> bool:
        """A colleague who wrote down why: all that was said in this case, also notes, and the audit knows it."""
        if chat not in STAFF:
            return False
        found = self.rows("SELECT id FROM staff WHERE who = ? AND active = 1", self.index.staff(chat))
        cases = [about.case] if about.kind == "W" else [self.case_of(each) for each in about.meant or WORKERS]
        sql = "SELECT count(*) FROM audit WHERE act = 'read' AND actor = ? AND case_id = ?"
        return any(found and self.rows(sql, found[0][0], case)[0][0] for case in cases if case)

    def _words(self, kind: str, about: Said, chat: int) -> None:
        if kind == "N" and not self._reads_notes(chat):
            self.wrong.append(f"{about.mark}: a note reached {chat}")
        if kind == "W":
            self._her_words(about, chat)
        if kind == "A":
            self._their_words(about, chat)

    def _reads_notes(self, chat: int) -> bool:
        """Whoever holds a case is shown the notes of those who held it before. No worker ever is, nor the group."""
        holders = self.rows("SELECT holder FROM cases WHERE state = 'claimed'")
        return chat in STAFF and any(self._person(holder) == chat for (holder,) in holders)

    def _her_words(self, about: Said, chat: int) -> None:
        state, holder, _ = self.state(about.case)
        if state != "claimed" or chat != holder:
            self.wrong.append(f"{about.mark} of {about.by} reached {chat}; the case is {state}, held by {holder}")
            return
        by = self.rows("SELECT holder FROM cases WHERE id = ?", about.case)[0][0]
        acts = self.rows("SELECT act FROM audit WHERE case_id = ? AND actor = ? ORDER BY seq", about.case, by)
        if not any(act in TAKEN for (act,) in acts):
            self.wrong.append(f"{about.mark} was shown before the audit knew of a claim")

    def _their_words(self, about: Said, chat: int) -> None:
        """To her; and, once the case is in other hands, to these."""
        if any(self.state(self.case_of(each))[:2] == ("claimed", chat) for each in about.meant):
            return
        if chat not in about.meant:
            self.wrong.append(f"{about.mark} of {about.by} reached {chat}, and was for {sorted(about.meant)}")
            return
        state, holder, quiet = self.state(self.case_of(chat))
        if state != "claimed" or holder != about.by:
            self.wrong.append(f"{about.mark} of {about.by} reached her while the case is {state}, held by {holder}")
        if quiet:
            self.wrong.append(f"{about.mark} reached a chat that she has hidden")

    # --- every update's end --------------------------------------------------------------------------------------

    @contextmanager
    def taking(self, book: Book, heard: Heard) -> Iterator[None]:
        """Exactly one end: kept with a case (and from there relayed or held), or answered, or a dead letter."""
        calls, toasts, rows = len(book.out), len(book.toasts), self._kept(book)
        case = self.case_of(heard.user) if heard.user in WORKERS else b""
        state, _, quiet = self.state(case) if case else ("", 0, False)
        yield
        kept = self._kept(book) - rows
        answers = [call for call in book.out[calls:] if call.params.get("chat_id") in (heard.user, heard.chat)]
        self.answers |= {(heard.user, str(call.params.get("text", ""))) for call in answers if heard.user in WORKERS}
        answered = bool(answers) or any(query == heard.query for query, _, _ in book.toasts[toasts:])
        for _, number in _MARK.findall(heard.text):
            self.said[int(number)].kept |= bool(kept)
        end = "kept" if kept else "answered" if answered else "nothing"
        self.ends[end] += 1
        if kept > 1:
            self.wrong.append(f"{heard.kind} was kept {kept} times")
        if end == "nothing" and not self._may_end_so(heard, state, quiet):
            self.wrong.append(f"{heard.kind} of {heard.user} ended nowhere, her case {state or 'none'}")
        if state in ("waiting", "claimed") and not quiet and "#W" in heard.text and heard.chat > 0 and not kept:
            self.wrong.append(f"{heard.kind} of {heard.user} was not kept with her case")

    def _may_end_so(self, heard: Heard, state: str, quiet: bool) -> bool:
        """In a flow a change of hers changes nothing: Telegram tells of changes that nobody can see."""
        if heard.kind == "edited":
            return heard.user in WORKERS and (quiet or state not in ("waiting", "claimed"))
        return heard.kind in NEEDS_NO_ANSWER or (heard.chat == self.group and heard.kind != "tap")

    @staticmethod
    def _kept(book: Book) -> int:
        in_db = book.db.exec_driver_sql("SELECT count(*) FROM messages").scalar_one()
        return int(in_db) + len(book._rows.get("messages", ()))

    # --- after every act -----------------------------------------------------------------------------------------

    def books(self, *, put_off: bool) -> list[str]:
        """What is wrong with them. `put_off`: something waits for its time, so not all has come yet."""
        found = [*self.wrong, *self._cases()]
        if not put_off:
            found += [*self._nothing_on_its_way(), *self._cards()]
        return found

    def _cases(self) -> Iterator[str]:
        """Each stands where its acts have led it, and whoever waits is not forgotten."""
        acts: dict[bytes, list[tuple[str, bytes | None]]] = {}
        for case, act, actor in self.rows("SELECT case_id, act, actor FROM audit WHERE act != '' ORDER BY seq"):
            if case is not None and act in LEADS:
                acts.setdefault(bytes(case), []).append((act, actor))
        for id, code, state, holder, since, token in self.rows(
            "SELECT id, code_name, state, holder, waiting_since, token FROM cases"
        ):
            led = acts.get(bytes(id), [])
            stood = ""
            for act, _ in led:
                if stood not in LEADS[act][0].split(" "):
                    yield f"{code} was {act} while it was {stood or 'nowhere'}"
                stood = LEADS[act][1]
            if stood != state:
                yield f"{code} is {state}, and the last act was {led[-1][0] if led else 'none'}"
            if (state == "claimed") != (holder is not None) or (state == "waiting") != (since is not None):
                yield f"{code} is {state} with holder {holder!r} and waits since {since}"
            if holder is not None and not self._person(holder):
                yield f"{code} is in the hands of somebody who may nothing"
            if token != len(led):
                yield f"{code} has moved {len(led) - 1} times, and its token is {token}"

    def _nothing_on_its_way(self) -> Iterator[str]:
        if waiting := self.rows("SELECT count(*) FROM outbox")[0][0]:
            yield f"{waiting} calls are in the outbox, and nobody makes them"
        for code, state, delivery in self.rows(
            "SELECT c.code_name, c.state, m.delivery FROM messages m JOIN cases c ON c.id = m.case_id"
        ):
            if delivery == "sending" or (delivery == "kept" and state == "claimed"):
                yield f"{code} is {state}, and words of it are {delivery} and go nowhere"
            if delivery == "held" and state != "claimed":
                yield f"{code} is {state}, and words are held for a chat that is not hidden"

    def _cards(self) -> Iterator[str]:
        """Whoever waits has a card with a button in the staff group."""
        cards = [
            message for message in self.world.chats[self.group].messages.values()
            if message.markup and "Claim" in str(message.markup) and not message.deleted
        ]  # fmt: skip
        shown = {message.text.removeprefix("↻ ").partition("\n")[0] for message in cards}
        for (code,) in self.rows("SELECT code_name FROM cases WHERE state = 'waiting'"):
            if code not in shown:
                yield f"{code} waits, and has no card with a button"


def ears(witness: Witness) -> Any:
    """The straight line, listened in on."""

    class Ears(Line):
        def take(self, book: Book, heard: Heard) -> None:
            with witness.taking(book, heard):
                super().take(book, heard)

    return Ears
