"""Machine translation at the desk: beside her words and never in their place, seen before anything of it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.interpreter import Interpreter, interpret
from bot.ledger import tables as t
from bot.ledger.asks import LedgerAsks
from bot.libretranslate import LibreTranslate
from bot.outgoing import Fate, Outgoing
from bot.tongues.glossary import Glossary, Term
from tests.bot.phrasehouse import filipino, kept, tap
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows, takes, to
from tests.canaries import CANARY, IDS
from tests.room import Person, Room, labels, opened, text_of
from tests.small_libretranslate import Small, small

ADVOCATE = Term("advocate", "", {"fil": "tagapayo"}, {"fil": ("abogado",)})


@dataclass(slots=True)
class Desk:
    room: Room
    server: Small
    machine: LibreTranslate
    asks: LedgerAsks
    interpreter: Interpreter
    amal: Person
    code: str

    async def arrives(self, *calls: Outgoing) -> list[Outgoing]:
        """Telegram takes them, the interpreter hears of it and is done; what that led to."""
        before = len(self.room.sent.calls)
        for call in calls:
            self.asks.note(Fate(call, "sent", call.params.get("message_id") or next(self.room.messages)))
        await self.interpreter.settled()
        return [call for call in self.room.sent.calls[before:] if call.method != "setMessageReaction"]

    async def she_writes(self, text: str) -> tuple[Outgoing, list[Outgoing]]:
        [copy] = await self.room.person(MIN).says(text)
        return copy, await self.arrives(copy)

    async def translate(self, words: str) -> list[Outgoing]:
        [card] = await self.amal.says(f"/translate {words}")
        return await self.arrives(card)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path, topics=False) as room, small() as server:
        machine = LibreTranslate(server.url, None, within=5)
        asks = LedgerAsks(room.ledger, room.line)
        interpreter = interpret(room.ledger, room.line, asks, machine, Glossary([ADVOCATE]))
        amal, code = await filipino(room)
        yield Desk(room, server, machine, asks, interpreter, amal, code)
        await interpreter.stop()
        await machine.close()


# --- what she writes


async def test_her_words_come_first_and_the_machines_stand_under_them(desk: Desk) -> None:
    copy, [beside] = await desk.she_writes("takot ako")
    assert copy.params["chat_id"] == AMAL and "takot ako" in text_of(copy), "before anybody has asked a machine"
    assert text_of(beside) == f"{desk.code} - by a machine, from Filipino; nobody has checked it:\nafraid i"
    assert beside.params["chat_id"] == AMAL and beside.params["reply_parameters"]["message_id"] > 0
    assert beside.params["entities"][0]["type"] == "pre" and beside.params["protect_content"] is True
    assert beside.route is not None and beside.route == copy.route, "along the route of the same claim"
    assert [asked["q"] for asked in desk.server.asked] == ["takot ako"]


@pytest.mark.parametrize("bad", [500, 403, b"<html>", b'{"translatedText": 7}'])
async def test_without_a_translation_her_words_are_where_they_were_and_it_is_said_once(desk: Desk, bad: Any) -> None:
    desk.server.bad = [bad, bad]
    copy, [told] = await desk.she_writes("takot ako")
    assert "takot ako" in text_of(copy)
    assert "no machine translation" in text_of(told) and "nothing is lost" in text_of(told)
    assert (await desk.she_writes("kumusta"))[1] == [], "not below each of her messages"
    assert "hello" in text_of((await desk.she_writes("kumusta"))[1][0]), "and when it is back, it is back"
    assert [row.delivery for row in await rows(desk.room, t.messages.c.delivery)] == ["sent"] * 3


async def test_a_machine_that_hangs_holds_up_nothing(desk: Desk) -> None:
    desk.server.bad = ["never"]
    [copy] = await desk.room.person(MIN).says("takot")
    [number] = await desk.room.accept(copy)
    desk.interpreter.after(Fate(copy, "sent", number))
    [second] = await desk.room.person(MIN).says("ako")
    assert "ako" in text_of(second), "while the first still waits for its translation"
    assert to(MIN, await desk.amal.says("I am here")) == ["I am here"]
    desk.server.never.set()
    await desk.interpreter.settled()


async def test_what_means_the_same_is_not_repeated(desk: Desk) -> None:
    assert (await desk.she_writes("OK"))[1] == []


async def test_who_writes_in_english_is_sent_to_no_machine(desk: Desk) -> None:
    await held(desk.room, desk.amal, IDS[10])
    [copy] = await desk.room.person(IDS[10]).says("I am afraid")
    assert await desk.arrives(copy) == [] and desk.server.asked == []


async def test_a_translation_that_comes_after_the_claim_is_over_reaches_nobody(desk: Desk) -> None:
    [copy] = await desk.room.person(MIN).says("takot ako")
    bea = await desk.room.advocate(BEA, "Bea")
    desk.server.bad = ["never"]
    [number] = await desk.room.accept(copy)
    desk.interpreter.after(Fate(copy, "sent", number))
    while not desk.server.asked:
        await desk.room.look(lambda book: None)
    await desk.amal.says("/release")
    await takes(desk.room, bea, desk.code)
    before = len(desk.room.sent.calls)
    desk.server.says = "afraid"
    desk.server.never.set()
    await desk.interpreter.settled()
    assert desk.room.sent.calls[before:] == []


async def test_a_sign_of_staff_or_a_notice_is_not_translated(desk: Desk) -> None:
    assert await desk.arrives(*await desk.amal.says("hello")) == [] and desk.server.asked == []


# --- what an advocate writes


async def test_her_own_words_are_seen_both_ways_before_they_leave(desk: Desk) -> None:
    before = len(desk.room.sent.calls)
    [shown] = await desk.translate("hello")
    assert to(MIN, desk.room.sent.calls[before:]) == []
    assert text_of(shown) == (
        f"{desk.code} - your words, not sent yet:\nhello\n\nA machine's words in Filipino; nobody has checked them:\n"
        "kumusta\n\nThe same machine says that back as:\nhello"
    )
    assert labels(shown) == ["Send both", "Send only mine", "Leave it"]
    calls = await tap(desk.room, desk.amal, shown, "Send both")
    mark = desk.room.line.shelf.newest.words.text("globals/machine_made", "fil", {})
    assert to(MIN, calls) == [f"kumusta\n\n{mark}\n\u2068hello\u2069"] and "advocate" in mark
    [one] = await kept(desk.room)
    assert (one.made, one.english) == ("machine", "hello") and one.text == to(MIN, calls)[0]
    assert ("machine_words",) in await rows(desk.room, t.audit.c.act)
    assert to(MIN, await tap(desk.room, desk.amal, shown, "Send both")) == [], "once"


async def test_only_hers_can_go_too(desk: Desk) -> None:
    [shown] = await desk.translate("hello")
    assert to(MIN, await tap(desk.room, desk.amal, shown, "Send only mine")) == ["hello"]
    assert [each.made for each in await kept(desk.room)] == ["own words"]


async def test_an_agreed_word_goes_through_the_machine_untouched(desk: Desk) -> None:
    [shown] = await desk.translate("advocate come")
    assert desk.server.asked[0]["q"] == "XQ1X come", "the machine never sees the word it would get wrong"
    assert "\ntagapayo halika\n" in text_of(shown) and "abogado" not in text_of(shown)


async def test_where_the_machine_loses_the_sign_the_advocate_is_told_the_word(desk: Desk) -> None:
    desk.server.says = "halika abogado"
    [shown] = await desk.translate("advocate come")
    assert "Agreed words that do not stand in it: advocate = tagapayo (not abogado)." in text_of(shown)
    assert [asked["q"] for asked in desk.server.asked][:2] == ["XQ1X come", "advocate come"]


async def test_a_number_that_changes_on_the_way_is_no_translation(desk: Desk) -> None:
    desk.server.says = "bukas 4"
    [shown] = await desk.translate("tomorrow 3")
    assert "the machine changed a number" in text_of(shown) and labels(shown) == ["Send only mine", "Leave it"]


@pytest.mark.parametrize("key", ["phrases/emergency/text", "facts/law_keep_passport/text", "ask-person/agree/consent"])
async def test_a_text_about_safety_consent_or_the_law_goes_through_no_machine(desk: Desk, key: str) -> None:
    texts = desk.room.line.shelf.newest.house.bundle.texts
    text = texts.get(key) or next(text for name, text in texts.items() if name.endswith("/consent.text"))
    [told] = await desk.amal.says(f"/translate Hello. {text}")
    assert "never through a machine. Nothing was sent." in text_of(told)
    assert await desk.arrives(told) == [] and desk.server.asked == []


async def test_without_a_translation_her_own_words_are_not_lost(desk: Desk) -> None:
    desk.server.bad = [500]
    [shown] = await desk.translate(f"hello {CANARY}")
    assert "the server does not answer" in text_of(shown) and CANARY in text_of(shown)
    assert to(MIN, await tap(desk.room, desk.amal, shown, "Send only mine")) == [f"hello {CANARY}"]


async def test_buttons_of_an_earlier_claim_send_nothing(desk: Desk) -> None:
    [shown] = await desk.translate("hello")
    await desk.amal.says("/release")
    await takes(desk.room, desk.amal, desk.code)
    assert to(MIN, await tap(desk.room, desk.amal, shown, "Send both")) == []


async def test_a_desk_without_a_machine_says_so(desk: Desk) -> None:
    desk.room.line.machine = False
    [told] = await desk.amal.says("/translate hello")
    assert "this desk has no machine that translates. Nothing was sent." in text_of(told)
    desk.room.line.machine = True
    [empty] = await desk.amal.says("/translate")
    [long] = await desk.amal.says("/translate " + "x" * 1001)
    assert "needs words" in text_of(empty) and "longer than 1000 letters" in text_of(long)
    assert desk.server.asked == []
