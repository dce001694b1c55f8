"""Test files to tests. A test refuses to lie: a step, fact or button that does not exist is a fault of the test.

The codes are F100 to F112; what is wrong with a file as YAML, or with its keys, has the codes that flows have too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from flows.engine import grammar, grammar_tests
from flows.engine.bundle import Bundle
from flows.engine.cards import MENU
from flows.engine.chat import dotted
from flows.engine.fault import Fault, closest, instead
from flows.engine.form import Filled
from flows.engine.model import Answer, Spot
from flows.engine.picker import PICKER
from flows.engine.read import Block, Node, Page, Text, read
from flows.engine.script import (
    Act,
    Check,
    Choose,
    FlowTest,
    HandedOver,
    Kept,
    Line,
    See,
    Send,
    Shows,
    TeamIs,
    Type,
    Wait,
    Word,
    how_long,
)

ENDING = ".test.yaml"
_SENT = tuple(kind for kind in grammar.MESSAGES if kind != "text")


def file_of(flow: str, folder: str = "flows") -> str:
    """Where the tests of a flow stand, below the content root."""
    return f"{folder}/{flow}{ENDING}"


def read_tests(bundle: Bundle, files: Mapping[str, bytes]) -> tuple[tuple[FlowTest, ...], tuple[Fault, ...]]:
    """All tests that can be played, and all that is wrong with the others. A file with a fault is not played."""
    tests: list[FlowTest] = []
    faults: list[Fault] = []
    folder = f"{bundle.dialect.folder}/"
    for file in sorted(name for name in files if name.startswith(folder) and name.endswith(ENDING)):
        page, block = read(file, files[file])
        flow = file.removeprefix(folder).removesuffix(ENDING)
        if flow not in bundle.flows:
            fix = instead(flow, bundle.flows, "Name it like one of the flows: {}.").replace("Write", "Call it")
            page.fault("F100", Spot(file, 1, 1), f'These tests belong to no flow: there is no "{flow}".', fix)
        found = ScriptReader(bundle, page, flow).read(block) if block is not None else ()
        faults += page.faults
        tests += () if any(fault.level == "error" for fault in page.faults) else found
    return tuple(tests), tuple(faults)


class ScriptReader:
    """Reads one file. All names in it are looked up at once: the content is already there."""

    def __init__(self, bundle: Bundle, page: Page, flow: str) -> None:
        self.bundle, self.page, self.flow = bundle, page, flow
        self.places, self.values = _names_of_steps(bundle), _values(bundle)

    def read(self, block: Block) -> tuple[FlowTest, ...]:
        filled = Filled(self.page, block, grammar_tests.TEST_FILE, at=Block({}, {}, Spot(self.page.file, 1, 1), False))
        items = filled.items("tests")
        if filled.has("tests") and not items:
            self.page.fault("F101", filled.key("tests"), "There is no test here.", "Begin one with - name:")
        tests = [test for item in items if (test := self.test(item)) is not None]
        seen: dict[str, Spot] = {}
        for test in tests:
            if test.name in seen:
                note = f"the first is here ({self.page.file}:{seen[test.name].line})"
                fix = "Give one of them another name."
                self.page.fault("F110", test.spot, f'Two tests are called "{test.name}".', fix, note=note)
            seen.setdefault(test.name, test.spot)
        return tuple(tests)

    def test(self, node: Node) -> FlowTest | None:
        if not isinstance(node, Block):
            self.page.fault("F101", node, "A test needs a name and a script.", "Write - name: and below it script:")
            return None
        filled = Filled(self.page, node, grammar_tests.TEST)
        items = filled.items("script")
        if filled.has("script") and not items:
            self.page.fault("F101", filled.key("script"), "Nothing happens in this test.", "Add a line, as - choose:")
        script = tuple(line for item in items if (line := self.line(item)) is not None)
        most = filled.count("at_most", 0, 99) if filled.has("at_most") else None
        never = filled.names("never")
        return FlowTest(
            filled.word("name"), self.flow, filled.spot("name"), self.given(filled), self.languages(filled), script,
            self.kept(filled), tuple((self.place(text), text.spot) for text in never),
            None if most is None else (most, filled.spot("at_most")),
        )  # fmt: skip

    # --- lines ---------------------------------------------------------------------------------------------------

    def line(self, node: Node) -> Line | None:
        verbs = grammar_tests.LINE_OF_TEST.keys
        if not isinstance(node, Block):
            self.page.fault("F102", node, "A line of a script is one verb and a colon.", f"It can be: {_all(verbs)}.")
            return None
        filled = Filled(self.page, node, grammar_tests.LINE_OF_TEST)
        known = [verb for verb in node.entries if verb in verbs]
        if len(known) > 1:
            sentence = f"This line says two things: {' and '.join(known)}."
            self.page.fault("F102", filled.key(known[1]), sentence, "Begin the second one with a hyphen of its own.")
        if len(known) != 1 or len(node.entries) != 1:
            return None  # an unknown verb is already told
        [verb] = known
        if verb == "handoff":
            handed = self.handed_over(filled)
            return Line(handed, filled.key(verb).spot) if handed else None
        text = filled.text(verb)
        says = _LINES[verb](self, text) if text is not None else None
        return Line(says, text.spot) if says is not None and text is not None else None

    def choose(self, text: Text) -> Act:
        value, known = text.text.strip(), self.values
        if value not in known and f"{value}!" not in known:
            fix = instead(value, (name.removesuffix("!") for name in known), "Write the value of a button.")
            self.page.fault("F111", text, f'No button anywhere has the value "{value}".', fix)
        return Choose(value)

    def send(self, text: Text) -> Act:
        return Send(self.one_of(text, _SENT, "F112", "is not something she can send in a test"))

    def word(self, text: Text) -> Act:
        return Word(self.one_of(text, grammar_tests.MEANINGS, "F108", "is not the name of a list of words"))

    def wait(self, text: Text) -> Act:
        long = how_long(text.text)
        if long is None:
            sentence = f'"{text.text}" is not a time that can be waited.'
            self.page.fault("F109", text, sentence, "Write it as in: 30 hours, 20 minutes, 2 days.")
        return Wait(long or timedelta())

    def team(self, text: Text) -> Act:
        return TeamIs(self.one_of(text, grammar_tests.TEAM_IS, "F106", "is neither open nor closed") == "open")

    def see(self, text: Text) -> Check:
        return See(self.place(text))

    def shows(self, text: Text, wanted: bool = True) -> Check:
        return Shows(self.one_of(text, self.bundle.facts, "F104", "is not a fact of facts.yaml"), wanted)

    def shows_not(self, text: Text) -> Check:
        return self.shows(text, wanted=False)

    def handed_over(self, filled: Filled) -> Check | None:
        block = filled.block_of("handoff")
        if block is None:
            return None
        inner = Filled(self.page, block, grammar_tests.HANDED_OVER, at=filled.key("handoff"))
        to, urgency = inner.text("to"), inner.text("urgency")
        takes = [team.name for team in self.bundle.teams.values() if team.takes_cases]
        named = tuple(self.answer(text) for text in inner.names("summary"))
        return HandedOver(
            self.one_of(to, takes, "F106", "is not a team that takes cases") if to else "",
            self.one_of(urgency, grammar.URGENCIES, "F106", "is not an urgency") if urgency else None,
            named if inner.has("summary") else None,
        )

    # --- what stands around the script ---------------------------------------------------------------------------

    def given(self, filled: Filled) -> dict[str, Answer]:
        block = filled.block_of("given")
        found: dict[str, Answer] = {}
        for name, node in (block.entries if block else {}).items():
            if block is None or not isinstance(node, Text):
                self.page.fault("F105", node, f'"{name}" needs one value here.', "Write it on the same line.")
                continue
            self.answer(block.keys[name])
            wrong = wrong_value(self.bundle, name, node.text)
            if wrong:
                self.page.fault("F105", node, *wrong)
            found[name] = node.text
        return found

    def languages(self, filled: Filled) -> tuple[str, ...]:
        node = filled.block.entries.get("lang")
        named = (node,) if isinstance(node, Text) else filled.names("lang")
        return tuple(self.one_of(text, self.bundle.spoken, "F107", "is not spoken here") for text in named)

    def kept(self, filled: Filled) -> tuple[Kept, ...]:
        block = filled.block_of("kept")
        if block is None:
            return ()
        inner = Filled(self.page, block, grammar_tests.KEPT, at=filled.key("kept"))
        return tuple(
            Kept(where, tuple(self.answer(text) for text in inner.names(where)), inner.key(where).spot)
            for where in grammar_tests.KEPT.keys
            if inner.has(where)
        )

    # --- names ---------------------------------------------------------------------------------------------------

    def place(self, text: Text) -> str:
        name, known = text.text.strip(), self.places
        if name in known:
            return name
        own = f"{self.flow}.{name}"
        near = own if own in known else closest(name, known)
        fix = f'Write "{near}" instead.' if near else "Write the flow, a dot and the step."
        self.page.fault("F103", text, f'There is no step called "{name}".', fix)
        return name

    def answer(self, text: Text) -> str:
        return self.one_of(text, self.bundle.answers, "F105", "is not an answer of answers.yaml")

    def one_of(self, text: Text, right: Iterable[str], code: str, is_not: str) -> str:
        name, names = text.text.strip(), list(right)
        if name not in names:
            self.page.fault(code, text, f'"{name}" {is_not}.', instead(name, names))
        return name


_LINES: Mapping[str, Callable[[ScriptReader, Text], Act | Check]] = {
    "choose": ScriptReader.choose,
    "type": lambda _, text: Type(text.text),
    "send": ScriptReader.send,
    "word": ScriptReader.word,
    "wait": ScriptReader.wait,
    "team": ScriptReader.team,
    "see": ScriptReader.see,
    "shows": ScriptReader.shows,
    "not_shows": ScriptReader.shows_not,
}


def wrong_value(bundle: Bundle, name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with this answer being known already, and the fix."""
    declared = bundle.answers.get(name)
    if declared is None:
        return None
    if declared.kind == "message":
        return f'"{name}" is a message, so a value cannot stand for it.', "Let it be sent: - send: voice"
    if declared.choices and value not in declared.choices:
        return f'"{name}" can never be "{value}".', instead(value, declared.choices)
    if declared.kind in ("number", "age") and not value.isdecimal():
        return f'"{name}" is a number, and "{value}" is none.', "Write it in figures."
    return None


def _values(bundle: Bundle) -> dict[str, None]:
    """Of every button there is."""
    screens = (*bundle.cards.values(), bundle.menu, bundle.pickers[""])
    shown = {button.value: None for card in screens for row in card.rows for button in row}
    return {**shown, "done!": None}


def _names_of_steps(bundle: Bundle) -> dict[str, None]:
    sentences = (f"globals.{key.removeprefix('globals/')}" for key in bundle.texts if key.startswith("globals/"))
    return dict.fromkeys((*map(dotted, (*bundle.steps, MENU, PICKER)), *sentences))


def _all(names: Iterable[str]) -> str:
    return ", ".join(names)
