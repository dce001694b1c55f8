"""An advocate who goes through the interview of a case in her own chat, as Telegram would show it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.interview import short
from bot.ledger import referrals
from bot.ledger.records import CaseFile
from bot.outgoing import Outgoing
from bot.telegram.buttons import staff_data
from handoff.model import CaseId
from handoff.referral.record import Entry, Record
from tests.bot.staffroom import held
from tests.room import Person, Room, labels, text_of


@dataclass(slots=True)
class Interviewer:
    """`shown`: message -> the call that stands there now."""

    room: Room
    person: Person
    worker: Person
    code: str
    chat: int
    thread: int = 0
    shown: dict[int, Outgoing] = field(default_factory=dict)
    to_her: list[str] = field(default_factory=list)
    newest: int = 0
    accept: Callable[..., Awaitable[list[int]]] | None = None

    async def stand(self, calls: list[Outgoing]) -> list[str]:
        """Telegram takes what was sent. What this advocate sees of it."""
        numbers = await (self.accept or self.room.accept)(*calls)
        seen = []
        for call, number in zip(calls, numbers, strict=True):
            if call.params.get("chat_id") == self.worker.user and call.method != "setMessageReaction":
                self.to_her.append(text_of(call))
            if call.params.get("chat_id") != self.chat or call.method == "setMessageReaction":
                continue
            at = call.params.get("message_id", number)
            self.shown[at] = call
            if labels(call):
                self.newest = at
            seen.append(text_of(call))
        return seen

    async def writes(self, text: str, *, reply_to: int = 0, **more: Any) -> list[str]:
        said: dict[str, Any] = {"text": text, **more} if text else more
        said |= {"reply_to_message": {"message_id": reply_to}} if reply_to else {}
        said |= {"message_thread_id": self.thread, "is_topic_message": True} if self.thread else {}
        return await self.stand(await self.room.take(self.person.message(**said)))

    async def taps(self, label: str, on: int = 0) -> list[str]:
        """A button whose label begins so, on the newest screen with buttons, or on that one."""
        message = on or self.newest
        call = self.shown[message]
        full = next((each for each in labels(call) if each.startswith((label, f"○ {label}", f"◂ {label}"))), label)
        return await self.stand(await self.room.take(self.person.tap(call, full, message)))

    async def opens(self, words: str) -> list[str]:
        """The question that begins so, in place of the list of what is open."""
        await self.writes("/referral")
        interview = self.room.line.shelf.newest.interview()
        assert interview is not None
        field = next(each for each in interview.fields.values() if each.label.startswith(words))
        [file] = [each for each in await self._files() if each.case.code_name == self.code]
        data = staff_data(f"q.f.{short(field.name)}", file.case.id, file.case.token)
        return await self.stand(await self.room.take(self.person.press(data, self.chat, self.newest)))

    @property
    def sees(self) -> str:
        return text_of(self.shown[self.newest])

    @property
    def buttons(self) -> list[str]:
        return labels(self.shown[self.newest])

    async def case(self) -> CaseId:
        return next(file.case.id for file in await self._files() if file.case.code_name == self.code)

    async def _files(self) -> list[CaseFile]:
        files: list[CaseFile] = await self.room.look(lambda book: book.all_claimed())
        return files

    async def record(self) -> Record:
        id = await self.case()
        found: Record = await self.room.look(lambda book: referrals.record(book, id))
        return found

    async def entry(self, name: str) -> Entry | None:
        return (await self.record()).entries.get(name)


async def interviewer(room: Room, person: Person, worker: int) -> Interviewer:
    """Her case is with this advocate."""
    hers, code, _ = await held(room, person, worker)
    return Interviewer(room, person, hers, code, person.user)
