"""The settings of the machine that translates: an address of one's own, and its key in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.secret import Secret
from bot.secret_settings import LOOPBACK

WHERE = {
    "TRANSLATE_URL": "leave it out for no machine translation; else your own LibreTranslate, e.g. http://127.0.0.1:5000",
    "TRANSLATE_KEY_FILE": "a file with the API key of that server, where it asks for one; chmod 400",
}
FILES = {"translate_key": "TRANSLATE_KEY_FILE"}
_PUBLIC = (
    "libretranslate.com", "libretranslate.de", "argosopentech.com", "terraprint.co", "fedilab.app", "disroot.org",
)  # fmt: skip
"""Public instances of LibreTranslate, as its own documents have named them."""


def _url(said: str) -> str:
    parts = urlsplit(said)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("this is not a web address (https://…)")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("only the address belongs here; a key stands in its file")
    if any(host == other or host.endswith(f".{other}") for other in _PUBLIC):
        raise ValueError("this is somebody else's server; what workers write leaves only to one of your own")
    return said.rstrip("/")


READ: dict[str, Callable[[str], Any]] = {"translate_url": _url, "translate_key": Secret}


def together(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(name, what is wrong) of what is right alone."""
    if "translate_key" in said and "translate_url" not in said:
        yield "TRANSLATE_URL", "is not set, and a key for it is given"


def warning(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return "TRANSLATE_URL is http://: what workers write crosses the network for everybody on the way to read."
    return ""
