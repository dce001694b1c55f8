"""The sandbox page as a stage: `await stage.worker.taps("Start")` reads like the conversation that it plays."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

PATIENCE = 15_000  # milliseconds in which what is expected must be seen
WIDE, NARROW = (1440, 900), (390, 844)
_SENT = re.compile(r"/play/(send|edit)$")  # what is done is done when the sandbox has it
_REMEMBERS = """
new MutationObserver((changes) => changes.flatMap((one) => [...one.addedNodes]).forEach((node) => {
  if (!node.classList?.contains("toast")) return;
  const pane = node.closest("[data-pane]");
  pane.dataset.told = `${pane.dataset.told ?? ""}${node.textContent}\\n`;
})).observe(document, { childList: true, subtree: true });
"""  # every answer that a pane has shown
_SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)  # fmt: skip


@asynccontextmanager
async def open_browser(program: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(_SWITCHES))
        yield browser
        await browser.close()


class Seat:
    """One pane of the page, and whoever plays in it."""

    def __init__(self, page: Page, name: str) -> None:
        self._page = page
        self._name = name
        self.pane = page.locator(f"[data-pane={name}]")
        self.messages = self.pane.locator(".message")

    async def _to_front(self) -> None:
        """On a narrow screen only one pane is seen at a time."""
        tab = self._page.locator(f".tabs [data-shows={self._name}]")
        if await tab.is_visible():
            await tab.click()

    async def plays(self, who: str) -> None:
        """Choose by whom this pane is played."""
        await self._to_front()
        await self.pane.locator(".player select").select_option(label=who)

    async def starts(self) -> None:
        await self._to_front()
        async with self._page.expect_response(_SENT):
            await self.pane.locator(".start").click()

    async def types(self, text: str) -> None:
        await self._to_front()
        field = self.pane.get_by_label("Message", exact=True)
        await field.fill(text)
        async with self._page.expect_response(_SENT):
            await field.press("Enter")

    async def taps(self, label: str | re.Pattern[str], *, by: str = "") -> None:
        """The newest button with these words, whole or in part."""
        await self._to_front()
        if by:
            await self.plays(by)
        await self.key(label).click(timeout=PATIENCE)

    async def attaches(self, what: str) -> None:
        """One line of the + menu, such as "Sample voice note"."""
        await self._to_front()
        await self.pane.locator(".attach > summary").click()
        await self.pane.locator(".attach").get_by_role("button", name=what).click()

    async def sends_picture(self) -> None:
        async with self._page.expect_response(_SENT):
            await self.attaches("Sample picture")

    async def sends_album(self) -> None:
        """Three pictures at once."""
        pictures = self.pane.locator(".mine.in-album")
        before = await pictures.count()
        await self.attaches("Sample album")
        await expect(pictures).to_have_count(before + 3, timeout=PATIENCE)

    async def sends_voice(self) -> None:
        async with self._page.expect_response(_SENT):
            await self.attaches("Sample voice note")

    async def replies(self, to: str, text: str) -> None:
        await self._chooses(self.message(to), "Reply")
        await self.types(text)

    async def edits(self, old: str, new: str) -> None:
        await self._chooses(self.message(old), "Edit")
        await self.types(new)

    async def reacts(self, to: str, sign: str) -> None:
        await self._chooses(self.message(to), f"React with {sign}")

    async def _chooses(self, message: Locator, what: str) -> None:
        """From the menu beside a message."""
        await self._to_front()
        await message.hover()
        await message.locator(".tools > summary").click()
        await message.locator(".tools").get_by_role("button", name=what).click()

    async def blocks(self) -> None:
        await self._to_front()
        await self.pane.locator(".more > summary").click()
        await self.pane.get_by_role("button", name="Block the bot").click()
        await expect(self.pane.get_by_text("This phone has blocked the bot.")).to_be_visible()

    async def lets_in_again(self) -> None:
        await self._to_front()
        await self.pane.get_by_role("button", name="Let it in again").click()
        await expect(self.pane.get_by_text("This phone has blocked the bot.")).to_be_hidden()

    async def turns_to(self, name: str) -> None:
        """By the button that says that somebody else has something new."""
        await self._to_front()
        await self.pane.locator(".elsewhere").filter(has_text=name).click()

    async def opens(self, topic: str) -> None:
        await self._to_front()
        await self.pane.get_by_role("tab", name=topic).click()

    # -- what is there

    def message(self, text: str) -> Locator:
        """The newest message that has these words itself: one that only quotes them is another."""
        return self.messages.filter(has=self._page.locator(".text", has_text=text)).last

    def key(self, label: str | re.Pattern[str]) -> Locator:
        return self.pane.locator(".key").filter(has_text=label).last

    async def sees(self, text: str | re.Pattern[str]) -> Locator:
        """Wait for a message with these words, in any part of it; gives it back."""
        await self._to_front()
        found = self.messages.filter(has_text=text).last
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found

    async def sees_no_more(self, text: str) -> None:
        await self._to_front()
        await expect(self.messages.filter(has_text=text)).to_have_count(0, timeout=PATIENCE)

    async def sees_key(self, label: str) -> Locator:
        await self._to_front()
        await expect(self.key(label)).to_be_visible(timeout=PATIENCE)
        return self.key(label)

    async def is_told(self, text: str) -> None:
        """What the bot answers to a tap: shown for a moment, which a busy machine may sleep through."""
        await expect(self.pane).to_have_attribute("data-told", re.compile(re.escape(text)), timeout=PATIENCE)

    async def sees_picture(self) -> Locator:
        await self._to_front()
        picture = self.messages.locator("img.photo").last
        await expect(picture).to_be_visible(timeout=PATIENCE)
        return picture

    async def sees_voice(self) -> Locator:
        await self._to_front()
        voice = self.messages.locator(".voice").last
        await expect(voice).to_be_visible(timeout=PATIENCE)
        return voice


class Stage:
    """The page with its three seats, the time and the faults."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.worker = Seat(page, "worker")
        self.group = Seat(page, "group")
        self.advocate = Seat(page, "advocate")
        self.complaints: list[str] = []
        """Errors of the page's scripts, and what its Content-Security-Policy had to stop."""
        page.on("pageerror", lambda error: self.complaints.append(error.message))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, browser: Browser, url: str, *, size: tuple[int, int] = WIDE, dark: bool = False, motion: bool = False
    ) -> AsyncIterator[Stage]:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="no-preference" if motion else "reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(PATIENCE)
        await context.add_init_script(_REMEMBERS)
        page = await context.new_page()
        stage = cls(page)
        await page.goto(url)
        await page.locator("body[data-ready=yes]").wait_for()
        yield stage
        await context.close()

    async def moves_time(self, words: str) -> None:
        """One of the buttons at the top, such as "+12 h"."""
        await self.page.locator(".moves").get_by_text(words, exact=True).click()

    async def switches(self, words: str) -> None:
        """Turn a switch of the bar over: "Topics", or one of the faults by any of its words."""
        switch = self.page.locator(".bar .switch").filter(has_text=words)
        if not await switch.is_visible():
            await self.page.locator(".faults > summary").click()
        await switch.click()
        await self.page.keyboard.press("Escape")

    async def screenshot(self, path: str | Path) -> None:
        """As it looks when pictures and letters are there."""
        await self.page.evaluate("() => document.fonts.ready")
        await self.page.wait_for_load_state("load")
        await self.page.screenshot(path=str(path))
