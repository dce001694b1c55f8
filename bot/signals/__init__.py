"""Wake-ups, leases and the shared rate budget: never the truth."""

from __future__ import annotations

from collections.abc import Callable

from bot.signals.model import Signals


def make(redis: str, *, secret: bytes, clock: Callable[[], float]) -> Signals:
    """One process keeps its own signals; with a Redis address any number of them share."""
    if not redis:
        from bot.signals.local import LocalSignals

        return LocalSignals(clock=clock)
    from bot.signals.redis import RedisSignals  # here, so that one process alone does not wait for its import

    return RedisSignals(redis, secret=secret, clock=clock)
