"""Whoever looks over the desk's shoulder: at every call before it has its effect, and at every update as it is taken.

It reads plain columns with a connection of its own, and what stands in the chats. It knows none of the desk's rules
but the ones that it is there to watch: who may be told what, that nothing is lost, and that one person speaks.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
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
from tests.desk.unasked import Hours

MARK = re.compile(r"#([WAN])(\d+)#")
NEEDS_NO_ANSWER = ("blocked", "unblocked", "service", "joined", "left", "migrated", "reaction")
TAKEN = ("claimed", "transferred")  # acts that put a case into somebody's hands
OF_THE_BOT = ("👍", "✍")  # signs of its own, under what an advocate has written


@dataclass(slots=True)
class Said:
    """Words with a number in them. W: a worker's. A: an advocate's, which `meant` may get. N: a note."""

    kind: str
    number: int
    by: int
    case: bytes = b""  # a worker's: when she wrote it; a note's: with which it was kept
    meant: frozenset[int] = frozenset()
    kept: bool = False  # with a case
    came: Counter[int] = field(default_factory=Counter)  # chat -> how often

    @property
    def mark(self) -> str:
        return f"#{self.kind}{self.number}#"


@dataclass(slots=True)
class Album:
    id: str
    meant: frozenset[int] = frozenset()
    thread: int = 0
    parts: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Witness:
    world: World
    group: int
    index: Index
    db: sqlite3.Connection
    said: dict[int, Said] = field(default_factory=dict)
    chosen: dict[str, list[Said]] = field(default_factory=dict)  # a phrase, as she reads it -> who has sent it
    signs: list[tuple[str, int, frozenset[int]]] = field(default_factory=list)  # what, by whom, for whom
    hours: Hours = field(default_factory=Hours)
    looked: Callable[[], float] = lambda: 0.0  # when the desk last looked at the clock
    wrong: list[str] = field(default_factory=list)
    ends: dict[int, str] = field(default_factory=dict)  # update -> how it ended
    received: set[int] = field(default_factory=set)  # updates that Telegram was told of as received
    nonsense: int = 0  # updates among them that cannot be read
    answers: set[tuple[int, str]] = field(default_factory=set)  # to what she herself did

    def says(self, kind: str, by: int, meant: frozenset[int] = frozenset()) -> Said:
        number = len(self.said) + 1
        self.said[number] = Said(kind, number, by, self.case_of(by) if kind == "W" else b"", meant)
        return self.said[number]

    @property
    def room(self) -> int:
        """The staff group, which may have become another one."""
        return self.world.chats[self.group].migrated_to or self.group

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
        return state, self.person(holder) if holder else 0, bool(quiet)

    def has_none_named(self, person: int) -> bool:
        """The helpline knows of no case that her plain words are for."""
        return self.rows("SELECT case_id FROM staff WHERE who = ?", self.index.staff(person)) == [(None,)]

    def person(self, staff: bytes) -> int:
        found = self.rows("SELECT who FROM staff WHERE id = ? AND active = 1", staff)
        return next((each for each in STAFF if found and self.index.staff(each) == bytes(found[0][0])), 0)

    def gave_away(self, person: int, case: bytes) -> bool:
        """Whether it was her own act that it is not hers."""
        last = (
            "SELECT actor FROM audit WHERE case_id = ? AND act IN ('claimed', 'released', 'closed') ORDER BY seq DESC"
        )
        actor = next((actor for (actor,) in self.rows(last, case)), None)
        return actor is not None and self.person(actor) == person and self.state(case)[1] != person

    def is_staff(self, person: int) -> bool:
        return bool(self.rows("SELECT 1 FROM staff WHERE who = ?", self.index.staff(person)))

    def codes(self) -> dict[str, bytes]:
        return {code: bytes(id) for id, code in self.rows("SELECT id, code_name FROM cases")}

    # --- at every call -------------------------------------------------------------------------------------------

    def saw(self, method: str, params: Json) -> None:
        chat = params.get("chat_id", 0)
        if method.startswith("forward"):
            self.wrong.append(f"{method}: it would name its author")
        said = orjson.dumps(params).decode()
        for kind, number in MARK.findall(said):
            about = self.said[int(number)]
            if not self._reads_with_reason(about, chat):
                self._words(kind, about, chat)
            about.came[chat] += 1
        if chat in (self.group, self.room) and any(str(worker) in said for worker in WORKERS):
            self.wrong.append("the staff group was shown who somebody is")
        if method == "setMessageReaction":
            self._sign(params, chat)
        if chat in WORKERS:
            self._in_her_chat(method, params, chat)

    def _in_her_chat(self, method: str, params: Json, chat: int) -> None:
        self.hours.shown(chat, params)
        text = str(params.get("text", "")).removeprefix("↻ ")
        silent = method == "sendChatAction"  # it makes no message
        if method.startswith(("send", "copy")) and not params.get("disable_notification", silent):
            self.wrong.append(f"{method} to a worker rings: {text[:200]}")
        if text in self.chosen and not any(self._may_say(each, chat) for each in self.chosen[text]):
            self.wrong.append(f"a phrase that nobody has sent her reached {chat}")
        appears = (chat, text) not in self.answers and method.startswith("send")
        if appears and self.state(self.case_of(chat))[2] and not self._is_wiped_at_once(chat):
            self.wrong.append(f"something appeared in a chat that she has hidden: {text[:200]}")

    def _is_wiped_at_once(self, chat: int) -> bool:
        """A sentence of the program that was late, in front of what deletes it. People's words may not do even that."""
        return int(self.rows("SELECT count(*) FROM outbox WHERE lane = ?", self.index.chat(chat))[0][0]) > 1

    def _may_say(self, about: Said, worker: int) -> bool:
        return worker in about.meant and self.state(self.case_of(worker))[:2] == ("claimed", about.by)

    def _sign(self, params: Json, chat: int) -> None:
        """Under a message: hers to the one who holds her case, and an advocate's to the one she meant."""
        sign = "".join(each.get("emoji", "") for each in params.get("reaction") or ())
        if not sign or (chat in STAFF and sign in OF_THE_BOT):
            return
        for what, by, meant in self.signs:
            if what == sign and chat in WORKERS and self._may_say(Said("A", 0, by, meant=meant), chat):
                return
            if what == sign and by in WORKERS and self.state(self.case_of(by))[:2] == ("claimed", chat):
                return
        self.wrong.append(f"a sign reached {chat}, and nobody has put it there for them")

    # --- words ---------------------------------------------------------------------------------------------------

    def _reads_with_reason(self, about: Said, chat: int) -> bool:
        """A colleague who wrote down why, a short while ago: what was said in this case, and the audit knows of it."""
        if chat not in STAFF:
            return False
        found = self.rows("SELECT id FROM staff WHERE who = ? AND active = 1", self.index.staff(chat))
        cases = [about.case] if about.kind in "WN" else [self.case_of(each) for each in about.meant or WORKERS]
        sql = (
            "SELECT count(*) FROM audit a JOIN readings r ON r.reader = a.actor AND r.case_id = a.case_id "
            "WHERE a.act = 'read' AND a.actor = ? AND a.case_id = ? AND r.until > ?"
        )
        return any(found and self.rows(sql, found[0][0], case, self.world.unix())[0][0] for case in cases if case)

    def _words(self, kind: str, about: Said, chat: int) -> None:
        if kind == "N" and (chat not in STAFF or self.state(about.case)[:2] != ("claimed", chat)):
            self.wrong.append(f"{about.mark}: a note reached {chat}, who does not hold that case")
        if kind == "W":
            self._her_words(about, chat)
        if kind == "A":
            self._their_words(about, chat)

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
        if not self.hours.may_write(chat, self.world.unix()):
            self.wrong.append(f"{about.mark} reached her outside the hours that she has called safe")

    # --- every update's end --------------------------------------------------------------------------------------

    @contextmanager
    def taking(self, book: Book, heard: Heard) -> Iterator[None]:
        """Exactly one end: kept with a case (and from there relayed or held), or answered, or a dead letter."""
        calls, toasts, rows = len(book.out), len(book.toasts), self._kept(book)
        case = self.case_of(heard.user) if heard.user in WORKERS else b""
        state, _, quiet = self.state(case) if case else ("", 0, False)
        if heard.user in WORKERS and heard.chat == heard.user:
            self.hours.is_there(heard.user, book.moment)
        yield
        kept = self._kept(book) - rows
        done = heard.text == "/delete"  # in the worker's chat; what became of it is told when Telegram has answered
        answers = [each for each in book.out[calls:] if done or each.params.get("chat_id") in (heard.user, heard.chat)]
        self.answers |= {(heard.user, str(call.params.get("text", ""))) for call in answers if heard.user in WORKERS}
        answered = bool(answers) or any(query == heard.query for query, _, _ in book.toasts[toasts:])
        self._note_kept(book, heard, kept)
        end = "kept" if kept else "answered" if answered else "nothing"
        if heard.update_id in self.ends:
            self.wrong.append(f"{heard.kind} of {heard.user} was taken twice")
        self.ends[heard.update_id] = end
        if kept > 1:
            self.wrong.append(f"{heard.kind} was kept {kept} times")
        if end == "nothing" and not self._may_end_so(heard, state, quiet):
            self.wrong.append(f"{heard.kind} of {heard.user} ended nowhere, her case {state or 'none'}")
        if state in ("waiting", "claimed") and not quiet and "#W" in heard.text and heard.chat > 0 and not kept:
            self.wrong.append(f"{heard.kind} of {heard.user} was not kept with her case")

    def _note_kept(self, book: Book, heard: Heard, kept: int) -> None:
        for kind, number in MARK.findall(heard.text):
            said = self.said[int(number)]
            said.kept |= bool(kept)
            if kind == "N" and kept and book._rows.get("messages"):
                said.case = bytes(book._rows["messages"][-1]["case_id"])
                if self.worker_of(said.case) not in said.meant:
                    self.wrong.append(f"{said.mark} was kept with another case than she noted it of")

    def _may_end_so(self, heard: Heard, state: str, quiet: bool) -> bool:
        """In a flow a change of hers changes nothing: Telegram tells of changes that nobody can see."""
        if heard.kind == "edited":
            return heard.user in WORKERS and (quiet or state not in ("waiting", "claimed"))
        return heard.kind in NEEDS_NO_ANSWER or (heard.chat in (self.group, self.room) and heard.kind != "tap")

    @staticmethod
    def _kept(book: Book) -> int:
        in_db = book.db.exec_driver_sql("SELECT count(*) FROM messages").scalar_one()
        return int(in_db) + len(book._rows.get("messages", ()))


def ears(witness: Witness) -> Any:
    """The straight line, listened in on."""

    class Ears(Line):
        def take(self, book: Book, heard: Heard) -> None:
            with witness.taking(book, heard):
                super().take(book, heard)

    return Ears
