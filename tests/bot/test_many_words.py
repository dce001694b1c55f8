"""Many accounts try five words: the desk hears of it, what is looked at has a bound, nobody is shut out for good."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import many_words
from bot.many_words import AN_HOUR, AT_ONCE, ManyWords
from tests.bot.test_moved import comes_from
from tests.bot.wordroom import Wordroom, weighed
from tests.room import NOON

MOMENT = int(NOON.timestamp())
WRONG = "apple arrow basket bell bicycle"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


def test_on_an_ordinary_day_there_is_room_for_everybody() -> None:
    known = ManyWords()
    assert all(known.room(MOMENT) for _ in range(AT_ONCE))
    assert not known.room(MOMENT)
    assert known.room(MOMENT + 3600 // AN_HOUR)


def test_no_hour_has_more_than_the_bound_and_what_filled_up() -> None:
    known = ManyWords()
    looked = sum(known.room(MOMENT + second) for second in range(3600) for _ in range(3))
    assert AN_HOUR <= looked <= AN_HOUR + AT_ONCE


def test_who_floods_it_does_not_shut_others_out_for_the_rest_of_the_hour() -> None:
    """Ten strangers a minute, all of the time; hers come whenever she types them, five times an hour for a day."""
    known, chance, hers = ManyWords(), random.Random(1), list[bool]()
    when = [(chance.uniform(0, 86_400), False) for _ in range(14_400)]
    when += [(chance.uniform(0, 86_400), True) for _ in range(120)]
    for second, she in sorted(when):
        found = known.room(MOMENT + int(second))
        hers += [found] if she else []
    assert sum(hers) > 10 and not all(hers)


async def test_the_desk_is_told_once_an_hour_and_the_answer_is_the_same(
    at: Wordroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_words, "AT_ONCE", 2)
    at.weighing._many = ManyWords()
    await at.in_a_case()
    words = await at.is_given_words()
    at.room.clock.advance(minutes=1)
    seen = [(await comes_from(at, 7100 + number, WRONG)).sees for number in range(2)]
    before = at.so_far
    seen += [(await comes_from(at, 7200, words)).sees, (await comes_from(at, 7201, WRONG)).sees]
    assert len(set(seen)) == 1
    assert at.told(at.amal, before) == [], "it was not looked at"
    [told] = [text for text in at.told(at.carmen, before) if "Five words are being given" in text]
    assert f"{AN_HOUR}" in told
    at.room.clock.advance(hours=1)
    before = at.so_far
    await comes_from(at, 7202, words)
    assert any("asks to come back" in text for text in at.told(at.amal, before)), "later they find her case"
