"""Bad input, rows 36 to 40: what staff do at the same moment, too late, or to the wrong case."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.exporting import MOST_A_DAY
from bot.ledger import holds, leaving
from bot.ledger import tables as t
from bot.seal.keyring import Keyring
from bot.seal.vault import LOOK_SECONDS, KeyGone, Vault
from handoff.model import Role, State
from tests.bot.backuphouse import House
from tests.bot.erasing import closed, erases, looks, owners, state, sweeps
from tests.bot.harm import states
from tests.bot.interviewroom import interviewer
from tests.bot.packroom import answered, button, makes_it, sent
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, held, rows, takes, to, waits
from tests.canaries import CANARY
from tests.room import Person, Room, labels, opened, text_of

MANY, OFFICER = 12, 8301


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def test_row_36_a_race_for_a_case(room: Room) -> None:
    """One has it. The others are told who, and the card that all of them see says so: it has no button any more."""
    crowd = [await room.advocate(8200 + number, f"A{number}") for number in range(MANY)]
    await waits(room, MIN)
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    [number] = await room.accept(card)
    before = len(room.sent.toasts), len(room.sent.calls)
    await asyncio.gather(*(room.take(person.tap(card, "Claim", number)) for person in crowd))
    [row] = await rows(room, t.cases.c.holder, t.cases.c.token)
    assert row.token == 2
    told = [text for _, text, _ in room.sent.toasts[before[0] :]]
    [winner] = [person for person in crowd if any("is yours" in text for text in to(person.user, room.sent.calls))]
    name = f"A{winner.user - 8200}"
    assert sum(f"{name}" in text and "yours" not in text for text in told) == MANY - 1, told
    cards = [call for call in room.sent.calls[before[1] :] if call.params.get("message_id") == number]
    assert len(cards) == 1 and name in text_of(cards[0]) and "Claim" not in labels(cards[0])
    assert len([text for text in to(MIN, room.sent.calls) if "is here" in text]) <= 1


async def moved(room: Room, amal: Person, min_: Person, code: str, how: str) -> None:
    if how == "closed":
        await amal.closes()
    elif how == "given back":
        await amal.says("/release")
    elif how == "in other hands":
        await amal.says("/release")
        await takes(room, await room.advocate(BEA, "Bea"), code)
    elif how == "erased":
        await amal.closes()
        await erases(room, min_)
        await looks(room)
    elif how == "blocked":
        await room.take(min_.update("my_chat_member", {
            "chat": {"id": MIN, "type": "private"}, "from": {"id": MIN}, "date": 1,
            "new_chat_member": {"status": "kicked"}}))  # fmt: skip
    else:
        me = await room.look(lambda book: book.tools.index.staff(AMAL))
        await room.look(lambda book: book.db.execute(update(t.staff).where(t.staff.c.who == me).values(active=0)))


@pytest.mark.parametrize("how", ["closed", "given back", "in other hands", "erased", "blocked", "frozen"])
async def test_row_37_words_for_a_case_that_has_moved(room: Room, how: str) -> None:
    """Refused with the reason; her words stand in her own chat still, and go to no other case, though she has one."""
    amal = await room.advocate(AMAL)
    min_, code, reply = await held(room, amal, MIN)
    await moved(room, amal, min_, code, how)
    if how not in ("frozen", "blocked"):
        await held(room, amal, JOY)
    calls = await amal.says(f"see you at four {CANARY}", **reply)
    assert {call.params["chat_id"] for call in calls} == {AMAL}, "neither to her nor to anybody else"
    why = {
        "closed": "closed", "erased": "hold", "given back": "not sent", "in other hands": "Bea",
        "blocked": "closed on her side", "frozen": "frozen",
    }[how]  # fmt: skip
    assert any(why in text_of(call) for call in calls), [text_of(call) for call in calls]
    assert not [text for text in to(JOY, room.sent.calls) if CANARY in text]


async def test_row_38_words_pasted_into_the_wrong_case(room: Room) -> None:
    """The message that is replied to says which case. Where it is not the one she writes to, she is asked, by name."""
    amal = await room.advocate(AMAL)
    _, min_code, min_reply = await held(room, amal, MIN)
    _, joy_code, _ = await held(room, amal, JOY)
    before = await states(room)
    [asked] = await amal.says(f"the shelter is at {CANARY}", **min_reply)
    assert asked.params["chat_id"] == AMAL and "Nothing was sent. Who is it for?" in text_of(asked)
    assert labels(asked) == [f"For {min_code}", f"For {joy_code}"] and await states(room) == before
    calls = await room.take(amal.tap(asked, f"For {min_code}"), amal.tap(asked, f"For {joy_code}"))
    assert to(MIN, calls) == [f"the shelter is at {CANARY}"] and to(JOY, calls) == [], "the first answer counts, once"
    nowhere = await amal.says(f"whose is it {CANARY}", reply_to_message={"message_id": 99_999})
    assert {call.params["chat_id"] for call in nowhere} == {AMAL}, "a reply to nothing goes nowhere"


async def test_row_39_taking_out_more_than_one_may(room: Room) -> None:
    """A pack is of one case and goes to its holder alone, each with a mark of its own. Nobody else can want it, who is
    frozen gets nothing, and after five in a day each one more needs the data-protection officer."""
    amal = await interviewer(room, await room.advocate(AMAL), MIN)
    await room.look(partial(answered, room, await amal.case()))
    want = await button(amal, "q.z.make")
    for person in (await room.advocate(BEA, "Bea"), room.person(JOY), room.person(9500)):
        before = len(room.sent.calls)
        await room.take(person.press(want, person.user))
        assert not [call for call in room.sent.calls[before:] if "pack" in call.link]
    for _ in range(MOST_A_DAY):
        assert await makes_it(amal)
    assert sent(amal) == ["pdf", "docx", "json"] * MOST_A_DAY
    made = [call.params["document"]["name"] for call in room.sent.calls if call.method == "sendDocument"]
    assert len(set(made)) == 3 * MOST_A_DAY and all(name.startswith(amal.code) for name in made), (
        "marked, each by itself"
    )
    assert not await makes_it(amal) and f"you have made {MOST_A_DAY} within a day" in amal.sees
    officer = await room.advocate(OFFICER, "Olu", Role.DPO)
    await amal.taps("Ask the data-protection officer")
    asked = next(call for call in reversed(room.sent.calls) if call.params.get("chat_id") == OFFICER)
    await room.take(amal.person.press(await button(amal, "agree.export.0"), AMAL, 9))
    assert not await makes_it(amal), "nobody agrees to what she has asked for herself"
    await room.take(officer.tap(asked, "I agree"))
    assert await makes_it(amal) and not await makes_it(amal), "it was for one"
    me = await room.look(lambda book: book.tools.index.staff(AMAL))
    await room.look(lambda book: book.db.execute(update(t.staff).where(t.staff.c.who == me).values(active=0)))
    so_far = len(sent(amal))
    await room.take(amal.person.press(want, AMAL))
    assert "frozen" in room.sent.toasts[-1][1] and len(sent(amal)) == so_far
    acts = [row.act.split(":")[0] for row in await rows(room, t.audit.c.act)]
    assert acts.count("export") == so_far and acts.count("export_asked") >= MOST_A_DAY


async def test_row_40_erasing_and_what_stands_against_it(tmp_path: Path) -> None:
    """A hold for the law is stronger than an erasure; an erasure is stronger than what is ready to leave, than a key
    that another process has in its hands, and than every backup."""
    passed = [0.0]  # seconds, for the other process
    async with opened(tmp_path, topics=False) as room:
        house = House(tmp_path, f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")
        # Held: it is sealed away from everybody, and its key stays until the hold is over.
        min_, amal = await closed(room)
        worker, case = await owners(room)
        await room.look(lambda book: holds.put(book, book.case(case), book.moment // 86_400 + 5))
        await erases(room, min_)
        room.clock.advance(hours=100)
        await looks(room)
        assert await state(room, case) is State.SEALED and room.vault.keys([worker, case]).keys() == {case}
        room.clock.advance(hours=48)
        await looks(room)
        assert await state(room, case) is None and room.vault.keys([case]) == {}
        # On its way: what is ready does not leave, and what had left already is taken away where it arrived.
        joy, _, reply = await held(room, amal, JOY)
        hers, theirs = await joy.says(f"one thing more {CANARY}"), await amal.says(f"and I {CANARY}", **reply)
        late = [call for call in (*hers, *theirs) if call.route]
        [joys] = await room.look(lambda book: [bytes(file.case.id) for file in book.all_claimed()])
        house.copies("ledger", room.clock.now())
        await amal.closes()
        ring = Keyring.read(tmp_path / "keyring.json")
        cached = Vault(house.vault, ring, clock=lambda: passed[0])
        assert cached.key(joys)
        await erases(room, joy)
        await looks(room)
        assert late and {await room.look(lambda book, it=it: leaving.holds_back(book, it)) for it in late} == {"stale"}
        arrived = await room.accept(*(call for call in late if call.params["chat_id"] == AMAL))
        assert set(arrived) <= set(await sweeps(room))
        # In another process: the key that it had opened a moment ago is given to nobody any more.
        passed[0] += LOOK_SECONDS + 1
        with pytest.raises(KeyGone):
            cached.key(joys)
        cached.close()
        house.copies("vault", room.clock.now())
    # From yesterday's data with today's vault: she is not in it.
    back = house.back()
    assert back.wrong == () and back.rows.erased >= 1


async def test_whoever_writes_after_her_case_was_erased_is_a_stranger(room: Room) -> None:
    """Row 35, later: no hint that there was one."""
    amal = await room.advocate(AMAL)
    min_, code, reply = await held(room, amal, MIN)
    await min_.says(f"my story {CANARY}")
    await amal.closes(**reply)
    await erases(room, min_)
    await looks(room)
    [hers] = await min_.says("hello again")
    [plain] = await room.person(9500).says("hello again")
    assert {**hers.params, "chat_id": 0} == {**plain.params, "chat_id": 0} and text_of(hers) == "🌐"
    assert not [row for row in await rows(room, t.cases.c.code_name) if row.code_name == code]
