"""How long Hide takes in a chat of 200 messages, from her tap to an empty chat with something harmless in it: the real
bot, its gate and its pace against the sandbox, on this machine. Prints p50, p95 and the longest, and fails above the
three seconds of security.md (W4). The way to the real Telegram and back is not in it: three calls of it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.demo import staged
from bot.sandbox.player import Player

HIDES = int(os.environ.get("HIDES", "40"))
MESSAGES = 200
BAR = 3.0
TO_A_PERSON = ("English", "Yes, it is safe", "No", "A person", "I agree")
WITHIN = 60.0


async def shown(player: Player, chat: int, label: str) -> int:
    """The message with this button, once it is there."""
    async with asyncio.timeout(WITHIN):
        while True:
            for message in reversed(await player.seen(chat)):
                if any(button["text"] == label for row in message["rows"] for button in row):
                    return int(message["message_id"])
            await asyncio.sleep(0.02)


async def changed(player: Player, chat: int, before: list[dict[str, Any]]) -> None:
    texts = [message["text"] for message in before]
    async with asyncio.timeout(WITHIN):
        while True:
            if [message["text"] for message in await player.seen(chat)] != texts:
                return
            await asyncio.sleep(0.02)


async def talked(player: Player, number: int) -> int:
    """She waits for a person, and has written as much as makes 200 messages with what the bot has said."""
    her = await player.person(f"Worker {number}", started=False)
    await player.say(her, "/start")
    for label in TO_A_PERSON:
        button, before = await shown(player, her, label), await player.seen(her)
        await player.tap(her, button, label)
        await changed(player, her, before)
    await shown(player, her, "Stop waiting")
    for each in range(MESSAGES - len(await player.seen(her))):
        await player.say(her, f"message {each}")
    return her


async def hides(player: Player, her: int) -> float:
    button = await shown(player, her, "Hide")
    assert len(await player.seen(her)) >= MESSAGES
    began = time.perf_counter()
    await player.tap(her, button, "Hide")
    async with asyncio.timeout(WITHIN):
        while True:
            left = await player.seen(her)
            if len(left) == 1 and left[0]["text"].startswith("Rice"):
                return time.perf_counter() - began
            await asyncio.sleep(0.01)


async def measure(at_once: int) -> list[float]:
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with staged(0, Path(folder), topics=False) as demo, Player(demo.sandbox.url) as player:
            hers = [await talked(player, number) for number in range(HIDES)]
            await asyncio.sleep(2.0)  # everything she wrote has been taken, and no chat is at the end of its pace
            for start in range(0, HIDES, at_once):
                took += await asyncio.gather(*(hides(player, her) for her in hers[start : start + at_once]))
    return sorted(took)


def main() -> int:
    worst = 0.0
    for at_once in (1, 10):
        took = asyncio.run(measure(at_once))
        p50, p95 = took[len(took) // 2], took[min(len(took) - 1, round(0.95 * len(took)))]
        worst = max(worst, p95)
        times = f"p50 {p50:.2f} s, p95 {p95:.2f} s, longest {took[-1]:.2f} s"
        sys.stdout.write(f"Hide, {MESSAGES} messages, {len(took)} chats, {at_once} at the same time: {times}\n")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
