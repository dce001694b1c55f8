"""The page and the files in the chats, served so that nothing in them can reach out or run."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.sandbox.model import File

PAGES = Path(__file__).parent / "pages"
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2",
    ".ogg": "audio/ogg", ".txt": "text/plain",
}  # fmt: skip
_TEXTS = (".html", ".css", ".js", ".json", ".svg", ".txt")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(path: str) -> web.Response:
    """`/` is the page itself, `/pages/...` what belongs to it; nothing outside that folder."""
    wanted = (PAGES / (path.removeprefix("/pages/") if path != "/" else "index.html")).resolve()
    kind = _TYPES.get(wanted.suffix)
    if kind is None or not wanted.is_relative_to(PAGES.resolve()) or not wanted.is_file():
        return web.Response(status=404, text="There is no such page.", headers=SAFE)
    charset = "; charset=utf-8" if wanted.suffix in _TEXTS else ""
    return web.Response(body=wanted.read_bytes(), headers={**SAFE, "Content-Type": kind + charset})


def chat_file(held: File) -> web.Response:
    """A file out of a chat. What is not a picture or a sound is only ever saved, never opened in the page."""
    headers = {**SAFE, "Content-Security-Policy": "default-src 'none'; sandbox", "Content-Type": held.mime}
    if held.kind == "document":
        headers.update({"Content-Type": "application/octet-stream", "Content-Disposition": "attachment"})
    return web.Response(body=held.data, headers=headers)
