"""A fact past its date: what she reads is softened and a person offered, on the day itself, and the desk is alarmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.chores.facts import alarm, past
from bot.chores.round import Round
from bot.clock import Clock
from bot.words import Words
from flows.engine.bundle import Bundle, load
from flows.engine.model import Circumstances, Screen
from flows.engine.rules import RULES
from handoff.model import Role
from tests.canaries import IDS
from tests.flows.house import changed, faults, house_bundle, house_files
from tests.flows.visit import Visit, all_screens
from tests.room import CONTENT, Hand, Room, edition, opened, text_of

COORDINATOR, ADVOCATE = IDS[11], IDS[12]


@pytest.fixture(scope="module")
def house() -> tuple[Bundle, Words]:
    whole = edition(CONTENT)
    return whole.bundle, Words(whole.bundle, whole.catalogues)


BUNDLE = house_bundle()
FIRST_DAY = date(2026, 11, 24)
DAYS = sorted({fact.check_again for fact in BUNDLE.facts.values()})


@cache
def screens() -> tuple[Screen, ...]:
    """All that a worker can come to by tapping, each once, and the few texts that only typing or closing time shows."""
    found = {(screen.parts, screen.rows): screen for _, screen in all_screens() if not screen.slots}
    shown = {part for parts, _ in found for part in parts}
    rest = (key for key in BUNDLE.texts if key not in shown and BUNDLE.facts_of([key]) and key not in BUNDLE.sums)
    return (*found.values(), *(Screen((), (key,), BUNDLE.menu.rows, "") for key in rest))


def changing_on(day: date) -> list[Screen]:
    """The screens with a fact whose date comes on that day."""
    return [screen for screen in screens() if any(fact.check_again == day for fact in BUNDLE.facts_of(screen.parts))]


def warning(words: Words, language: str) -> str:
    """What the sentence that says a fact may have changed has before or after its date."""
    return max(plain(words.text("globals/out_of_date", language, {"checked": "X"})).split("X"), key=len).strip()


def plain(text: str) -> str:
    """Without the marks that hold an order."""
    return text.translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069\u200e\u200f")))


def person_is_near(screen: Screen) -> bool:
    """Her own button; or she is being asked whether a person may come, or one has the chat."""
    offered = {button.value for row in screen.rows for button in row}
    return "person!" in offered or "agreed" in offered or screen.parts[0].startswith("ask-person/")


@pytest.mark.parametrize("language", [language.code for language in BUNDLE.languages])
def test_each_fact_on_the_day_before_its_date_and_on_it(house: tuple[Bundle, Words], language: str) -> None:
    words, wrong, been = house[1], list[str](), set[str]()
    doubt = warning(words, language)
    for day in DAYS:
        for on in (day - timedelta(days=1), day):
            for screen in changing_on(day):
                facts = BUNDLE.facts_of(screen.parts)
                text = plain(words.screen(screen, language, {}, on).text)
                late = any(fact.footer and not fact.in_date(on) for fact in facts)
                if (doubt in text) is not late:
                    wrong.append(f"{on}: {screen.steps} {'is served as current' if late else 'is doubted too early'}")
                if late and not person_is_near(screen):
                    wrong.append(f"{on}: {screen.steps} offers nobody")
                been |= {fact.name for fact in facts if fact.check_again == day}
    assert wrong == []
    hers = {name for name, fact in BUNDLE.facts.items() if not fact.desk}
    assert been | set(RULES["week_pay_with_room"].facts) == hers, "each fact that she is shown has been looked at"


@pytest.mark.parametrize("language", [language.code for language in BUNDLE.languages])
def test_a_sum_is_told_until_the_day_of_its_rates_and_then_not_at_all(
    house: tuple[Bundle, Words], language: str
) -> None:
    last = date(2027, 3, 31)
    before, after = (week(day).screen for day in (last, last + timedelta(days=1)))
    told = plain(house[1].screen(before, language, {}, last).text)
    assert "£762.60" in told and warning(house[1], language) not in told
    told = plain(house[1].screen(after, language, {}, last + timedelta(days=1)).text)
    assert "£" not in told
    assert plain(house[1].text("globals/cannot_work_out", language, {})) in told
    assert person_is_near(after)


@pytest.mark.parametrize("language", [language.code for language in BUNDLE.languages])
def test_what_is_not_certain_is_said_on_every_card(house: tuple[Bundle, Words], language: str) -> None:
    missing = []
    for screen in screens():
        text = plain(house[1].screen(screen, language, {}, FIRST_DAY).text)
        for fact in BUNDLE.facts_of(screen.parts):
            if fact.confirm and plain(house[1].text(fact.confirm, language, {})) not in text:
                missing.append((fact.name, screen.steps))
    assert missing == []


@pytest.mark.parametrize("language", [language.code for language in BUNDLE.languages])
def test_no_doubt_stands_above_the_number_for_emergencies(house: tuple[Bundle, Words], language: str) -> None:
    """Where it is the first thing said, it stays the first thing said."""
    words, long_after, wrong = house[1], date(2028, 1, 1), list[object]()
    doubt, number = warning(words, language), BUNDLE.facts["emergency_number"].value
    for screen in screens():
        fresh, late = (plain(words.screen(screen, language, {}, day).text) for day in (FIRST_DAY, long_after))
        if number not in fresh.partition("\n\n")[0] or doubt not in late:
            continue
        if doubt in late[: late.index(number)]:
            wrong.append(screen.steps)
    assert wrong == []


def test_a_rate_that_is_known_before_it_begins_is_shown_from_its_first_day(house: tuple[Bundle, Words]) -> None:
    """The amount here is made up: it stands in this test and nowhere else."""
    files = changed("facts.yaml", *_known_early('value: "£12.71"', 'from: {2027-04-01: "£13.00"}'))
    bundle = load(files)
    catalogues = edition(CONTENT).catalogues
    words = Words(bundle, catalogues)
    [screen] = [screen for screen in screens() if screen.parts[0] == "pay/rates/say"]
    for language in (language.code for language in bundle.languages):
        before = plain(words.screen(screen, language, {}, date(2027, 3, 31)).text)
        after = plain(words.screen(screen, language, {}, date(2027, 4, 1)).text)
        assert ("£12.71" in before, "£13.00" in before) == (True, False)
        assert ("£12.71" in after, "£13.00" in after) == (False, True)
        assert warning(words, language) not in before
    rates = {name: bundle.facts[name] for name in RULES["week_pay"].facts}
    given = {"age_group": "from_21", "hours_a_week": "60"}
    rule = replace(RULES["week_pay"], facts=("wage_from_21",))
    assert rule.value(given, rates, date(2027, 3, 31)) == "£762.60"
    assert rule.value(given, rates, date(2027, 4, 1)) == "£780.00"
    assert rule.value(given, rates, date(2027, 5, 23)) is None, "past its date again"


def test_a_sentence_that_begins_later_is_a_text_of_its_own_for_translators() -> None:
    files = changed(
        "facts.yaml",
        *_known_early(
            "text: These rates began on 1 April 2026.", "from: {2027-04-01: These rates began on 1 April 2027.}"
        ),
    )
    bundle = load(files)
    words = Words(bundle, {"fil": {"facts/rates_since/from.2027-04-01": "Mula 1 Abril 2027."}})
    [screen] = [screen for screen in screens() if screen.parts[0] == "pay/rates/say"]
    assert "began on 1 April 2026." in words.screen(screen, "en", {}, date(2027, 3, 31)).text
    assert "began on 1 April 2027." in words.screen(screen, "en", {}, date(2027, 4, 1)).text
    assert "Mula 1 Abril 2027." in words.screen(screen, "fil", {}, date(2027, 4, 1)).text


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ('from: {2027-04-01: "£13.00"}', "F044", "past its date already"),
        ('from: {2026-11-01: "£13.00"}', "F044", "This held on 2026-11-23 already."),
        ('from: {soon: "£13.00"}', "F006", "is not a day"),
        ('for: {nation: {scotland: "£1", otherwise: "£2"}}\n    from: {2027-03-01: "£13.00"}', "F041", "by the day"),
        ("from: {2027-03-01: thirteen}", "F062", "no sum stands there"),
    ],
)
def test_a_later_rate_that_nobody_could_stand_behind_is_an_error(line: str, code: str, sentence: str) -> None:
    old = 'value: "£12.71"'
    found = faults(changed("facts.yaml", old, line if line.startswith("for") else f"{old}\n    {line}"))
    assert {(fault.code, fault.level) for fault in found if sentence in fault.sentence} == {(code, "error")}


def _known_early(old: str, line: str) -> tuple[str, str]:
    """Somebody has looked before the day: the same fact, with what begins then and a later date."""
    text = house_files()["facts.yaml"].decode()
    whole = old + text.partition(old)[2].partition("check_again: 2027-04-01")[0] + "check_again: 2027-04-01"
    return whole, whole.replace(old, f"{old}\n    {line}").replace("check_again: 2027-04-01", "check_again: 2027-05-23")


def week(today: date) -> Visit:
    visit = Visit(around=Circumstances(today, frozenset(BUNDLE.teams)))
    visit.types("salary")
    visit.taps("week", "from_21")
    visit.types("60")
    return visit


def test_only_the_emergency_number_stands_alone_whatever_the_day(house: tuple[Bundle, Words]) -> None:
    assert [fact.name for fact in house[0].facts.values() if not fact.footer] == ["emergency_number"]


def test_a_screen_made_yesterday_is_not_served_today(house: tuple[Bundle, Words]) -> None:
    bundle, words = house
    fact = bundle.facts["tribunal_time"]
    [screen] = [screen for screen in screens() if screen.parts[0] == "tribunal/time/say"]
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


async def test_on_each_day_that_passes_the_alarm_names_what_is_late(tmp_path: Path) -> None:
    """Each fact: not on the day before, and from its day on."""
    async with opened(tmp_path) as room:
        await room.advocate(COORDINATOR, "Rose", Role.COORDINATOR)
        for day in DAYS:
            for on in (day - timedelta(days=1), day):
                due = [name for name, fact in BUNDLE.facts.items() if fact.check_again <= on]
                assert past(BUNDLE.facts, on) == due
                room.clock.at += on - room.clock.at.date()
                told = [each.text for each in await room.look(lambda book: alarm(book, BUNDLE.facts))]
                late = [text for text in told if text.startswith("Past the day")]
                assert len(late) == bool(due)
                assert all(", ".join(due[:20]) in text for text in late)


async def test_on_mondays_the_coordinators_hear_what_must_be_checked_within_thirty_days(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await room.advocate(COORDINATOR, "Rose", Role.COORDINATOR)
        heard: dict[date, str] = {}
        for _ in range(60):
            room.clock.at += timedelta(days=1)
            told = await room.look(lambda book: alarm(book, BUNDLE.facts))
            heard |= {room.clock.at.date(): each.text for each in told}
    first = min(heard)
    assert sorted(heard) == [first + timedelta(weeks=nth) for nth in range(len(heard))], "only on Mondays"
    assert first == date(2026, 12, 28), "not before"
    assert "six_months_planned by 2027-01-23, tribunal_problem by 2027-01-23" in heard[first]
    assert "nothing changes for workers" in heard[first]


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
