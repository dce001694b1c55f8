"""Which First Responders can be asked for somebody, in which order, and why. Nobody is proposed outside their remit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from handoff.referral.record import Record

FRESH = timedelta(days=30)
"""So long what somebody said of how many they take is believed. Then it counts as not known."""


class State(StrEnum):
    OPEN = "open"
    LIST = "waiting-list"
    PAUSED = "paused"
    UNKNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Capacity:
    """`said`: the day on which it was said; None: nobody ever has. `source`: by whom or where."""

    state: State = State.UNKNOWN
    said: date | None = None
    weeks: int = 0
    source: str = ""

    def on(self, day: date) -> State:
        old = self.said is None or self.said > day or day - self.said > FRESH
        return State.UNKNOWN if old else self.state


@dataclass(frozen=True, slots=True)
class Organisation:
    """Empty `sexes`, `types` and `only` restrict nothing. `languages`: empty where nobody has said. `order`: 0 is none.
    `due`: from that day on its entry is old."""

    name: str
    title: str
    statutory: bool
    nations: frozenset[str]
    ages: frozenset[str]
    sexes: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    capacity: Capacity = Capacity()
    order: int = 0
    intake: bool = True
    last: bool = False
    certain: bool = True
    due: date = date.max


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of a person. Empty: not known. `age`: adults, children, not-sure. `so`: what an organisation can be
    for only, and whether it is true of the person."""

    nation: str = ""
    age: str = ""
    sex: str = ""  # female | male | neither
    types: frozenset[str] = frozenset()
    language: str = ""
    so: Mapping[str, bool] = field(default_factory=dict)


class Remit(NamedTuple):
    """`outside`: in what the person is not among those it is for. `find_out`: what has to be known first."""

    outside: tuple[str, ...]
    find_out: tuple[str, ...]


def remit(of: Organisation, need: Need) -> Remit:
    """Who may be a child is one here: to be turned away late is worse than to be asked first."""
    age = "children" if need.age == "not-sure" else need.age
    told = [
        ("nation", _among(need.nation, of.nations)),
        ("age", _among(age, of.ages)),
        ("sex", True if not of.sexes else None if need.sex == "neither" else _among(need.sex, of.sexes)),
        ("types", True if not of.types else bool(of.types & need.types) if need.types else None),
        *((each, need.so.get(each)) for each in of.only),
    ]
    outside = tuple(what for what, fits in told if fits is False)
    return Remit(outside if of.intake else ("intake", *outside), tuple(what for what, fits in told if fits is None))


def _among(value: str, those: frozenset[str]) -> bool | None:
    return value in those if value else None


class Why(NamedTuple):
    """A reason, as the end of a key of the sentences that staff read."""

    key: str
    slots: Mapping[str, str] = {}


class Proposal(NamedTuple):
    of: Organisation
    why: tuple[Why, ...]
    find_out: tuple[str, ...]


class Ended(StrEnum):
    """How asking somebody ends. An offer that nobody answers ends by itself."""

    ACCEPTED = "accepted"
    CLOSED_INTAKE = "closed-intake"
    WAITING_LIST = "waiting-list"
    OUTSIDE_REMIT = "outside-remit"
    NO_INTERPRETER = "no-interpreter"
    ELSEWHERE = "told-elsewhere"
    OTHER = "other"
    NO_ANSWER = "no-answer"
    WITHDRAWN = "withdrawn"


REFUSALS = (
    Ended.CLOSED_INTAKE, Ended.WAITING_LIST, Ended.OUTSIDE_REMIT, Ended.NO_INTERPRETER, Ended.ELSEWHERE, Ended.OTHER,
)  # fmt: skip
ANSWERS_IN = timedelta(days=5)
"""An offer that nobody has answered by then has ended: somebody else is asked."""
AGAIN = timedelta(days=14)
"""So long after a no, or no answer, the same ones are not proposed again."""
_NEVER_AGAIN = (Ended.OUTSIDE_REMIT, Ended.NO_INTERPRETER, Ended.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Try:
    """One asked for one person. `ended`: None while the offer is open. `words`: what they said."""

    organisation: str
    asked: date
    until: date
    ended: Ended | None = None
    on: date | None = None
    words: str = ""

    def lapses(self, today: date) -> bool:
        return self.ended is None and today > self.until


def propose(
    known: Iterable[Organisation], need: Need, said: Mapping[str, Capacity], tries: Iterable[Try], today: date
) -> list[Proposal]:
    """Those that can be asked now, the likeliest first. Empty also when somebody has accepted."""
    tried = list(tries)
    if any(each.ended is Ended.ACCEPTED for each in tried):
        return []
    found = []
    for one in known:
        fits = remit(one, need)
        if not fits.outside and not any(_too_soon(each, today) for each in tried if each.organisation == one.name):
            capacity = newest(one.capacity, said.get(one.name))
            why = tuple(_why(one, need, capacity, today))
            found.append((_rank(one, need, fits, capacity, today), Proposal(one, why, fits.find_out)))
    return [proposal for _, proposal in sorted(found, key=lambda each: each[0])]


def newest(base: Capacity, said: Capacity | None) -> Capacity:
    """What was said last, in the content or in the chat."""
    if said is None or said.said is None:
        return base
    return said if base.said is None or said.said >= base.said else base


def _too_soon(each: Try, today: date) -> bool:
    if each.ended is None:
        return not each.lapses(today)
    return each.ended in _NEVER_AGAIN or (each.on is not None and today - each.on < AGAIN)


_RANK = {State.OPEN: 0, State.UNKNOWN: 1, State.LIST: 2, State.PAUSED: 3}


def _rank(one: Organisation, need: Need, fits: Remit, capacity: Capacity, today: date) -> tuple[int | str, ...]:
    """Not first whom one must not be sent to in fear; then charities, with whom the choice stays hers; then who has
    room; then whose remit is sure; then the usual order."""
    state = capacity.on(today)
    speaks = need.language in one.languages
    sure = 0 if one.certain else 1
    return (
        int(one.last), int(one.statutory), _RANK[state], capacity.weeks if state is State.LIST else 0, sure,
        len(fits.find_out), -int(speaks), one.order or 50, one.name,
    )  # fmt: skip


def _why(one: Organisation, need: Need, capacity: Capacity, today: date) -> Iterable[Why]:
    said = {"said": str(capacity.said), "source": capacity.source, "weeks": str(capacity.weeks)}
    state = capacity.on(today)
    if state is State.UNKNOWN and capacity.said is not None:
        yield Why("was", {**said, "state": capacity.state.value})
    else:
        yield Why(state.value, said if capacity.said else {})
    if one.last:
        yield Why("last")
    yield Why("statutory" if one.statutory else "charity")
    if need.language and need.language in one.languages:
        yield Why("speaks")
    elif need.language and not one.languages:
        yield Why("language-not-known")
    if not one.certain:
        yield Why("not-certain")
    if today >= one.due:
        yield Why("old", {"due": str(one.due)})


# --- from the record of an interview ------------------------------------------------------------------------------

_AGES = {"no": "adults", "yes": "children", "not-sure": "not-sure"}
_SEXES = {"female": "female", "male": "male", "unknown": "neither"}
_BOXES = {
    "types-of-exploitation-unpaid-household-work": "domestic-servitude",
    "types-of-exploitation-forced-to-work": "labour",
    "types-of-exploitation-wages-taken": "labour",
    "types-of-exploitation-prostitution": "sexual",
    "types-of-exploitation-child-exploitation": "sexual",
    "types-of-exploitation-forced-to-commit-fraud": "criminal",
    "types-of-exploitation-forced-to-commit-crime": "criminal",
    "types-of-exploitation-organs-removed": "organs",
}


def need_of(record: Record, language: str) -> Need:
    """What is settled in an interview. A box that is not ticked says nothing."""
    return Need(
        record.value("fr-location") or "",
        _AGES.get(record.value("pv-under-age") or "", ""),
        _SEXES.get(record.value("pv-gender") or "", ""),
        frozenset(type for box, type in _BOXES.items() if record.value(box) == "true"),
        language,
    )


def filled(said: Need, settled: Need) -> Need:
    """What an advocate has said here counts; what she has not, the interview may know. Of two ages that differ the one
    counts that sends nobody who may be a child where adults are taken."""
    ages = {said.age, settled.age}
    age = next((each for each in ("children", "not-sure") if each in ages), said.age or settled.age)
    return Need(
        said.nation or settled.nation, age, said.sex or settled.sex, said.types | settled.types,
        said.language or settled.language, {**settled.so, **said.so},
    )  # fmt: skip
