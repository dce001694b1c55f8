"""What every effect is carried out with: the open book, the words, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.interview import Interview
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Member, Worker
from bot.opening import Opening
from bot.outgoing import LEAVES_A_MESSAGE, Outgoing
from bot.words import Words
from flows.engine.bundle import Bundle
from handoff.model import CaseId, Route

IN_HER_CHAT: Mapping[str, Any] = {"disable_notification": True, "link_preview_options": {"is_disabled": True}}
"""Silent, and no preview: a preview fetches the link and leaks it."""


@dataclass(slots=True)
class Scene:
    """One actor's effects. `worker` is the one whose turn it is, None for an act of staff. `topics`: the bot has topics
    in private chats."""

    book: Book
    bundle: Bundle
    words: Words
    opening: Opening
    topics: bool
    worker: Worker | None = None
    username: str = ""  # the bot's, for links
    channels: tuple[str, ...] = ()  # that lead out of Telegram, for alarms
    interview: Callable[[], Interview | None] = lambda: None
    staff_chat: int = 0  # 0: there is none, or the bot is not in it

    def her(self) -> Worker:
        assert self.worker is not None, "an effect of a worker's turn without a worker"
        return self.worker

    def file(self, id: CaseId) -> CaseFile:
        file = self.book.case(id)
        assert file is not None, "an effect names a case that is not there"
        return file

    def holder(self, file: CaseFile) -> Member | None:
        """In whose hands the case is."""
        return self.book.member_by_id(file.case.holder) if file.case.holder else None

    def topic(self, case: CaseId | None) -> CaseId | None:
        return case if self.topics else None

    def sign(self, call: Mapping[str, Any], chat: int, owner: bytes, route: Route) -> None:
        """Shown at once or not at all: it is not in the outbox, for after a crash it would not be true."""
        self.book.out.append(
            Outgoing(
                *self.book.next_call(), owner=owner, kind="sign", method=call["m"], params=call["p"], route=route,
                at=self.book.now.timestamp(),
            )
        )  # fmt: skip

    def post(
        self,
        call: Mapping[str, Any],
        chat: int,
        owner: bytes,
        kind: str,
        *,
        route: Route | None = None,
        topic: CaseId | None = None,
        link: Mapping[str, Any] | None = None,
        maybe_sent: bool = False,
    ) -> None:
        """Into the outbox, under the key of `owner`. A new screen takes along which message of hers it answers."""
        noted = dict(link or {})
        if kind == "screen" and self.worker is not None and self.worker.wrote and chat == self.worker.chat:
            noted["hers"] = self.worker.wrote[1]
            self.worker.wrote = None
        if chat > 0 and kind in LEAVES_A_MESSAGE and (member := self.book.member(chat)) is not None:
            noted["staff"] = member.staff.id.hex()  # a private chat has the number of its account
        self.book.post(
            Outgoing(
                *self.book.next_call(), owner=owner, kind=kind, method=call["m"], params=call["p"], route=route,
                topic=topic, link=noted, maybe_sent=maybe_sent, at=self.book.now.timestamp(),
            )
        )  # fmt: skip
