"""The contract between the interview and the live form: every walk of the form can be answered, field by field, and a
change on either side is seen."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from flows.engine.bundle import Bundle
from flows.engine.fault import Faulty
from flows.engine.interviews import interviews
from tests.flows.form import Form, InStep, complaints, form_data
from tests.flows.house import house_bundle, house_files

FILE = "staff/nrm-referral.yaml"
DATA = form_data()
Data = dict[str, Any]


def interview(old: str = "", new: str = "") -> Bundle:
    """As it stands, or with one thing written otherwise."""
    text = house_files()[FILE].decode()
    assert old in text
    return interviews({FILE: text.replace(old, new, 1).encode()}, house_bundle())["nrm-referral"]


def test_every_walk_of_the_form_can_be_answered_field_by_field() -> None:
    assert complaints(DATA, interview()) == []


def test_that_was_every_page_and_every_field() -> None:
    """Seventy-five steps has the form's code; those without a field, or without a way to them, ask nobody anything."""
    form = Form(DATA)
    together = InStep(form, interview())
    assert together.walk() == ()
    with_fields = {page for page, has in form.pages.items() if has["fields"]}
    no_way = {"/what-happened", "/more-than-one-exploitation-situation", "/why-are-you-making-the-referral"}
    assert with_fields - together.pages == no_way
    assert together.asked == {name for page in with_fields - no_way for name in form.pages[page]["fields"]}
    assert (len(form.pages), len(together.asked)) == (75, 138)


def test_the_form_says_where_it_is_from() -> None:
    assert DATA["source"] == "UKHomeOffice/modern-slavery apps/nrm/index.js @54dfce7f 2026-04-21"
    assert DATA["checked"] == "2026-11-23"


# --- a change of the form -----------------------------------------------------------------------------------------


def field_added(data: Data) -> None:
    data["pages"]["/pv-dob"]["fields"].append("pv-age")


def field_gone(data: Data) -> None:
    data["pages"]["/how-they-were-treated"]["fields"].remove("living-conditions")


def field_renamed(data: Data) -> None:
    data["pages"]["/who-exploited-pv"]["fields"] = ["who-were-the-exploiters"]


def fields_in_another_order(data: Data) -> None:
    data["pages"]["/what-is-their-background"]["fields"].reverse()


def page_between(data: Data) -> None:
    data["pages"]["/pv-dob"]["next"] = ["/pv-age"]
    data["pages"]["/pv-age"] = {"next": ["/pv-gender-referral"], "forks": [], "fields": ["pv-age"]}


def page_passed_over(data: Data) -> None:
    data["pages"]["/professional-insight"]["next"] = ["/are-others-involved"]


def pages_in_another_order(data: Data) -> None:
    pages = data["pages"]
    pages["/when-last-contact"]["next"] = ["/is-this-the-first-chance-to-report"]
    pages["/is-this-the-first-chance-to-report"]["next"] = ["/details-last-contact"]
    pages["/details-last-contact"]["next"] = ["/modern-slavery-indicators"]


def fork_added(data: Data) -> None:
    data["pages"]["/pv-dob"]["forks"] = ["/fr-details"]


def fork_gone(data: Data) -> None:
    data["pages"]["/future-exploitation"]["forks"] = []
    del data["forks"]["/future-exploitation"]


def fork_taken_otherwise(data: Data) -> None:
    data["forks"]["/exploiters-location"]["/are-exploiters-in-the-uk"]["exploiters-location"] = ["no"]


def children_are_asked_for_consent(data: Data) -> None:
    del data["automatic"]["pv-want-to-submit-nrm"]


def child_path_is_left_when_nobody_is_sure(data: Data) -> None:
    data["forks"]["/pv-ho-reference"]["/fr-details"]["pv-under-age"] = ["yes"]


def field_is_always_shown(data: Data) -> None:
    del data["only_if"]["reported-to-police-crime-reference"]


def value_added(data: Data) -> None:
    data["values"]["fr-location"].append("jersey")


def choice_becomes_text(data: Data) -> None:
    del data["values"]["pv-gender"]


def field_becomes_needed(data: Data) -> None:
    data["optional"].remove("pv-dob")


def field_is_no_longer_needed(data: Data) -> None:
    data["optional"].append("birthplace")


def old_field_is_used_again(data: Data) -> None:
    data["pages"]["/pv-under-age-at-time-of-exploitation"]["next"] = ["/what-happened"]


def way_out_of_use(data: Data) -> None:
    data["pages"]["/someone-else"]["next"] = data["pages"]["/who-contact"]["forks"] = []
    del data["forks"]["/who-contact"]


def leads_nowhere(data: Data) -> None:
    data["pages"]["/fr-details"]["next"] = ["/fr-other-contact"]


def goes_on_after_duty_to_notify(data: Data) -> None:
    data["pages"]["/pv-contact-details-dtn"]["next"] = ["/fr-details"]


def ends_too_early(data: Data) -> None:
    data["pages"]["/fr-alternative-contact"]["next"] = ["/confirm"]


CHANGES = (
    field_added, field_gone, field_renamed, fields_in_another_order, page_between, page_passed_over,
    pages_in_another_order, fork_added, fork_gone, fork_taken_otherwise, children_are_asked_for_consent,
    child_path_is_left_when_nobody_is_sure, field_is_always_shown, value_added, choice_becomes_text,
    field_becomes_needed, field_is_no_longer_needed, old_field_is_used_again, way_out_of_use, leads_nowhere,
    goes_on_after_duty_to_notify, ends_too_early,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_the_form_is_seen(change: Callable[[Data], None]) -> None:
    data = deepcopy(DATA)
    change(data)
    assert complaints(data, interview()) != []


@pytest.mark.parametrize("page", [page for page, has in DATA["pages"].items() if has["fields"]])
def test_no_page_can_lose_a_field_unseen(page: str) -> None:
    data = deepcopy(DATA)
    data["pages"][page]["fields"].pop()
    assert complaints(data, interview()) != []


# --- a change of the interview ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    next: family\n    skip: family\n", "    next: education\n    skip: education\n"),
        ("    skip: living-conditions", "    skip: how-they-were-treated"),
        ("value: overseas, next: where-exploitation-happened-overseas-country-1", "value: overseas"),
        ("{when: pv-under-age is no, next: before-consent}", "{when: pv-under-age is not yes, next: before-consent}"),
        ("{when: pv-under-age is no, next: who-contact}", "{when: pv-under-age is known, next: who-contact}"),
        (" and authorities-cooperation is yes", ""),
        ("{when: pv-want-to-submit-nrm is no, next: end}\n    otherwise: fr-details",
         "{when: pv-want-to-submit-nrm is yes, next: end}\n    otherwise: fr-details"),
        ("value: northern-ireland", "value: ireland"),
        ("    need: optional\n    next: pv-gender", "    next: pv-gender"),
        ("otherwise: current-pv-location-uk-city", "otherwise: where-exploitation-happened-overseas-country-1"),
        ("value: yes, next: pv-phone-number}", "value: yes}"),
    ],
)  # fmt: skip
def test_a_change_of_the_interview_is_seen(old: str, new: str) -> None:
    assert complaints(DATA, interview(old, new)) != []


def test_a_step_cannot_be_left_out() -> None:
    with pytest.raises(Faulty):
        interview("  living-conditions:\n", "  living-well:\n")
