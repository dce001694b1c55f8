"""The First Responders of the house: each line of the collection once, and nothing that no source says."""

from __future__ import annotations

from datetime import date, timedelta

from flows.engine.bundle import Bundle, load
from flows.engine.responders import responders_due
from tests.flows.house import house_bundle, house_files

LISTED = {f"2.{nth:02}" for nth in range(1, 20)}
"""Of the collection of facts: the organisations that the form lists."""


def bundle() -> Bundle:
    return house_bundle()


def test_each_organisation_of_the_form_is_there_once_with_its_source() -> None:
    known = bundle().responders.values()
    own = [line for each in known for line in each.lines if line in LISTED]
    assert sorted(own) == sorted(LISTED) and len(known) == len(LISTED)
    assert all(each.source and each.checked < each.check_again for each in known)
    assert sum(not each.statutory for each in known) == 13, "as many charities as the list of March 2026 has"


def test_nobody_is_said_to_have_room_without_a_day() -> None:
    said = {each.name: each.capacity for each in bundle().responders.values() if each.capacity}
    assert {name: (it.state, it.said) for name, it in said.items()} == {"kalayaan": ("paused", date(2023, 1, 30))}
    assert not any(each.languages for each in bundle().responders.values()), "no source says which"


def test_a_house_can_do_without() -> None:
    files = dict(house_files())  # read once for all tests
    del files["responders.yaml"]
    assert load(files).responders == {}


def test_an_old_entry_is_told_and_stops_nothing() -> None:
    known = bundle().responders
    first = min(each.check_again for each in known.values())
    assert list(responders_due(known, first - timedelta(days=1))) == []
    due = list(responders_due(known, first))
    assert due and {(fault.code, fault.level) for fault in due} == {("F055", "warning")}
