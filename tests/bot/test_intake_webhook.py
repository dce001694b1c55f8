"""The webhook: 200 means on disk, everything forged is turned away unread, and the next one is answered at once."""

from __future__ import annotations

import asyncio
import gzip
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.heard import Broken, Heard
from bot.telegram import intake
from tests.bot.hookroom import HEADER, MIN, MOST_BODY, RIGHT, SECRET, Hook, hooked, still_works
from tests.canaries import CANARY, CANARY_TOKEN


@pytest.fixture
async def hook(tmp_path: Path) -> AsyncIterator[Hook]:
    async with hooked(tmp_path) as hook:
        yield hook


# --- received


async def test_two_hundred_is_said_when_it_is_on_disk(hook: Hook) -> None:
    order: list[str] = []
    event.listen(hook.post.room.ledger._engine, "commit", lambda connection: order.append("commit"))
    assert await hook.brings(hook.post.room.person(MIN).message(text="/start")) == 200
    assert order[0] == "commit"  # noting what was sent may already have followed


async def test_what_is_brought_twice_counts_once(hook: Hook) -> None:
    update = hook.post.room.person(MIN).message(text="/start")
    assert [await hook.brings(update) for _ in range(3)] == [200] * 3
    await hook.post.settled()
    assert await hook.post.texts(MIN) == ["🌐"]


async def test_while_the_ledger_is_down_telegram_is_asked_to_come_again(hook: Hook) -> None:
    down = [True]

    def commit(connection: Any) -> None:
        if down[0]:
            raise OperationalError("COMMIT", {}, OSError("gone"))

    event.listen(hook.post.room.ledger._engine, "commit", commit)
    update = json.dumps(hook.post.room.person(MIN).message(text=f"hello {CANARY}")).encode()
    async with hook.http.post(hook.url, data=update, headers=RIGHT) as answer:
        assert (answer.status, answer.headers["Retry-After"], await answer.read()) == (503, "5", b"")
    down[0] = False
    assert await hook.call(update) == 200
    await hook.post.settled()
    assert await hook.post.texts(MIN) == ["🌐"]


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b'"hello"', b"{}", b'{"update_id":"x"}', b'{"update_id":7}'])
async def test_what_is_no_update_is_received_and_put_aside(hook: Hook, body: bytes) -> None:
    """A refusal would make Telegram bring it again for a day."""
    assert await hook.call(body) == 200
    assert isinstance(hook.taken[0], Broken)
    await still_works(hook)


# --- turned away


def given_as(secret: bytes | None) -> list[bytes]:
    length = b"Content-Length: 2"
    return [b"Content-Type: application/json", length] + ([] if secret is None else [HEADER.encode() + b": " + secret])


WRONG: dict[str, bytes | None] = {
    "missing": None,
    "empty": b"",
    "wrong": b"wrong",
    "almost": SECRET[:-1].encode(),
    "longer": SECRET.encode() + b"0",
    "other case": SECRET.upper().encode(),
    "not ASCII": "géhéim".encode(),
    "not UTF-8": b"\xff\xfe\x80",
    "a token": CANARY_TOKEN.encode(),
    "very long": b"x" * 4000,
}


@pytest.mark.parametrize("secret", WRONG.values(), ids=WRONG.keys())
async def test_who_does_not_know_the_secret_is_turned_away_unread(hook: Hook, secret: bytes | None) -> None:
    assert await hook.raw(*given_as(secret), body=b"{}") == 401
    assert hook.taken == []
    await still_works(hook)


async def test_the_right_one_given_by_hand_goes_in(hook: Hook) -> None:
    assert await hook.raw(*given_as(SECRET.encode()), body=b"{}") == 200


async def test_the_secret_is_compared_in_constant_time(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr(intake, "hmac", type("hmac", (), {"compare_digest": staticmethod(compare)}))
    assert [await hook.raw(*given_as(secret), body=b"{}") for secret in (b"wrong", SECRET.encode())] == [401, 200]
    assert compared == [(b"wrong", SECRET.encode()), (SECRET.encode(), SECRET.encode())]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
async def test_another_method_is_refused(hook: Hook, method: str) -> None:
    assert await hook.call(b"{}", method=method) == 405
    assert hook.taken == []


async def test_there_is_one_path(hook: Hook) -> None:
    assert [await hook.call(b"{}", path=path) for path in ("/", "/x", "2")] == [404, 404, 404]
    assert await hook.call(b"{}", path="?x=1") == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"])
async def test_another_kind_of_content_is_refused(hook: Hook, kind: str) -> None:
    assert await hook.call(b"{}", {HEADER: SECRET, "Content-Type": kind}) == 400
    assert hook.taken == []


async def test_a_charset_beside_the_kind_is_nothing_strange(hook: Hook) -> None:
    assert await hook.call(b"{}", {HEADER: SECRET, "Content-Type": "application/json; charset=utf-8"}) == 200


async def in_chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65536 + 1):
        yield b" " * 65536


async def test_more_than_a_mebibyte_is_not_read(hook: Hook) -> None:
    assert await hook.call(b" " * (MOST_BODY + 1)) == 413
    assert await hook.call(in_chunks(10 * MOST_BODY)) == 413
    assert await hook.call(gzip.compress(b" " * 50 * MOST_BODY), {**RIGHT, "Content-Encoding": "gzip"}) in (400, 413)
    assert hook.taken == []
    await still_works(hook)


async def test_a_mebibyte_is(hook: Hook) -> None:
    assert await hook.call(b"{}".ljust(MOST_BODY)) == 200


BAD = {
    "nothing": b"",
    "not JSON": b"hello",
    "cut off": b'{"update_id": 1, "mess',
    "two": b"{}{}",
    "not UTF-8": b'{"a":"\xff"}',
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep and open": b'{"a":' * 100_000,
    "a number without end": b'{"a":' + b"9" * 100_000 + b"x}",
    "her words": f"{CANARY} {CANARY_TOKEN}".encode(),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
async def test_what_cannot_be_read_is_refused_and_the_next_is_answered(hook: Hook, body: bytes) -> None:
    began = asyncio.get_running_loop().time()
    assert await hook.call(body) == 400
    assert asyncio.get_running_loop().time() - began < 0.5
    assert hook.taken == []
    await still_works(hook)


async def test_half_a_character_is_a_text_like_another(hook: Hook) -> None:
    """Refused, it would come again and again, and hold up all that she writes after it."""
    update = hook.post.room.person(MIN).message(text="PLACE")
    assert await hook.call(json.dumps(update).replace("PLACE", "\\ud83d").encode()) == 200
    await hook.post.settled()
    assert await hook.post.texts(MIN) == ["🌐"]


# --- as others speak to it


HER = User(MIN, "Min", False, language_code="fil")
CHAT = Chat(MIN, Chat.PRIVATE, first_name="Min")


async def test_updates_as_another_library_writes_them(hook: Hook) -> None:
    """python-telegram-bot's own types, written down by itself."""
    now = hook.post.room.clock.now()
    said = Message(5, now, CHAT, from_user=HER, text="/start")
    tapped = CallbackQuery("9", HER, "chat", data="1:x:y:0:lang:en", message=said)
    for number, update in enumerate(
        [Update(1, said), Update(2, callback_query=tapped), Update(3, edited_message=said)]
    ):
        assert await hook.call(update.to_json().encode()) == 200
        heard = hook.taken[number]
        assert isinstance(heard, Heard) and (heard.user, heard.chat) == (MIN, MIN)
    assert [heard.kind for heard in hook.taken if isinstance(heard, Heard)] == ["command", "tap", "edited"]


async def test_a_conversation_with_a_telegram_that_calls(hook: Hook) -> None:
    post = hook.post
    await post.wire.call("setWebhook", {"url": hook.url, "secret_token": SECRET})
    await post.play.say(MIN, "/start")
    await post.until(lambda: len(post.room.sent.calls) == 1)
    await post.settled()
    [_, picker] = await post.play.seen(MIN)
    await post.play.tap(MIN, picker["message_id"], "English")
    await post.until(lambda: bool(post.world.toasts))
    await post.settled()
    assert "safe to use this phone" in (await post.texts(MIN))[-1]
    assert (await post.play.look("pending"))["updates"] == 0


async def test_telegram_that_knows_another_secret_brings_nothing_in(hook: Hook) -> None:
    await hook.post.wire.call("setWebhook", {"url": hook.url, "secret_token": "wrong"})
    await hook.post.play.say(MIN, "/start")
    async with asyncio.timeout(5):
        while "401" not in (await hook.post.wire.call("getWebhookInfo", {})).result.get("last_error_message", ""):
            await hook.post.world.watch(hook.post.world.seq, 0.01)
    assert hook.taken == [] and (await hook.post.play.look("pending"))["updates"] == 1


async def test_an_aside_rides_in_the_answer(hook: Hook) -> None:
    hook.post.gate.asides.within = 60.0  # however long the commit takes on a busy machine
    hook.post.gate.carry([], [("77", "There you are", False)])
    update = json.dumps(hook.post.room.person(MIN).message(text="/start")).encode()
    async with hook.http.post(hook.url, data=update, headers=RIGHT) as answer:
        assert answer.content_type == "application/json"
        assert await answer.json() == {
            "method": "answerCallbackQuery", "callback_query_id": "77", "text": "There you are", "show_alert": False
        }  # fmt: skip
    async with hook.http.post(hook.url, data=update, headers=RIGHT) as answer:
        assert await answer.read() == b""
