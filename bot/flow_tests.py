"""All tests beside the flows, read from the disk and played: what failed, and what none of them visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import content
from bot.tongues.gates import letters
from bot.tongues.pseudo import CODES as PSEUDO
from bot.tongues.pseudo import spoken
from bot.words import LONGEST, Words, measure
from flows.engine.bundle import Bundle
from flows.engine.coverage import Unvisited, Visited, unvisited
from flows.engine.fault import Fault, instead
from flows.engine.grammar import LABEL_CUT
from flows.engine.model import Screen, Spot
from flows.engine.play_script import Played, Stage, play, told
from flows.engine.read_script import file_of, read_tests


class NoSuchFlow(Exception):
    """With the name that was probably meant."""

    def __init__(self, bundle: Bundle, flow: str) -> None:
        super().__init__(f'there is no flow called "{flow}". {instead(flow, bundle.flows)}')


@dataclass(frozen=True, slots=True)
class Report:
    """Of all flows, or of one. `untested`: flows without a file of tests."""

    played: tuple[Played, ...]
    faults: tuple[Fault, ...]
    unvisited: tuple[Unvisited, ...]
    untested: tuple[str, ...]
    folder: str

    @property
    def good(self) -> bool:
        """Nothing failed, and the rule of the house is kept. What else no test comes by is only told."""
        failed = any(played.failures for played in self.played)
        return not failed and not self.faults and not any(missed.must for missed in self.unvisited)


class NotSpoken(Exception):
    """With the languages that there are."""

    def __init__(self, bundle: Bundle, code: str) -> None:
        super().__init__(f'"{code}" is not spoken here; there are {", ".join(bundle.spoken)}, {" and ".join(PSEUDO)}')


def stage(bundle: Bundle, words: Words, now: datetime, languages: tuple[str, ...] = ()) -> Stage:
    return Stage(bundle, lambda key, language: words.text(key, language, {}), _looks(words), now, languages)


def _looks(words: Words) -> Callable[[Screen, str, date], str]:
    """The texts as they are sent, against what Telegram takes and what fits on a button."""

    def looks(screen: Screen, language: str, today: date) -> str:
        shown = words.screen(screen, language, {}, today)
        if not shown.text.strip():
            return "it has no text"
        if measure(shown.text) >= LONGEST:
            return f"its text is longer than the {LONGEST} letters that Telegram takes"
        for button in (button for row in shown.rows for button in row):
            if not button.text.strip():
                return f'the button "{button.value}" has no text'
            if len(button.text) > LABEL_CUT and letters(button.text) > LABEL_CUT:
                return f'the button "{button.value}" has more than {LABEL_CUT} letters, so it would be cut off'
        return ""

    return looks


def report(root: Path, flow: str | None, now: datetime, languages: tuple[str, ...] = ()) -> Report:
    """Of the content below `root`. Raises `Faulty` where that cannot be used at all."""
    edition = spoken(content.open_folder(root), languages)
    bundle, words, name = content.stands_in(root, flow or "", edition)
    flow = name or None
    for code in languages:
        if code not in bundle.spoken:
            raise NotSpoken(bundle, code)
    if flow is not None and flow not in bundle.flows:
        raise NoSuchFlow(bundle, flow)
    return judged(bundle, words, content.read(root), flow, now, languages)


def judged(
    bundle: Bundle,
    words: Words,
    files: Mapping[str, bytes],
    flow: str | None,
    now: datetime,
    languages: tuple[str, ...] = (),
) -> Report:
    """Always all tests are played, for what counts as visited; told is only what belongs to the flow."""
    tests, faults = read_tests(bundle, files)
    here, visited, played = stage(bundle, words, now, languages), Visited(), list[Played]()
    for test in tests:
        played.append(play(here, test))
        visited.add(bundle, played[-1].seen)
    wanted, folder = tuple(bundle.flows) if flow is None else (flow,), bundle.dialect.folder
    return Report(
        tuple(it for it in played if it.test.flow in wanted),
        tuple(fault for fault in faults if flow is None or fault.spot.file == file_of(flow, folder)),
        tuple(missed for missed in unvisited(bundle, visited) if missed.flow in wanted),
        tuple(name for name in wanted if file_of(name, folder) not in files),
        folder,
    )


def as_text(found: Report) -> Iterator[str]:
    for fault in found.faults:
        yield f"{fault.render()}\n"
    for played in found.played:
        if played.failures:
            yield from told(played)
            yield ""
    for flow in found.untested:
        yield f"No tests: {flow} has no file {file_of(flow, found.folder)}."
    for missed in found.unvisited:
        must = ", and one must: it is about danger or consent" if missed.must else ""
        yield f"{_place(missed.spot)}: no test visits {missed}{must}"
    if found.untested or found.unvisited:
        yield ""
    yield _in_one_line(found)


def _in_one_line(found: Report) -> str:
    failed = sum(bool(played.failures) for played in found.played)
    turns = sum(len(played.seen) for played in found.played)
    missed = {what: sum(it.what == what for it in found.unvisited) for what in ("step", "button", "line")}
    return (
        f"{_count(len(found.played), 'test')}: {len(found.played) - failed} passed, {failed} failed,"
        f" {_count(len(found.faults), 'fault')}. Played: {_count(turns, 'turn')}. Not visited:"
        f" {', '.join(_count(number, _WHAT[what]) for what, number in missed.items())}."
    )


_WHAT = {"step": "step", "button": "button", "line": "condition line"}


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _place(spot: Spot) -> str:
    return f"{spot.file}:{spot.line}:{spot.column}"


def as_data(found: Report) -> Mapping[str, Any]:
    """The same for programs."""
    return {
        "good": found.good,
        "tests": [
            {
                "flow": played.test.flow, "name": played.test.name, "passed": not played.failures,
                "languages": played.languages,
                "failures": [
                    {**failure.spot._asdict(), "sentence": failure.sentence, "languages": failure.languages}
                    for failure in played.failures
                ],
            }
            for played in found.played
        ],
        "faults": [
            {**fault.spot._asdict(), "code": fault.code, "sentence": fault.sentence, "fix": fault.fix}
            for fault in found.faults
        ],
        "not_visited": [
            {**missed.spot._asdict(), "what": missed.what, "flow": missed.flow, "name": missed.name,
             "must": missed.must}
            for missed in found.unvisited
        ],
        "untested": found.untested,
    }  # fmt: skip
