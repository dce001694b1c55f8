"""What the same files come to, worked out once: content and catalogues take half a second, and nobody changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, wraps
from typing import TypeVar, cast

from flows.engine.changes import Edition
from flows.engine.fault import Fault

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


Examined = tuple[Edition, tuple[Fault, ...]]
Examine = Callable[[Mapping[str, bytes], Edition | None, date, frozenset[str] | None], Examined]


class _Published:
    """What a draft is compared with: the same as long as it is the same one in memory."""

    def __init__(self, edition: Edition | None) -> None:
        self.edition = edition

    def __hash__(self) -> int:
        return id(self.edition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Published) and other.edition is self.edition


def examined_once(examine: Examine) -> Examine:
    """The same draft is published in a hundred tests; what its examination finds depends on nothing but these."""

    @lru_cache(maxsize=_MOST)
    def known(
        files: tuple[tuple[str, bytes], ...], published: _Published, today: date, there: frozenset[str] | None
    ) -> Examined:
        return examine(dict(files), published.edition, today, there)

    @wraps(examine)
    def examined(
        files: Mapping[str, bytes], published: Edition | None, today: date, there: frozenset[str] | None = None
    ) -> Examined:
        return known(tuple(files.items()), _Published(published), today, there)

    return examined
