"""The staff's side of the page, the time, the faults and the topics."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from bot.clock import Clock
from bot.sandbox.api import Running, serve
from tests.browser.conftest import TOKEN, Cast, Play
from tests.browser.puppet import Puppet
from tests.browser.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_group_is_played_by_each_of_its_members(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await bot.says(cast.group, "MAPLE-LAMP-27 waits", ["Claim"])
    await stage.group.taps("Claim", by="Advocate B")
    query = await bot.answers_tap("It is yours.")
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (cast.other_advocate, cast.group)
    await stage.group.is_told("It is yours.")


async def test_the_private_chat_beside_the_group_is_that_of_whoever_acts(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.group.plays("Advocate B")
    await stage.advocate.starts()
    assert (await bot.hears())["from"]["id"] == cast.other_advocate
    await bot.says(cast.other_advocate, "She wrote to you")
    await stage.advocate.sees("She wrote to you")
    await stage.advocate.plays("Advocate A")
    await stage.advocate.sees_no_more("She wrote to you")
    await expect(stage.group.pane.locator("select")).to_have_value(str(cast.advocate))


async def test_both_advocates_tap_at_once_and_each_hears_their_own_answer(
    stage: Stage, bot: Puppet, cast: Cast
) -> None:
    await bot.says(cast.group, "MAPLE-LAMP-27 waits", ["Claim"])
    await stage.group.taps("Claim", by="Everybody at once")
    first, second = await bot.answers_tap("It is yours."), await bot.answers_tap("Somebody has her already.")
    assert {first["from"]["id"], second["from"]["id"]} == {cast.advocate, cast.other_advocate}
    await stage.group.is_told(f"{first['from']['first_name']}: It is yours.")
    await stage.group.is_told(f"{second['from']['first_name']}: Somebody has her already.")


async def test_a_tap_that_comes_after_the_message_has_changed_still_counts(
    stage: Stage, bot: Puppet, cast: Cast
) -> None:
    """As from a real phone, which sends what its screen shows: who lost the race must hear of it."""
    card = await bot.says(cast.group, "MAPLE-LAMP-27 waits", ["Claim"])
    changed, tapped = asyncio.Event(), 0

    async def hold_the_second(route: Route) -> None:
        nonlocal tapped
        tapped += 1
        if tapped == 2:
            await changed.wait()
        await route.continue_()

    await stage.page.route("**/play/tap", hold_the_second)
    await stage.group.taps("Claim", by="Everybody at once")
    await bot.answers_tap("It is yours.")
    await bot.call("editMessageText", chat_id=cast.group, message_id=card, text="MAPLE-LAMP-27 is taken")
    changed.set()
    late = await bot.answers_tap("Somebody has her already.")
    assert late["data"] == "Claim"
    await stage.group.is_told("Somebody has her already.")


async def test_who_writes_in_the_group_is_named_to_the_others(stage: Stage, cast: Cast) -> None:
    await stage.group.types("I can take her")
    assert "mine" in (await (await stage.group.sees("I can take her")).get_attribute("class") or "")
    await stage.group.plays("Advocate B")
    theirs = await stage.group.sees("I can take her")
    await expect(theirs.locator(".who")).to_have_text("Advocate A")


async def test_another_worker_has_a_phone_of_her_own(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.plays("Worker 2")
    await stage.worker.sees_no_more("/start")
    await stage.worker.plays("Another worker…")
    await expect(stage.worker.pane.locator("select")).not_to_have_value(str(cast.other_worker))
    await stage.worker.starts()
    await bot.hears()
    heard = await bot.hears()
    assert heard["from"]["first_name"] == "Worker 3"


async def test_a_sandbox_without_anybody_gets_a_worker(browser: Browser) -> None:
    running = await serve(0, TOKEN, Clock())
    async with Stage.open(browser, running.url) as stage:
        await expect(stage.worker.pane.locator("select option").first).to_have_text("Worker 1")
        await expect(stage.group.pane).to_contain_text("no staff group")
        await stage.worker.starts()
        await stage.worker.sees("/start")
        assert stage.complaints == []
    await running.stop()


async def test_time_is_moved_on(stage: Stage, sandbox: Running) -> None:
    before = sandbox.world.unix()
    await stage.moves_time("+12 h")
    await stage.moves_time("+2 days")
    await expect(stage.page.locator(".moved")).to_have_text("moved on by 2 d 12 h")
    assert 216_000 <= sandbox.world.unix() - before < 216_060


async def test_days_stand_between_messages_of_different_days(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.moves_time("+2 days")
    await expect(stage.page.locator(".moved")).to_contain_text("2 d")
    await bot.says(cast.worker, "Are you still there?")
    await stage.worker.sees("Are you still there?")
    await expect(stage.worker.pane.locator(".day")).to_have_count(2)


@pytest.mark.parametrize(
    ("words", "fault"), [("429", "too_many"), ("502", "bad_gateway"), ("Answers get lost", "lost_answer")]
)
async def test_a_fault_is_switched_on_and_off(stage: Stage, sandbox: Running, words: str, fault: str) -> None:
    count = stage.page.locator(".faults .count")
    await expect(count).to_be_hidden()
    await stage.switches(words)
    await expect(count).to_contain_text("1")
    assert sandbox.world.faults.chances[fault] == pytest.approx(0.3)
    await stage.switches(words)
    await expect(count).to_be_hidden()
    assert sandbox.world.faults.chances[fault] == 0


async def test_a_worker_blocks_the_bot_and_lets_it_in_again(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.blocks()
    assert (await bot.hears("my_chat_member"))["new_chat_member"]["status"] == "member"  # the group's, from before
    assert (await bot.hears("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await expect(stage.worker.pane.get_by_role("button", name="Let it in again")).to_be_focused()
    await stage.worker.plays("Worker 2")
    await expect(stage.worker.pane.locator(".blocked-note")).to_be_hidden()
    await stage.worker.plays("Worker 1")
    await stage.worker.lets_in_again()
    assert (await bot.hears("my_chat_member"))["new_chat_member"]["status"] == "member"


async def test_whoever_has_something_new_meanwhile_is_named(stage: Stage, bot: Puppet, cast: Cast) -> None:
    named = stage.advocate.pane.locator(".elsewhere")
    await stage.advocate.starts()
    await stage.advocate.plays("Advocate B")
    await stage.advocate.starts()
    await expect(named).to_be_hidden()
    await bot.says(cast.advocate, "Somebody asks for you")
    await bot.says(cast.advocate, "Still")
    await bot.says(cast.advocate, "Once more")
    await expect(named).to_have_text("Advocate A 3 new")
    await stage.advocate.turns_to("Advocate A")
    await stage.advocate.sees("Somebody asks for you")
    await expect(named).to_be_hidden()


async def test_each_topic_is_a_tab(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.advocate.starts()
    await stage.switches("Topics")
    await expect(stage.page.locator("[name=topics]")).to_be_checked()
    async with asyncio.timeout(10):  # the box is ticked before the sandbox has heard of it
        while not (await bot.call("getMe"))["has_topics_enabled"]:
            continue
    for name in ("MAPLE-LAMP-27", "QUIET-HERON-12"):
        topic = await bot.call("createForumTopic", chat_id=cast.advocate, name=name)
        await bot.says(cast.advocate, f"About {name}", message_thread_id=topic["message_thread_id"])
    await stage.advocate.sees("About QUIET-HERON-12")
    await stage.advocate.opens("MAPLE-LAMP-27")
    await stage.advocate.sees("About MAPLE-LAMP-27")
    await stage.advocate.sees_no_more("About QUIET-HERON-12")
    await stage.advocate.types("Are you safe?")
    await bot.hears()
    heard = await bot.hears()
    assert heard["is_topic_message"] and heard["message_thread_id"] != topic["message_thread_id"]
    await bot.says(cast.advocate, "News", message_thread_id=topic["message_thread_id"])
    await expect(stage.advocate.pane.get_by_role("tab", name="QUIET-HERON-12")).to_contain_text("1 new")


async def test_a_group_that_moved_is_followed(stage: Stage, bot: Puppet, cast: Cast, play: Play) -> None:
    moved = (await play("migrate", chat=cast.group))["id"]
    await bot.says(moved, "Here now", ["Claim"])
    await stage.group.sees("Here now")


async def test_a_sandbox_that_stops_is_not_taken_for_silence(browser: Browser) -> None:
    running = await serve(0, TOKEN, Clock())
    async with Stage.open(browser, running.url) as stage:
        await running.stop()
        await expect(stage.page.get_by_text("The sandbox does not answer.")).to_be_visible()
        port = int(running.url.rpartition(":")[2])
        again = await serve(port, TOKEN, Clock())
        await expect(stage.page.get_by_text("The sandbox does not answer.")).to_be_hidden(timeout=20_000)
        await stage.worker.starts()
        await again.stop()
