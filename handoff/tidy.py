"""After how many hours what stands in her chat goes from there by itself, as she chooses."""

from __future__ import annotations

CHOICES = (1, 24, 47)  # hours; the last leaves one for trying again before Telegram deletes nothing any more
NEVER, UNCHOSEN = 0, -1
ADVOCATES = 24  # hours, for what an advocate writes, until she has chosen
_HOUR = 3600


def seconds(choice: int, *, by_advocate: bool = False) -> int | None:
    """None: it stays until she hides the chat. What she has not asked for is not deleted: it may be evidence."""
    if choice == UNCHOSEN:
        return ADVOCATES * _HOUR if by_advocate else None
    return choice * _HOUR if choice in CHOICES else None
