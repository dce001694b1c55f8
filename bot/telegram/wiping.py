"""Takes both sides of a chat away again, as far as Telegram allows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.outgoing import Fate, Outgoing

MOST_BATCH = 100  # ids in one deleteMessages (Bot API)


async def wipe(
    call: Outgoing,
    ids: Sequence[int],
    make: Callable[[Outgoing, Outgoing], Awaitable[Fate]],
    lightly: Callable[[str, Mapping[str, Any]], Awaitable[None]],
) -> Fate:
    """Ids that Telegram no longer knows are skipped by it."""
    for start in range(0, len(ids), MOST_BATCH):
        part = replace(call, params={**call.params, "message_ids": list(ids[start : start + MOST_BATCH])})
        fate = await make(call, part)
        if fate.state == "failed":  # one that Telegram finds too old holds up all: each by itself, then
            for id in part.params["message_ids"]:
                await lightly("deleteMessage", {"chat_id": call.params["chat_id"], "message_id": id})
        elif fate.state != "sent":
            return fate
    return Fate(call, "sent", max(ids, default=0))
