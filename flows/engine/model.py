"""What flows are made of, and what a turn through them yields. Data only: nothing here acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from flows.engine.bundle import Bundle


class Spot(NamedTuple):
    """Where something is written, for messages to the admin. Lines and columns count from 1."""

    file: str
    line: int
    column: int


class Condition(Protocol):
    """A parsed `when:`; pure and total. A test on an answer not yet given is false."""

    def holds(self, answers: Mapping[str, Answer]) -> bool: ...


@dataclass(frozen=True, slots=True)
class Note:
    """One message she sent as an answer (text, voice, photo). `ref` is opaque here: the shell knows how to find it."""

    kind: str  # text | voice | photo | document
    ref: str


Answer = str | tuple[Note, ...]

# --- What admins write -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One button of a question. `text` is a text key; `value` is what is kept, tested and translated by nobody."""

    text: str
    value: str
    next: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class SayStep:
    name: str
    spot: Spot
    text: str
    next: str | None  # None: the flow ends here
    attach: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """A question with buttons."""

    name: str
    spot: Spot
    text: str
    options: tuple[Option, ...]
    save: str | None
    skip: str | None
    hint: str | None = None
    optional: bool = False  # of an interview: the form goes on without it


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """How a written answer is understood. `most`/`minimum`/`maximum` are None where the author gave no limit."""

    kind: str  # text | number | age | date | country | language | phone | place | choice | message
    accept: tuple[str, ...] = ("text",)
    most: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    day: str = ""  # past | future, for a date; today is both


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """A question answered by writing, voice or photo. After `tries` wrong answers the chat goes to `otherwise`."""

    name: str
    spot: Spot
    text: str
    answer: AnswerKind
    next: str
    skip: str
    save: str | None
    if_wrong: str | None
    tries: int
    otherwise: str | None
    hint: str | None = None
    optional: bool = False  # as above


@dataclass(frozen=True, slots=True)
class BranchLine:
    when: Condition
    next: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class BranchStep:
    name: str
    spot: Spot
    lines: tuple[BranchLine, ...]
    otherwise: str

    def true_line(self, answers: Mapping[str, Answer]) -> BranchLine | None:
        """The first line that is true decides."""
        return next((line for line in self.lines if line.when.holds(answers)), None)


@dataclass(frozen=True, slots=True)
class RunStep:
    name: str
    spot: Spot
    flow: str
    then: Mapping[str, str]  # outcome -> step


@dataclass(frozen=True, slots=True)
class ConsentStep:
    name: str
    spot: Spot
    to: str  # a consent of consents.yaml
    text: str
    agree: str  # text keys of the two buttons; their values are "agreed" and "refused"
    refuse: str
    agreed: str
    refused: str


@dataclass(frozen=True, slots=True)
class HandoffStep:
    name: str
    spot: Spot
    to: str  # a team of teams.yaml
    urgency: str  # now | soon | normal
    summary: tuple[str, ...]  # answers handed over
    basis: str | None  # why without consent, or None
    closed: str  # step when nobody is on duty
    text: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class EndStep:
    """`return:` (with an outcome) or `end: true` (outcome None)."""

    name: str
    spot: Spot
    outcome: str | None


Step = SayStep | ChoiceStep | AnswerStep | BranchStep | RunStep | ConsentStep | HandoffStep | EndStep


@dataclass(frozen=True, slots=True)
class Flow:
    name: str
    file: str
    start: str
    steps: Mapping[str, Step]
    owner: str
    menu: str | None = None  # text key of its label in the main menu
    renamed: Mapping[str, str] = field(default_factory=dict)  # a step's old name -> its name now
    retired: frozenset[str] = frozenset()  # names that never come back: step, step.value, "return outcome"


# --- Where a worker stands ---------------------------------------------------------------------------------------


class Place(NamedTuple):
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Session:
    """Where one worker stands. Nothing positional: names only, so that a changed bundle can be survived."""

    bundle: str = ""
    language: str = ""  # "" until she has picked one
    stack: tuple[Place, ...] = ()  # innermost last; () is the main menu
    answers: Mapping[str, Answer] = field(default_factory=dict)
    consents: Mapping[str, str] = field(default_factory=dict)  # consent name -> wording version she agreed to
    generation: int = 0  # of the newest keyboard; a tap on an older one only shows where she is
    tries: int = 0
    hidden: bool = False
    since: int = 0  # when this visit began on its bundle, in Unix seconds; the shell knows the time
    last: int = 0  # when she last did something, in Unix seconds
    tidy: int = -1  # after how many hours messages go from her chat by themselves; 0: never, -1: she has not chosen


# --- What she did (the shell turns Telegram's updates into these) ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Began:
    """/start, or the first sign of life."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button. Untrusted: it counts only if the step of her session offers `value` on this `generation`."""

    step: str  # step key, see Bundle.step_key
    generation: int
    value: str


@dataclass(frozen=True, slots=True)
class Wrote:
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A voice note, photo or document."""

    kind: str
    ref: str


Input = Began | Tapped | Wrote | Sent


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the engine may not ask the world for. `open_teams`: teams on duty now. `label`: a text key in her language,
    for buttons that she types. `names`: (country or language, what she wrote) -> its code. `before`: the bundle she
    comes from, when this is her first turn on another one and it is still known. `hint`: the language of her phone."""

    today: date
    open_teams: frozenset[str] = frozenset()
    label: Callable[[str], str] | None = None
    names: Callable[[str, str], str | None] | None = None
    before: Bundle | None = None
    hint: str = ""


# --- What a turn wants done --------------------------------------------------------------------------------------


class Button(NamedTuple):
    """`text` is a text key, or None when `label` is shown as it stands (a language's own name).
    `copy_fact`: the button copies this fact's value and sends nothing back."""

    value: str
    text: str | None = None
    label: str | None = None
    copy_fact: str | None = None


class Screen(NamedTuple):
    """One message: text keys in reading order, then rows of buttons. The renderer turns keys into words."""

    steps: tuple[str, ...]  # "flow.step" of every step shown, in order; the last is where she stands
    parts: tuple[str, ...]  # text keys
    rows: tuple[tuple[Button, ...], ...]
    at: str  # step key carried by its buttons
    attach: str | None = None
    slots: tuple[tuple[str, str], ...] = ()  # what a rule worked out for this screen, by name


@dataclass(frozen=True, slots=True)
class Say:
    screen: Screen


@dataclass(frozen=True, slots=True)
class OpenCase:
    """She asked for a person. `summary` holds only what the flow names and she agreed to hand over."""

    team: str
    urgency: str
    summary: Mapping[str, Answer]
    consent: str | None  # the consent it rests on, or None with `basis`
    basis: str | None
    at: str  # "flow.step" that asked


@dataclass(frozen=True, slots=True)
class RecordConsent:
    consent: str
    version: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Hide:
    """Wipe what can be wiped from the chat, show something harmless."""


@dataclass(frozen=True, slots=True)
class RaiseUrgency:
    """A danger word. If a case is open it becomes urgent now."""


Effect = Say | OpenCase | RecordConsent | Hide | RaiseUrgency


class Turn(NamedTuple):
    session: Session
    effects: tuple[Effect, ...]
