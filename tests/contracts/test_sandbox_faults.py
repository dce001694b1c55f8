"""What can be made to go wrong, what is written down of it, and who may play here."""

from __future__ import annotations

from collections import Counter

import aiohttp
import pytest
import yarl
from telegram.error import NetworkError, RetryAfter

from bot.clock import Clock
from bot.sandbox.api import serve
from bot.sandbox.player import Player, Refusal
from tests.contracts.small_telegram import TOKEN, Sandbox


async def test_a_planned_fault_meets_exactly_its_call(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("faults", {"plan": [{"method": "sendMessage", "nth": 3, "fault": "lost_answer"}]})
    await sandbox.bot.send_message(maria, "one")
    await sandbox.bot.get_me()
    await sandbox.bot.send_message(maria, "two")
    with pytest.raises(NetworkError):
        await sandbox.bot.send_message(maria, "three")
    await sandbox.bot.send_message(maria, "four")

    assert [one["text"] for one in await sandbox.play.seen(maria)] == ["one", "two", "three", "four"]
    calls = await sandbox.play.calls("sendMessage")
    assert [(call["status"], call["effect"], call["fault"]) for call in calls] == [
        (200, True, None),
        (200, True, None),
        (0, True, "lost_answer"),
        (200, True, None),
    ]
    assert [call["message_id"] for call in calls] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("fault", "status", "arrives"),
    [("too_many", 429, False), ("bad_gateway", 502, False), ("lost_call", 0, False), ("lost_answer", 0, True)],
)
async def test_each_fault_does_what_it_says(
    sandbox: Sandbox, maria: int, fault: str, status: int, arrives: bool
) -> None:
    await sandbox.play.do("faults", {"retry_after": 7, "plan": [{"method": "*", "nth": 1, "fault": fault}]})
    with pytest.raises(NetworkError if fault != "too_many" else RetryAfter):
        await sandbox.bot.send_message(maria, "hello")
    assert len(await sandbox.play.seen(maria)) == arrives
    [call] = await sandbox.play.calls("sendMessage")
    assert (call["status"], call["effect"]) == (status, arrives)


async def test_too_many_says_how_long_to_wait(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("faults", {"too_many": 1.0, "retry_after": 3})
    heard = await sandbox.call("sendMessage", chat_id=maria, text="hello")
    assert heard == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }


async def test_chance_is_the_same_for_the_same_seed_and_keeps_to_its_methods(sandbox: Sandbox, maria: int) -> None:
    async def fates() -> list[str | None]:
        since = (await sandbox.play.look("journal"))["n"]
        wanted = {"too_many": 0.2, "bad_gateway": 0.2, "seed": 7, "methods": ["sendMessage"]}
        await sandbox.play.do("faults", wanted)
        for _ in range(60):
            await sandbox.call_anyhow("sendMessage", chat_id=maria, text="hello")
            assert (await sandbox.call("getMe"))["ok"]
        return [call["fault"] for call in await sandbox.play.calls("sendMessage", since)]

    first = await fates()
    assert first == await fates()
    counted = Counter(first)
    assert 4 <= counted["too_many"] <= 24
    assert 4 <= counted["bad_gateway"] <= 24


async def test_faults_that_do_not_exist_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(Refusal, match="no fault named earthquake"):
        await sandbox.play.do("faults", {"earthquake": 1})
    with pytest.raises(Refusal, match="between 0 and 1"):
        await sandbox.play.do("faults", {"too_many": 3})
    with pytest.raises(Refusal, match="no fault named earthquake"):
        await sandbox.play.do("faults", {"plan": [{"fault": "earthquake"}]})


async def test_telegrams_rates_when_they_are_wanted(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("limits", {"on": True})
    for _ in range(3):
        await sandbox.bot.send_message(maria, "a burst is fine")
    assert "retry after 1" in await sandbox.refusal("sendMessage", chat_id=maria, text="one more")
    await sandbox.play.advance(1)
    await sandbox.bot.send_message(maria, "after a second")

    group = await sandbox.play.group("Staff", [maria])
    for _ in range(20):
        await sandbox.bot.send_message(group, "twenty a minute")
    assert "retry after 3" in await sandbox.refusal("sendMessage", chat_id=group, text="one more")

    await sandbox.play.advance(60)
    people = [await sandbox.play.person("Somebody") for _ in range(40)]
    sent = [(await sandbox.call_anyhow("sendMessage", chat_id=one, text="thirty a second")) for one in people]
    assert 30 <= sent.count(200) < 40


async def test_the_journal_shows_every_call_with_what_it_carried(sandbox: Sandbox, maria: int) -> None:
    before = (await sandbox.play.look("journal"))["n"]
    await sandbox.call("sendMessage", chat_id=str(maria), text="hello", reply_markup='{"inline_keyboard":[]}')
    await sandbox.bot.send_document(maria, b"%PDF", filename="letter.pdf")
    await sandbox.refusal("sendMessage", chat_id=maria, text="")
    text, file, refused = await sandbox.play.calls(since=before)
    assert (text["method"], text["chat"], text["status"], text["effect"]) == ("sendMessage", maria, 200, True)
    assert text["payload"] == {"chat_id": str(maria), "text": "hello", "reply_markup": {"inline_keyboard": []}}
    assert file["payload"]["document"] == {"file_name": "letter.pdf", "size": 4}
    assert (refused["status"], refused["effect"]) == (400, False)
    assert refused["description"] == "Bad Request: message text is empty"
    assert [call["n"] for call in await sandbox.play.calls(since=before + 1)] == [before + 2, before + 3]


async def test_a_long_run_remembers_only_as_much_as_it_was_told_to() -> None:
    running = await serve(0, TOKEN, Clock(), remember=10)
    async with Player(running.url) as play, aiohttp.ClientSession() as http:
        maria = await play.person("Maria")
        for number in range(50):
            body = {"chat_id": maria, "text": str(number)}
            async with http.post(f"{running.url}/bot{TOKEN}/sendMessage", json=body) as answer:
                assert answer.status == 200
        calls = await play.calls(since=30)
        assert [call["n"] for call in calls] == list(range(41, 51))
        assert [call["n"] for call in await play.calls(since=45)] == list(range(46, 51))
        shown = await play.seen(maria)
        assert 10 <= len(shown) <= 20
        assert shown[-1]["text"] == "49"
    await running.stop()


async def test_whoever_watches_is_told_what_changed(sandbox: Sandbox, maria: int) -> None:
    seq = (await sandbox.play.look("world"))["seq"]
    sent = await sandbox.bot.send_message(maria, "hello")
    await sandbox.bot.edit_message_text("hello!", maria, sent.message_id)
    events = await sandbox.play.look(f"events?since={seq}")
    assert [(one["what"], one["message_id"]) for one in events["changes"]] == [
        ("message", sent.message_id),
        ("edited", sent.message_id),
    ]
    assert not events["gap"]
    assert (await sandbox.play.look(f"events?since={events['seq']}&timeout=0"))["changes"] == []
    newer = (await sandbox.play.chat(maria, since=events["seq"]))["messages"]
    assert newer == []


async def test_the_clock_moves_forward_only(sandbox: Sandbox) -> None:
    before = (await sandbox.play.look("clock"))["unix"]
    after = (await sandbox.play.do("clock", {"advance": 3600}))["unix"]
    assert 3600 <= after - before < 3660
    with pytest.raises(Refusal, match="seconds to move forward"):
        await sandbox.play.do("clock", {"advance": -1})


async def test_another_sites_page_cannot_play_people_here(sandbox: Sandbox, maria: int) -> None:
    url = f"{sandbox.running.url}/play/block"
    for headers in ({"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}):
        async with sandbox.http.post(url, json={"from": maria}, headers=headers) as answer:
            assert answer.status == 403
    async with sandbox.http.post(url, json={"from": maria}, headers={"Origin": sandbox.running.url}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "path", ["/pages/../api.py", "/pages/%2e%2e/api.py", "/pages/", "/etc/passwd", "/pages/none.js"]
)
async def test_only_what_is_in_the_pages_folder_is_served(sandbox: Sandbox, path: str) -> None:
    async with sandbox.http.get(yarl.URL(sandbox.running.url + path, encoded=True)) as answer:
        assert answer.status == 404
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.charset == "utf-8"


async def test_a_wrong_token_and_an_unknown_method(sandbox: Sandbox) -> None:
    async with sandbox.http.get(f"{sandbox.running.url}/bot43:OTHER/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    heard = await sandbox.call("sendTelepathy")
    assert (heard["error_code"], heard["description"]) == (404, "Not Found: method not found")
