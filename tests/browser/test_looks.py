"""How the page looks: right-to-left, dark, narrow, by keyboard alone, and legible everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.sandbox.api import Running
from tests.browser.conftest import Cast, Play
from tests.browser.measures import LEGIBLE, PRESSABLE
from tests.browser.puppet import Puppet
from tests.browser.stage import NARROW, WIDE, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

ARABIC = "يحق لك الاحتفاظ بجواز سفرك. اتصلي بالرقم \u2066\u200e999\u200e\u2069."


async def style(of: Locator, name: str) -> str:
    found: str = await of.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    return found


async def a_talk(stage: Stage, bot: Puppet, cast: Cast) -> None:
    """Something of everything on the screen."""
    await stage.worker.starts()
    await bot.says(cast.worker, ARABIC, ["نعم"], ["شخص", "إخفاء"])
    await stage.worker.sends_voice()
    await stage.worker.sends_picture()
    await stage.worker.replies("جواز", "شكرا")
    await bot.says(cast.group, "MAPLE-LAMP-27 · waiting 4 minutes", ["Claim"], protect_content=True)
    await stage.advocate.starts()
    code = {"type": "code", "offset": 4, "length": 4}
    await bot.says(cast.advocate, "She wrote: I am afraid", ["Close", "Release"], entities=[code], protect_content=True)
    await stage.advocate.replies("I am afraid", "Are you safe now?")
    await stage.group.sees("MAPLE-LAMP-27")


async def test_arabic_runs_from_the_right_and_turns_the_phone_round(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await bot.says(cast.worker, ARABIC, ["نعم، آمن"])
    theirs = (await stage.worker.sees("جواز")).locator(".text")
    assert await style(theirs, "direction") == "rtl"
    assert await theirs.get_attribute("lang") == "ar"
    key = (await stage.worker.sees_key("نعم")).locator("span")
    assert (await style(key, "direction"), await key.get_attribute("lang")) == ("rtl", "ar")
    bubble, phone = theirs.locator(".."), stage.worker.pane.locator(".device")
    ours, frame = await bubble.bounding_box(), await phone.bounding_box()
    assert ours and frame and ours["x"] - frame["x"] > 30, "the bot's bubble stands at the right edge"
    mine = (await stage.worker.sees("/start")).locator(".text")
    assert await style(mine, "direction") == "ltr", "Latin letters keep their own way"


async def test_english_answers_do_not_turn_an_arabic_phone_round(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await stage.worker.types("جواز سفري في غرفتها")
    for n in range(4):
        await bot.says(cast.worker, f"An answer in English {n}")
    await stage.worker.sees("English 3")
    assert await style(stage.worker.pane.locator(".device"), "direction") == "rtl"


@pytest.mark.parametrize("words", ["Are you safe?", ARABIC])
async def test_the_menus_of_a_chat_stay_on_a_narrow_screen(
    browser: Browser, sandbox: Running, bot: Puppet, cast: Cast, words: str
) -> None:
    """Of the first message and of the last, of hers and of the bot's, in both directions; and what is in them."""
    async with Stage.open(browser, sandbox.url, size=NARROW) as stage:
        worker = stage.worker
        await worker.starts()
        for n in range(12):
            await bot.says(cast.worker, f"{words} {n}", ["Yes"])
        await worker.types(words)
        shown = worker.messages
        await expect(shown).to_have_count(14)
        for menu in (
            *(shown.nth(n).locator(".tools") for n in (0, 1, 12, 13)), worker.pane.locator(".more"),
            worker.pane.locator(".attach"),
        ):  # fmt: skip
            await menu.locator("summary").focus()
            await stage.page.keyboard.press("Enter")
            await expect(menu.locator(".sheet button").last).to_be_in_viewport(ratio=1)
            sheet, frame = (
                await menu.locator(".sheet").bounding_box(),
                await worker.pane.locator(".device").bounding_box(),
            )
            assert sheet and frame
            assert sheet["x"] >= frame["x"] and sheet["x"] + sheet["width"] <= frame["x"] + frame["width"]
            assert sheet["y"] >= frame["y"]
            assert await stage.page.evaluate(LEGIBLE) == [] and await stage.page.evaluate(PRESSABLE) == []
            await stage.page.keyboard.press("Escape")
            await expect(menu.locator("summary")).to_be_focused()


async def test_a_sign_an_edit_and_a_block_by_keyboard(stage: Stage, bot: Puppet, cast: Cast) -> None:
    page, worker = stage.page, stage.worker
    await worker.starts()
    await worker.types("I live in Leds")
    await worker.message("Leds").locator("summary").focus()
    for key in ("Enter", "Tab", "Enter"):
        await page.keyboard.press(key)
    await expect(worker.message("Leds").locator(".reactions")).to_have_text("👍")
    await expect(worker.message("Leds")).to_be_focused()
    for key in ("Tab", "Enter", *["Tab"] * 8, "Enter"):  # past six signs and Reply
        await page.keyboard.press(key)
    await page.keyboard.type("!")
    await page.keyboard.press("Enter")
    await worker.sees("I live in Leds!")
    await worker.pane.locator(".more summary").focus()
    for key in ("Enter", "Tab", "Enter"):
        await page.keyboard.press(key)
    await expect(worker.pane.get_by_role("button", name="Let it in again")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(worker.pane.get_by_label("Message", exact=True)).to_be_focused()


async def test_a_bubble_is_as_wide_as_its_words(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await bot.says(cast.group, "MORNING-SPINDLE-30 - what she agreed")
    written = await stage.group.sees("MORNING-SPINDLE-30")
    lines = "element => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight)"
    assert await written.locator(".text").evaluate(lines) < 1.5


async def test_arabic_words_do_not_turn_the_staff_chats_round(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.advocate.starts()
    await bot.says(cast.advocate, ARABIC)
    words = (await stage.advocate.sees("جواز")).locator(".text")
    assert await style(words, "direction") == "rtl"
    assert await style(stage.advocate.pane.locator(".device"), "direction") == "ltr"


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True])
async def test_everything_is_legible_and_large_enough(
    browser: Browser, sandbox: Running, bot: Puppet, cast: Cast, dark: bool, size: tuple[int, int]
) -> None:
    async with Stage.open(browser, sandbox.url, dark=dark, size=size) as stage:
        assert await stage.page.evaluate(LEGIBLE) == []
        await a_talk(stage, bot, cast)
        for seat in (stage.worker, stage.group, stage.advocate):
            await seat.sees("")
            await stage.page.locator(".faults > summary").click()
            assert await stage.page.evaluate(LEGIBLE) == []
            assert await stage.page.evaluate(PRESSABLE) == []
            await stage.page.keyboard.press("Escape")
        assert await stage.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert stage.complaints == []


async def test_nothing_runs_off_the_side_at_any_width(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await a_talk(stage, bot, cast)
    for width in (320, 360, 768, 1099, 1100, 1280, 1920):
        await stage.page.set_viewport_size({"width": width, "height": 800})
        wide = await stage.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


async def test_the_measure_of_contrast_finds_what_is_faint(stage: Stage) -> None:
    await stage.page.evaluate("document.querySelector('h1').style.color = 'color-mix(in srgb, grey 60%, transparent)'")
    faint: list[str] = await stage.page.evaluate(LEGIBLE)
    assert [line.split(" ", 1)[1] for line in faint] == ["Helpline sandbox"]
    await stage.page.evaluate("document.querySelector('.help').textContent = ''")
    assert len(await stage.page.evaluate(PRESSABLE)) == 1


async def test_a_whole_exchange_by_keyboard(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.pane.locator(".start").focus()
    await stage.page.keyboard.press("Enter")
    await bot.hears()
    message = await bot.says(cast.worker, "Who has it?", ["My employer"])
    key = await stage.worker.sees_key("My employer")
    await stage.worker.pane.locator(".scroller").focus()
    for _ in range(6):
        await stage.page.keyboard.press("Tab")
        if await key.evaluate("key => key === document.activeElement"):
            break
    await expect(key).to_be_focused()
    assert await style(key, "outlineStyle") == "solid"
    await stage.page.keyboard.press("Enter")
    await bot.answers_tap()
    again = {"inline_keyboard": [[{"text": "Back", "callback_data": "b"}]]}
    await bot.call("editMessageText", chat_id=cast.worker, message_id=message, text="Keep it.", reply_markup=again)
    changed = await stage.worker.sees("Keep it.")
    await expect(changed).to_be_focused()  # the place is kept when the screen changes under the finger
    await stage.page.keyboard.press("Tab")
    await stage.page.keyboard.press("Tab")
    await expect(stage.worker.key("Back")).to_be_focused()


async def test_what_is_new_is_said_to_those_who_listen(stage: Stage) -> None:
    log = stage.worker.pane.get_by_role("log")
    await expect(log).to_have_count(1)
    assert await stage.worker.pane.locator(".toasts[role=status]").count() == 1


async def test_a_narrow_screen_shows_one_chat_and_counts_the_others(
    browser: Browser, sandbox: Running, bot: Puppet, cast: Cast
) -> None:
    async with Stage.open(browser, sandbox.url, size=NARROW) as stage:
        await expect(stage.group.pane).to_be_hidden()
        await bot.says(cast.group, "MAPLE-LAMP-27", ["Claim"])
        tab = stage.page.locator(".tabs [data-shows=group]")
        await expect(tab.locator(".count")).to_be_visible()
        await stage.group.sees("MAPLE-LAMP-27")
        await expect(tab.locator(".count")).to_be_hidden()
        await expect(stage.worker.pane).to_be_hidden()


async def test_the_newest_words_stay_in_sight(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    for n in range(12):
        await bot.says(cast.worker, f"Line {n}\nand more\nand more")
    await stage.worker.sends_picture()
    await expect(await stage.worker.sees_picture()).to_be_in_viewport(ratio=0.9)
    scroller = stage.worker.pane.locator(".scroller")
    await scroller.hover()
    await stage.page.mouse.wheel(0, -900)
    await expect(stage.worker.pane.locator("img.photo")).not_to_be_in_viewport()
    await bot.says(cast.worker, "Something new")
    newest = stage.worker.pane.get_by_role("button", name="To the newest message")
    await expect(stage.worker.message("Something new")).not_to_be_in_viewport()
    await newest.click()
    await expect(stage.worker.message("Something new")).to_be_in_viewport()


async def test_nothing_moves_for_those_who_asked_for_calm(
    browser: Browser, sandbox: Running, cast: Cast, play: Play
) -> None:
    moving: dict[bool, Any] = {}
    await play("send", **{"from": cast.worker, "text": "hello"})
    for motion in (True, False):
        async with Stage.open(browser, sandbox.url, motion=motion) as stage:
            moving[motion] = await style(stage.worker.message("hello"), "animationName")
    assert moving == {True: "arrive", False: "none"}
