"""Whom a case fits: a head start and never a wall, but for whom she asked for and what one person can carry."""

from __future__ import annotations

import inspect
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff import urgency
from handoff.claims import claim
from handoff.fit import LANGUAGE, REMIT, REST, fits, order_for, rest_after, why_for, why_not
from handoff.model import Case, CaseId, Move, Profile, Refused, Role, Staff, StaffId, State, Token, Urgency
from handoff.profile import MOST, changed
from handoff.queue import HEAD_START
from handoff.urgency import RULES, when_opened

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AMINA = Staff(
    StaffId(b"amina"), Role.ADVOCATE, "Amina", profile=Profile(frozenset({"fil"}), frozenset({"law"}), "woman")
)
TOM = Staff(StaffId(b"tom"), Role.ADVOCATE, "Tom", profile=Profile(sex="man"))
LONGEST_HEAD_START = timedelta(hours=48 + 4 + 1)  # what we promise: who comes so much later waits behind her


def case(name: str, minutes: float = 0, **more: object) -> Case:
    made = Case(CaseId(name.encode()), name, State.WAITING, Urgency.NORMAL, "en", Token(1), NOON - minutes * MINUTE)
    return replace(made, **more)  # type: ignore[arg-type]


CASES = st.lists(
    st.builds(
        case,
        st.uuids().map(str),
        st.integers(0, 10 * 24 * 60),
        urgency=st.sampled_from(Urgency),
        language=st.sampled_from(["en", "fil", "am"]),
        team=st.sampled_from(["", "law"]),
        wish=st.sampled_from(["", "", "woman", "man"]),
        state=st.sampled_from([State.WAITING, State.WAITING, State.CLAIMED]),
    ),
    max_size=25,
    unique_by=lambda made: made.id,
)
STAFF = st.builds(
    lambda languages, remit, sex: replace(AMINA, profile=Profile(languages, remit, sex)),
    st.frozensets(st.sampled_from(["en", "fil", "am"])),
    st.frozensets(st.sampled_from(["law"])),
    st.sampled_from(["", "woman", "man"]),
)


def names(cases: list[Case]) -> list[str]:
    return [each.code_name for each in cases]


def test_her_language_comes_first_unless_somebody_has_waited_long_enough() -> None:
    hers, other = case("hers", 5, language="fil"), case("other", 60)
    assert names(order_for(AMINA, [other, hers], NOON)) == ["hers", "other"]
    assert names(order_for(TOM, [other, hers], NOON)) == ["other", "hers"]
    long_ago = replace(other, opened_at=NOON - timedelta(hours=5))
    assert names(order_for(AMINA, [long_ago, hers], NOON)) == ["other", "hers"]


def test_danger_goes_before_every_fit() -> None:
    hers = case("hers", 60, language="fil", team="law")
    assert names(order_for(AMINA, [hers, case("now", 0, urgency=Urgency.NOW)], NOON)) == ["now", "hers"]


def test_whom_she_asked_for_is_a_wall() -> None:
    asked = case("asked", 600, wish="woman", urgency=Urgency.NOW)
    assert names(order_for(AMINA, [asked], NOON)) == ["asked"] and order_for(TOM, [asked], NOON) == []
    assert claim(asked, TOM, NOON) == Refused("wish_woman")
    assert isinstance(claim(asked, AMINA, NOON), Move)
    assert why_not(replace(AMINA, profile=Profile()), asked, 0, NOON) == Refused("wish_woman"), "not told is not yes"


def test_what_one_can_carry_is_a_wall_for_all_but_danger() -> None:
    normal, danger = case("normal"), case("danger", urgency=Urgency.NOW)
    assert claim(normal, TOM, NOON, load=5) == Refused("full")
    assert isinstance(claim(normal, TOM, NOON, load=4), Move)
    assert isinstance(claim(danger, TOM, NOON, load=9), Move)
    assert claim(normal, replace(TOM, profile=Profile(most=1)), NOON, load=1) == Refused("full")


def test_after_danger_she_rests_and_only_danger_may_disturb_it() -> None:
    danger = case("danger", urgency=Urgency.NOW)
    assert rest_after(danger, NOON) == NOON + REST and rest_after(case("normal"), NOON) is None
    tired = replace(TOM, profile=Profile(rests_until=NOON + REST))
    assert claim(case("normal"), tired, NOON) == Refused("rests")
    assert isinstance(claim(danger, tired, NOON), Move)
    assert isinstance(claim(case("normal"), tired, NOON + REST), Move)


@given(STAFF, CASES)
def test_nobody_starves_for_anybody_who_could_take_her(staff: Staff, cases: list[Case]) -> None:
    """Before her go only those who came within a bounded time after her, whatever the fit: so her turn comes."""
    queue = order_for(staff, cases, NOON)
    for place, each in enumerate(queue):
        for before in queue[:place]:
            assert before.opened_at - each.opened_at <= LONGEST_HEAD_START


def test_the_promise_is_the_sum_of_all_head_starts() -> None:
    assert max(HEAD_START.values()) + LANGUAGE + REMIT == LONGEST_HEAD_START


@given(STAFF, CASES)
def test_only_whom_she_asked_for_takes_a_case_from_a_list(staff: Staff, cases: list[Case]) -> None:
    waiting = [each for each in cases if each.state is State.WAITING]
    kept_from = {each.id for each in waiting if each.wish and each.wish != staff.profile.sex}
    assert {each.id for each in order_for(staff, cases, NOON)} == {each.id for each in waiting} - kept_from
    for each in order_for(staff, cases, NOON):
        assert why_for(staff, each, cases, NOON)


def test_why_for_says_the_place_the_rule_and_the_fit() -> None:
    hers = case("hers", 12, language="fil", team="law", wish="woman", urgency=Urgency.NOW, rule="danger_word")
    assert why_for(AMINA, hers, [hers], NOON) == (
        "the only one waiting, for 12 minutes; a word of danger was written; you speak the language; it is for your "
        "team; a woman was asked for"
    )
    assert fits(TOM, case("plain")) == []


def test_urgency_comes_from_named_rules_and_knows_nothing_of_her() -> None:
    """A rule is chosen by what the authors of a flow have marked: there is no way in for what she told."""
    for marked in Urgency:
        assert RULES[when_opened(marked)].urgency is marked
    assert [name for name, rule in RULES.items() if rule.urgency is Urgency.NOW] == ["danger_word", "flow_now"]
    takes = inspect.signature(urgency.when_opened).parameters
    assert list(takes) == ["marked"]
    assert not {"credible", "score", "believed", "consistent"} & {each.name for each in fields(Case)}


KNOWN = (["en", "fil"], ["advocates"])


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("languages fil, en", Profile(languages=frozenset({"fil", "en"}))),
        ("languages", Profile()),
        ("remit advocates", Profile(remit=frozenset({"advocates"}))),
        ("sex woman", Profile(sex="woman")),
        ("sex", Profile()),
        ("most 3", Profile(most=3)),
        ("languages klingon", None),
        ("remit police", None),
        ("sex yes", None),
        ("most 0", None),
        (f"most {MOST + 1}", None),
        ("most ٣", None),
        ("most lots", None),
        ("hobby chess", None),
        ("", None),
    ],
)
def test_what_she_tells_of_herself(said: str, now: Profile | None) -> None:
    assert changed(Profile(), said.split(), *KNOWN) == now
