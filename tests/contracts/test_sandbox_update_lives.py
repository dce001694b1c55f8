"""What the sandbox tells of each update: whether it waits, was received or died of age, and every try to bring it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.contracts.small_telegram import Sandbox
from tests.contracts.test_sandbox_updates import HOUR, Hook, listening, texts


async def lives(sandbox: Sandbox) -> list[tuple[str, str]]:
    return [(one["kind"], one["state"]) for one in (await sandbox.play.look("updates"))["updates"]]


async def tap(sandbox: Sandbox, person: int) -> dict[str, Any]:
    asked = await sandbox.bot.send_message(person, "Safe?")
    return await sandbox.play.do("tap", {"from": person, "message_id": asked.message_id, "data": "y"})


async def test_by_polling_it_waits_until_it_is_confirmed(sandbox: Sandbox, maria: int) -> None:
    said = await sandbox.play.do("send", {"from": maria, "text": "hello"})
    assert await texts(sandbox) == ["hello"]
    assert await lives(sandbox) == [("message", "waits")]
    await sandbox.bot.get_updates(offset=said["update_id"] + 1)
    assert await lives(sandbox) == [("message", "received")]


async def test_a_tap_dies_of_age_and_a_message_does_not(sandbox: Sandbox, maria: int) -> None:
    made = await tap(sandbox, maria)
    await sandbox.play.say(maria, "hello")
    await sandbox.play.advance(151)
    assert await texts(sandbox) == ["hello"]
    assert await lives(sandbox) == [("callback_query", "expired"), ("message", "waits")]
    assert (await sandbox.play.look("updates"))["updates"][0]["update_id"] == made["update_id"]
    later = await sandbox.play.look(f"updates?since={made['update_id'] + 1}")
    assert [one["kind"] for one in later["updates"]] == ["message"]


async def test_what_was_dropped_was_not_received(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "hello")
    await sandbox.bot.delete_webhook(drop_pending_updates=True)
    assert await lives(sandbox) == [("message", "dropped")]


async def test_what_a_bot_does_not_hear_is_no_update(sandbox: Sandbox, maria: int) -> None:
    group = await sandbox.play.group("Desk", [maria])
    said = await sandbox.play.do("send", {"from": maria, "chat": group, "text": "among ourselves"})
    assert said["update_id"] == 0


async def test_in_a_hurry_it_is_brought_now_and_no_time_passes(sandbox: Sandbox, maria: int) -> None:
    made = await tap(sandbox, maria)
    hook = Hook(web.Response(status=503, headers={"Retry-After": "600"}))
    async with listening(hook.answer) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.until(lambda: len(hook.heard) == 1)
        assert (await sandbox.play.do("hurry")) == {"updates": 1}
        await sandbox.until(lambda: sandbox.world.updates.count() == 0)
    [tried] = (await sandbox.play.look(f"updates?since={made['update_id']}"))["updates"]
    refused, taken = tried["tried"]
    assert refused["came"] == "Wrong response from the webhook: 503 Service Unavailable" and taken["came"] == "taken"
    assert tried["state"] == "received" and taken["at"] - tried["began"] < HOUR / 60
