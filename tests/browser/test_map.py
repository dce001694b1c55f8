"""A map as a browser draws it: every word inside its box, whatever the script."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from bot import content
from bot.words import Words
from flows.engine.drawing.of_flow import of_flow
from flows.engine.drawing.svg import svg
from tests.flows.house import house_bundle

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUSE = house_bundle()

OUTSIDE = """() => [...document.querySelectorAll("g.box, g.label")].flatMap(group => {
  const shape = group.querySelector("rect, polygon").getBBox();
  return [...group.querySelectorAll("text")].map(text => [text.textContent, text.getBBox()]).filter(([, it]) =>
    it.x < shape.x || it.x + it.width > shape.x + shape.width || it.y < shape.y - 2 ||
    it.y + it.height > shape.y + shape.height + 2).map(([words]) => words);
})"""


async def outside(browser: Browser, picture: str) -> list[str]:
    page = await browser.new_page()
    await page.set_content(picture)
    found: list[str] = await page.evaluate(OUTSIDE)
    await page.close()
    return found


@pytest.mark.parametrize("language", ["en", "fil", "ar"])
async def test_every_word_stands_inside_its_box(browser: Browser, language: str) -> None:
    """All flows on one page: to open one for each takes longer than to draw them."""
    words = Words(HOUSE, content.catalogues(content.LOCALES, HOUSE))
    charts = (
        of_flow(HOUSE, flow, lambda key: words.text(key, language, {}), {}, mirrored=language == "ar")
        for flow in HOUSE.flows.values()
    )
    assert await outside(browser, "\n".join(svg(chart) for chart in charts)) == []


async def test_the_guard_sees_a_word_outside(browser: Browser) -> None:
    chart = of_flow(HOUSE, HOUSE.flows["is-it-safe"], HOUSE.texts.__getitem__, {})
    assert await outside(browser, svg(chart).replace("ask: safe_now</text>", f"{'wide ' * 60}</text>")) != []
