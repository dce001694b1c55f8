"""What she has answered in the chat with the bot, as proposals for the form: nobody need ask her again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from handoff.referral.record import From, Record, Source, Told, Words

MEANT: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "nation": (
        "fr-location",
        {"england": "england", "wales": "wales", "scotland": "scotland", "northern_ireland": "northern-ireland"},
    ),
}
"""A field, and what each of her answers says there, where the form asks with the same few answers."""

QUOTED: Mapping[str, tuple[str, frozenset[str]]] = {
    "who_has_it": ("how-they-were-treated", frozenset({"employer", "agent", "other"})),
}
"""A field that is answered in words, and which of her answers stand there as she read and tapped them. No sentence is
made up for her."""

SAYS_NOTHING: Mapping[str, str] = {
    "safe_now": "It is about the phone in her hand, and is not kept.",
    "danger": "It is about this hour, and the form about what has happened.",
    "age_group": "She was told that nobody sees it.",
    "hours_a_week": "She was told that it is not kept.",
}
"""Answers that the form does not ask for again, or that are not ours to hand over."""


class Tapped(NamedTuple):
    """The question and her answer, in English and as she read them."""

    english: str
    hers: str
    language: str


def proposed(summary: Mapping[str, object], tapped: Mapping[str, Tapped], at: datetime) -> Iterator[tuple[str, Told]]:
    for name, (field, values) in MEANT.items():
        value = values.get(str(summary.get(name, "")))
        if value is not None:
            yield field, Told(value, Source(From.FLOW, at, ref=name), confirmed=False)
    for name, (field, those) in QUOTED.items():
        if str(summary.get(name, "")) in those and name in tapped:
            said = tapped[name]
            words = Words(said.hers, said.language, "the bot's own text") if said.language != "en" else None
            yield field, Told(said.english, Source(From.FLOW, at, ref=name, how="with a tap"), words, confirmed=False)


def with_proposals(record: Record, summary: Mapping[str, object], tapped: Mapping[str, Tapped], at: datetime) -> Record:
    for field, told in proposed(summary, tapped, at):
        record = record.propose(field, told)
    return record
