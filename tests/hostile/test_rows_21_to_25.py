"""Bad input, rows 21 to 25: texts and names that are not what they look like."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger import messages
from bot.telegram.parts import MOST_MARKS
from tests.bot.harm import Update, claimed, in_flow, reasons, unharmed
from tests.bot.staffroom import AMAL, MIN
from tests.canaries import CANARY
from tests.room import STAFF_CHAT, Room, labels, text_of


@pytest.fixture
async def room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Room]:
    async with unharmed(tmp_path, caplog) as room:
        yield room


async def kept(room: Room) -> list[str]:
    """Of her words, as the case has them."""
    [file] = await room.look(lambda book: book.all_claimed())
    said = await room.look(lambda book: messages.kept(book, file, "sending", "sent"))
    return [each.text for each in said if each.sender == "worker"]


async def test_row_21_sixty_four_thousand_characters(room: Room) -> None:
    """They come in sixteen parts. Each is kept and passed on, in order; one longer than Telegram has is cut."""
    min_, _ = await claimed(room)
    words = [f"{number:02d} " + (f"{CANARY} " * 400)[:4093] for number in range(16)]
    calls = await room.take(*(min_.message(text=part) for part in words))
    told = [text_of(call) for call in calls if call.params["chat_id"] == AMAL]
    assert told == [part.rstrip() for part in words] and await kept(room) == words
    assert [text_of(call) for call in await min_.says("x" * 65_536) if call.params["chat_id"] == AMAL] == ["x" * 4096]


NOTHING_MUCH = ("\ud800", "\0", "\0\ud83d", "\u202e", "\u200b", " ", "a" + "\u0301" * 9000, "🏴\U000e0067\U000e007f")
PILED = "a" + "\u0301\u0323\u0489" * 3000


async def test_row_22_half_characters_nul_and_piles_of_marks(room: Room) -> None:
    for number, words in enumerate(NOTHING_MUCH):
        joy, _ = await in_flow(room, 7100 + number)
        assert len(await joy.says(words)) == 1, "in a flow it is answered like any text"
    assert await reasons(room) == []
    min_, _ = await claimed(room)
    [shown] = await min_.says(f"a\0b\ud800c {CANARY} ශ්\u200dරී می\u200cخواهم ന്\u200d")
    assert text_of(shown) == f"ab\ufffdc {CANARY} ශ්\u200dරී می\u200cخواهم ന്\u200d", "joiners are part of the words"
    [shown] = await min_.says(f"{PILED} {CANARY}")
    marks = [letter for letter in text_of(shown) if unicodedata.category(letter)[0] == "M"]
    assert len(marks) <= MOST_MARKS and json.loads(json.dumps(shown.params)) == shown.params
    assert (await kept(room))[-1].startswith(unicodedata.normalize("NFC", PILED)[:4000]), "what is kept is whole"


NAMES = ("\u202eAdmin", "\u200b", "\u2067\u2067\u2067", f"{CANARY}\n/close", "\ud800\0", "x" * 9000)


@pytest.mark.parametrize("name", NAMES)
async def test_row_23_a_name_that_looks_like_another(room: Room, name: str) -> None:
    """It is shown to nobody, and kept nowhere: her case has a name of its own."""

    def named(update: Update) -> Update:
        sender = (update.get("message") or update["callback_query"])["from"]
        sender |= {"first_name": name, "last_name": name, "username": name}
        return update

    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await room.take(named(min_.message(text="/start")))
    for label in ("English", "Yes, it is safe", "No", "A person", "I agree"):
        screen = next(call for call in reversed(room.sent.calls) if label in labels(call))
        await room.take(named(min_.tap(screen, label)))
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(named(amal.tap(card, "Claim")))
    await room.take(named(min_.message(text="hello")))
    file = {"file_id": "FILE", "file_unique_id": "U", "file_name": f"{name}.exe", "mime_type": "x" * 9000}
    await room.take(named(min_.message(document=file)))
    told = [str(call.params) for call in room.sent.calls if call.params["chat_id"] in (AMAL, STAFF_CHAT)]
    assert any("hello" in text for text in told) and any("FILE" in text for text in told)
    assert not [text for text in told if name in text or ascii(name)[1:-1] in text]


MARKUP = (
    "<a href=tg://user?id=1>x</a>", "[x](http://example.org)", "*_`~||", "&lt;b&gt; &amp;", "<b><i>x</b>", "```\nx",
)  # fmt: skip


@pytest.mark.parametrize("words", MARKUP)
async def test_row_24_markup(room: Room, words: str) -> None:
    """Both ways it is words. What we sent is what we meant: no text is ever read as markup."""
    min_, amal = await claimed(room)
    [shown] = await min_.says(words)
    assert text_of(shown) == words and shown.params["entities"] == [{"type": "pre", "offset": 0, "length": len(words)}]
    [number] = await room.accept(shown)
    sent = [
        call
        for call in await amal.says(words, reply_to_message={"message_id": number})
        if call.params["chat_id"] == MIN
    ]
    assert [text_of(call) for call in sent] == [words] and "entities" not in sent[0].params
    assert not [call for call in room.sent.calls if "parse_mode" in call.params]


BAIT = (
    "/erase_all",
    "/close @bot",
    "t.me/x?start=y",
    "https://evil.com",
    "+44 7700 900000",
    "@somebody #x $y",
    "a@b.com",
)


@pytest.mark.parametrize("words", BAIT)
async def test_row_25_words_that_want_to_be_tapped(room: Room, words: str) -> None:
    """Telegram makes links of them by itself, but not within a block; and what destroys needs a button of its case."""
    min_, amal = await claimed(room)
    [shown] = await min_.says(f"look {words}")
    [block] = shown.params["entities"]
    text = text_of(shown)
    assert block["type"] == "pre" and text[block["offset"] :][: block["length"]] == f"look {words}"
    assert shown.params["link_preview_options"] == {"is_disabled": True} and shown.params["protect_content"]
    if words.startswith("/"):
        before = await room.look(lambda book: [(file.case.state, file.case.token) for file in book.all_claimed()])
        for command in (words, "/close", "/erase_all"):
            await amal.says(command)
        assert before == await room.look(lambda book: [(f.case.state, f.case.token) for f in book.all_claimed()])
