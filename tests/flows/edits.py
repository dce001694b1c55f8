"""Edits of the house's content, as they stand in the files beside this one, and what is said about them.
`python -m tests.flows.edits` prints how many of the harmful ones are caught."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.content import LOCALES
from bot.translations import read_catalogue
from tests.flows.house import faults, house_bundle, house_files


class Edit(NamedTuple):
    file: str
    within: str  # a step, fact, answer or text key; "": the whole file
    old: str
    new: str
    code: str
    why: str


@cache
def edits(name: str) -> tuple[Edit, ...]:
    rows = yaml.safe_load((Path(__file__).parent / f"{name}-edits.yaml").read_text("utf-8"))
    return tuple(
        Edit(row["file"], row.get("in", ""), row["old"], row["new"], row.get("code", ""), row["why"]) for row in rows
    )


@cache
def codes(edit: Edit) -> frozenset[str]:
    """All that is said once the edit is made. Only one topic is walked beside the edited one: the others take long."""
    if edit.file.startswith("locales/"):
        return _of_translation(edit)
    text = _edited(house_files()[edit.file].decode(), edit, rf"^  {re.escape(edit.within)}:.*\n(?:(?:    .*|\s*)\n)*")
    topics = frozenset(("passport-kept", edit.file.removeprefix("flows/").removesuffix(".yaml")))
    found = faults({**house_files(), edit.file: text.encode()}, topics=topics)
    return frozenset(fault.code for fault in found)


def _of_translation(edit: Edit) -> frozenset[str]:
    language = house_bundle().spoken[edit.file.removeprefix("locales/")]
    source = (LOCALES / language.code / "LC_MESSAGES" / "flows.po").read_text("utf-8")
    text = _edited(source, edit, rf'^msgctxt "{re.escape(edit.within)}"\n[^\n]*\n(?:.+\n)*')
    return frozenset(fault.code for fault in read_catalogue(house_bundle(), language, edit.file, text.encode())[1])


def _edited(text: str, edit: Edit, place: str) -> str:
    """Only where the edit belongs; what is not there any more is a fault of the list of edits."""
    found = re.search(place, text, re.MULTILINE) if edit.within else re.search(r"(?s).*", text)
    assert found, f"{edit.within} is not in {edit.file}"
    part = found.group()
    at = part.rfind("msgstr") if edit.file.startswith("locales/") else 0
    assert edit.old in part[at:], f"{edit.old!r} is not in {edit.within or edit.file}"
    return text[: found.start()] + part[:at] + part[at:].replace(edit.old, edit.new, 1) + text[found.end() :]


def _codes_or_gone(edit: Edit) -> frozenset[str]:
    try:
        return codes(edit)
    except AssertionError as gone:  # the content has moved on, and the edit must follow
        return frozenset((str(gone),))


def score() -> tuple[str, Mapping[Edit, frozenset[str]]]:
    """How many are caught with the right code, and those that are not with what was said about them."""
    said = {edit: _codes_or_gone(edit) for edit in edits("harmful")}
    missed = {edit: found for edit, found in said.items() if edit.code not in found}
    return f"{len(said) - len(missed)} of {len(said)} caught", missed


if __name__ == "__main__":
    told, left = score()
    for edit, found in left.items():
        sys.stdout.write(f"{edit.file} {edit.within}: {edit.new!r} wants {edit.code}, has {sorted(found)}\n")
    sys.stdout.write(f"{told}\n")
