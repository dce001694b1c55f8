"""The pack of a referral: nothing leaves that is not settled, agreed to and short enough, and nothing is invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.referral.chronology import Event, Rough, chronology, differing, impossible
from handoff.referral.consents import NEEDED, WITHOUT_HER, Purpose, Row, Variant, lacking, standing, waiting, withdrawn
from handoff.referral.gaps import Helps, still_open
from handoff.referral.pack import IDENTIFYING, Wanted, exported, pack, problems, variant_of
from handoff.referral.record import Entry, Field, From, Gap, Kind, Missing, Record, Source, Told, Words

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = Source(From.ADVOCATE, NOON - HOUR)
TO = "a First Responder"

AGE = Field("pv-under-age", "Under 18?", Kind.CHOICE, values=("yes", "no", "not-sure"), decides=True)
COOPERATES = Field("authorities-cooperation", "Willing to help?", Kind.CHOICE, values=("yes", "no"), decides=True)
CONSENT = Field("pv-want-to-submit-nrm", "Agrees?", Kind.CHOICE, values=("yes", "no"), decides=True)
TREATED = Field("how-they-were-treated", "How treated?", Kind.TEXT, limit=15_000)
FAMILY = Field("family", "Family?", Kind.TEXT, limit=15_000)
NICKNAME = Field("pv-name-nickname", "Nickname?", Kind.TEXT, optional=True, limit=15_000)
NAME = Field("pv-name-first-name", "First name.", Kind.TEXT, limit=15_000)
TICK = ("true", "false")
BOX = Field("types-of-exploitation-unpaid-household-work", "Domestic servitude?", Kind.CHOICE, True, None, TICK)
ASKED = (AGE, FAMILY, TREATED, BOX, COOPERATES, CONSENT, NAME, NICKNAME)


def told(value: str, words: Words | None = None) -> Told:
    return Told(value, HERE, words)


HERS = Words("Kinuha nila ang pasaporte ko.", "fil", "an interpreter")
WHOLE: dict[str, Entry] = {
    "pv-under-age": told("no"), "family": Gap(Missing.NOT_WISHED, "She is afraid for them."),
    "how-they-were-treated": told("They took my passport.", HERS), BOX.name: told("true"),
    "authorities-cooperation": told("no"), "pv-want-to-submit-nrm": told("yes"),
    "pv-name-first-name": told("Firstname"),
}  # fmt: skip


def row(purpose: Purpose, given: bool = True, at: datetime = NOON - HOUR, basis: str = "", second: str = "Dora") -> Row:
    about = TO if purpose is Purpose.SHARE else ""
    return Row(purpose, given, "1", "fil", at, about, basis, second if basis else "")


ALL = tuple(row(purpose) for purpose in NEEDED[Variant.REFERRAL])


def wanted(
    entries: Mapping[str, Entry | None] | None = None, consents: Sequence[Row] = ALL, events: Sequence[Event] = ()
) -> Wanted:
    record = {name: entry for name, entry in {**WHOLE, **(entries or {})}.items() if entry is not None}
    return Wanted("amber-otter", "the form", TO, ASKED, Record(record), consents, events)


def wrong(it: Wanted) -> list[str]:
    return [problem.field or problem.sentence for problem in problems(it, NOON)]


# --- what goes out ------------------------------------------------------------------------------------------------


def test_the_pack_is_keyed_by_the_form_in_its_order_with_her_words_beside_the_translation() -> None:
    made = json.loads(json.dumps(pack(wanted(), NOON)))
    assert list(made["fields"]) == [field.name for field in ASKED]
    treated = made["fields"]["how-they-were-treated"]
    assert (treated["value"], treated["original"]) == ("They took my passport.", HERS.text)
    assert (treated["language"], treated["translated_by"]) == ("fil", "an interpreter")
    assert made["fields"]["family"] == {
        "label": "Family?", "gap": "does not wish to say", "reason": "She is afraid for them.",
    }  # fmt: skip
    assert made["fields"]["pv-name-nickname"] == {"label": "Nickname?"}, "nothing is said where nothing is known"
    assert (made["variant"], made["case"], made["to"]) == ("referral", "amber-otter", TO)


def test_where_a_message_lies_in_the_case_leaves_with_no_pack() -> None:
    entry = Told("She cried.", Source(From.MESSAGE, NOON, "secret-ref-17"))
    assert "secret-ref-17" not in json.dumps(pack(wanted({"how-they-were-treated": entry}), NOON))


def test_a_gap_without_a_reason_and_a_translation_without_a_name_cannot_be_written_down() -> None:
    with pytest.raises(ValueError, match="reason"):
        Gap(Missing.NOT_KNOWN, " ")
    with pytest.raises(ValueError, match="translator"):
        Words("Oo", "fil", "")


# --- what keeps it in the house -----------------------------------------------------------------------------------


def test_what_has_no_answer_and_no_reason_is_named() -> None:
    assert wrong(wanted({"family": None})) == ["family"]
    assert wrong(wanted({"pv-name-nickname": None})) == []


def test_a_proposal_is_no_answer_until_somebody_has_read_it() -> None:
    proposal = replace(told("Two sisters"), confirmed=False)
    it = wanted({"family": proposal})
    assert wrong(it) == ["family"]
    assert wrong(replace(it, record=it.record.confirm("family"))) == []


@pytest.mark.parametrize(
    ("text", "fits"), [("x" * 15_000, True), ("x" * 15_001, False), ("😀" * 7_500, True), ("😀" * 7_501, False)]
)
def test_the_limit_of_a_field_is_kept_and_the_field_is_named(text: str, fits: bool) -> None:
    assert wrong(wanted({"how-they-were-treated": told(text)})) == ([] if fits else ["how-they-were-treated"])
    assert wrong(wanted({"family": Gap(Missing.NOT_KNOWN, text)})) == ([] if fits else ["family"])
    if not fits:
        with pytest.raises(ValueError, match="15000"):
            pack(wanted({"how-they-were-treated": told(text)}), NOON)


def test_a_value_that_the_form_does_not_know_and_no_ticked_box_are_told() -> None:
    assert wrong(wanted({"authorities-cooperation": told("perhaps")})) == ["authorities-cooperation"]
    assert wrong(wanted({BOX.name: told("false")})) == [BOX.name]


def test_nothing_leaves_before_age_and_consent_are_settled() -> None:
    for name in ("pv-under-age", "pv-want-to-submit-nrm"):
        for entry in (None, Gap(Missing.NOT_ASKED, "The call broke off."), replace(told("no"), confirmed=False)):
            it = wanted({name: entry})
            assert variant_of(it.record) is None
            [problem] = problems(it, NOON)
            assert "under 18" in problem.sentence
            with pytest.raises(ValueError, match="settled"):
                pack(it, NOON)


@pytest.mark.parametrize("age", ["yes", "not-sure"])
def test_who_may_be_a_child_goes_the_way_of_a_child(age: str) -> None:
    assert variant_of(wanted({"pv-under-age": told(age), "pv-want-to-submit-nrm": told("no")}).record) is Variant.CHILD


# --- Duty to Notify -----------------------------------------------------------------------------------------------

NOTIFY: dict[str, Entry | None] = {"pv-want-to-submit-nrm": told("no")}


def test_a_report_under_the_duty_to_notify_names_nobody() -> None:
    """Also where she had given her name before she said no."""
    made = pack(wanted(NOTIFY), NOON)
    assert made["variant"] == "duty to notify"
    assert not IDENTIFYING & made["fields"].keys()
    assert "Firstname" not in json.dumps(made)


def test_it_names_her_when_she_agreed_to_help_the_authorities() -> None:
    made = pack(wanted({**NOTIFY, "authorities-cooperation": told("yes")}), NOON)
    assert made["fields"]["pv-name-first-name"]["value"] == "Firstname"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They called FIRSTNAME a thief.", True),
        ("firstname, come!", True),
        ("Firstnames", False),
        ("The person.", False),
    ],
)
def test_a_name_in_the_middle_of_a_text_is_found(text: str, names: bool) -> None:
    found = ["how-they-were-treated"] if names else []
    original = told("As told.", Words(text, "fil", "a volunteer"))
    assert wrong(wanted({**NOTIFY, "how-they-were-treated": told(text)})) == found
    assert wrong(wanted({**NOTIFY, "how-they-were-treated": original})) == found
    event = Event(Rough(2025), text, "how-they-were-treated")
    assert wrong(wanted(NOTIFY, events=[event])) == found
    assert wrong(wanted({"how-they-were-treated": told(text)})) == [], "in a referral her name is asked for"


@given(st.sets(st.sampled_from(sorted(IDENTIFYING))), st.sampled_from(["yes", "no", "not-sure"]), st.booleans())
def test_nothing_that_identifies_leaves_without_her_yes(names: set[str], age: str, agrees: bool) -> None:
    fields = [*ASKED, *(Field(name, name, Kind.TEXT) for name in sorted(names - {NAME.name, NICKNAME.name}))]
    it = wanted({"pv-under-age": told(age), "pv-want-to-submit-nrm": told("yes" if agrees else "no")})
    out = {field.name for field in exported(replace(it, asked=fields))}
    assert bool(out & IDENTIFYING) is (age != "no" or agrees)


# --- consents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", NEEDED[Variant.REFERRAL])
def test_without_its_row_nothing_leaves_and_a_withdrawal_stops_every_later_pack(purpose: Purpose) -> None:
    others = tuple(one for one in ALL if one.purpose is not purpose)
    own = row(purpose)
    for rows in (others, (*others, replace(own, given=False)), (*others, own, withdrawn(own, NOON)),
                 (*others, replace(own, at=NOON + HOUR))):  # fmt: skip
        assert lacking(rows, Variant.REFERRAL, TO, NOON) == (purpose,)
        with pytest.raises(ValueError, match="consent"):
            pack(wanted(consents=rows), NOON)
    again = (*others, own, withdrawn(own, NOON - HOUR / 2), replace(own, at=NOON))
    assert lacking(again, Variant.REFERRAL, TO, NOON) == ()


def test_consent_to_share_with_one_is_none_to_share_with_another() -> None:
    assert lacking(ALL, Variant.REFERRAL, "somebody else", NOON) == (Purpose.SHARE,)


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("purpose", [Purpose.KEEP, Purpose.PREPARE, Purpose.REFER, Purpose.SHARE])
def test_a_basis_counts_only_where_no_consent_is_asked_for(variant: Variant, purpose: Purpose) -> None:
    rows = [row(one, basis="decided by a coordinator" if one is purpose else "") for one in NEEDED[Variant.REFERRAL]]
    may = purpose in WITHOUT_HER[variant] or purpose not in NEEDED[variant]
    assert lacking(rows, variant, TO, NOON) == (() if may else (purpose,))


@pytest.mark.parametrize("purpose", sorted(WITHOUT_HER[Variant.CHILD]))
def test_a_basis_of_one_person_alone_outweighs_nothing_that_she_has_said(purpose: Purpose) -> None:
    others = [row(one) for one in NEEDED[Variant.CHILD] if one is not purpose]
    refused = row(purpose, given=False, at=NOON - HOUR / 2)
    alone = row(purpose, at=NOON - HOUR / 3, basis="not sure of age (decided by Amal)", second="")
    for before in ([], [refused], [row(purpose), refused]):
        assert lacking([*others, *before, alone], Variant.CHILD, TO, NOON) == (purpose,)
    agreed = replace(alone, second="Dora", at=NOON - HOUR / 4)
    assert lacking([*others, refused, alone, agreed], Variant.CHILD, TO, NOON) == ()
    later = replace(refused, at=NOON)
    assert lacking([*others, alone, agreed, later], Variant.CHILD, TO, NOON) == (purpose,), "what she says counts more"
    assert waiting([refused, alone]) == [alone] and waiting([alone, later]) == waiting([alone, agreed]) == []
    yes = row(purpose)
    assert lacking([*others, yes, alone], Variant.CHILD, TO, NOON) == (), "her yes stands while it waits"


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(Purpose), st.booleans(), st.integers(0, 5)), max_size=20))
def test_the_newest_row_counts_whatever_came_before(written: list[tuple[Purpose, bool, int]]) -> None:
    rows = [row(purpose, given, NOON + minutes * HOUR) for purpose, given, minutes in written]
    for purpose in Purpose:
        own = sorted((one for one in rows if one.purpose is purpose), key=lambda one: one.at)
        expected = bool(own) and own[-1].given
        about = TO if purpose is Purpose.SHARE else ""
        assert (standing(rows, purpose, about, NOON + 9 * HOUR) is not None) is expected


# --- gaps and what is still open ----------------------------------------------------------------------------------


def test_what_is_still_open_comes_in_the_order_that_helps_most() -> None:
    record = Record({
        "how-they-were-treated": replace(told("x"), confirmed=False), "family": Gap(Missing.NOT_ASKED, "No time."),
        "authorities-cooperation": told("no"),
    })  # fmt: skip
    found = still_open(ASKED, record)
    assert [(it.field.name, it.helps) for it in found] == [
        ("pv-under-age", Helps.DECIDES), ("pv-want-to-submit-nrm", Helps.DECIDES),
        ("how-they-were-treated", Helps.CONFIRM), ("pv-name-first-name", Helps.NEEDED),
        ("family", Helps.NOT_ASKED), (BOX.name, Helps.OPTIONAL), ("pv-name-nickname", Helps.OPTIONAL),
    ]  # fmt: skip
    assert all(it.why for it in found)


def test_nobody_is_pressed_twice() -> None:
    for what in (Missing.NOT_KNOWN, Missing.NOT_WISHED):
        gaps = Record({field.name: Gap(what, "She said so.") for field in ASKED})
        assert still_open(ASKED, gaps) == []


def test_what_is_settled_is_not_overwritten_by_a_proposal() -> None:
    record = Record(dict(WHOLE))
    assert record.propose("family", told("A son")) == record
    assert record.propose("how-they-were-treated", told("Well")) == record
    first = record.propose("pv-name-nickname", told("One"))
    second = first.propose("pv-name-nickname", told("Two"))
    assert first.value("pv-name-nickname") is None
    assert second.confirm("pv-name-nickname").value("pv-name-nickname") == "Two"


# --- chronology ---------------------------------------------------------------------------------------------------


def test_what_happened_stands_in_order_as_exactly_as_it_is_known() -> None:
    texts = ["2024-03-12", "2023", "2024-03", "2024-03-02"]
    events = [Event(Rough.read(text) or Rough(0), text, "family") for text in texts]
    assert [str(event.since) for event in chronology(events)] == ["2023", "March 2024", "2 March 2024", "12 March 2024"]
    made = pack(wanted(events=[Event(Rough(2024, 5), "Left", "family", Rough(2024))]), NOON)
    assert made["chronology"] == [{"since": "May 2024", "until": "2024", "what": "Left", "field": "family"}]


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-00", "2024-3", "in 2024", "2024-03-32"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert Rough.read(text) is None


def test_the_same_with_two_dates_is_told_to_a_person_and_keeps_nothing_in_the_house() -> None:
    first = Event(Rough(2024, 3), "In a house in Leeds.", "family")
    for other, apart in ((Rough(2025), True), (Rough(2024, 3, 2), False), (Rough(2024), False), (Rough(2024, 4), True)):
        second = Event(other, "in a house in LEEDS", "how-they-were-treated")
        found = differing([second, first])
        assert bool(found) is apart and all({one, two} == {first, second} for one, two in found)
    assert differing([first, first._replace(what="in London", since=Rough(2025))]) == []
    ends = [first._replace(until=Rough(2024, 5)), first._replace(until=Rough(2024, 9), field="other")]
    assert len(differing(ends)) == 1
    assert differing([first], Rough(2025, 1, 1)) == [(first, None)] and differing([first], Rough(1990)) == []
    events = [first, Event(Rough(2025), "In a house in Leeds", "how-they-were-treated")]
    assert wrong(wanted(events=events)) == [], "it is told, and not scored"


def test_what_ends_before_it_begins_is_asked_about() -> None:
    wrong_way = Event(Rough(2024, 5), "Worked", "family", Rough(2024, 3))
    right = [Event(Rough(2024, 5), "x", "family", until) for until in (Rough(2024), Rough(2024, 5), Rough(2025), None)]
    assert impossible([*right, wrong_way]) == [wrong_way]
    assert wrong(wanted(events=[wrong_way])) == ["family"]
