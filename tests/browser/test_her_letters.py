"""What she sees in her own letters: the danger flow in pictures, no empty boxes, no label cut, numbers in order."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from pathlib import Path

import pytest
import regex  # type: ignore[import-untyped]
from playwright.async_api import Browser, expect

from bot import content
from bot.sandbox.api import Running
from bot.settings import HOUSE
from bot.words import Words
from flows.engine.bundle import Bundle
from tests.browser.conftest import Cast
from tests.browser.measures import AS_SEEN, CROWDED, UNDRAWN
from tests.browser.puppet import Puppet
from tests.browser.stage import NARROW, Seat, Stage
from tests.browser.test_whole_conversation import PICTURES, is_a_picture, the_demo, words_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOWN = ("ar", "am", "si", "fil")
"""In docs/danger.png, from left to right."""

TALL = (390, 1040)
"""So that the whole message is on the picture, from the number to call to the last button."""

SHEET = (1496, 876)
GRAPHEME = regex.compile(r"\X")


@pytest.fixture(scope="module")
def house() -> tuple[Bundle, Words]:
    return content.load(HOUSE / "flows" / "content")


async def taps(worker: Seat, label: str) -> None:
    await worker.taps(re.compile(rf"^{re.escape(label)}$"))


async def comes_to_danger(worker: Seat, language: str, own_name: str, *, first: bool) -> None:
    """She is in danger now. After the first time she comes from the menu, and changes the language by its name."""
    says = words_in(language)
    if first:
        await worker.starts()
        await taps(worker, own_name)
        await taps(worker, says("is-it-safe/safe_now/option.yes"))
    else:
        await worker.types(own_name)
        await worker.sees(says("globals/preview"))
        await taps(worker, says("urgent-danger/menu"))
    await taps(worker, says("urgent-danger/danger/option.now"))
    await worker.sees(says("urgent-danger/call_now/say"))


async def test_the_danger_flow_in_pictures(browser: Browser, tmp_path: Path, house: tuple[Bundle, Words]) -> None:
    """Two workers, two languages each: a chat takes no more than some eight messages before it must wait."""
    bundle, pictures = house[0], []
    async with the_demo(browser, tmp_path, size=TALL) as (_, stage):
        for number, code in enumerate(SHOWN):
            worker, first = stage.worker, number % 2 == 0
            if first:
                await worker.plays(f"Worker {number // 2 + 1}")
            await comes_to_danger(worker, code, bundle.spoken[code].own_name, first=first)
            shown = worker.messages.last
            await expect(shown.locator(".key").last).to_be_visible()
            assert (await shown.evaluate(UNDRAWN))["missing"] == []
            assert await shown.locator(".text").evaluate(AS_SEEN, "999") == "999"
            pictures.append(await worker.pane.screenshot())
            await taps(worker, words_in(code)("urgent-danger/person_now/option.no"))
    path = HOUSE / "docs" / "danger.png" if os.environ.get(PICTURES) else tmp_path / "danger.png"
    await side_by_side(browser, pictures, path)
    assert is_a_picture(path.read_bytes(), SHEET)


async def side_by_side(browser: Browser, pictures: list[bytes], path: Path) -> None:
    sources = [f"data:image/png;base64,{b64encode(picture).decode()}" for picture in pictures]
    page = await browser.new_page(viewport={"width": SHEET[0], "height": SHEET[1]})
    images = "".join(f'<img src="{source}" style="width: 25%">' for source in sources)
    await page.set_content(f'<body style="margin: 0; display: flex; background: #efe9df">{images}')
    await page.wait_for_load_state("load")
    await page.screenshot(path=str(path))
    await page.close()


async def test_readme_shows_the_danger_flow() -> None:
    assert "docs/danger.png" in (HOUSE / "README.md").read_text(encoding="utf-8")
    assert is_a_picture((HOUSE / "docs" / "danger.png").read_bytes(), SHEET)


async def test_every_letter_of_every_language_is_drawn(
    stage: Stage, bot: Puppet, cast: Cast, house: tuple[Bundle, Words]
) -> None:
    """All that is ever said, not only in the danger flow: each letter once."""
    bundle, words = house
    await stage.worker.starts()
    for language in bundle.languages:
        letters = {letter for key in bundle.texts for letter in GRAPHEME.findall(words.text(key, language.code, {}))}
        await bot.says(cast.worker, " ".join(sorted(letters))[:4000])
    drawn = await stage.worker.messages.last.locator("..").evaluate(UNDRAWN)
    assert drawn["missing"] == [] and drawn["letters"] > 1500


async def test_a_letter_without_a_font_is_caught(stage: Stage, bot: Puppet, cast: Cast) -> None:
    await stage.worker.starts()
    await bot.says(cast.worker, "ሰላም \U0010fffd")
    drawn = await (await stage.worker.sees("ሰላም")).evaluate(UNDRAWN)
    assert drawn["missing"] == ["\U0010fffd"]


async def test_no_label_that_shares_a_row_is_too_long(
    browser: Browser, sandbox: Running, bot: Puppet, cast: Cast, house: tuple[Bundle, Words]
) -> None:
    """On a narrow phone: the row that is always there in each language, and the names of the languages."""
    bundle, words = house
    async with Stage.open(browser, sandbox.url, size=NARROW) as stage:
        await stage.worker.starts()
        rows = [
            [words.text(f"globals/{key}", language.code, {}) for key in ("person", "hide")]
            for language in bundle.languages
        ]
        rows += [[button.label or "" for button in row] for row in bundle.pickers[""].own_rows]
        await bot.says(cast.worker, "🌐", *rows)
        await stage.worker.sees_key("Español")
        assert await stage.worker.messages.last.evaluate(CROWDED) == []
        await bot.says(cast.worker, "🌐", ["කතා කරන්න කෙනෙක් හොයන්න", "No"])
        await stage.worker.sees_key("No")
        assert await stage.worker.messages.last.evaluate(CROWDED) == ["කතා කරන්න කෙනෙක් හොයන්න"]


@pytest.mark.parametrize("language", ["ar", "ur"])
async def test_a_phone_number_is_seen_as_it_is_dialled(
    stage: Stage, bot: Puppet, cast: Cast, house: tuple[Bundle, Words], language: str
) -> None:
    """As a browser lays it out; tests/bot/test_number_order.py asks the algorithm about all of them."""
    said = house[1].text("passport-kept/numbers/say", language, {})
    assert "0800 808 3733" in said
    await stage.worker.starts()
    await bot.says(cast.worker, said)
    whole = (await stage.worker.sees("0800")).locator(".text")
    assert await whole.evaluate(AS_SEEN, "0800 808 3733") == "0800 808 3733"
    bare = said.translate(dict.fromkeys(map(ord, "\u2066\u2069\u200e")))
    await bot.says(cast.worker, bare)
    await expect(stage.worker.messages.filter(has_text="0800")).to_have_count(2)
    seen = await stage.worker.messages.last.locator(".text").evaluate(AS_SEEN, "0800 808 3733")
    assert seen == "3733 808 0800", "without its marks it would be a wrong number"
