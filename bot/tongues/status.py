"""How far each language is: what is translated, what is signed, what is still wanted before it can go live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.tongues import po
from bot.tongues.house import House, Tongue
from bot.tongues.signatures import BROKEN, LIVE, MISSING, NEEDS_WORK, STALE, STATES, UNREVIEWED, Judge, Verdict
from bot.tongues.topics import topics
from bot.translations import reading

_ASKED_FIRST = 3
"""So many topics are named of what comes next; a longer list is read by nobody."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one language. `words`: ok, draft or missing. `voice`: recordings that are there, and that are asked for."""

    tongue: Tongue
    verdicts: Mapping[str, Verdict]
    by_topic: Mapping[str, tuple[str, ...]]
    words: str
    voice: tuple[int, int]

    @property
    def states(self) -> Mapping[str, int]:
        return Counter(verdict.state for verdict in self.verdicts.values())

    @property
    def complete(self) -> int:
        """Texts that are there, and are of today's English."""
        unfit = (MISSING, STALE, NEEDS_WORK, BROKEN)
        return sum(verdict.state not in unfit for verdict in self.verdicts.values())

    def of(self, topic: str) -> Mapping[str, int]:
        return Counter(self.verdicts[key].state for key in self.by_topic[topic])


def standings(house: House, codes: Iterable[str] = ()) -> Iterator[Standing]:
    """English first: it is complete by its nature, and signed by nobody."""
    wanted, by_topic = tuple(codes), topics(house.bundle)
    for tongue in house.tongues:
        if not wanted or tongue.code in wanted:
            yield Standing(tongue, verdicts(house, tongue), by_topic, _words(tongue), _voice(house, tongue.code))


def verdicts(house: House, tongue: Tongue) -> Mapping[str, Verdict]:
    bundle = house.bundle
    if tongue.source is None:  # English
        return {key: Verdict(UNREVIEWED) for key in bundle.written}
    shown, faults, found = reading(bundle, tongue.language, tongue.file, tongue.source)
    if found is None:
        return {key: Verdict(BROKEN) for key in bundle.written}
    broken = frozenset(bundle.written.keys() - shown.keys()) if faults else frozenset[str]()
    return Judge.of(bundle, tongue.code, house.meanings).verdicts(po.of(found, tongue.source), broken)


def states(house: House, code: str) -> Mapping[str, str]:
    """Text key -> the state of its translation."""
    tongue = house.tongue(code)
    return {key: verdict.state for key, verdict in verdicts(house, tongue).items()} if tongue else {}


def _words(tongue: Tongue) -> str:
    if tongue.words is None:
        return "missing"
    return "draft" if tongue.words.startswith(b"# draft: machine") else "ok"


def _voice(house: House, code: str) -> tuple[int, int]:
    asked = [file for file in house.bundle.beside if "{language}" in file]
    return sum(file.replace("{language}", code) in house.there for file in asked), len(asked)


# --- what comes next ---------------------------------------------------------------------------------------------


def next_for(standing: Standing) -> Iterator[str]:
    """In the order in which it unlocks something: what nobody has translated, then what nobody has signed."""
    if standing.tongue.source is None:
        return
    told = 0
    for topic in standing.by_topic:
        there = standing.of(topic)
        said = [_wanted(standing, topic, state) for state in STATES if state != LIVE and there.get(state)]
        if said and told < _ASKED_FIRST:
            told += 1
            yield f"{topic}: {', '.join(said)}"
    if standing.words != "ok":
        yield "words: a speaker chooses and confirms them" if standing.words == "draft" else "words: none yet"
    if standing.voice[0] < standing.voice[1]:
        yield f"{standing.voice[1] - standing.voice[0]} recordings"


def _wanted(standing: Standing, topic: str, state: str) -> str:
    keys = [key for key in standing.by_topic[topic] if standing.verdicts[key].state == state]
    if state != UNREVIEWED:
        return f"{len(keys)} {state}"
    return f"{len(keys)} to sign ({sum(standing.verdicts[key].lacking for key in keys)} signatures)"


def as_data(standing: Standing) -> dict[str, Any]:
    tongue, there = standing.tongue, standing.states
    return {
        "language": tongue.code,
        "name": tongue.language.own_name,
        "state": tongue.state,
        "source": tongue.source is None,
        "texts": len(standing.verdicts),
        "complete": standing.complete,
        "per_cent": per_cent(standing.complete, len(standing.verdicts)),
        "signed": there.get(LIVE, 0),
        "states": {state: there.get(state, 0) for state in STATES},
        "words": standing.words,
        "voice": {"there": standing.voice[0], "asked_for": standing.voice[1]},
        "topics": {topic: dict(standing.of(topic)) for topic in standing.by_topic},
        "next": list(next_for(standing)),
    }


def as_row(standing: Standing) -> tuple[str, ...]:
    tongue, there, data = standing.tongue, standing.states, as_data(standing)
    odd = sum(there.get(state, 0) for state in (NEEDS_WORK, BROKEN, MISSING))
    voice = f"{standing.voice[0]}/{standing.voice[1]}" if standing.voice[1] else "-"
    return (
        tongue.code, tongue.language.own_name, f"{data['per_cent']} %", str(data["signed"]),
        str(there.get(STALE, 0)), str(odd), standing.words, voice, tongue.state,
    )  # fmt: skip


HEADS = ("", "language", "complete", "signed", "stale", "needs\nwork", "words", "voice", "state")


def per_cent(part: int, whole: int) -> int:
    """100 only where nothing is lacking."""
    return 100 if part == whole else part * 100 // whole
