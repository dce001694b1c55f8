"""What is kept about her, and its end: two rows of her settings."""

from __future__ import annotations

from bot.effects_of_settings import Erase
from bot.settings_rows import Her, Opened, screen
from flows.engine.model import Button

DELETE = "erase"


def delete_all(her: Her, rest: str) -> Opened | None:
    """The second tap counts. Nothing on this screen says whether there is a case."""
    if rest == "":
        now = Button(f"{DELETE}.now", text="globals/delete_now")
        return Opened(screen(her, ("globals/ask_delete",), (now,)))
    return Opened(None, (Erase(),), flashes="globals/deleted") if rest == "now" else None
