"""A whole case, played in the sandbox: from her first tap in her language to the documents in her advocate's chat."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.interview import Interview
from bot.ledger import exports, referrals
from bot.ledger.exports import Export
from bot.outgoing import Outgoing
from bot.packing import Packing, take_packs
from bot.telegram.sounds import SoundWire
from handoff.model import Role
from handoff.referral.record import Field, From, Kind, Source, Told
from tests.bot.interviewroom import Interviewer
from tests.bot.postroom import Postroom, working
from tests.room import Person, labels, text_of

WRITTEN = {Kind.DATE: "1990-05-12", Kind.NUMBER: "2"}


@dataclass(slots=True)
class Casework:
    post: Postroom
    packing: Packing
    amal: Interviewer
    language: str

    @property
    def interview(self) -> Interview:
        found = self.post.room.line.shelf.newest.interview()
        assert found is not None
        return found

    async def she_taps(self, english: str) -> None:
        await _taps(self.post, self.amal.worker, english, self.language)
        await self.settled()

    async def settled(self) -> None:
        await self.post.settled()
        await self.packing.settled()
        await self.post.settled()

    async def agrees(self, purpose: str, answer: str = "Yes") -> None:
        """She is asked in her chat, and taps."""
        await self.amal.writes("/referral")
        await self.amal.taps("Consents")
        await self.amal.taps(purpose)
        await self.amal.taps("Ask her in this chat")
        await self.she_taps(answer)

    async def rests_on(self, purpose: str, basis: str) -> None:
        await self.amal.writes("/referral")
        await self.amal.taps("Consents")
        await self.amal.taps(purpose)
        await self.amal.taps("✍️ It rests on something else")
        await self.amal.writes(basis)

    async def seconded(self, by: int) -> None:
        """A coordinator agrees that it rests on something else than her yes."""
        await self.post.play.person("Somebody", id_=by)
        boss = await self.post.room.advocate(by, "Dora", Role.COORDINATOR)
        await self.amal.writes("/referral")
        await self.amal.taps("Consents")
        await self.amal.taps("Ask a second person")
        asked = next(call for call in reversed(self.post.room.sent.calls) if "I agree" in labels(call))
        await self.post.room.take(boss.tap(asked, "I agree"))
        await self.settled()

    async def goes_through(self, chosen: Mapping[str, str], written: Mapping[str, str], hers: Mapping[str, str]) -> int:
        """The whole interview, question after question as they are offered; how many were answered. What nobody has an
        answer for is a gap with its reason. `hers`: her own words to a question."""
        for answered in range(200):
            field = await self._next()
            if field is None:
                return answered
            await self._answer(field, chosen, written, hers)
        raise AssertionError("the interview does not come to its end")

    async def _next(self) -> Field | None:
        """What stands first among what the form needs."""
        shown = (await self.amal.writes("/referral"))[-1]
        return next((each for each in self.interview.fields.values() if f"1. {each.label} (" in shown), None)

    async def _answer(
        self, field: Field, chosen: Mapping[str, str], written: Mapping[str, str], hers: Mapping[str, str]
    ) -> None:
        await self.amal.taps(self.amal.buttons[0])
        if "✅ Confirm" in self.amal.buttons:
            await self.amal.taps("✅ Confirm")
        elif field.kind is Kind.CHOICE:
            value = chosen.get(field.name, "false" if "false" in field.values else field.values[-1])
            await self.amal.taps(self.interview.labels[field.name][value])
        elif field.name in hers:
            await self.amal.taps("In her own words")
            await self.amal.writes(hers[field.name])
            await self.amal.taps("✍️ Write the English")
            await self.amal.writes(written[field.name])
            await self.amal.taps("Translated by")
        elif field.name in written or field.kind in WRITTEN:
            other = "✍️ Another one"
            await self.amal.taps(other if other in self.amal.buttons else "✍️ Write the answer")
            await self.amal.writes(written.get(field.name) or WRITTEN[field.kind])
        else:
            await self.amal.taps("Not known")
            await self.amal.writes("She was asked and does not know.")

    async def settle(self, field: str, value: str) -> None:
        id, here = await self.amal.case(), Source(From.ADVOCATE, self.post.room.clock.at)
        await self.post.room.look(lambda book: referrals.put(book, id, field, Told(value, here)))

    async def wants_it(self) -> str:
        await self.amal.writes("/referral")
        await self.amal.taps("Pack")
        return self.amal.sees

    async def makes_the_pack(self, *, read: bool = False) -> None:
        """`read`: it names nobody, and is read to its end before."""
        await self.wants_it()
        if read:
            await self.amal.taps("Read it field by field")
            while "Later ▸" in self.amal.buttons:
                await self.amal.taps("Later")
            await self.amal.taps("I have read it")
        assert "Make it as PDF, DOCX and JSON" in self.amal.buttons, self.amal.sees
        await self.amal.taps("Make it as PDF, DOCX and JSON")
        await self.settled()

    async def export(self) -> Export:
        id = await self.amal.case()
        [found] = await self.post.room.look(lambda book: exports.of_case(book, id))
        made: Export = found
        return made

    async def consents(self) -> list[tuple[str, bool]]:
        id = await self.amal.case()
        rows = await self.post.room.look(lambda book: referrals.agreed(book, id))
        return [(row.purpose.value, row.given) for row in rows]

    async def documents(self) -> list[dict[str, Any]]:
        """As they stand in the advocate's chat."""
        return [one for one in await self.post.made("sendDocument") if one["chat"] == self.amal.chat]


async def _taps(post: Postroom, hers: Person, english: str, language: str) -> None:
    """The button of her newest screen that says this in her language."""
    serving = post.room.line.shelf.newest
    texts = serving.house.bundle.texts
    said = {serving.words.text(key, language, {}) for key, text in texts.items() if text == english}
    screen = next(
        call for call in reversed(post.room.sent.calls) if call.params.get("chat_id") == hers.user and labels(call)
    )
    await hers.taps(next(label for label in labels(screen) if label in said))


@contextlib.asynccontextmanager
async def played(folder: Path, worker: int, advocate: int, language: str) -> AsyncIterator[Casework]:
    """Her case is with this advocate, from her first tap on."""
    async with working(folder) as post:
        room = post.room
        assert isinstance(post.wire, SoundWire)
        packing = take_packs(room.ledger, room.line, post.asks, post.wire)
        for person in (worker, advocate):
            await post.play.person("Somebody", id_=person)
        amal, hers = await room.advocate(advocate), room.person(worker)
        await _asks_for_a_person(post, hers, language)
        card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
        await room.take(amal.tap(card, "Claim"))
        await post.settled()

        async def accept(*calls: Outgoing) -> list[int]:
            await post.settled()
            known = {fate.call.id: fate.message for fate in post.asks.fates}
            return [known.get(call.id, 0) for call in calls]

        code = text_of(card).split("\n")[0]
        yield Casework(post, packing, Interviewer(room, amal, hers, code, advocate, accept=accept), language)
        await packing.stop()


async def _asks_for_a_person(post: Postroom, hers: Person, language: str) -> None:
    await hers.says("/start")
    spoken = post.room.line.shelf.newest.house.bundle.spoken[language]
    await hers.taps(spoken.own_name)
    for english in ("Yes, it is safe", "No", "A person", "I agree"):
        await _taps(post, hers, english, language)
    await post.settled()
