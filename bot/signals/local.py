"""Signals inside one process."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.signals.model import Wakes

_SWEEP = 4096  # buckets kept before the full ones are dropped; a full bucket is like one never used


class LocalSignals:
    """`clock` in seconds, for leases. One event loop; no locks, since nothing here awaits in the middle."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._listeners: dict[str, set[Wakes]] = {}
        self._leases: dict[str, tuple[str, float]] = {}
        self._buckets: dict[str, float] = {}
        self._sweep_at = _SWEEP

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._listeners.clear()

    @property
    def degraded(self) -> bool:
        return False

    async def wake(self, channel: str) -> None:
        self.ring(channel)

    def ring(self, channel: str) -> None:
        for listener in self._listeners.get(channel, ()):
            listener.ring()

    def ring_all(self) -> None:
        for channel in self._listeners:
            self.ring(channel)

    def wakes(self, channel: str) -> Wakes:
        listeners = self._listeners.setdefault(channel, set())
        made = Wakes(listeners.discard)
        listeners.add(made)
        return made

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        now = self._clock()
        by, until = self._leases.get(name, (holder, now))
        if by != holder and now < until:
            return False
        self._leases[name] = (holder, now + seconds)
        return True

    async def release(self, name: str, holder: str) -> None:
        if self._leases.get(name, ("", 0.0))[0] == holder:
            del self._leases[name]

    async def take(self, bucket: str, rate: float, burst: int, now: float) -> float:
        """GCRA: one number per bucket, the time at which it would be full again."""
        each, depth = 1 / rate, burst / rate
        # A clock that was set back must not keep the bucket empty for longer than it ever takes to fill.
        full_at = min(max(self._buckets.get(bucket, now), now), now + depth)
        wait = full_at + each - depth - now
        if wait > 1e-9:
            return wait
        self._buckets[bucket] = full_at + each
        if len(self._buckets) > self._sweep_at:
            self._buckets = {name: at for name, at in self._buckets.items() if at > now}
            self._sweep_at = max(_SWEEP, 2 * len(self._buckets))
        return 0.0
