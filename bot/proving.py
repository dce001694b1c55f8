"""The walk through everything that can happen, with the texts of all languages as they are really shown."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from bot.words import Words, measure
from flows.engine.bundle import Bundle
from flows.engine.explore import Asked, Explored, explore
from flows.engine.model import Screen


def prove(
    bundle: Bundle,
    words: Words,
    files: Mapping[str, bytes],
    today: date,
    told: Callable[[int], None] | None = None,
) -> Explored:
    """What must hold on every way. `told` hears now and then how many situations have been walked through."""
    with _without_sweeping():
        return explore(bundle, Asked(today, files, _length(bundle, words, today), told))


def _length(bundle: Bundle, words: Words, today: date) -> Callable[[str, str], int]:
    """How long a text is in a language, with its longest values and the sources below it."""

    def length(key: str, language: str) -> int:
        longest = {name: bundle.system[name] for name in bundle.placeholders(key) if name in bundle.system}
        return measure(words.screen(Screen((), (key,), (), ""), language, longest, today).text)

    return length


@contextmanager
def _without_sweeping() -> Iterator[None]:
    """All that a walk makes is kept until its end; to look for garbage in it meanwhile costs a third of the time."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()
