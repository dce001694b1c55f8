"""Flow files to flows: one function for each kind of step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.engine import grammar, interview_fields
from flows.engine.answer_kinds import answer_kind
from flows.engine.beside import beside
from flows.engine.condition import Unclear, parse
from flows.engine.draft import Draft
from flows.engine.form import Filled, check_value
from flows.engine.keys import Form
from flows.engine.model import (
    AnswerStep,
    BranchLine,
    BranchStep,
    ChoiceStep,
    Condition,
    ConsentStep,
    EndStep,
    Flow,
    HandoffStep,
    Option,
    RunStep,
    SayStep,
    Spot,
    Step,
)
from flows.engine.read import Block, Node, Page, Text, find
from flows.engine.step_names import new_names, not_used_again

TRIES = 2
"""How often a written answer may be wrong where the author does not say."""


class FlowReader:
    """Reads one flow file. All names it mentions are noted down; whether they exist is asked later."""

    def __init__(self, draft: Draft, page: Page, name: str) -> None:
        self.draft, self.page, self.flow = draft, page, name

    def read(self, block: Block) -> None:
        filled = Filled(self.page, block, self.draft.dialect.flow)
        name = filled.text("flow")
        if name and name.text != self.flow:
            sentence = f'This flow calls itself "{name.text}", but its file is called "{self.flow}.yaml".'
            self.page.fault("F009", name, sentence, f'Write "{self.flow}", or rename the file.')
        version = filled.text("format")
        if version and version.text != "1":
            self.page.fault("F009", version, "Only format 1 is known here.", "Write format: 1.")
        owner = self.draft.mention("team", self.page, filled.text("owner"))
        menu = filled.text("menu")
        if menu:
            self.draft.write(f"{self.flow}/menu", self.page, menu, "button in the main menu", label=True)
        steps = self.steps(filled.block_of("steps") or Block({}, {}, block.spot, False))
        start = self.mention("step", filled, "start")
        renamed = new_names(self.draft, self.page, self.flow, filled)
        retired = frozenset(node.text for node in filled.names("retired"))
        not_used_again(self.page, filled, steps)
        self.draft.flow_pages[self.flow] = self.page
        self.draft.flows[self.flow] = Flow(
            self.flow, self.page.file, start, steps, owner, f"{self.flow}/menu" if menu else None, renamed, retired
        )

    def steps(self, block: Block) -> dict[str, Step]:
        self.draft.step_keys[self.flow] = dict(block.keys)
        steps: dict[str, Step] = {}
        for name, node in interview_fields.in_order(self.draft, block):
            key = block.keys[name]
            if not self.draft.dialect.step_name.match(name):
                sentence = f'"{name}" cannot be the name of a step.'
                line = "_" if self.draft.dialect.workers else "-"
                fix = f"Use small letters, digits and {line}, and begin with a letter."
                self.page.fault("F009", key, sentence, fix)
            elif not isinstance(node, Block):
                self.page.fault("F005", key, f'The step "{name}" is empty.', f"Write one of: {', '.join(_KEYS)}.")
            else:
                step = self.step(name, key, node)
                if step is not None:
                    steps[name] = step
        return {name: steps[name] for name in block.entries if name in steps}

    def step(self, name: str, key: Text, block: Block) -> Step | None:
        kinds = [kind for kind in _KEYS if kind in block.entries]
        if "handoff" in kinds or ("say" in kinds and "end" in kinds):
            kinds = [kind for kind in kinds if kind not in ("say" if "handoff" in kinds else "end")]
        if len(kinds) != 1:
            both = " and ".join(kinds)
            sentence = f'The step "{name}" does two things: {both}.' if kinds else f'The step "{name}" does nothing.'
            fix = "Make two steps of it." if kinds else f"Write one of: {', '.join(_KEYS)}."
            self.page.fault("F004", key, sentence, fix)
            return None
        kind = _kind(kinds[0], block)
        form = self.draft.dialect.steps.get(kind)
        if form is None:
            sentence = f'"{kinds[0]}" is not something {self.draft.dialect.flow.what} can have.'
            fix = f"It can have: {', '.join(self.draft.dialect.steps)}."
            self.page.fault("F004", block.keys[kinds[0]], sentence, fix)
            return None
        return _READ[kind](self, name, key, Filled(self.page, block, form, at=key))

    # --- what steps have in common -------------------------------------------------------------------------------

    def mention(self, what: str, filled: Filled, key: str) -> str:
        return self.draft.mention(what, self.page, filled.text(key), self.flow)

    def optional(self, what: str, filled: Filled, key: str) -> str | None:
        return self.mention(what, filled, key) or None

    def people(self, step: str, part: str, filled: Filled, key: str, where: str, label: bool = False) -> str:
        text, note = filled.text(key), filled.word("note") if filled.has("note") else ""
        return self.draft.write(f"{self.flow}/{step}/{part}", self.page, text, where, note, label)

    def spoken(self, name: str, filled: Filled) -> None:
        """What goes with a text: whether it is read aloud, and files that must be there."""
        if filled.has("voice") and filled.one_of("voice", "required, yes or no", "no") == "required":
            beside(self.draft, self.page, f"{self.flow}/{name}", filled.block.entries["voice"])
        for what in ("attach", "picture"):
            file = filled.text(what) if filled.has(what) else None
            if file:
                beside(self.draft, self.page, "", file)

    def kept_as(self, name: str, filled: Filled, kind: str, choices: tuple[str, ...] = ()) -> str | None:
        if self.draft.dialect.workers:
            return self.optional("answer", filled, "save")
        return interview_fields.declare(self.draft, name, filled, kind, choices)

    def inner(self, filled: Filled, key: str, form: Form) -> Filled | None:
        block = filled.block_of(key)
        return Filled(self.page, block, form, at=filled.key(key)) if block is not None else None

    # --- one for each kind ---------------------------------------------------------------------------------------

    def say(self, name: str, key: Text, filled: Filled) -> Step:
        text = self.people(name, "say", filled, "say", "message")
        ends = filled.has("end") and filled.one_of("end", "something that can stand after end") == "true"
        self.spoken(name, filled)
        if filled.has("next") and ends:
            sentence = f'The message "{name}" goes on and is the last: it cannot do both.'
            self.page.fault("F004", filled.key("end"), sentence, "Take out end: or next:.")
        if not filled.has("next") and not ends:
            sentence = f'The chat stops after "{name}": there is no next.'
            self.page.fault("F013", key, sentence, "Add next: or, if this is really the end, end: true.")
        sent = next((filled.word(what) for what in ("attach", "picture") if filled.has(what)), None)
        return SayStep(name, key.spot, text, self.optional("step", filled, "next"), sent)

    def choice(self, name: str, key: Text, filled: Filled) -> Step:
        text = self.people(name, "ask", filled, "ask", "question")
        for_all = self.mention("step", filled, "next") if filled.has("next") else ""
        items = filled.items("options")
        most = self.draft.limits.buttons
        if filled.has("options") and not 1 <= len(items) <= most:
            sentence = f'The question "{name}" has {len(items)} buttons.'
            self.page.fault("F019", filled.key("options"), sentence, f"Give it 1 to {most}.")
        self.spoken(name, filled)
        options = [
            self.option(name, item, f"button {nth} of {len(items)}", for_all) for nth, item in enumerate(items, 1)
        ]
        kept = tuple(option for option in options if option is not None)
        self.same_value_twice(kept)
        skip, values = self.optional("step", filled, "skip"), tuple(option.value for option in kept)
        save, optional = self.kept_as(name, filled, "choice", values), interview_fields.may_be_left_out(filled)
        return ChoiceStep(name, key.spot, text, kept, save, skip, self.hint(name, filled), optional)

    def option(self, step: str, node: Node, where: str, for_all: str) -> Option | None:
        if not isinstance(node, Block):
            self.page.fault("F005", node, "A button needs a text and a value.", "Write - text: ... and value: ...")
            return None
        filled = Filled(self.page, node, grammar.OPTION)
        value = filled.text("value")
        if value:
            check_value(self.page, value, "a button", self.draft.dialect.value)
        if not filled.has("next") and not for_all:
            fix = "Add next: to the button, or one next: for all of them."
            self.page.fault("F013", value or node, "Nobody has said where this button leads.", fix)
        name = value.text if value else ""
        text = self.people(step, f"option.{name}", filled, "text", where, label=True)
        return Option(text, name, self.mention("step", filled, "next") or for_all, node.spot)

    def same_value_twice(self, options: tuple[Option, ...]) -> None:
        seen: dict[str, Spot] = {}
        for option in options:
            if option.value and option.value in seen:
                sentence = f'Two buttons have the value "{option.value}"; nobody could tell which was tapped.'
                note = f"the first is here ({self.page.file}:{seen[option.value].line})"
                self.page.fault("F019", option.spot, sentence, "Give one of them another value.", note=note)
            seen.setdefault(option.value, option.spot)

    def answer(self, name: str, key: Text, filled: Filled) -> Step:
        text = self.people(name, "ask", filled, "ask", "question")
        if not filled.has("skip"):
            fix = "Add skip: with the step to go to when the person would rather not say."
            self.page.fault("F017", filled.spot("ask"), f'The question "{name}" cannot be skipped.', fix)
        if not filled.has("next"):
            sentence = f'The chat stops after "{name}": there is no next.'
            self.page.fault("F013", key, sentence, "Add next: with the name of a step.")
        self.spoken(name, filled)
        wrong = self.people(name, "if_wrong", filled, "if_wrong", "when the answer is not understood")
        tries = filled.count("tries", 1, 9) if filled.has("tries") else TRIES
        kind = answer_kind(self.page, self.inner(filled, "answer", grammar.ANSWER))
        return AnswerStep(
            name, key.spot, text, kind, self.mention("step", filled, "next"),
            self.mention("step", filled, "skip"), self.kept_as(name, filled, kind.kind, kind.choices),
            wrong if filled.has("if_wrong") else None, tries or TRIES, self.optional("step", filled, "else"),
            self.hint(name, filled), interview_fields.may_be_left_out(filled),
        )  # fmt: skip

    def hint(self, name: str, filled: Filled) -> str | None:
        return self.people(name, "hint", filled, "hint", "below the question") if filled.has("hint") else None

    def branch(self, name: str, key: Text, filled: Filled) -> Step:
        if not filled.has("otherwise"):
            lines = filled.items("branch")
            sentence = f'The decision "{name}" has no otherwise: so the chat can stop here.'
            self.page.fault("F014", lines[0] if lines else key, sentence, "Add otherwise: with the name of a step.")
        lines_read = tuple(line for node in filled.items("branch") if (line := self.line(node)) is not None)
        return BranchStep(name, key.spot, lines_read, self.mention("step", filled, "otherwise"))

    def line(self, node: Node) -> BranchLine | None:
        if not isinstance(node, Block):
            self.page.fault(
                "F005", node, "A line of a decision needs when and next.", "Write - when: ... and next: ..."
            )
            return None
        filled = Filled(self.page, node, grammar.LINE)
        if not filled.has("next"):
            self.page.fault(
                "F013", node, "Nobody has said where this line leads.", "Add next: with the name of a step."
            )
        step, when = self.mention("step", filled, "next"), filled.text("when")
        condition = self.condition(when) if when else None
        return BranchLine(condition, step, node.spot) if condition else None

    def condition(self, when: Text) -> Condition | None:
        if "answers.yaml" in self.draft.unread:
            return None
        try:
            return parse(when.text, {name: answer.values for name, answer in self.draft.answers.items()})
        except Unclear as problem:
            word = when.text[problem.at : problem.at + problem.length]
            start = find(self.page, when, when.text) if "\n" not in when.text else when.spot
            spot = start._replace(column=start.column + problem.at)
            self.page.fault(problem.code, spot, problem.sentence, problem.fix, length=len(word) or 1)
            return None

    def run(self, name: str, key: Text, filled: Filled) -> Step:
        flow = self.mention("flow", filled, "run")
        block = filled.block_of("then")
        then: dict[str, str] = {}
        for outcome, node in (block.entries if block else {}).items():
            if isinstance(node, Text):
                then[outcome] = self.draft.mention("step", self.page, node, self.flow)
        if block is not None and filled.text("run"):
            self.draft.runs.append((self.flow, name, self.page, filled.block.entries["run"], block))
        return RunStep(name, key.spot, flow, then)

    def consent(self, name: str, key: Text, filled: Filled) -> Step | None:
        self.spoken(name, filled)
        agreed, refused = self.mention("step", filled, "agreed"), self.mention("step", filled, "refused")
        inner = self.inner(filled, "consent", grammar.CONSENT)
        if inner is None:
            return None
        return ConsentStep(
            name, key.spot, self.mention("consent", inner, "to"),
            self.people(name, "consent.text", inner, "text", "explanation above the two buttons of a consent"),
            self.people(name, "consent.agree", inner, "agree", "button that agrees", label=True),
            self.people(name, "consent.refuse", inner, "refuse", "button that does not agree", label=True),
            agreed, refused,
        )  # fmt: skip

    def handoff(self, name: str, key: Text, filled: Filled) -> Step | None:
        inner = self.inner(filled, "handoff", grammar.HANDOFF)
        if inner is None:
            return None
        summary = inner.names("summary")
        for node in summary:
            self.draft.mention("answer", self.page, node, self.flow)
        text = self.people(name, "say", filled, "say", "message") if filled.has("say") else None
        return HandoffStep(
            name, key.spot, self.mention("case team", inner, "to"),
            inner.one_of("urgency", "an urgency", "normal"),
            tuple(node.text for node in summary), self.optional("basis", inner, "basis"),
            self.mention("step", inner, "closed"), text, self.optional("step", filled, "next"),
        )  # fmt: skip

    def way_out(self, name: str, key: Text, filled: Filled) -> Step:
        outcome = filled.text("return")
        if outcome and not grammar.STEP_NAME.match(outcome.text):
            sentence = f'"{outcome.text}" cannot be the name of an outcome.'
            self.page.fault("F009", outcome, sentence, "Use small letters, digits and _.")
        return EndStep(name, key.spot, outcome.text if outcome else None)

    def end(self, name: str, key: Text, filled: Filled) -> Step:
        filled.one_of("end", "something that can stand after end")
        return EndStep(name, key.spot, None)


_KEYS = ("say", "ask", "branch", "run", "consent", "handoff", "return", "end")
_READ: Mapping[str, Callable[[FlowReader, str, Text, Filled], Step | None]] = {
    "say": FlowReader.say,
    "choice": FlowReader.choice,
    "answer": FlowReader.answer,
    "branch": FlowReader.branch,
    "run": FlowReader.run,
    "consent": FlowReader.consent,
    "handoff": FlowReader.handoff,
    "return": FlowReader.way_out,
    "end": FlowReader.end,
}


def _kind(key: str, block: Block) -> str:
    if key != "ask":
        return key
    return "answer" if "answer" in block.entries and "options" not in block.entries else "choice"
