"""What the gate has under way, each a task of its own that somebody keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from bot.logs import trouble


class UnderWay:
    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Awaitable[None]) -> None:
        task = asyncio.get_running_loop().create_task(_watched(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ended(self, within: float) -> None:
        """Those that are not done by then are given up."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=within)
            self.drop()

    def drop(self) -> None:
        for task in self.tasks:
            task.cancel()


async def _watched(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as fault:  # a fault of ours: the row stays in the outbox, a person is told by the alarm
        trouble("gate_fault", fault)
