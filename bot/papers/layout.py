"""What stands in the documents of a pack, in reading order: all of the pack, and nothing but that."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from babel import Locale


class Mark(NamedTuple):
    """Stands on every page: who took this out, when, of which case."""

    case: str
    staff: str  # code of the colleague
    export: str
    at: str  # UTC

    def line(self) -> str:
        return f"{self.case} · staff {self.staff} · export {self.export} · {self.at}"


class Block(NamedTuple):
    """`kind`: title, head, label, text, hers, small. `language` of what is not English."""

    kind: str
    text: str
    language: str = "en"


def blocks(pack: Mapping[str, Any]) -> Iterator[Block]:
    yield Block("title", f"For a referral: {pack['case']}")
    yield Block("text", f"Prepared for {pack['to']}. Way of the form: {pack['variant']}. Made {_minute(pack['made'])}.")
    yield Block("small", f"Fields and order: {pack['form']}. It was prepared, and nothing was submitted.")
    yield Block("head", "What the form asks")
    for name, told in pack["fields"].items():
        yield from _field(name, told)
    if pack["chronology"]:
        yield Block("head", "In the order of time")
        yield from (Block("text", _event(event)) for event in pack["chronology"])
    if pack["documents"]:
        yield Block("head", "Files of hers")
        yield from (Block("text", _exhibit(one)) for one in pack["documents"])


def _field(name: str, told: Mapping[str, Any]) -> Iterator[Block]:
    yield Block("label", told["label"])
    yield Block("small", name)
    if "gap" in told:
        yield Block("text", f"No answer: {told['gap']}. {told['reason']}")
        return
    if "value" not in told:
        yield Block("text", "Left open.")
        return
    yield Block("text", told.get("shown", told["value"]))
    if "original" in told:
        yield Block("small", f"In her own words ({_named(told['language'])}); English by {told['translated_by']}:")
        yield Block("hers", told["original"], told["language"])
    how = f", {told['how']}" if told.get("how") else ""
    yield Block("small", f"{told['source']}, {_minute(told['said'])}{how}")


def _exhibit(one: Mapping[str, Any]) -> str:
    """A digest in groups, so that two people can read it to each other."""
    form = "" if one["form_takes_it"] else " The form takes no such file: what it says must stand in an answer."
    kind = one["kind"].replace("_", " ")
    if "sha256" not in one:
        return f"{kind}, sent {_minute(one['sent'])}. No digest of it was taken.{form}"
    digest = " ".join(one["sha256"][start : start + 8] for start in range(0, 64, 8))
    return f"{kind}, sent {_minute(one['sent'])}, {one['bytes']:,} bytes. SHA-256: {digest}.{form}"


def _minute(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"


def _event(event: Mapping[str, str]) -> str:
    until = f" to {event['until']}" if "until" in event else ""
    return f"{event['since']}{until}: {event['what']} ({event['field']})"


def _named(language: str) -> str:
    return Locale.parse(language).get_display_name("en") or language


def right_to_left(text: str) -> bool:
    """By its first letter that has a direction, as readers and programs for text do."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((way in ("R", "AL") for way in strong if way in ("L", "R", "AL")), False)
