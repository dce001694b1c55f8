"""How long something may take, on a machine that others use at the same time.

A bar in seconds means nothing where the machine is slower today, so it is stretched by a yardstick: work that always is
the same, done in the same moment. What no machine can explain, reading that grows with the square of what is read, goes
far over any stretched bar.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import yaml

YARDSTICK = 0.030  # seconds that `_same_work` takes where the bars were set, with nothing beside it
_TEXT = "".join(f"  s{n}: {{ask: How do you do, options: [{{text: Well, value: v{n}}}]}}\n" for n in range(150))
_TRIES = 5


def seconds(work: Callable[[], object]) -> float:
    """Of this process alone."""
    before = time.process_time()
    work()
    return time.process_time() - before


def too_long(work: Callable[[], object], bar: float, first: float | None = None) -> bool:
    """More than `bar` seconds, however often it is done again. `first`: what it took once already."""
    if (seconds(work) if first is None else first) <= bar:
        return False
    for _ in range(_TRIES):
        # Right beside each other: the machine can become slower or quicker within the blink of an eye.
        stretch = max(1.0, seconds(_same_work) / YARDSTICK)
        if seconds(work) <= bar * stretch:
            return False
    return True


def _same_work() -> None:
    yaml.compose("steps:\n" + _TEXT, Loader=yaml.SafeLoader)
