"""A whole day at the desk on the demo page: asked, claimed by two at once, talked, handed over, blocked, closed.

Played twice: in English on a wide screen, where the pictures of docs/desk.md are taken, and in Arabic on a narrow one.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, FloatRect, Locator, expect

from bot.settings import HOUSE
from tests.browser.stage import NARROW, PATIENCE, Seat, Stage
from tests.browser.test_whole_conversation import (
    NAMES,
    PICTURES,
    asks_for_a_person,
    is_claimed,
    the_demo,
    words_in,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALL = (1280, 1500)  # so that what belongs together is on the screen together
OF_ALBUM = 204  # pixels from the side of the chat
EDGE = 7  # pixels round what is shown
DRESSED = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"
UNSEEN = ".toast, .tools, .newest { visibility: hidden }"  # what lies over the words for a moment

Shot = tuple[str, bytes]  # whose screen, and what is on it


@dataclass(frozen=True, slots=True)
class Talk:
    """What she writes this day."""

    language: str
    own_name: str
    first: str
    until: str
    until_changed: str
    back: str


ENGLISH = Talk(
    "en", "English", "My passport is in her room. I asked for it two times.", "I can talk until four.",
    "I can talk until three.", "I am back. I had to hide the phone.",
)  # fmt: skip
ARABIC = Talk(
    "ar", "العربية", "جواز سفري في غرفتها. طلبته مرتين.", "أستطيع الكلام حتى الرابعة.", "أستطيع الكلام حتى الثالثة.",
    "رجعت. كان علي أن أخفي الهاتف.",
)  # fmt: skip


@dataclass(slots=True)
class Day:
    """The page, what is said on it, and the pictures taken on the way."""

    stage: Stage
    talk: Talk
    shots: dict[str, list[Shot]] = field(default_factory=dict)

    async def shows(self, name: str, whose: str, seat: Seat, since: str) -> None:
        """The chat from the newest message with these words to its end."""
        self.keeps(name, whose, await screenshot(seat, await seat.sees(since), seat.messages.last))

    async def shows_album(self, name: str, whose: str, seat: Seat) -> None:
        await seat.sees_picture()
        album = seat.pane.locator(".in-album")
        self.keeps(name, whose, await screenshot(seat, album.first, album.last, OF_ALBUM))

    def keeps(self, name: str, whose: str, shot: bytes) -> None:
        self.shots.setdefault(name, []).append((whose, shot))


async def screenshot(seat: Seat, first: Locator, last: Locator, width: float = 0) -> bytes:
    await last.scroll_into_view_if_needed()
    frame = await seat.pane.locator(".scroller").bounding_box()
    begin, end = await first.bounding_box(), await last.bounding_box()
    assert frame and begin and end
    top = max(frame["y"], begin["y"] - EDGE)
    bottom = min(frame["y"] + frame["height"], end["y"] + end["height"] + EDGE)
    clip: FloatRect = {"x": frame["x"], "y": top, "width": width or frame["width"], "height": bottom - top}
    page = seat.pane.page
    await page.evaluate(DRESSED, UNSEEN)  # Playwright's own way is stopped by the page's Content-Security-Policy
    shot = await page.screenshot(clip=clip)
    await page.evaluate(DRESSED, "")
    return shot


# --- the day -----------------------------------------------------------------------------------------------------


async def plays(day: Day) -> None:
    code, first = await asks_and_is_claimed(day)
    await they_talk(day)
    await they_change_and_show(day)
    await a_note_is_kept(day, code)
    await is_handed_over(day, first)
    await she_blocks_and_comes_back(day)
    await ends(day, code)


async def asks_and_is_claimed(day: Day) -> tuple[str, str]:
    worker, talk = day.stage.worker, day.talk
    await asks_for_a_person(worker, talk.language, talk.own_name)
    await worker.types(talk.first)
    await day.stage.group.sees_key("Claim")
    await day.shows("claim", "The staff chat", day.stage.group, "waiting")
    await day.stage.advocate.types("/queue")
    await day.stage.advocate.sees("first because")
    await day.shows("claim", "Your chat with the bot", day.stage.advocate, "/queue")
    code, winner = await is_claimed(day.stage)  # both at once; the other is told who has it
    await day.stage.advocate.sees(f"{code} is yours")
    await day.stage.advocate.sees(talk.first)
    await worker.sees(words_in(talk.language)("globals/person_joined"))
    return code, winner


async def they_talk(day: Day) -> None:
    worker, advocate = day.stage.worker, day.stage.advocate
    await advocate.reacts(day.talk.first, "👀")
    await has_sign(worker, day.talk.first, "👀")
    await advocate.types("Hello, I have read what you wrote. Is it safe to talk for ten minutes?")
    await worker.sees("ten minutes")
    await has_sign(advocate, "ten minutes", "👍")
    await worker.types(day.talk.until)
    await advocate.sees(day.talk.until)
    await worker.reacts("ten minutes", "🙏")
    await has_sign(advocate, "ten minutes", "🙏")
    await day.shows("talk", "Your chat with the bot", advocate, "is yours")


async def has_sign(seat: Seat, under: str, sign: str) -> None:
    await expect(seat.message(under).locator(".reactions")).to_contain_text(sign, timeout=PATIENCE)


async def they_change_and_show(day: Day) -> None:
    """A changed message and an album, both ways."""
    worker, advocate, talk = day.stage.worker, day.stage.advocate, day.talk
    await worker.edits(talk.until, talk.until_changed)
    await advocate.sees(re.compile(f"✎.*{re.escape(talk.until_changed)}", re.DOTALL))
    await advocate.types("Thank you. Please send your paislip.")
    await worker.sees("paislip")
    await has_sign(advocate, "paislip", "👍")
    await advocate.edits("paislip", "Thank you. Please send your payslip.")
    await worker.sees("your payslip.")
    await worker.sees_no_more("paislip")
    await has_sign(advocate, "your payslip", "✍")
    await day.shows("both-ways", "What she sees", worker, talk.until_changed)
    await day.shows("both-ways", "What you see", advocate, talk.until)
    await worker.sends_album()
    await expect(advocate.messages.locator("img.photo")).to_have_count(3, timeout=PATIENCE)
    await day.shows_album("both-ways", "Photos that she sent together", advocate)
    await advocate.sees("came smaller than she took it")
    await advocate.sends_album()
    await expect(worker.messages.locator("img.photo")).to_have_count(6, timeout=PATIENCE)


async def a_note_is_kept(day: Day, code: str) -> None:
    advocate = day.stage.advocate
    await advocate.types("/note Payslips from two months are missing.")
    await advocate.sees(f"{code} - note kept. She does not see it.")
    await expect(day.stage.worker.messages.filter(has_text="two months")).to_have_count(0)


async def is_handed_over(day: Day, first: str) -> None:
    """To the colleague, who finds the question in her own chat and takes the case with all that was written."""
    [second] = [name for name in NAMES if name != first]
    worker, advocate = day.stage.worker, day.stage.advocate
    await advocate.types("/transfer")
    await advocate.taps(re.compile(f"^{second}"))
    await advocate.sees(f"{second} has been asked")
    await day.shows("hand-over", "Whoever hands over", advocate, "/transfer")
    await advocate.turns_to(second)
    await advocate.sees(f"{first} asks whether you take")
    await day.shows("hand-over", "Whoever is asked", advocate, f"{first} asks whether you take")
    await advocate.taps("Take it")
    await advocate.sees("is yours")
    await advocate.sees(day.talk.until_changed)
    await expect(advocate.messages.locator("img.photo")).to_have_count(6, timeout=PATIENCE)  # hers, and ours
    await worker.sees(words_in(day.talk.language)("globals/person_changed"))
    await advocate.types("I have read all of it. We can go on.")
    await worker.sees("We can go on.")


async def she_blocks_and_comes_back(day: Day) -> None:
    worker, advocate = day.stage.worker, day.stage.advocate
    await worker.blocks()
    await advocate.sees("the chat with us is closed on her side")
    await advocate.types("I am here when you can write again.")
    await advocate.sees("your message waits")
    await advocate.types("/status")
    await advocate.sees("waits until she writes")
    await worker.lets_in_again()
    await advocate.sees("is open again on her side")
    await expect(worker.messages.filter(has_text="I am here when")).to_have_count(0)  # not before she writes
    await worker.types(day.talk.back)
    await worker.sees("I am here when you can write again.")
    await advocate.sees("she writes again")
    await advocate.sees(day.talk.back)
    await has_sign(advocate, "I am here when", "👍")
    await day.shows("closed-on-her-side", "Your chat with the bot", advocate, "is closed on her side. That")


async def ends(day: Day, code: str) -> None:
    advocate, says = day.stage.advocate, words_in(day.talk.language)
    await advocate.types("/close")
    await advocate.sees("why does it end?")
    await day.shows("close", "Your chat with the bot", advocate, "/close")
    await advocate.taps("Referred on")
    await advocate.sees(f"{code} is closed")
    await day.stage.worker.sees(says("globals/closed_by_person"))
    await day.stage.group.sees(re.compile(f"{code}.*closed", re.DOTALL))


# --- played ------------------------------------------------------------------------------------------------------


async def test_a_day_at_the_desk(browser: Browser, tmp_path: Path) -> None:
    async with the_demo(browser, tmp_path, size=TALL) as (demo, stage):
        demo.sandbox.world.advance(seconds_to_sunday(demo.sandbox.world.unix()))
        day = Day(stage, ENGLISH)
        await plays(day)
    folder = HOUSE / "docs" if os.environ.get(PICTURES) else tmp_path
    for name, shots in day.shots.items():
        await side_by_side(browser, shots, folder / f"desk-{name}.png")
        assert (folder / f"desk-{name}.png").stat().st_size > 8_000


def seconds_to_sunday(unix: float) -> float:
    """Until twenty to eleven on the next Sunday, in winter time: when many have their free hours."""
    epoch_was_a_thursday = 3 * 86_400 + 10 * 3600 + 40 * 60
    return (epoch_was_a_thursday - unix) % (7 * 86_400)


async def test_a_day_at_the_desk_in_arabic_on_a_narrow_screen(browser: Browser, tmp_path: Path) -> None:
    async with the_demo(browser, tmp_path, size=NARROW) as (_, stage):
        await plays(Day(stage, ARABIC))


async def side_by_side(browser: Browser, shots: Sequence[Shot], path: Path) -> None:
    """Each under the name of whose screen it is."""
    figures = "".join(
        f'<figure><figcaption>{whose}</figcaption><img src="data:image/png;base64,{b64encode(png).decode()}"></figure>'
        for whose, png in shots
    )
    context = await browser.new_context(viewport={"width": 440 * len(shots), "height": 900})
    page = await context.new_page()
    await page.set_content(f"<!doctype html><style>{LAID_OUT}</style><body>{figures}")
    await page.wait_for_load_state("load")
    await page.locator("body").screenshot(path=str(path))
    await context.close()


LAID_OUT = """
body { margin: 0; display: flex; gap: 16px; padding: 12px; align-items: start; inline-size: fit-content;
  background: #f4f0e8; }
figure { margin: 0; } img { display: block; border-radius: 12px; border: 1px solid #dfd7c9; }
figcaption { font: 600 14px sans-serif; color: #55656a; padding: 0 4px 8px; }
"""
