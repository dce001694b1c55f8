"""The pack: what leaves the house for a First Responder, or the reasons why it does not. Data only; whoever writes it
to a file adds nothing and leaves nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from handoff.referral.chronology import Event, chronology, impossible
from handoff.referral.consents import Purpose, Row, Variant, lacking, waiting
from handoff.referral.names import Names, number_in
from handoff.referral.record import Entry, Field, Gap, Kind, Record, Told

FORMAT = 1

IDENTIFYING = frozenset(
    {
        "pv-name-first-name", "pv-name-last-name", "pv-name-nickname", "pv-dob", "pv-phone-number-yes",
        "pv-phone-number-alternative", "alternative-number-relation-to-pv", "pv-ho-reference-type",
        "pv-contact-details-email-input", "pv-contact-details-street", "pv-contact-details-town",
        "pv-contact-details-county", "pv-contact-details-postcode", "someone-else-first-name", "someone-else-last-name",
        "someone-else-email-input", "someone-else-street", "someone-else-town", "someone-else-county",
        "someone-else-postcode", "reported-to-police-crime-reference",
    }
)  # fmt: skip
"""What says who somebody is. Without her consent it leaves only when she agreed to help the authorities."""

_NAMES = tuple(sorted(name for name in IDENTIFYING if "name" in name or "email" in name or "phone" in name))
TYPES = "types-of-exploitation-"


class Problem(NamedTuple):
    """Why a pack cannot leave. `field` is empty where it is about the whole."""

    field: str
    sentence: str
    fix: str


class Exhibit(NamedTuple):
    """A file of hers. It stays where it is; what it says is written in an answer. No digest was taken: "" and 0."""

    kind: str
    sent: datetime
    sha256: str
    size: int

    @property
    def for_the_form(self) -> bool:
        return self.kind in ("photo", "document")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`asked`: the fields on the way that the answers take, in the order of the form. `to`: whom it goes to."""

    code_name: str
    form: str  # where the form was read, and when
    to: str
    asked: Sequence[Field]
    record: Record
    consents: Sequence[Row]
    events: Sequence[Event] = ()
    exhibits: Sequence[Exhibit] = ()


def variant_of(record: Record) -> Variant | None:
    """None while nobody has said which it is. Who may be a child goes the way of a child."""
    age, consent = record.value("pv-under-age"), record.value("pv-want-to-submit-nrm")
    if age in ("yes", "not-sure"):
        return Variant.CHILD
    if age == "no" and consent in ("yes", "no"):
        return Variant.REFERRAL if consent == "yes" else Variant.NOTIFY
    return None


def problems(wanted: Wanted, now: datetime) -> tuple[Problem, ...]:
    """All of them at once, the weightiest first."""
    variant = variant_of(wanted.record)
    if variant is None:
        sentence = "It is not settled whether the person is under 18, or whether an adult agrees to be referred."
        return (Problem("", sentence, "Answer these two questions first; nothing can leave before."),)
    fields = exported(wanted)
    return (
        *_consents(wanted, variant, now), *(_names_in_texts(wanted, fields) if anonymous(wanted.record) else ()),
        *(problem for field in fields for problem in _field(field, wanted.record)), *_types(fields, wanted.record),
        *_events(wanted.events),
    )  # fmt: skip


def exported(wanted: Wanted) -> list[Field]:
    """What goes out: all that is asked, without what names her where it must not."""
    hidden = IDENTIFYING if anonymous(wanted.record) else frozenset[str]()
    return [field for field in wanted.asked if field.name not in hidden]


def pack(wanted: Wanted, now: datetime) -> Mapping[str, Any]:
    """For JSON, keyed by the form's own names. Raises ValueError with every problem: half a pack is none."""
    wrong, variant = problems(wanted, now), variant_of(wanted.record)
    if wrong or variant is None:
        raise ValueError("; ".join(f"{it.field}: {it.sentence}".removeprefix(": ") for it in wrong))
    fields = exported(wanted)
    names = {field.name for field in fields}
    return {
        "format": FORMAT, "form": wanted.form, "case": wanted.code_name, "to": wanted.to, "made": now.isoformat(),
        "variant": variant.value, "fields": {field.name: _as_data(field, wanted.record) for field in fields},
        "chronology": [_event(event) for event in chronology(wanted.events) if event.field in names],
        "documents": [] if anonymous(wanted.record) else [_exhibit(one) for one in wanted.exhibits],
    }  # fmt: skip


# --- what goes out ------------------------------------------------------------------------------------------------


def _as_data(field: Field, record: Record) -> Mapping[str, Any]:
    entry = record.entries.get(field.name)
    made: dict[str, Any] = {"label": field.label}
    if isinstance(entry, Told):
        made |= {"value": entry.value, "source": entry.source.what.value, "said": entry.source.at.isoformat()}
        made |= {"how": entry.source.how} if entry.source.how else {}
        if entry.words:
            words = entry.words
            made |= {"original": words.text, "language": words.language, "translated_by": words.translated_by}
    elif isinstance(entry, Gap):
        made |= {"gap": entry.what.value, "reason": entry.reason}
    return made


def _event(event: Event) -> Mapping[str, str]:
    until = {"until": str(event.until)} if event.until else {}
    return {"since": str(event.since), **until, "what": event.what, "field": event.field}


def _exhibit(one: Exhibit) -> Mapping[str, Any]:
    """A report without a name has none of them: a picture may show who somebody is."""
    told: dict[str, Any] = {"kind": one.kind, "sent": one.sent.isoformat()}
    told |= {"sha256": one.sha256, "bytes": one.size} if one.sha256 else {}
    return {**told, "form_takes_it": one.for_the_form}


# --- what keeps it in the house -----------------------------------------------------------------------------------


def anonymous(record: Record) -> bool:
    """A report under the Duty to Notify of somebody who has not agreed to help the authorities."""
    return variant_of(record) is Variant.NOTIFY and record.value("authorities-cooperation") != "yes"


_LACKING = {
    Purpose.KEEP: "There is no consent to keep what she has said.",
    Purpose.PREPARE: "There is no consent to prepare a referral.",
    Purpose.REFER: "There is no consent to be referred.",
    Purpose.SHARE: "There is no consent to share it with {to}.",
}

_ASK = "Ask for it and write it into the ledger. What was withdrawn is not asked for again unless she begins."
_SECOND = "What it would rest on is written, and nobody else has agreed to it: under Consents, ask a second person."


def _consents(wanted: Wanted, variant: Variant, now: datetime) -> Iterator[Problem]:
    for purpose in lacking(wanted.consents, variant, wanted.to, now):
        about = wanted.to if purpose is Purpose.SHARE else ""
        waits = any((row.purpose, row.about) == (purpose, about) for row in waiting(wanted.consents))
        yield Problem("", _LACKING[purpose].replace("{to}", wanted.to), _SECOND if waits else _ASK)


def _field(field: Field, record: Record) -> Iterator[Problem]:
    entry = record.entries.get(field.name)
    if entry is None:
        if not field.optional:
            fix = "Answer it, or say why not: not known, not asked, or does not wish to say, with the reason."
            yield Problem(field.name, f'"{field.label}" has no answer, and nobody has said why.', fix)
    elif isinstance(entry, Gap):
        yield from _too_long(field, entry.reason, "its reason")
    elif not entry.confirmed:
        yield Problem(
            field.name, f'"{field.label}" is a proposal that nobody has confirmed.', "Read it and confirm it."
        )
    elif entry.untranslated:
        fix = "Write the translation, and who made it."
        yield Problem(field.name, f'"{field.label}" stands in her words only.', fix)
    elif field.kind is Kind.CHOICE and entry.value not in field.values:
        fix = f"It can be: {', '.join(field.values)}."
        yield Problem(field.name, f'"{field.label}" has an answer that the form does not know.', fix)
    else:
        yield from _too_long(field, entry.value, "its text")


def _too_long(field: Field, text: str, what: str) -> Iterator[Problem]:
    """Counted as the form's page does: an emoji is two."""
    letters = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if field.limit is not None and letters > field.limit:
        sentence = (
            f'"{field.label}" is too long for the form. {what} has {letters} letters, and it takes {field.limit}.'
        )
        yield Problem(field.name, sentence, "Move a part to another field, or to a document beside it.")


def _types(fields: Iterable[Field], record: Record) -> Iterator[Problem]:
    boxes = [field.name for field in fields if field.name.startswith(TYPES)]
    if boxes and not any(record.value(name) == "true" for name in boxes):
        sentence = "No type of exploitation is ticked, and the form asks for one at least."
        yield Problem(boxes[0], sentence, "Tick what fits.")


def _names_in_texts(wanted: Wanted, fields: Iterable[Field]) -> Iterator[Problem]:
    """A report without a name must not have it in the middle of a sentence."""
    names = Names(_written(wanted.record))
    for field in fields:
        entry = wanted.record.entries.get(field.name)
        texts = list(_texts(entry)) if entry is not None else []
        if any(names.named_in(text) for text in texts):
            sentence = f'"{field.label}" names the person, and this report must not.'
            yield Problem(field.name, sentence, _UNNAMED)
        elif field.kind is Kind.TEXT and any(number_in(text) for text in texts):
            sentence = f'"{field.label}" has what looks like a number of a phone or a document, or an e-mail address.'
            yield Problem(field.name, sentence, "Take it out there, also from the original: it says who the person is.")
    for event in wanted.events:
        if names.named_in(event.what):
            yield Problem(event.field, "The chronology names the person, and this report must not.", _UNNAMED)


_UNNAMED = 'Write "she", "he" or "the person" there, also in the original.'


def _written(record: Record) -> Iterator[str]:
    """Every name that stands anywhere, settled or proposed, in English and as it was said."""
    for name in _NAMES:
        entry = record.entries.get(name)
        if isinstance(entry, Told):
            yield from (text.partition("@")[0] for text in _texts(entry))


def _texts(entry: Entry) -> Iterator[str]:
    """All of an answer that can be read by somebody."""
    if isinstance(entry, Gap):
        yield entry.reason
        return
    yield entry.value
    if entry.words is not None:
        yield entry.words.text


def _events(events: Iterable[Event]) -> Iterator[Problem]:
    for event in impossible(events):
        sentence = f"Something ends before it begins: {event.since} to {event.until}."
        yield Problem(event.field, sentence, "Ask about it; if she says both, write down why they differ.")
