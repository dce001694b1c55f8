"""A case whose referral is answered from end to end, and the pack as its holder asks for it."""

from __future__ import annotations

from functools import partial

from bot import exporting
from bot.exporting import Making
from bot.interview_chat import view_of
from bot.ledger import referrals
from bot.ledger.book import Book
from bot.telegram.buttons import staff_data
from handoff.model import CaseId
from handoff.referral.consents import NEEDED, Purpose, Row, Variant
from handoff.referral.pack import IDENTIFYING
from handoff.referral.record import From, Kind, Source, Told
from tests.bot.interviewroom import Interviewer
from tests.bot.staffroom import AMAL
from tests.room import Room

FRO = "Harbour Trust"
HER_NAME = "Firstname"
PAPERS = {"pdf": b"%PDF-1", "docx": b"PK1"}


def answered(room: Room, id: CaseId, book: Book) -> None:
    applying = room.line.applying(book)
    here = Source(From.ADVOCATE, room.clock.at)
    settled = {
        "pv-under-age": "no", "pv-want-to-submit-nrm": "yes", "pv-phone-number": "no", "user-organisation": FRO,
        "types-of-exploitation-unpaid-household-work": "true",
    }  # fmt: skip
    for name, value in settled.items():
        referrals.put(applying.book, id, name, Told(value, here))
    answered_too(room, id, book)
    for purpose in NEEDED[Variant.REFERRAL]:
        about = FRO if purpose is Purpose.SHARE else ""
        referrals.agree(applying.book, id, Row(purpose, True, "1", "en", room.clock.at, about))


def answered_too(room: Room, id: CaseId, book: Book) -> None:
    """What else is asked, now that these stand."""
    applying = room.line.applying(book)
    here = Source(From.ADVOCATE, room.clock.at)
    written = {Kind.DATE: "1990-05-12", Kind.NUMBER: "2", Kind.TEXT: "As told."}
    while True:
        view = view_of(applying, id)
        assert view is not None
        todo = [field for field in view.asked() if field.name not in view.record.entries]
        if not todo:
            break
        for field in todo:
            value = field.values[-1] if field.values else written[field.kind]
            value = HER_NAME if field.name in IDENTIFYING and field.kind is Kind.TEXT else value
            referrals.put(applying.book, id, field.name, Told(value, here))


async def wants_it(amal: Interviewer) -> str:
    """What stands where the pack is asked for."""
    await amal.writes("/referral")
    await amal.taps("Pack")
    return amal.sees


async def makes_it(amal: Interviewer) -> bool:
    """The documents are made as they would be; whether that was begun."""
    await wants_it(amal)
    await amal.taps("Make it as PDF, DOCX and JSON")
    card = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == AMAL)
    if "pack" not in card.link:
        return False
    id = await amal.case()
    line = amal.room.line
    making: Making | None = await amal.room.look(lambda book: exporting.as_wanted(line.applying(book), id))
    assert making is not None
    await amal.room.look(lambda book: exporting.leave(line.applying(book), making, PAPERS, "", amal.newest))
    return True


def sent(amal: Interviewer) -> list[str]:
    calls = [call for call in amal.room.sent.calls if call.method == "sendDocument"]
    assert all(call.params["chat_id"] == AMAL for call in calls)
    assert all(call.route is not None for call in calls)
    return [call.params["document"]["kind"] for call in calls]


async def settles(amal: Interviewer, **answers: str) -> None:
    id, here = await amal.case(), Source(From.ADVOCATE, amal.room.clock.at)
    for name, value in answers.items():
        field = name.replace("_", "-")
        await amal.room.look(partial(referrals.put, case=id, field=field, entry=Told(value, here)))


async def button(amal: Interviewer, act: str) -> str:
    """As an old one would still carry it."""
    [file] = await amal.room.look(lambda book: book.all_claimed())
    return staff_data(act, file.case.id, file.case.token)
