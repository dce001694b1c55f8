"""A fact past its date: what she reads is softened and a person offered, on the day itself, and the desk is alarmed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import content
from bot.chores.facts import alarm, past
from bot.chores.round import Round
from bot.clock import Clock
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.facts import Fact
from flows.engine.model import Screen
from handoff.model import Role
from tests.room import CONTENT, Hand, Room, opened, text_of

COORDINATOR, ADVOCATE = 8101, 8102


@pytest.fixture(scope="module")
def house() -> tuple[Bundle, Words]:
    return content.load(CONTENT)


def shows(bundle: Bundle, fact: Fact) -> Screen:
    """A screen with this fact: a text that names it, or a sum that rests on it."""
    key = next(key for key in bundle.texts if not key.startswith("globals/") and fact in bundle.facts_of([key]))
    slots = tuple((name, "£1.00") for name in bundle.sums.get(key, ()))
    return Screen((), (key,), bundle.menu.rows, "", slots=slots)


def plain(text: str) -> str:
    """Without the marks that hold an order."""
    return text.translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069\u200e\u200f")))


def names() -> list[str]:
    return sorted(content.load(CONTENT)[0].facts)


@pytest.mark.parametrize("name", names())
def test_each_fact_on_the_day_before_and_on_its_date_in_each_language(house: tuple[Bundle, Words], name: str) -> None:
    bundle, words = house
    fact = bundle.facts[name]
    screen = shows(bundle, fact)
    others = [each.check_again for each in bundle.facts_of(screen.parts) if each.footer]
    first = min([*others, fact.check_again])
    for language in bundle.languages:
        said = plain(words.text("globals/out_of_date", language.code, {"checked": "X"})).split("X")
        before = words.screen(screen, language.code, {}, first - timedelta(days=1))
        after = words.screen(screen, language.code, {}, fact.check_again)
        assert len(said) == 2 and max(said, key=len) not in plain(before.text)
        above = plain(after.text).partition("\n\n")[0]
        assert (above.startswith(said[0]) and above.endswith(said[1])) is fact.footer, "said first, before the fact"
        assert before.rows[-1][0].value == after.rows[-1][0].value == "person!", "and a person is one tap away"


def test_only_the_emergency_number_stands_alone_whatever_the_day(house: tuple[Bundle, Words]) -> None:
    assert [fact.name for fact in house[0].facts.values() if not fact.footer] == ["emergency_number"]


def test_a_screen_made_yesterday_is_not_served_today(house: tuple[Bundle, Words]) -> None:
    bundle, words = house
    fact = bundle.facts["tribunal_time"]
    screen = shows(bundle, fact)
    before = words.screen(screen, "en", {}, fact.check_again - timedelta(days=1))
    assert words.screen(screen, "en", {}, fact.check_again - timedelta(days=1)) is before, "made once a day"
    after = words.screen(screen, "en", {}, fact.check_again)
    assert plain(after.text).startswith(
        "This may have changed since 23 November 2026, when we last checked it. A person can"
    )
    assert words.screen(screen, "en", {}, fact.check_again - timedelta(days=1)) == before


def test_facts_past_their_date_are_found(house: tuple[Bundle, Words]) -> None:
    facts = house[0].facts
    assert past(facts, date(2026, 12, 1)) == []
    assert past(facts, date(2027, 1, 23)) == ["tribunal_time", "tribunal_problem", "six_months_planned"]
    assert len(past(facts, date(2028, 1, 1))) == len(facts)


async def test_the_coordinators_are_alarmed_once_a_day(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await room.advocate(COORDINATOR, "Rose", Role.COORDINATOR)
        await room.advocate(ADVOCATE)
        chores = Round(room.ledger, room.line, _clock(room.clock))
        assert await _told(room, chores) == []
        room.clock.at += date(2027, 1, 23) - date(2026, 11, 23)
        [(chat, text)] = await _told(room, chores)
        assert chat == COORDINATOR
        assert "tribunal_time, tribunal_problem, six_months_planned" in text
        assert "Workers still see them" in text
        assert await _told(room, chores) == [], "not again on the same day"
        room.clock.advance(days=1)
        assert len(await _told(room, chores)) == 1


async def test_a_long_list_is_shortened(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await room.advocate(COORDINATOR, "Rose", Role.COORDINATOR)
        room.clock.at += timedelta(days=700)
        facts = room.line.shelf.newest.house.bundle.facts
        [effect] = await room.look(lambda book: alarm(book, facts))
        assert f"and {len(facts) - 20} more" in effect.text


async def _told(room: Room, chores: Round) -> list[tuple[int, str]]:
    before = len(room.sent.calls)
    await chores.once()
    return [(call.params["chat_id"], text_of(call)) for call in room.sent.calls[before:]]


def _clock(hand: Hand) -> Clock:
    return hand  # type: ignore[return-value]
