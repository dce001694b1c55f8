"""Changes both ways: she sees the newest words while the claim lives, and what stood before stays (X21)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from bot.ledger import messages
from bot.ledger.records import Kept
from handoff.model import CaseId
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, JOY, MIN
from tests.canaries import CANARY
from tests.room import labels, text_of


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        await post.claimed(MIN, AMAL)
        await post.hears()
        yield post


async def writes(post: Postroom, person: int, text: str, **more: object) -> int:
    number = await post.play.say(person, text, **more)
    await post.hears()
    return number


async def changes(post: Postroom, person: int, message: int, text: str) -> None:
    await post.play.do("edit", {"from": person, "message_id": message, "text": text})
    await post.hears()


async def kept(post: Postroom, *also: str) -> list[str]:
    """All the words of the case that claimed first, in order, whatever became of them."""
    states = ("kept", "sending", "sent", "failed", "held", "replaced", "note", *also)

    def words(book: object) -> list[str]:
        file = book.all_claimed()[0]  # type: ignore[attr-defined]
        return [each.text for each in messages.kept(book, file, *states)]  # type: ignore[arg-type]

    found: list[str] = await post.room.look(words)
    return found


async def test_she_sees_the_new_words_and_both_are_kept(post: Postroom) -> None:
    number = await writes(post, AMAL, "come at three")
    await changes(post, AMAL, number, "come at four")
    texts = await post.texts(MIN)
    assert "come at four" in texts and "come at three" not in texts
    assert await kept(post) == ["come at three", "come at four"]
    [mine] = [message for message in await post.play.seen(AMAL) if message["message_id"] == number]
    assert [each["emoji"] for each in mine["reactions"]] == ["✍"]
    await changes(post, AMAL, number, "come at five")
    assert "come at five" in await post.texts(MIN) and len(await kept(post)) == 3


async def test_words_under_a_picture_are_changed_too(post: Postroom) -> None:
    number = await post.play.send_file(AMAL, "photo", b"\x89PNG\r\n\x1a\n" + bytes(20), caption="at three")
    await post.hears()
    await changes(post, AMAL, number, "at four")
    assert [message["caption"] for message in await post.play.seen(MIN) if message["media"]] == ["at four"]


async def test_words_too_long_to_stand_under_their_file_are_not_changed(post: Postroom) -> None:
    """They went as a message of their own, and a half of a message is not changed."""
    number = await post.play.send_file(AMAL, "photo", b"\x89PNG\r\n\x1a\n" + bytes(20), caption="x" * 1100)
    await post.hears()
    assert (await post.texts(MIN))[-2:] == ["", "x" * 1100]
    await changes(post, AMAL, number, "short")
    assert (await post.texts(MIN))[-2:] == ["", "x" * 1100]
    assert "your change was not sent" in (await post.texts(AMAL))[-1]


def test_rows_of_before_there_were_albums_and_quotes_are_read() -> None:
    file = {"kind": "photo", "file_id": "F", "unique_id": "U", "size": 1, "mime": "", "name": ""}
    plain = orjson.dumps(["worker", "photo", "hi", 7001, 5, 1, file, 0])
    old = Kept.from_row(plain, id=b"i", case=CaseId(b"c"), seq=1)
    assert (old.text, old.album, old.quote, old.inside) == ("hi", "", "", "")
    again = replace(old, album="7", quote="hi", inside="{}")
    assert Kept.from_row(again.sealed_part(), id=b"i", case=CaseId(b"c"), seq=1) == again


async def test_a_change_that_nobody_can_see_is_none(post: Postroom) -> None:
    number = await writes(post, AMAL, "hello")
    before = len(await post.play.seen(AMAL))
    await changes(post, AMAL, number, "hello")
    assert await kept(post) == ["hello"] and len(await post.play.seen(AMAL)) == before


async def test_it_is_never_made_into_a_command_and_she_never_sees_a_note(post: Postroom) -> None:
    number = await writes(post, AMAL, "hello")
    await changes(post, AMAL, number, f"/note {CANARY}")
    assert "hello" in await post.texts(MIN) and CANARY not in " ".join(await post.texts(MIN))
    assert "begins like a command" in (await post.texts(AMAL))[-1]


async def test_what_was_a_note_stays_one(post: Postroom) -> None:
    number = await writes(post, AMAL, "/note she is afraid")
    await changes(post, AMAL, number, f"she is afraid of him {CANARY}")
    assert CANARY not in " ".join(await post.texts(MIN))
    assert await kept(post) == ["she is afraid", f"she is afraid of him {CANARY}"]


async def test_where_it_cannot_be_changed_any_more_that_is_said(post: Postroom) -> None:
    number = await writes(post, AMAL, "come at three")
    [hers] = [message for message in await post.play.seen(MIN) if message["text"] == "come at three"]
    await post.play.do("delete", {"from": MIN, "message_id": hers["message_id"]})
    await changes(post, AMAL, number, "come at four")
    assert "come at four" not in await post.texts(MIN), "it is not sent as a new message"
    assert "your change was not sent" in (await post.texts(AMAL))[-1]


async def test_after_the_claim_nothing_is_changed(post: Postroom) -> None:
    number = await writes(post, AMAL, "come at three")
    await writes(post, AMAL, "/release")
    await changes(post, AMAL, number, "come at four")
    assert "come at three" in await post.texts(MIN) and "come at four" not in await post.texts(MIN)
    assert "not sent" in (await post.texts(AMAL))[-1]


async def test_a_change_of_something_on_its_way_is_asked_for_again(post: Postroom) -> None:
    amal = post.room.person(AMAL)
    post.room.sent.onward = None  # it does not leave
    first = amal.message(text="come at three")
    await post.room.take(first)
    changed = {"update_id": first["update_id"] + 10**6, "edited_message": {**first["message"], "text": "at four"}}
    calls = await post.room.take(changed)
    assert "still on its way" in text_of(calls[-1])


async def test_it_goes_to_the_case_of_the_message_whatever_she_writes_to_now(post: Postroom) -> None:
    number = await writes(post, AMAL, "to Min")
    await post.play.person("Joy", id_=JOY)
    joy = post.room.person(JOY)
    await joy.asks_for_a_person()
    card = next(call for call in reversed(post.room.sent.calls) if "Claim" in labels(call))
    await post.room.take(post.room.person(AMAL).tap(card, "Claim"))
    await post.settled()
    await changes(post, AMAL, number, f"to Min {CANARY}")
    assert f"to Min {CANARY}" in await post.texts(MIN)
    assert CANARY not in " ".join(await post.texts(JOY))


async def test_while_she_hides_only_the_newest_waits_for_her(post: Postroom) -> None:
    await writes(post, MIN, "hide")
    number = await writes(post, AMAL, "come at three")
    await changes(post, AMAL, number, "come at four")
    assert not [text for text in await post.texts(MIN) if "come at" in text]
    min_ = post.room.person(MIN)
    await min_.says("/start")
    await min_.taps("Yes, it is safe")
    await post.settled()
    assert [text for text in await post.texts(MIN) if "come at" in text] == ["come at four"]
    assert [text for text in await kept(post) if "come at" in text] == ["come at three", "come at four"]


async def test_hers_come_as_versions_that_answer_the_one_before(post: Postroom) -> None:
    number = await writes(post, MIN, "He took it on Monday")
    await changes(post, MIN, number, "He took it on Sunday")
    first, second = (await post.play.seen(AMAL))[-2:]
    assert first["text"].endswith("He took it on Monday") and second["text"].endswith("✎ He took it on Sunday")
    assert second["reply_to"] == first["message_id"]
    assert await kept(post) == ["He took it on Monday", "He took it on Sunday"]


def overwritten(versions: list[str], text: str) -> list[str]:
    """What is found elsewhere: the row says what was said last."""
    return [*versions[:-1], text]


async def test_the_naive_way_would_lose_what_she_said_first(post: Postroom) -> None:
    number = await writes(post, MIN, "He hit me")
    naive = overwritten(["He hit me"], "It is nothing")
    await changes(post, MIN, number, "It is nothing")
    assert "He hit me" in await kept(post) and "He hit me" not in naive
