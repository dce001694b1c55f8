"""Interviews: what an advocate is asked for a form. Each is a bundle of its own that stands in the house: facts, teams
and the sentences of the program are those of the workers' bundle, and nothing in it can be met by a worker."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.bundle import Bundle, bundle_of, matching, name_of, read_flow, usable
from flows.engine.check import check
from flows.engine.dialects import STAFF
from flows.engine.draft import Draft, Limits, Written
from flows.engine.fault import Fault, Faulty
from flows.engine.grammar import LABEL_CUT, PLACEHOLDER

FOLDER = f"{STAFF.folder}/"

LIMITS = Limits(letters_on_a_screen=3500, letters_on_a_button=LABEL_CUT, buttons=12)
"""Those of one message to a screen on a desk."""

_SAID_OTHERWISE = {
    "skip": "Leave open",
    "not_understood": "That does not fit this field. Nothing was kept. Please write it again, or leave it open.",
}
_NOT_SAID = ("person", "hide")
"""Words of hers that may stand in an answer, and must not be taken for a button."""


def interviews(files: Mapping[str, bytes], house: Bundle) -> dict[str, Bundle]:
    """By name. Raises `Faulty` with all that is wrong with any of them."""
    found: dict[str, Bundle] = {}
    faults: list[Fault] = []
    for file in matching(files, FOLDER):
        try:
            found.update(_one(file, files[file], house))
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    return found


def _one(file: str, source: bytes, house: Bundle) -> dict[str, Bundle]:
    draft = Draft(dialect=STAFF, limits=LIMITS, facts=dict(house.facts), fact_names=set(house.facts))
    draft.teams.update(house.teams)
    draft.written.update(_sentences(house))
    draft.languages += [language for language in house.languages if language.code == "en"]
    read_flow(draft, file, source)
    check(draft)
    warnings = usable(draft)
    named = {name for key in draft.nodes for name in PLACEHOLDER.findall(draft.written[key].text)}
    draft.facts = {name: fact for name, fact in draft.facts.items() if name in named}
    entries = ("first", "person", "danger", "back_from_hiding")
    made: dict[str, Bundle] = {}
    for name in draft.flows:  # one, or none where it could not be named
        draft.entries = dict.fromkeys(entries, name)  # nothing leads out of an interview
        made[name] = bundle_of(draft, _id(file, source, house), warnings)
    return made


def _sentences(house: Bundle) -> dict[str, Written]:
    """Of the program, as an advocate reads them, and of the facts."""
    found = {key: one for key, one in house.written.items() if key.startswith(("globals/", "facts/"))}
    for name, text in _SAID_OTHERWISE.items():
        key = f"globals/{name}"
        found[key] = Written(key, text, found[key].spot, found[key].where, label=found[key].label)
    return {key: one for key, one in found.items() if key.removeprefix("globals/") not in _NOT_SAID}


def _id(file: str, source: bytes, house: Bundle) -> str:
    """It changes with the interview, and with the house whose facts it tells."""
    return name_of({file: source, "house": house.id.encode()})
