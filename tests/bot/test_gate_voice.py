"""A voice for what she reads, from her tap to her chat in a small Telegram, and gone again when she hides it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import HOUSE
from bot.telegram.calls import recording
from bot.voice import SIGN
from tests.bot.postroom import Json, Postroom, working
from tests.canaries import IDS
from tests.room import Person, labels

MIN = IDS[0]
SAMPLE = "voice/en/welcome/what_this_is.ogg"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the house, with the sample beside it."""
    root = tmp_path_factory.mktemp("with-voice") / "content"
    shutil.copytree(HOUSE / "flows" / "content", root)
    return root


@pytest.fixture
def root(content: Path) -> Path:
    """With the sample as it was made, whatever another test has done to it."""
    shutil.copytree(HOUSE / "flows" / "sample" / "voice", content / "voice", dirs_exist_ok=True)
    return content


@pytest.fixture
async def post(tmp_path: Path, root: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path, root=root) as post:
        await post.play.person("Min", id_=MIN)
        yield post


async def at_the_first_screen(post: Postroom) -> Person:
    min_ = post.room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe"):
        await taps(post, min_, label)
    return min_


async def taps(post: Postroom, person: Person, label: str) -> None:
    await person.taps(label)
    await post.settled()


async def voices(post: Postroom) -> list[Json]:
    return [message for message in await post.play.seen(MIN) if message["media"]]


async def test_she_taps_and_hears_what_stands_there_without_a_sound_of_its_own(post: Postroom, root: Path) -> None:
    min_ = await at_the_first_screen(post)
    before = await post.texts(MIN)
    await taps(post, min_, SIGN)
    [voice] = await voices(post)
    assert voice["media"]["kind"] == "voice"
    assert (await post.texts(MIN))[:-1] == before, "the screen stays as it was, above the voice"
    [call] = await post.made("sendVoice")
    assert call["payload"]["disable_notification"] in (True, "true")
    held = post.world.files.by_unique(voice["media"]["file"])
    assert held is not None and held.data == (root / SAMPLE).read_bytes()
    assert held.mime == "audio/ogg"
    await taps(post, min_, "No")
    assert SIGN not in labels(post.room.sent.calls[-1]), "and her buttons lead on"


async def test_from_the_second_time_on_it_goes_by_the_id_that_telegram_gave(post: Postroom) -> None:
    min_ = await at_the_first_screen(post)
    await taps(post, min_, SIGN)
    await taps(post, min_, SIGN)
    first, second = await voices(post)
    assert first["media"]["file"] == second["media"]["file"]
    held = post.world.files.by_unique(first["media"]["file"])
    assert held is not None
    assert [call["payload"].get("voice") for call in await post.made("sendVoice")][1] == held.id


async def test_an_id_that_telegram_no_longer_knows_is_replaced_by_the_file(post: Postroom) -> None:
    min_ = await at_the_first_screen(post)
    await taps(post, min_, SIGN)
    post.world.files._by_id.clear()
    await taps(post, min_, SIGN)
    assert len(await voices(post)) == 2
    assert [call["status"] for call in await post.made("sendVoice")] == [200, 400, 200]


async def test_hide_takes_the_voice_away_too_and_the_button_is_dead(post: Postroom) -> None:
    min_ = await at_the_first_screen(post)
    screen = next(call for call in reversed(post.room.sent.calls) if SIGN in labels(call))
    await taps(post, min_, SIGN)
    assert len(await voices(post)) == 1
    await taps(post, min_, "Hide")
    assert await voices(post) == []
    assert len(await post.texts(MIN)) == 1 and "Rice with vegetables" in (await post.texts(MIN))[0]
    await post.room.take(min_.tap(screen, SIGN))
    await post.settled()
    assert await voices(post) == [], "whoever holds the phone now hears nothing"


async def test_an_old_button_shows_where_she_is_and_plays_nothing(post: Postroom) -> None:
    min_ = await at_the_first_screen(post)
    screen = next(call for call in reversed(post.room.sent.calls) if SIGN in labels(call))
    await taps(post, min_, "No")
    await post.room.take(min_.tap(screen, SIGN))
    await post.settled()
    assert await voices(post) == []
    assert any("Those buttons are from before." in text for text in await post.texts(MIN))


@pytest.mark.parametrize("spoilt", ["gone", "another"])
async def test_a_file_that_is_not_what_was_published_is_not_played_and_she_is_told(
    post: Postroom, root: Path, spoilt: str
) -> None:
    min_ = await at_the_first_screen(post)
    (root / SAMPLE).unlink() if spoilt == "gone" else (root / SAMPLE).write_bytes(b"OggS another voice")
    await taps(post, min_, SIGN)
    assert await voices(post) == []
    assert (await post.texts(MIN))[-1].startswith("Something went wrong here. It is our fault, not yours.")
    assert await post.made("sendVoice") == []


async def test_who_has_hidden_the_chat_meanwhile_is_told_nothing(post: Postroom, root: Path) -> None:
    min_ = await at_the_first_screen(post)
    await taps(post, min_, "Hide")
    missing = recording(MIN, "voice/en/not/there.ogg", "0" * 64)
    await post.carries(post.call(MIN, "", method=missing["m"], params=missing["p"], link={"heard": True}))
    assert len(await post.texts(MIN)) == 1 and "Rice with vegetables" in (await post.texts(MIN))[0]


async def test_an_answer_that_was_lost_brings_it_once_more_with_a_mark(post: Postroom) -> None:
    min_ = await at_the_first_screen(post)
    await post.faults(("sendVoice", "lost_answer"))
    await taps(post, min_, SIGN)
    assert [voice["caption"] for voice in await voices(post)] == ["", "↻"]
    await taps(post, min_, "Hide")
    assert len(await voices(post)) <= 1, "of the first nobody knows the number"


async def test_a_talk_with_a_person_is_not_disturbed(post: Postroom) -> None:
    """The button of a screen from before her case is an old one: a person has the chat."""
    min_ = await at_the_first_screen(post)
    screen = next(call for call in reversed(post.room.sent.calls) if SIGN in labels(call))
    for label in ("No", "A person", "I agree"):
        await taps(post, min_, label)
    await post.room.take(min_.tap(screen, SIGN))
    await post.settled()
    assert await voices(post) == []
