"""The interview as the referral rules see it, and the page that maps the form to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot import referral
from bot.cli import app
from bot.settings import HOUSE
from handoff.referral.consents import NEEDED, Purpose, Row, Variant
from handoff.referral.gaps import Helps, still_open
from handoff.referral.pack import IDENTIFYING, Wanted, pack, problems, variant_of
from handoff.referral.record import Field, From, Gap, Kind, Missing, Record, Source, Told
from tests.flows.form import form_data
from tests.flows.test_interviews import nrm

BUNDLE = nrm()
FIELDS = referral.fields(BUNDLE)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TO = "a First Responder"
GAP = Gap(Missing.NOT_ASKED, "She was tired.")

ADULT = {"pv-under-age": "no", "pv-want-to-submit-nrm": "yes", "does-pv-need-support": "yes", "pv-phone-number": "yes",
         "who-contact": "someone-else", "someone-else": "email"}  # fmt: skip
NO = {"pv-under-age": "no", "pv-want-to-submit-nrm": "no", "authorities-cooperation": "no"}
CHILD = {"pv-under-age": "not-sure"}


def filled(deciding: dict[str, str]) -> Record:
    """Everything on the way answered, by what the form takes."""
    here = Source(From.ADVOCATE, NOON)
    written = {Kind.DATE: "1990-05-12", Kind.NUMBER: "2", Kind.TEXT: "As told."}
    settled = {"types-of-exploitation-unpaid-household-work": "true", **deciding}
    record = Record({name: Told(value, here) for name, value in settled.items()})
    while todo := [field for field in on_the_way(record) if field.name not in record.entries]:
        for field in todo:
            record = record.put(field.name, Told(field.values[0] if field.values else written[field.kind], here))
    return record


def on_the_way(record: Record) -> list[Field]:
    return referral.asked(BUNDLE, dict(record.settled()))


def to_pack(record: Record) -> Wanted:
    rows = [Row(it, True, "1", "en", NOON, TO if it is Purpose.SHARE else "") for it in NEEDED[Variant.REFERRAL]]
    return Wanted("amber-otter", "the form", TO, on_the_way(record), record, rows)


@pytest.mark.parametrize(
    ("deciding", "variant", "names_her"),
    [(ADULT, Variant.REFERRAL, True), (NO, Variant.NOTIFY, False),
     ({**NO, "authorities-cooperation": "yes"}, Variant.NOTIFY, True), (CHILD, Variant.CHILD, True)],
)  # fmt: skip
def test_each_of_the_ways_leads_to_its_pack(deciding: dict[str, str], variant: Variant, names_her: bool) -> None:
    record = filled(deciding)
    assert variant_of(record) is variant
    assert problems(to_pack(record), NOON) == ()
    made = pack(to_pack(record), NOON)["fields"]
    assert ("pv-name-first-name" in made) is names_her
    assert ("who-contact" in made) is (variant is Variant.REFERRAL)
    assert ("local-authority-contacted-about-child-local-authority-name" in made) is (variant is Variant.CHILD)
    assert list(made) == [field.name for field in on_the_way(record) if field.name in made]


@pytest.mark.parametrize("deciding", [ADULT, NO, CHILD])
def test_every_question_on_the_way_can_be_a_gap_instead(deciding: dict[str, str]) -> None:
    """What the form asks is answered or explained; only age, consent and one kind of exploitation must be answered."""
    wanted = to_pack(filled(deciding))
    for field in wanted.asked:
        if field.name not in ("pv-under-age", "pv-want-to-submit-nrm", "types-of-exploitation-unpaid-household-work"):
            record = wanted.record.put(field.name, GAP)
            left = to_pack(all_gaps(record)) if field.decides else replace(wanted, record=record)
            assert problems(left, NOON) == (), field.name


def all_gaps(record: Record) -> Record:
    """A gap where the way turns leads by other questions."""
    while todo := [field for field in on_the_way(record) if field.name not in record.entries]:
        for field in todo:
            record = record.put(field.name, GAP)
    return record


def test_a_change_of_mind_takes_what_names_her_out_again() -> None:
    record = filled(ADULT)
    no = record.put("pv-want-to-submit-nrm", Told("no", Source(From.ADVOCATE, NOON)))
    no = no.put("authorities-cooperation", Told("no", Source(From.ADVOCATE, NOON)))
    assert record.value("pv-name-first-name")
    assert not {field.name for field in to_pack(no).asked} & IDENTIFYING - {"reported-to-police-crime-reference"}
    assert FIELDS.keys() >= IDENTIFYING, "a name of the form has changed"


def test_what_decides_is_asked_for_first() -> None:
    first = still_open(referral.asked(BUNDLE, {}), Record({}))
    deciding = [it.field.name for it in first if it.helps is Helps.DECIDES]
    assert deciding == [it.field.name for it in first[: len(deciding)]]
    assert {"pv-under-age", "authorities-cooperation"} <= set(deciding)
    assert "birthplace" not in deciding
    assert {it.field.name for it in first if it.helps is Helps.OPTIONAL} <= set(form_data()["optional"])


def test_the_page_is_what_the_command_writes() -> None:
    """`helpline form > docs/form-mapping.md` writes it anew."""
    made = CliRunner().invoke(app, ["form"]).stdout
    assert made == (HOUSE / "docs" / "form-mapping.md").read_text("utf-8")
    assert all(f"| `{name}` |" in made for name in FIELDS)
