"""From outside her two words cannot be told apart, nor can a stranger learn whether somebody else has ever written: not
by what is answered, and not by the work that goes before the answer. Time itself is measured in `make soak`."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import way_back, weighing
from bot.ledger import doubts
from bot.ledger.records import Worker
from bot.seal.word import DURESS, NEITHER, SAFE, Pair
from tests.bot.alike import Noted, Trials, kolmogorov_smirnov, probes, shown, trials, two_worlds, watching
from tests.bot.wordroom import BOSS, MIN, OTHER, WORD, Wordroom

TRIALS = int(os.environ.get("ALIKE", "200"))


async def seen(made: Trials, word: str) -> tuple[Any, Any]:
    """What her phone gets, and what was done before it did."""
    with watching(made.at, MIN) as work:
        slow = made.at.weighing._slow
        assert isinstance(slow, Noted)
        slow.into.clear()
        noted, work.done = work.done, slow.into  # one list, in the order in which things happen
        del noted
        calls = await made.at.says(made.at.min_, word)
        done = work.before_the_answer()
    await made.at.room.look(made._as_before)
    return shown(calls, MIN), list(done)


async def all_alike(folder: Path, many: int) -> bool:
    chance = random.Random(1)
    async with trials(folder, Noted(memory=8, iterations=1)) as made:
        first = await seen(made, WORD)
        assert first[0] and first[1], "something is shown, and something was done for it"
        for _ in range(many):
            if await seen(made, chance.choice([WORD, OTHER])) != first:
                return False
    return True


async def test_her_two_words_are_answered_alike_after_the_same_work(tmp_path: Path) -> None:
    assert await all_alike(tmp_path, TRIALS)


async def test_a_way_out_after_the_first_match_is_caught(tmp_path: Path) -> None:
    def naive(pair: Pair, slow: Any, word: bytes) -> str:
        if slow.derive(word, pair.safe.salt) == pair.safe.digest:
            return SAFE
        return DURESS if slow.derive(word, pair.duress.salt) == pair.duress.digest else NEITHER

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pair, "which", naive)
        assert not await all_alike(tmp_path, 20)


async def test_telling_the_desk_before_the_screen_is_shown_is_caught(tmp_path: Path) -> None:
    real = weighing.Weighing._show

    def naive(self: Any, book: Any, hers: Worker, doubt: Any) -> None:
        row = doubts.first_of(book, hers.id)
        if row is not None and row.verdict == DURESS:
            book.audit("watched")
        real(self, book, hers, doubt)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighing.Weighing, "_show", naive)
        assert not await all_alike(tmp_path, 20)


async def probed(one: Wordroom, other: Wordroom, probe: Callable[[Any], dict[str, Any]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for at in (one, other):
        update = probe(at.room.person(BOSS))
        with watching(at, BOSS) as work:
            before = at.so_far
            toasts = len(at.room.sent.toasts)
            await at.room.take(update)
            await at.weighing.settled()
            said = [text for _, text, _ in at.room.sent.toasts[toasts:]]
            done = [(what, text) for what, text, *_ in work.before_the_answer() if work.until is not None]
        found.append((shown(at.room.sent.calls[before:], BOSS), said, done))
    return found


async def no_difference(folder: Path, many: int) -> bool:
    answered = 0
    async with two_worlds(folder) as (one, other, known):
        for probe in probes(known, many, seed=1):
            with_case, without = await probed(one, other, probe)
            answered += bool(with_case[0])
            if with_case != without:
                return False
        assert answered > many / 3, "most of them are answered"
    return True


async def test_a_stranger_learns_nothing_of_somebody_else(tmp_path: Path) -> None:
    assert await no_difference(tmp_path, TRIALS)


async def test_an_answer_that_knows_of_a_case_is_caught(tmp_path: Path) -> None:
    """The naive one: why let them wait, if these words are nobody's?"""
    real = way_back.given

    def naive(at: Any, handles: Any) -> None:
        real(at, handles)
        if at.book.all_claimed():
            way_back._show(at, "globals/way_back_not")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(way_back, "given", naive)
        assert not await no_difference(tmp_path, 20)


def test_the_measure_tells_what_is_alike_from_what_is_not() -> None:
    chance = random.Random(1)
    one, other = ([chance.gauss(300, 20) for _ in range(1000)] for _ in range(2))
    assert kolmogorov_smirnov(one, other) > 0.01
    assert kolmogorov_smirnov(one, [value + 5 for value in other]) < 0.01
    assert kolmogorov_smirnov(one, [value * 0.5 for value in other]) < 1e-6
