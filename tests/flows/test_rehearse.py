"""Paths gone again on a draft: names only go in, and words say who would see something else or be stuck."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path as File

import pytest

from bot.paths import NoPaths, of_tests, recorded
from flows.engine.bundle import load
from flows.engine.changes import Edition
from flows.engine.rehearse import WRITTEN, Choice, Finding, Path, rehearse, walked
from tests.flows.history import history
from tests.flows.house import changed, house_bundle, house_files

TODAY = date(2026, 11, 24)
PASSPORT = "flows/passport-kept.yaml"
ASKED, AGENT = "passport-kept.who_has_it", "      - {text: An agent, value: agent, next: sign}\n"
KNOWN = ("passport-kept", {"danger": "no"})
TO_AN_AGENT = Path("agent", (Choice(ASKED, "agent"),), *KNOWN, 12)


def gone_again(files: dict[str, bytes], *paths: Path) -> list[tuple[str, str, int]]:
    found = rehearse(Edition(house_bundle(), {}), Edition(load(files), {}), paths, TODAY)
    return [(finding.kind, finding.at, finding.paths) for finding in found]


def sentence(files: dict[str, bytes], *paths: Path) -> str:
    found = rehearse(Edition(house_bundle(), {}), Edition(load(files), {}), paths, TODAY)
    return " ".join(finding.sentence for finding in found)


def test_every_button_of_the_house_is_on_a_path_and_nothing_differs_from_itself() -> None:
    paths = walked(house_bundle(), TODAY)
    chosen = {choice for path in paths for choice in path.choices}
    assert Choice(ASKED, "agent") in chosen and Choice("urgent-danger.danger", "skip!") in chosen
    reached = {choice.at for choice in chosen}
    assert {".".join(place) for place in house_bundle().cards} <= reached
    same = Edition(house_bundle(), {})
    assert rehearse(same, same, paths, TODAY) == ()


def test_who_chose_what_is_gone_would_be_stuck() -> None:
    files = changed(PASSPORT, AGENT, "")
    assert gone_again(files, TO_AN_AGENT) == [("stuck", ASKED, 12), ("otherwise", ASKED, 12)]
    assert "“agent” is not offered any more: they would be asked again" in sentence(files, TO_AN_AGENT)
    assert "“agent” is gone" in sentence(files, TO_AN_AGENT)


def test_who_would_come_elsewhere_is_told_with_both_places() -> None:
    files = changed(PASSPORT, "value: agent, next: sign", "value: agent, next: done")
    assert gone_again(files, TO_AN_AGENT) == [("elsewhere", ASKED, 12)]
    assert "would come to the menu, and came to passport-kept.what_next" in sentence(files, TO_AN_AGENT)


def test_a_fact_inside_a_text_is_read_too() -> None:
    files = changed("facts.yaml", "08000 121 700", "08000 121 701")
    numbers = Path("n", (*TO_AN_AGENT.choices, Choice("passport-kept.what_next", "numbers")), *KNOWN)
    assert gone_again(files, numbers) == [("otherwise", "passport-kept.what_next", 1)]


def test_a_step_with_another_name_is_the_same_step() -> None:
    """The history renames a step, and later a flow; written answers are stood in for."""
    first, renamed, given_up = history()[1], history()[2], history()[8]
    way = (Choice("wages.paid", "yes"), Choice("wages.how_long", WRITTEN))
    path = Path("pay", way, "wages")
    assert rehearse(Edition(first, {}), Edition(renamed, {}), [path], TODAY) == ()
    [stuck] = rehearse(Edition(first, {}), Edition(given_up, {}), [path], TODAY)
    assert stuck == Finding("stuck", "wages", "There is no flow wages in the draft.", 1, "pay")


def test_a_path_that_was_never_possible_is_called_unknown() -> None:
    odd = Path("odd", (Choice("passport-kept.law", "x"),), *KNOWN)
    assert gone_again(changed(PASSPORT, AGENT, ""), odd)[-1] == ("unknown", "passport-kept.law", 1)


def test_recorded_paths_are_names_and_counts(tmp_path: File) -> None:
    file = tmp_path / "paths.json"
    file.write_text(json.dumps({"paths": [{"name": "a", "times": 3, "choices": [["x.y", "z"]]}]}))
    assert recorded(file) == (Path("a", (Choice("x.y", "z"),), times=3),)
    for wrong in (
        "",
        "[]",
        '{"paths": [1]}',
        '{"paths": [{"name": "a"}]}',
        '{"paths": [{"name":"a","choices":[[1]]}]}',
    ):
        file.write_text(wrong)
        with pytest.raises(NoPaths, match="never what somebody wrote"):
            recorded(file)


def test_the_tests_beside_a_flow_are_paths_up_to_what_is_no_choice() -> None:
    source = b"""tests:
  - name: an agent has it
    given: {danger: no}
    script:
      - see: passport-kept.who_has_it
      - choose: agent
      - shows: kalayaan
      - choose: skip
      - word: hide
      - choose: never
"""
    [path] = of_tests({"flows/passport-kept.test.yaml": source, PASSPORT: b"", "flows/odd.test.yaml": b"tests: 1"})
    assert path == Path("an agent has it", (Choice("", "agent"), Choice("", "skip")), *KNOWN)


def test_what_the_tests_of_the_house_do_can_be_gone_on_the_house_and_differs_in_nothing() -> None:
    same, paths = Edition(house_bundle(), {}), of_tests(house_files())
    odd = [found for found in rehearse(same, same, paths, TODAY) if found.kind != "unknown"]
    assert odd == []
    unknown = [found for path in paths for found in rehearse(same, same, [path], TODAY)]
    assert len(unknown) < len(paths) / 10, "only words typed at a question with buttons cannot be gone again"
    skips = Path("skips", (Choice("", "skip"),), "passport-kept")
    assert gone_again(changed("flows/urgent-danger.yaml", "skip: is_safe", "skip: call_now"), skips) == [
        ("elsewhere", "urgent-danger.danger", 1)
    ]
