"""Whether two things can be told apart by the clock, at the real cost: ALIKE trials of her two words, and as many
probes of a stranger, with a case of somebody else and without. Prints the p of Kolmogorov and Smirnov, and fails below
0.01.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.seal.word import Slow
from tests.bot.alike import kolmogorov_smirnov, probes, trials, two_worlds, watching
from tests.bot.wordroom import BOSS, MIN, OTHER, WORD


async def words_in_time(many: int, slow: Slow) -> float:
    took: dict[str, list[float]] = {WORD: [], OTHER: []}
    with tempfile.TemporaryDirectory() as folder:
        async with trials(Path(folder), slow) as made:
            for word in _shuffled([WORD, OTHER] * (many // 2)):
                with watching(made.at, MIN) as work:
                    began = time.perf_counter()
                    await made.at.says(made.at.min_, word)
                    took[word].append(work.answered - began)
                await made.at.room.look(made._as_before)
    _say("her two words", took[WORD], took[OTHER])
    return kolmogorov_smirnov(took[WORD], took[OTHER])


async def probes_in_time(many: int) -> float:
    took: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        async with two_worlds(Path(folder)) as (one, other, known):
            for probe in probes(known, many, seed=2):
                for which in _shuffled([0, 1]):
                    at = (one, other)[which]
                    update = probe(at.room.person(BOSS))
                    with watching(at, BOSS) as work:
                        began = time.perf_counter()
                        await at.room.take(update)
                        await at.weighing.settled()
                        took[which].append((work.answered or time.perf_counter()) - began)
    _say("a stranger's probes", *took)
    return kolmogorov_smirnov(*took)


def _shuffled(items: list[Any]) -> list[Any]:
    return random.sample(items, len(items))


def _say(what: str, one: Sequence[float], other: Sequence[float]) -> None:
    middle = [sorted(each)[len(each) // 2] * 1000 for each in (one, other)]
    apart = abs(middle[0] - middle[1]) / max(middle) * 100
    sys.stdout.write(
        f"{what}: {len(one)} and {len(other)}, medians {middle[0]:.2f} and {middle[1]:.2f} ms, {apart:.1f} % apart, "
        f"Kolmogorov-Smirnov p = {kolmogorov_smirnov(one, other):.3f}\n"
    )
    sys.stdout.flush()


async def _measure() -> bool:
    many = int(os.environ.get("ALIKE", "2000"))
    found = [await words_in_time(many, Slow()), await probes_in_time(many)]
    return min(found) > 0.01


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(_measure()) else 1)
