"""A wait is only promised from waits like it, as widely as they were, and never from too few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handoff.model import Urgency
from handoff.waiting import FEWEST, Asking, Wait, asking, band, coarse, promise

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HERS = asking(Urgency.NORMAL, 3, NOON, NOON)
waits = st.builds(
    Wait,
    st.builds(asking, st.sampled_from(Urgency), st.integers(1, 40), st.just(NOON), st.just(NOON)),
    st.integers(0, 3000).map(coarse),
    st.booleans(),
)


def came(*minutes: int, asked: Asking = HERS) -> list[Wait]:
    return [Wait(asked, each, came=True) for each in minutes]


def test_from_a_few_waits_nothing_is_said() -> None:
    assert band(came(*range(FEWEST - 1)), HERS) is None
    assert band(came(*range(100, 100 + FEWEST)), HERS) is not None


def test_four_of_five_lie_in_the_band_and_the_rest_on_both_sides() -> None:
    low, high = band(came(*range(40, 100)), HERS) or (0, 0)
    assert (low, high) == (45, 94)


def test_where_somebody_may_come_at_once_all_that_may_be_missed_lies_above() -> None:
    assert band(came(*range(60)), HERS) == (0, 48)


def test_a_wait_like_hers_counts_before_one_that_is_not() -> None:
    in_the_evening = asking(Urgency.NORMAL, 3, NOON + timedelta(hours=8), NOON + timedelta(hours=8))
    history = [*came(*range(40, 100)), *came(*range(400, 460), asked=in_the_evening)]
    assert band(history, HERS) == (45, 94)
    assert band(history, in_the_evening) == (405, 454)


def test_who_left_before_anybody_came_makes_the_band_longer_and_never_shorter() -> None:
    stayed = came(*range(40, 80))
    left = [Wait(HERS, 60, came=False)] * 15
    without, with_them = band(stayed, HERS), band([*stayed, *left], HERS)
    assert without is not None and with_them is not None and with_them[1] > without[1]


def test_where_most_gave_up_it_cannot_be_said() -> None:
    assert band([*came(*range(10, 30)), *[Wait(HERS, 60, came=False)] * 40], HERS) is None


def test_a_week_is_no_help_to_anybody() -> None:
    assert band(came(*[8 * 24 * 60] * 60), HERS) is None


def test_it_is_said_as_a_person_would_say_it_and_never_narrower() -> None:
    made = promise(came(*range(40, 100)), HERS, lambda open_for: NOON + timedelta(minutes=2) + open_for)
    assert made is not None
    assert (f"{made.since:%H:%M}", f"{made.until:%H:%M}") == ("12:45", "13:45")


def test_while_the_desk_is_closed_the_clock_of_the_wait_stands_still() -> None:
    """Forty minutes that the desk is open: it closes in ten and opens tomorrow at nine."""
    tomorrow = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def after(open_for: timedelta) -> datetime:
        today = timedelta(minutes=10)
        return NOON + open_for if open_for < today else tomorrow + open_for - today

    made = promise(came(*[40] * 60), HERS, after)
    assert made is not None and (made.since, made.until) == (
        tomorrow + timedelta(minutes=30), tomorrow + timedelta(minutes=35)
    )  # fmt: skip


def test_what_is_kept_of_a_wait_is_coarse() -> None:
    assert [coarse(minutes) for minutes in (0, 7, 58, 100, 500, 3000, 99_999)] == [0, 5, 60, 105, 510, 3000, 10_080]
    early, late = (asking(Urgency.NOW, 5, NOON + timedelta(minutes=n), NOON + timedelta(minutes=n)) for n in (0, 170))
    assert early == late


def test_her_part_of_the_day_follows_her_clock_through_the_change_of_time() -> None:
    summer, winter = datetime(2026, 7, 1, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, 11, 30, tzinfo=UTC)
    assert [asking(Urgency.NOW, 1, at, at).part for at in (summer, winter)] == [4, 3]


@given(st.lists(waits, min_size=0, max_size=120))
def test_a_band_is_a_band_whatever_was_before(history: list[Wait]) -> None:
    found = band(history, HERS)
    made = promise(history, HERS, lambda open_for: NOON + open_for)
    if found is None:
        assert made is None
    else:
        low, high = found
        assert 0 <= low <= high and made is not None
        assert made.since <= NOON + timedelta(minutes=low) and made.until >= NOON + timedelta(minutes=high)
