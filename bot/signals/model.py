"""What every kind of signals does. Losing any of it costs time, never a message: the ledger decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self


class Wakes:
    """One listener's wake-ups. However many come while it is busy, it wakes once more and looks for all its work."""

    def __init__(self, leave: Callable[[Wakes], None]) -> None:
        self._leave = leave
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> None:
        await self._rung.wait()
        self._rung.clear()

    async def within(self, seconds: float) -> bool:
        """True when woken; False when so many seconds have passed, for who looks now and then anyway."""
        try:
            async with asyncio.timeout(seconds):
                await anext(self)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self._leave(self)


class Signals(Protocol):
    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    @property
    def degraded(self) -> bool:
        """True while other processes are out of reach: wakes, leases and limits are this process's own."""

    async def wake(self, channel: str) -> None:
        """Whoever listens has work. Nobody listening is fine."""

    def wakes(self, channel: str) -> Wakes:
        """Listens from this very moment until closed."""

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        """Take it or keep it. A hint who should do a chore; two may believe it at once, so the ledger must not care."""

    async def release(self, name: str, holder: str) -> None:
        """Give it back, if it is still this holder's."""

    async def take(self, bucket: str, rate: float, burst: int, now: float) -> float:
        """0.0: taken, go. Else nothing was taken: ask again after so many seconds, for what is most urgent by then.

        `rate` a second on average, `burst` at once after a silence. `now` in seconds, the same clock for all processes.
        """
