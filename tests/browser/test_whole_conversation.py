"""The real bot on the demo page, from a worker's first tap until she comes back; and the picture in README.md."""

from __future__ import annotations

import asyncio
import os
import re
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot import content
from bot.demo import ADVOCATES, Demo, staged
from bot.settings import HOUSE
from tests.browser.stage import WIDE, Seat, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURES = "HELPLINE_PICTURES"  # set: the picture of README.md is taken anew
NAMES = [name for name, _ in ADVOCATES]
CODE_NAME = re.compile(r"[A-Z]+-[A-Z]+-[0-9]+")


@cache
def words_in(language: str) -> Callable[[str], str]:
    """What stands on the phone for a key, up to what is filled in: `words_in("ar")("globals/hide")`."""
    _, words = content.load(HOUSE / "flows" / "content")
    slots = {"place_in_line": "1"}
    return lambda key: words.text(key, language, slots).partition("\u2066")[0].partition("\n")[0].strip()


@asynccontextmanager
async def the_demo(
    browser: Browser, folder: Path, *, dark: bool = False, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[Demo, Stage]]:
    """`helpline demo` with its page open. What the page complains of fails the test."""
    async with staged(0, folder) as demo, Stage.open(browser, demo.sandbox.url, dark=dark, size=size) as stage:
        yield demo, stage
        assert stage.complaints == []


# What she is asked, and what she taps.
TO_A_PERSON = (
    ("is-it-safe/safe_now/ask", "is-it-safe/safe_now/option.yes"),
    ("urgent-danger/danger/ask", "urgent-danger/danger/option.no"),
    ("globals/menu", "passport-kept/menu"),
    ("passport-kept/who_has_it/ask", "passport-kept/who_has_it/option.employer"),
    ("passport-kept/what_next/ask", "passport-kept/what_next/option.person"),
    ("ask-person/agree/consent.text", "ask-person/agree/consent.agree"),
)
IN_DANGER_SOON = (
    ("is-it-safe/safe_now/ask", "is-it-safe/safe_now/option.yes"),
    ("urgent-danger/danger/ask", "urgent-danger/danger/option.soon"),
    ("urgent-danger/person_now/ask", "urgent-danger/person_now/option.yes"),
    ("ask-person/agree/consent.text", "ask-person/agree/consent.agree"),
)


async def asks_for_a_person(
    worker: Seat, language: str, own_name: str, way: tuple[tuple[str, str], ...] = TO_A_PERSON
) -> None:
    """A handful of taps, in her own language."""
    says = words_in(language)
    await worker.starts()
    await worker.sees("🌐")
    await worker.taps(own_name)
    for question, answer in way:
        await worker.sees(says(question))
        await worker.taps(re.compile(rf"^{re.escape(says(answer))}$"))  # the whole label: "No" is also part of others
    await worker.sees(says("ask-person/told/say"))


async def is_claimed(stage: Stage) -> tuple[str, str]:
    """Both tap at once: (the case's code name, who has it). The other is told so."""
    card = await stage.group.sees(CODE_NAME)
    code = CODE_NAME.search(await card.inner_text())
    assert code
    await stage.group.taps("Claim", by="Everybody at once")
    taken = await stage.group.sees(re.compile("with (" + "|".join(NAMES) + ")"))
    [winner] = [name for name in NAMES if f"with {name}" in await taken.inner_text()]
    [loser] = [name for name in NAMES if name != winner]
    await stage.group.is_told(f"{winner}: {code[0]} is yours.")
    await stage.group.is_told(f"{loser}: {winner} has it.")
    await stage.group.pane.get_by_role("button", name="OK").click()
    await stage.advocate.plays(winner)
    return code[0], winner


async def test_a_whole_conversation_in_arabic(browser: Browser, tmp_path: Path) -> None:
    says = words_in("ar")
    async with the_demo(browser, tmp_path) as (_, stage):
        worker, advocate = stage.worker, stage.advocate
        await asks_for_a_person(worker, "ar", "العربية")
        await worker.types("هي تقفل عليه في غرفتها")
        await worker.sees(says("globals/kept_for_person"))

        code, _ = await is_claimed(stage)
        await advocate.sees(f"{code} is yours")
        await advocate.sees("هي تقفل عليه في غرفتها")
        await worker.sees(says("globals/person_joined"))

        await advocate.types("Hello. Is it safe to talk?")
        await worker.sees("Is it safe to talk?")
        await expect(advocate.message("Is it safe to talk?").locator(".reactions")).to_contain_text("👍")
        await worker.types("نعم")
        await advocate.sees("نعم")

        await worker.sends_picture()
        await advocate.sees_picture()
        await worker.sends_voice()
        await advocate.sees_voice()
        await advocate.sends_picture()
        await expect(worker.messages.locator("img.photo")).to_have_count(2)
        await advocate.sends_voice()
        await expect(worker.messages.locator(".voice")).to_have_count(2)

        await advocate.types("/close")
        await advocate.taps("Help was given")
        await advocate.sees(f"{code} is closed")
        await worker.sees(says("globals/closed_by_person"))
        await stage.group.sees("closed")

        await worker.types("سؤال آخر")
        await worker.sees(says("globals/closed_case"))
        await worker.taps(says("globals/come_back"))
        await worker.sees(says("globals/waiting"))
        await stage.group.sees_key("Claim")


async def test_the_staff_group_never_shows_what_she_wrote(browser: Browser, tmp_path: Path) -> None:
    async with the_demo(browser, tmp_path) as (_, stage):
        await asks_for_a_person(stage.worker, "fil", "Filipino (Tagalog)")
        await stage.worker.types("Kinuha niya ang pasaporte ko")
        await is_claimed(stage)
        await stage.advocate.sees("Kinuha niya")
        shown = await stage.group.pane.inner_text()
        assert CODE_NAME.search(shown) and "Filipino" in shown
        assert "Kinuha" not in shown and "Worker" not in shown
        await stage.advocate.opens("General")
        opened = (await stage.advocate.sees("/start")).locator(".text")
        await expect(opened).to_have_text("/start")  # as Telegram's apps show a link: without what makes her staff


async def test_the_picture_of_the_demo(browser: Browser, tmp_path: Path) -> None:
    """About the middle of a conversation in English, while somebody else begins to wait."""
    async with the_demo(browser, tmp_path) as (_, stage):
        await asks_for_a_person(stage.worker, "en", "English")
        await stage.worker.types("She locks it in her room. I asked two times.")
        await is_claimed(stage)
        await stage.worker.plays("Worker 2")
        await asks_for_a_person(stage.worker, "fil", "Filipino (Tagalog)", IN_DANGER_SOON)
        await stage.worker.plays("Worker 1")
        await stage.group.sees("Filipino")
        await stage.advocate.types("Hello. Thank you for telling me. Is it safe to talk for ten minutes?")
        await stage.worker.sees("ten minutes")
        await stage.worker.types("Yes. She is out until four.")
        await stage.advocate.sees("until four")
        await expect(stage.advocate.message("ten minutes").locator(".reactions")).to_contain_text("👍")
        await expect(stage.page.locator(".toast")).to_have_count(0, timeout=10_000)  # it is read for six seconds
        await stage.page.mouse.move(0, 0)
        await stage.page.locator("h1").click()
        path = HOUSE / "docs" / "demo.png" if os.environ.get(PICTURES) else tmp_path / "demo.png"
        await stage.screenshot(path)
    assert is_a_picture(path.read_bytes(), WIDE)


def is_a_picture(png: bytes, size: tuple[int, int]) -> bool:
    """A PNG of this size, and not one colour from edge to edge: that would compress to next to nothing."""
    return png.startswith(b"\x89PNG\r\n\x1a\n") and struct.unpack(">II", png[16:24]) == size and len(png) > 40_000


async def test_readme_shows_a_picture_of_the_page() -> None:
    assert "docs/demo.png" in (HOUSE / "README.md").read_text(encoding="utf-8")
    assert is_a_picture((HOUSE / "docs" / "demo.png").read_bytes(), WIDE)


async def test_a_blank_page_is_no_picture(browser: Browser, tmp_path: Path) -> None:
    page = await browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
    assert not is_a_picture(await page.screenshot(), WIDE)
    await page.close()


async def test_the_demo_ends_at_once_while_its_page_is_open(browser: Browser, tmp_path: Path) -> None:
    async with staged(0, tmp_path) as demo, Stage.open(browser, demo.sandbox.url) as stage:
        began = time.monotonic()
        await asyncio.wait_for(demo.sandbox.stop(), 5)
        assert time.monotonic() - began < 0.4
        await expect(stage.page.locator(".cut")).to_be_visible()
