"""What is kept about her, and its end: two rows of her settings."""

from __future__ import annotations

from bot.effects_of_settings import Erase, ShowKept, ShowWords
from bot.settings_rows import Her, Opened, screen
from flows.engine.model import Button

KEPT, DELETE = "kept", "erase"
_WORDS = "words"


def kept(her: Her, rest: str) -> Opened | None:
    """Kinds and numbers. Her own words only after she was asked, that moment, whether somebody else sees the phone."""
    if rest == "":
        return Opened(None, (ShowKept(her.place),))
    if rest == _WORDS:
        safe = Button(f"{KEPT}.{_WORDS}.0", text="globals/it_is_safe")
        return Opened(screen(her, ("globals/ask_show_words",), (safe,), back=KEPT))
    name, _, page = rest.partition(".")
    if name != _WORDS or not (page.isascii() and page.isdigit()) or len(page) > 4:
        return None
    return Opened(None, (ShowWords(int(page), her.place),))


SHOW_WORDS = Button(f"{KEPT}.{_WORDS}", text="globals/show_my_words")


def older(page: int) -> Button:
    return Button(f"{KEPT}.{_WORDS}.{page}", text="globals/older_words")


def delete_all(her: Her, rest: str) -> Opened | None:
    """The second tap counts. Nothing on this screen says whether there is a case."""
    if rest == "":
        now = Button(f"{DELETE}.now", text="globals/delete_now")
        return Opened(screen(her, ("globals/ask_delete",), (now,)))
    return Opened(None, (Erase(),), flashes="globals/deleted") if rest == "now" else None
