"""What the allocator of the machine is told once, at the start."""

from __future__ import annotations

import contextlib
import ctypes

_ARENAS = -8  # M_ARENA_MAX of glibc's mallopt


def one_arena() -> None:
    """Two threads need no memory pools of their own: 11 MB less, measured. Elsewhere than on glibc nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_ARENAS, 1)
