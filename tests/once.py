"""What the same files come to, worked out once: content and catalogues take half a second, and nobody changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import TypeVar, cast

from flows.engine.changes import Edition

OpenFiles = TypeVar("OpenFiles", bound=Callable[[Mapping[str, bytes]], Edition])
_MOST = 8  # editions, of some 20 MB


def once(open_files: OpenFiles) -> OpenFiles:
    """The same function, which knows the last few editions by every byte of their files. What raised is tried again."""

    @lru_cache(maxsize=_MOST)
    def known(files: tuple[tuple[str, bytes], ...]) -> Edition:
        return open_files(dict(files))

    @wraps(open_files)
    def opened(files: Mapping[str, bytes]) -> Edition:
        return known(tuple(files.items()))

    return cast(OpenFiles, opened)
