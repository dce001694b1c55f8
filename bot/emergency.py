"""What is said while nothing can be kept: one sentence that needs no database, once in each chat until it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.heard import Broken, Heard
from bot.line import Line
from bot.telegram.intake import Take

PATIENCE = 5.0  # seconds until a database that only does not answer counts as away
_NOW = "globals/emergency_now"
_SILENT = ("blocked", "unblocked", "reaction", "service")


@dataclass(slots=True)
class Emergency:
    """Stands before the ledger. Telegram brings again what could not be kept: she is answered then as ever."""

    keep: Take
    line: Line
    say: Callable[[str, Mapping[str, Any]], None]  # the gate's, for what is perishable
    clock: Clock
    patience: float = PATIENCE
    _told: set[int] = field(default_factory=set)  # chats, since it is away; in memory, for there is nothing else

    async def take(self, updates: Sequence[Heard | Broken]) -> None:
        late = asyncio.get_running_loop().call_later(self.patience, self._tell, updates)
        try:
            await self.keep(updates)
        except Exception:
            self._tell(updates)
            raise
        finally:
            late.cancel()
        self._told.clear()

    def _tell(self, updates: Sequence[Heard | Broken]) -> None:
        """Staff hear it too: who is who stands in the database."""
        for heard in updates:
            if isinstance(heard, Heard) and heard.chat_type == "private" and heard.kind not in _SILENT:
                self._tell_one(heard)

    def _tell_one(self, heard: Heard) -> None:
        if heard.chat in self._told:
            return
        self._told.add(heard.chat)
        words = self.line.shelf.newest.words
        hint = heard.language_hint.partition("-")[0]
        language = hint if hint and words.speaks(hint, (_NOW,)) else "en"
        text = words.text(_NOW, language, {}, self.clock.now().date())
        self.say("sendMessage", {"chat_id": heard.chat, "text": text, "disable_notification": True})
