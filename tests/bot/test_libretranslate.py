"""The adapter for a LibreTranslate server: what it sends, and that no bad answer becomes a translation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from bot import doctor
from bot.libretranslate import LARGEST, LibreTranslate
from bot.secret import Secret
from bot.settings import Settings
from handoff.ports import NotTranslated
from tests.small_libretranslate import Small, small


@pytest.fixture
async def server() -> AsyncIterator[Small]:
    async with small() as server:
        yield server


class Pauses(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def ask(
    server: Small, text: str = "kumusta", source: str = "fil", target: str = "en", key: str = "", **more: Any
) -> str:
    """The translation, or why there is none."""
    machine = LibreTranslate(server.url, Secret(key) if key else None, pause=Pauses(), **more)
    try:
        return await machine.translate(text, source, target)
    except NotTranslated as none:
        return f"none: {none.why}"
    finally:
        await machine.close()


async def test_it_asks_as_the_api_is_documented_and_with_the_servers_codes(server: Small) -> None:
    assert await ask(server) == "hello"
    assert server.asked == [{"q": "kumusta", "source": "tl", "target": "en", "format": "text"}]


async def test_the_key_goes_along_where_there_is_one(server: Small) -> None:
    server.key = "K1"
    assert await ask(server, key="K1") == "hello"
    assert server.asked[0]["api_key"] == "K1"
    assert await ask(server, key="wrong") == "none: refused"


async def test_a_pair_that_the_server_does_not_know_is_not_sent_to_it(server: Small) -> None:
    assert await ask(server, "x", "am") == "none: language"
    assert await ask(server, "x", "fil", "ar") == "none: language", "it has both, and not this way"
    assert server.asked == []


async def test_an_older_server_names_no_targets_and_translates_all(server: Small) -> None:
    server.languages = [{"code": "en", "name": "English"}, {"code": "tl", "name": "Tagalog"}]
    assert await ask(server) == "hello"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (500, "away"), (502, "away"), (400, "refused"), (403, "refused"), (404, "refused"), ("elsewhere", "refused"),
        (b"<html>", "nonsense"), (b"[]", "nonsense"), (b'{"translatedText": null}', "nonsense"),
        (b'{"translatedText": ["a"]}', "nonsense"), (b'{"translatedText": "  "}', "nonsense"), (b"", "nonsense"),
        (b'{"error": "x"}', "nonsense"), (b'{"translatedText": "' + b"a" * 900 + b'"}', "nonsense"),
        (b'{"translatedText": "' + b"a" * LARGEST + b'"}', "nonsense"),
        (orjson.dumps({"translatedText": "مرحبا بك"}), "nonsense"),
    ],
)  # fmt: skip
async def test_no_bad_answer_is_a_translation(server: Small, bad: Any, why: str) -> None:
    server.bad = [bad]
    assert await ask(server) == f"none: {why}"
    assert server.elsewhere == 0, "her words go to the address that was given, whatever it answers"


async def test_the_letters_are_those_of_the_language(server: Small) -> None:
    assert await ask(server, "hello", "en", "ar") == "مرحبا"
    server.says = "hello"
    assert await ask(server, "hello", "en", "ar") == "none: nonsense", "it gave back what it got"


async def test_signs_that_nobody_sees_are_taken_out(server: Small) -> None:
    server.says = "hel\u202elo\u0007\nthere"
    assert await ask(server) == "hello\nthere"


async def test_a_busy_server_is_asked_once_more_after_the_pause_it_names(server: Small) -> None:
    server.bad, server.retry_after = [429], "3"
    machine = LibreTranslate(server.url, None, pause=(pauses := Pauses()))
    assert await machine.translate("kumusta", "fil", "en") == "hello" and pauses == [3.0]
    server.bad = [429, 429]
    with pytest.raises(NotTranslated, match="busy"):
        await machine.translate("kumusta", "fil", "en")
    server.bad, server.retry_after = [429], "3600"
    with pytest.raises(NotTranslated, match="busy"):
        await machine.translate("kumusta", "fil", "en")
    assert pauses == [3.0, 3.0], "nobody waits an hour for it"
    await machine.close()


async def test_an_answer_that_does_not_come_is_no_translation(server: Small) -> None:
    server.bad = ["never"]
    assert await ask(server, within=0.1) == "none: slow"


async def test_a_server_that_is_not_there_is_away() -> None:
    machine = LibreTranslate("http://127.0.0.1:9", None)
    with pytest.raises(NotTranslated, match="away"):
        await machine.translate("x", "fil", "en")
    await machine.close()


async def test_its_languages_are_asked_for_once_and_never_kept_when_they_are_nonsense(server: Small) -> None:
    server.languages = {"error": "x"}
    machine = LibreTranslate(server.url, None)
    with pytest.raises(NotTranslated, match="nonsense"):
        await machine.translate("kumusta", "fil", "en")
    server.languages = [{"code": "en", "name": "English"}, {"code": "tl", "name": "Tagalog"}]
    assert await machine.translate("kumusta", "fil", "en") == "hello"
    server.languages = []
    assert await machine.translate("kumusta", "fil", "en") == "hello"
    await machine.close()


async def test_the_doctor_says_for_which_languages_it_is_of_use(server: Small) -> None:
    settings = Settings(Secret("x"), Path("x"), -1, translate_url=server.url)
    assert await doctor._translation(settings) == "answers, for fil, ar"
    server.languages = "x"
    with pytest.raises(doctor._Unwell, match="nonsense"):
        await doctor._translation(settings)


async def test_the_stand_in_answers_wrong_calls_as_the_server_does(server: Small) -> None:
    """As its source has it: the name of what is missing, the code that is not supported, each as {"error": …}."""
    async with aiohttp.ClientSession() as session:
        for asked, status, says in (
            ({"source": "en", "target": "tl"}, 400, "missing q"), ({"q": "x", "source": "en"}, 400, "missing target"),
            ({"q": "x", "source": "en", "target": "xx"}, 400, "xx is not supported"),
        ):  # fmt: skip
            async with session.post(f"{server.url}/translate", json=asked) as answer:
                assert answer.status == status and says in (await answer.json())["error"]
