"""What she has answered in the chat with the bot, as proposals for the form: nobody need ask her again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from handoff.referral.record import From, Record, Source, Told


class Meant(NamedTuple):
    """A field, and what each of her answers says there."""

    field: str
    values: Mapping[str, str]


MEANT: Mapping[str, Meant] = {
    "nation": Meant(
        "fr-location",
        {"england": "england", "wales": "wales", "scotland": "scotland", "northern_ireland": "northern-ireland"},
    ),
    "who_has_it": Meant(
        "how-they-were-treated",
        {
            "employer": "Her employer has her passport.",
            "agent": "An agent has her passport.",
            "other": "Somebody else has her passport.",
        },
    ),
}
"""What says nothing that the form asks is not in it, and an answer that may mean several things neither."""


def proposed(summary: Mapping[str, object], at: datetime) -> Iterator[tuple[str, Told]]:
    for name, meant in MEANT.items():
        value = meant.values.get(str(summary.get(name, "")))
        if value is not None:
            yield meant.field, Told(value, Source(From.FLOW, at, ref=name), confirmed=False)


def with_proposals(record: Record, summary: Mapping[str, object], at: datetime) -> Record:
    for field, told in proposed(summary, at):
        record = record.propose(field, told)
    return record
