"""Who is proposed for whom: never outside a remit, in an order that can be explained, and every offer ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.referral.directory import (
    AGAIN,
    ANSWERS_IN,
    FRESH,
    REFUSALS,
    Capacity,
    Ended,
    Need,
    Organisation,
    Proposal,
    State,
    Try,
    filled,
    need_of,
    newest,
    propose,
    remit,
)
from handoff.referral.record import From, Record, Source, Told

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
NATIONS = ("england", "wales", "scotland", "northern-ireland")
TYPES = ("domestic-servitude", "labour", "sexual", "criminal", "organs")
ONLY = ("domestic-worker-visa", "refugee")
AGES, SEXES = ("adults", "children"), ("female", "male")


def some(values: tuple[str, ...], least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=least)


CAPACITIES = st.builds(
    Capacity, st.sampled_from(State), st.none() | st.dates(TODAY - 90 * DAY, TODAY + 5 * DAY), st.integers(0, 20)
)
ORGANISATIONS = st.builds(
    Organisation, st.text("abcdef", min_size=1, max_size=3), st.just("One"), st.booleans(), some(NATIONS, 1),
    some(AGES, 1), some(SEXES), some(TYPES), some(ONLY).map(lambda each: tuple(sorted(each))), some(("en", "fil")),
    CAPACITIES, st.integers(0, 5), st.booleans(), st.booleans(), st.booleans(),
    st.dates(TODAY - 5 * DAY, TODAY + 5 * DAY),
)  # fmt: skip
NEEDS = st.builds(
    Need, st.sampled_from(("", *NATIONS)), st.sampled_from(("", "adults", "children", "not-sure")),
    st.sampled_from(("", *SEXES, "neither")), some(TYPES), st.sampled_from(("", "en", "fil", "am")),
    st.dictionaries(st.sampled_from(ONLY), st.booleans()),
)  # fmt: skip
TRIES = st.lists(
    st.builds(
        Try, st.text("abc", min_size=1, max_size=2), st.dates(TODAY - 40 * DAY, TODAY), st.just(TODAY),
        st.none() | st.sampled_from(Ended), st.dates(TODAY - 30 * DAY, TODAY),
    ), max_size=3,
)  # fmt: skip
LISTS = st.lists(ORGANISATIONS, max_size=6, unique_by=lambda each: each.name)


def outside(one: Organisation, need: Need) -> bool:
    """The rule once more, as a person would say it."""
    child = need.age in ("children", "not-sure")
    return (
        not one.intake
        or (need.nation != "" and need.nation not in one.nations)
        or (need.age == "adults" and "adults" not in one.ages)
        or (child and "children" not in one.ages)
        or (need.sex in SEXES and bool(one.sexes) and need.sex not in one.sexes)
        or (bool(need.types) and bool(one.types) and not need.types & one.types)
        or any(need.so.get(each) is False for each in one.only)
    )


Proposes = Callable[..., list[Proposal]]


def breaches(proposes: Proposes, known: list[Organisation], need: Need, said: Mapping[str, Capacity]) -> list[str]:
    return [each.of.name for each in proposes(known, need, said, (), TODAY) if outside(each.of, need)]


@given(LISTS, NEEDS, st.dictionaries(st.text("abc", min_size=1, max_size=2), CAPACITIES), TRIES)
def test_nobody_is_proposed_outside_a_remit(
    known: list[Organisation], need: Need, said: dict[str, Capacity], tries: list[Try]
) -> None:
    found = propose(known, need, said, tries, TODAY)
    assert not breaches(propose, known, need, said)
    for each in found:
        assert each.find_out == remit(each.of, need).find_out
        assert each.why, "every proposal says why"
    if not tries:
        left = {one.name for one in known} - {each.of.name for each in found}
        assert all(outside(one, need) for one in known if one.name in left), "whoever fits is proposed"


def by_capacity_only(known: list[Organisation], need: Need, said: object, tries: object, today: date) -> list[Proposal]:
    """What a list without remits does: whoever has room."""
    return [Proposal(one, (), ()) for one in sorted(known, key=lambda each: each.capacity.on(today))]


def test_the_property_catches_a_list_without_remits() -> None:
    tara = Organisation("tara", "TARA", False, frozenset({"scotland"}), frozenset({"adults"}), frozenset({"female"}))
    assert breaches(by_capacity_only, [tara], Need("england", "adults", "female"), {}) == ["tara"]
    assert not breaches(propose, [tara], Need("england", "adults", "female"), {})


ONE = Organisation("one", "One", False, frozenset(NATIONS), frozenset({"adults"}))
TWO, PUBLIC = replace(ONE, name="two", order=2), replace(ONE, name="public", statutory=True)


ANYBODY = Need()


def names(*known: Organisation, tries: tuple[Try, ...] = (), need: Need = ANYBODY, **said: Capacity) -> list[str]:
    return [each.of.name for each in propose(known, need, said, tries, TODAY)]


def test_who_has_room_comes_first_and_who_is_paused_last() -> None:
    room, list_2, list_9 = (Capacity(state, TODAY, weeks) for state, weeks in zip(
        (State.OPEN, State.LIST, State.LIST), (0, 2, 9), strict=True
    ))  # fmt: skip
    three, four = replace(ONE, name="three"), replace(ONE, name="four")
    paused = Capacity(State.PAUSED, TODAY)
    assert names(ONE, TWO, three, four, one=paused, two=list_9, three=list_2, four=room) == [
        "four", "three", "two", "one",
    ]  # fmt: skip


def test_with_a_charity_the_choice_stays_hers_so_public_offices_come_after() -> None:
    assert names(PUBLIC, ONE, public=Capacity(State.OPEN, TODAY), one=Capacity(State.PAUSED, TODAY)) == [
        "one",
        "public",
    ]
    assert names(replace(ONE, last=True), PUBLIC) == ["public", "one"]


def test_old_words_count_as_not_known_and_are_still_told() -> None:
    old = Capacity(State.PAUSED, TODAY - FRESH - DAY, source="a call")
    assert old.on(TODAY) is State.UNKNOWN and old.on(TODAY - DAY) is State.PAUSED
    [found] = propose([replace(ONE, capacity=old)], Need(), {}, (), TODAY)
    assert found.why[0].key == "was" and found.why[0].slots["state"] == "paused"
    assert newest(old, Capacity(State.OPEN, TODAY)).state is State.OPEN
    assert newest(Capacity(State.OPEN, TODAY), old).state is State.OPEN, "an older word never replaces a newer one"


def test_who_may_be_a_child_is_sent_where_children_are_taken() -> None:
    assert names(ONE, need=Need(age="not-sure")) == []
    assert names(ONE, replace(TWO, ages=frozenset(AGES)), need=Need(age="not-sure")) == ["two"]


@pytest.mark.parametrize(
    ("said", "settled", "counts"),
    [
        ("adults", "not-sure", "not-sure"), ("adults", "children", "children"), ("not-sure", "adults", "not-sure"),
        ("children", "adults", "children"), ("not-sure", "children", "children"), ("adults", "", "adults"),
        ("", "adults", "adults"),
    ],
)  # fmt: skip
def test_of_two_ages_the_one_counts_that_goes_the_way_of_a_child(said: str, settled: str, counts: str) -> None:
    """What was said in one place yesterday does not outweigh a doubt that is written in the other today."""
    need = filled(Need(age=said), Need(age=settled))
    assert need.age == counts
    assert (names(ONE, need=need) == []) is (counts != "adults")


def test_what_is_not_known_of_her_is_asked_first_and_excludes_nobody() -> None:
    visa = replace(ONE, only=("domestic-worker-visa",))
    [found] = propose([visa], Need("england"), {}, (), TODAY)
    assert found.find_out == ("age", "domestic-worker-visa")
    assert names(visa, need=Need(so={"domestic-worker-visa": False})) == []
    assert remit(replace(ONE, sexes=frozenset({"female"})), Need(sex="neither")).find_out == ("nation", "age", "sex")


def test_the_same_are_not_asked_twice_in_a_row_and_an_offer_ends() -> None:
    asked = Try("one", TODAY, TODAY + ANSWERS_IN)
    assert names(ONE, TWO, tries=(asked,)) == ["two"]
    assert not asked.lapses(TODAY + ANSWERS_IN) and asked.lapses(TODAY + ANSWERS_IN + DAY)
    no = replace(asked, ended=Ended.CLOSED_INTAKE, on=TODAY - AGAIN)
    assert names(ONE, tries=(no,)) == ["one"]
    assert names(ONE, tries=(replace(no, on=TODAY - AGAIN + DAY),)) == []
    assert names(ONE, tries=(replace(no, ended=Ended.OUTSIDE_REMIT),)) == [], "that will not change"
    assert names(ONE, TWO, tries=(replace(no, ended=Ended.ACCEPTED),)) == []


@pytest.mark.parametrize("ended", REFUSALS)
def test_a_no_has_a_reason(ended: Ended) -> None:
    assert ended not in (Ended.ACCEPTED, Ended.NO_ANSWER, Ended.WITHDRAWN)


def test_what_is_settled_in_the_interview_is_what_is_known() -> None:
    source = Source(From.ADVOCATE, datetime(2026, 11, 24, 12, tzinfo=UTC))
    told = {
        "fr-location": "wales", "pv-under-age": "no", "pv-gender": "female",
        "types-of-exploitation-unpaid-household-work": "true", "types-of-exploitation-prostitution": "false",
    }  # fmt: skip
    record = Record({name: Told(value, source) for name, value in told.items()})
    assert need_of(record, "fil") == Need("wales", "adults", "female", frozenset({"domestic-servitude"}), "fil")
    assert need_of(Record({}), "") == Need()
    here = filled(Need("england", so={"refugee": False}), need_of(record, "fil"))
    assert here == Need("england", "adults", "female", frozenset({"domestic-servitude"}), "fil", {"refugee": False})
