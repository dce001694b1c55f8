"""Everything that was read, before it is checked: the parts of a bundle, and who names whom at which place."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.engine.condition import Values
from flows.engine.dialects import WORKERS, Dialect
from flows.engine.facts import Fact
from flows.engine.fault import Fault
from flows.engine.form import Filled
from flows.engine.model import Condition, Flow, Place, Spot
from flows.engine.offices import DeskFile
from flows.engine.phrasebook import Phrase
from flows.engine.read import Block, Node, Page, Text
from flows.engine.responders import Responder
from flows.engine.rules import Rule


@dataclass(frozen=True, slots=True)
class Written:
    """A text for people in English. `label`: it stands on a button. `where` and `note` are for translators."""

    key: str
    text: str
    spot: Spot
    where: str
    note: str = ""
    label: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    own_name: str
    direction: str  # ltr | rtl
    state: str  # live | preview


@dataclass(frozen=True, slots=True)
class Declared:
    """An answer of answers.yaml: what it can be, and how long it is kept."""

    name: str
    kind: str
    choices: tuple[str, ...]
    keep: str
    seen_by: tuple[str, ...]
    redact: bool
    spot: Spot
    sure: bool = True  # False: what it can be is written wrongly, and everything that follows from that is held back

    @property
    def sensitive(self) -> bool:
        """Her own words, and what must never be seen outside the case: not asked before she knows what comes of it."""
        return self.redact or self.kind == "message"

    @property
    def values(self) -> Values:
        return Values(self.choices, self.kind in ("number", "age"), self.kind in ("country", "language"), self.sure)


@dataclass(frozen=True, slots=True)
class Agreement:
    name: str
    version: str
    teams: frozenset[str]
    spot: Spot
    sure: bool = True  # False: whom it covers is written wrongly; that is told there, and not at every handing over


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    takes_cases: bool
    what: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the house allows, from house-rules.yaml."""

    taps_to_a_person: int = 2
    letters_on_a_screen: int = 600
    letters_on_a_button: int = 18
    buttons: int = 6


@dataclass(frozen=True, slots=True)
class Always:
    """A rule of the house: whoever has said `when` comes by one of `places` before her visit to the flow ends."""

    when: Condition
    said: str
    places: tuple[Place, ...]
    spot: Spot
    why: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that must exist: `what` is step, flow, answer, consent, basis, team, case team, fact."""

    what: str
    name: str
    page: Page
    at: Text
    flow: str = ""


@dataclass(slots=True)
class Draft:
    pages: list[Page] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # files that could not be read: what they declare is not missed
    written: dict[str, Written] = field(default_factory=dict)
    nodes: dict[str, tuple[Page, Text]] = field(default_factory=dict)  # text key -> where it is written
    mentions: list[Mention] = field(default_factory=list)
    flows: dict[str, Flow] = field(default_factory=dict)
    step_keys: dict[str, dict[str, Text]] = field(default_factory=dict)  # flow -> step name -> its key in the file
    flow_pages: dict[str, Page] = field(default_factory=dict)
    runs: list[tuple[str, str, Page, Node, Block]] = field(
        default_factory=list
    )  # flow, step, the words after run, then
    house: list[tuple[Page, Filled]] = field(default_factory=list)  # lines under always:, read when all else is
    always: list[Always] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    fact_names: set[str] = field(default_factory=set)  # also of those that are written wrongly
    choice_nodes: dict[str, tuple[Page, tuple[Text, ...]]] = field(default_factory=dict)  # answer -> its values
    beside: dict[str, Fault] = field(default_factory=dict)  # files that must be there -> what is wrong if they are not
    limits: Limits = field(default_factory=Limits)
    hosts: tuple[str, ...] = ()  # where a link may lead
    answers: dict[str, Declared] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)  # name -> longest value
    rules: dict[str, Rule] = field(default_factory=dict)  # system value -> what works it out
    rule_nodes: list[tuple[Page, Text]] = field(default_factory=list)
    phrases: dict[str, Phrase] = field(default_factory=dict)
    phrase_nodes: dict[str, tuple[Page, Filled]] = field(default_factory=dict)
    gaps: dict[str, dict[str, str]] = field(default_factory=dict)  # text key -> gap -> the longest that fills it
    agreements: dict[str, Agreement] = field(default_factory=dict)
    bases: set[str] = field(default_factory=set)
    teams: dict[str, Team] = field(default_factory=dict)
    desk: DeskFile = field(default_factory=DeskFile)
    responders: dict[str, Responder] = field(default_factory=dict)
    reviewers: dict[str, frozenset[str]] = field(default_factory=dict)  # language -> who may sign its translations
    languages: list[Language] = field(default_factory=list)
    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    topics: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)  # language -> flow -> words
    retired: dict[str, frozenset[str]] = field(default_factory=dict)  # flow, answer -> names that never come back
    menu: list[Text] = field(default_factory=list)  # flows in the order of the main menu
    dialect: Dialect = WORKERS
    entries: dict[str, str] = field(default_factory=dict)  # first, person, danger, back_from_hiding -> flow

    def topics_of_menu(self) -> dict[str, str]:
        """Flow -> the text of its button: first those that globals.yaml names, in that order, then the others."""
        named = [node.text.strip() for node in self.menu]
        order = dict.fromkeys((*named, *self.flows))
        return {name: flow.menu for name in order if (flow := self.flows.get(name)) and flow.menu}

    def write(self, key: str, page: Page, node: Text | None, where: str, note: str = "", label: bool = False) -> str:
        """Note down a text for people; returns its key."""
        if node is not None:
            self.written[key] = Written(key, node.text.strip(), node.spot, where, note, label)
            self.nodes[key] = (page, node)
        return key

    def mention(self, what: str, page: Page, at: Text | None, flow: str = "") -> str:
        if at is None:
            return ""
        name = at.text.strip()
        self.mentions.append(Mention(what, name, page, at, flow))
        return name
