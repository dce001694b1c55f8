"""Takes messages of a chat away again, as far as Telegram allows, and tells which ones have gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.outgoing import Fate, Outgoing

MOST_BATCH = 100  # ids in one deleteMessages (Bot API)

Make = Callable[[Outgoing, Outgoing], Awaitable[Fate]]


class _Not(Exception):
    """Telegram was not reached: what became of the call as a whole."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(fate.state)
        self.fate = fate


async def wipe(call: Outgoing, ids: Sequence[int], make: Make) -> Fate:
    """Ids that Telegram no longer knows are skipped by it, and count as gone."""
    gone: list[int] = []
    try:
        for start in range(0, len(ids), MOST_BATCH):
            gone += await _take(call, ids[start : start + MOST_BATCH], make)
    except _Not as fault:
        return fault.fate
    return Fate(call, "sent", messages=tuple(gone))


async def _take(call: Outgoing, ids: Sequence[int], make: Make) -> list[int]:
    """One that Telegram finds too old holds up all: it is looked for by halves, and the others go."""
    fate = await make(call, replace(call, params={**call.params, "message_ids": list(ids)}))
    if fate.state == "sent":
        return list(ids)
    if fate.state != "failed":
        raise _Not(fate)
    if len(ids) == 1:
        return []
    half = len(ids) // 2
    return [*await _take(call, ids[:half], make), *await _take(call, ids[half:], make)]
