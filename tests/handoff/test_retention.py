"""Whatever is kept has an end that nobody can put off; and work that somebody has still to do is never forgotten."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.retention import TERMS, Terms, Thing, What, Why, due, read

KEEPS = int(os.environ.get("KEEPS", "150"))  # `make soak` looks at more
TODAY = 20_000
CASES = (What.UNCLAIMED, What.OPEN)

things = st.builds(
    Thing,
    st.sampled_from(What),
    st.binary(min_size=16, max_size=16),
    st.integers(TODAY - 900, TODAY),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(TODAY - 100, TODAY + 100),
    st.none() | st.integers(TODAY - 100, TODAY + 100),
)
wished = st.dictionaries(st.sampled_from(What), st.integers(-5, 5000)).map(Terms)
"""Whatever somebody might make of the settings, also past the reader that refuses."""


def must_stay(thing: Thing, terms: Terms) -> bool:
    held = thing.until is not None and thing.until >= TODAY
    dated = thing.what is What.CLOSED and thing.date is not None and thing.date >= TODAY
    return (
        held
        or (dated and TODAY - thing.since <= terms.days(What.OPEN))
        or thing.on_its_way
        or thing.in_chat
        or (thing.unread and thing.what in CASES)
    )


@settings(max_examples=KEEPS)
@given(st.lists(things), wished)
def test_what_is_unread_open_or_held_stays_and_everything_else_has_its_end(all_: list[Thing], terms: Terms) -> None:
    found = due(all_, terms, TODAY)
    back = {id(thing) for thing, _ in found.back}
    gone = {id(thing) for thing in found.gone}
    assert not any(must_stay(thing, terms) for thing in found.gone)
    for thing in all_:
        if thing.since + TERMS[thing.what].most + 1 <= TODAY:
            assert (id(thing) in gone) != (id(thing) in back), (
                "nobody keeps it longer than its ceiling without a reason"
            )
        if id(thing) in gone:
            assert thing.since + terms.days(thing.what) < TODAY, "and nobody loses it early"


def naive(thing: Thing) -> bool:
    """What one would write first: old is old."""
    return thing.since + TERMS[thing.what].most < TODAY


def test_the_naive_way_loses_words_that_nobody_has_read() -> None:
    hers = Thing(What.UNCLAIMED, b"1" * 16, TODAY - 300, unread=True)
    assert naive(hers) and must_stay(hers, Terms())
    assert due([hers], Terms(), TODAY).back == ((hers, Why.UNREAD),)


@given(wished)
def test_no_setting_reaches_over_a_ceiling(terms: Terms) -> None:
    assert all(terms.days(what) <= TERMS[what].most for what in What)


@pytest.mark.parametrize(
    "said", ["closed=31", "audit=100", "closed", "closed=", "closed=-1", "closed=٣", "words=3", "open=13"]
)
def test_what_cannot_be_is_refused_by_name(said: str) -> None:
    with pytest.raises(ValueError, match=r"may be|write a class") as refused:
        read(said)
    assert (said.split("=")[0] in set(What)) is (f"{said.split('=')[0]} (" in str(refused.value))


def test_shorter_is_possible() -> None:
    terms = read("closed=14, files=7")
    assert (terms.days(What.CLOSED), terms.days(What.FILES), terms.days(What.OPEN)) == (14, 7, 90)
    assert read("").days(What.CLOSED) == 30


@pytest.mark.parametrize(
    ("thing", "why"),
    [
        (Thing(What.OPEN, b"", TODAY - 91), None),
        (Thing(What.OPEN, b"", TODAY - 91, unread=True), Why.UNREAD),
        (Thing(What.CLOSED, b"", TODAY - 31, unread=True), None),  # who closed it was asked about them
        (Thing(What.CLOSED, b"", TODAY - 31, on_its_way=True), Why.ON_ITS_WAY),
        (Thing(What.CLOSED, b"", TODAY - 31, until=TODAY), Why.HOLD),
        (Thing(What.CLOSED, b"", TODAY - 31, until=TODAY - 1), None),
        (Thing(What.CLOSED, b"", TODAY - 31, date=TODAY), Why.DATE),
        (Thing(What.CLOSED, b"", TODAY - 90, date=TODAY + 9), Why.DATE),
        (Thing(What.CLOSED, b"", TODAY - 91, date=TODAY + 9), None),  # no date reaches over the ceiling
        (Thing(What.CLOSED, b"", TODAY - 31, date=TODAY - 1), None),
        (Thing(What.SESSION, b"", TODAY - 2, in_chat=True), Why.CHAT),
    ],
)
def test_the_reason_is_told(thing: Thing, why: Why | None) -> None:
    found = due([thing], Terms(), TODAY)
    assert (found.back == ((thing, why),)) if why else (found.gone == (thing,))


def test_whole_days_are_certainly_over() -> None:
    """Closed on a day at 23:59, it is still there on the thirtieth day after, and gone on the next."""
    assert due([Thing(What.CLOSED, b"", TODAY - 30)], Terms(), TODAY).gone == ()
    assert due([Thing(What.CLOSED, b"", TODAY - 31)], Terms(), TODAY).gone


def test_people_are_asked_a_month_before_an_open_case_goes() -> None:
    days = [day for day in range(100) if due([Thing(What.OPEN, b"", TODAY - day)], Terms(), TODAY).ask]
    assert days == list(range(61, 91))
    short = [day for day in range(100) if due([Thing(What.OPEN, b"", TODAY - day)], read("open=15"), TODAY).ask]
    assert short == list(range(11, 16))
    assert not due([Thing(What.CLOSED, b"", TODAY - 25)], Terms(), TODAY).ask


@pytest.mark.parametrize(("far", "asked"), [(90, []), (91, list(range(61, 91)))])
def test_people_are_asked_before_a_closed_case_goes_with_its_date_still_to_come(far: int, asked: list[int]) -> None:
    def of(day: int) -> Thing:
        return Thing(What.CLOSED, b"", TODAY - day, date=TODAY - day + far)

    assert [day for day in range(92) if due([of(day)], Terms(), TODAY).ask] == asked
