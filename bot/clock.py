"""What time it is. Given to everything that needs it, so that a test or the sandbox can move it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The world's time plus whatever it was moved by. Only the sandbox moves it."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._moved

    def unix(self) -> float:
        return time.time() + self._moved.total_seconds()

    def advance(self, seconds: float) -> None:
        self._moved += timedelta(seconds=seconds)
