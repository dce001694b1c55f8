"""A flow followed with a given set of answers, to its end or to the first question that they do not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.engine.bundle import Bundle
from flows.engine.chat import Chat, NotOffered, dotted, typed
from flows.engine.fault import Fault, instead
from flows.engine.model import (
    Answer,
    AnswerStep,
    ChoiceStep,
    ConsentStep,
    EndStep,
    Input,
    Place,
    RecordConsent,
    Sent,
    Step,
)
from flows.engine.play_script import A_REF, kept_now, not_offered
from flows.engine.read import Items, Node, Page, Text, read

FINISHED = frozenset({"end", "return", "handoff", "hidden"})
"""All other endings are questions that were not answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    step: str
    answer: str


@dataclass(slots=True)
class Followed:
    """`ended`: end, return, handoff, hidden; or missing, asked_again, not_offered, not_understood, and then `why` says
    what to write. `steps`: all that the chat came by, also those that show nothing. `unused`: answers that nobody asked
    for. `left_open`: questions of an interview that the answers have nothing for."""

    flow: str
    language: str
    steps: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    ended: str = ""
    outcome: str | None = None
    at: str = ""
    why: str = ""
    handoff: Mapping[str, object] | None = None
    consents: dict[str, bool] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        return self.ended in FINISHED


@dataclass(slots=True)
class Sheet:
    """Name -> what is still to be answered there, and what that was in the beginning."""

    left: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def name_for(self, place: Place, step: Step) -> str | None:
        """The most exact name counts: flow.step, then the step, then the answer that it saves."""
        saved = step.save if isinstance(step, ChoiceStep | AnswerStep) else None
        return next((name for name in (dotted(place), place.step, saved or "") if name in self.left), None)


def read_answers(bundle: Bundle, file: str, source: bytes) -> tuple[Sheet, tuple[Fault, ...]]:
    """A YAML or JSON file of names with a value, or with a list of values for a question that comes more than once."""
    page, block = read(file, source)
    sheet = Sheet()
    known = _questions(bundle)
    for name, node in (block.entries if block else {}).items():
        if block is not None and name not in known:
            sentence = f'Nothing is asked that is called "{name}".'
            page.fault("F113", block.keys[name], sentence, instead(name, known))
        if not bundle.dialect.workers and isinstance(node, Text) and node.empty:
            continue  # an empty box of a form
        sheet.left[name] = list(_values(page, name, node))
    return sheet, tuple(page.faults)


def _values(page: Page, name: str, node: Node) -> list[str]:
    found = node.items if isinstance(node, Items) else (node,)
    for item in found:
        if not isinstance(item, Text) or item.empty:
            page.fault("F113", item, f'"{name}" needs a value, or a list of values.', "Write - or [ ] for a list.")
    return [item.text.strip() for item in found if isinstance(item, Text)]


def _questions(bundle: Bundle) -> list[str]:
    found: dict[str, None] = {}
    for place in bundle.cards:
        step = bundle.steps[place]
        saved = step.save if isinstance(step, ChoiceStep | AnswerStep) else None
        found.update(dict.fromkeys(name for name in (place.step, dotted(place), saved) if name))
    return list(found)


def follow(chat: Chat, flow: str, language: str, given: Mapping[str, Answer], sheet: Sheet) -> Followed:
    """Deterministic: the same flow and the same answers give the same way. The sheet is used up."""
    found = Followed(flow, language)
    seen = chat.enter(flow, language, given)
    while True:
        found.steps += map(dotted, seen.way)
        found.consents |= {made.consent: made.agreed for made in seen.effects if isinstance(made, RecordConsent)}
        if _has_ended(chat, found, seen.way):
            break
        before = chat.session
        if not _answer(chat, found, sheet):
            break
        seen = chat.seen[-1]
        if chat.session.tries > before.tries and not _more(chat, sheet):
            found.ended, found.why = "not_understood", f"{chat.at} did not understand this answer"
            break
    found.at = chat.at
    found.kept = kept_now(chat.bundle, chat.session, chat.seen[-1].case)
    found.unused = [name for name in sheet.left if name not in sheet.used]
    return found


def _has_ended(chat: Chat, found: Followed, way: tuple[Place, ...]) -> bool:
    case, stack = chat.seen[-1].case, chat.session.stack
    ends = [place for place in way if place.flow == found.flow]
    last = chat.bundle.steps.get(ends[-1]) if ends else None
    outcome = last.outcome if isinstance(last, EndStep) else None
    if case is not None:
        found.ended, found.outcome = "handoff", outcome
        found.handoff = {
            "to": case.team, "urgency": case.urgency, "summary": sorted(case.summary), "consent": case.consent,
            "basis": case.basis, "at": case.at,
        }  # fmt: skip
    elif chat.session.hidden and not stack:
        found.ended = "hidden"
    elif not stack or stack[0].flow != found.flow:
        found.ended, found.outcome = ("return" if outcome else "end"), outcome
        found.steps.pop()  # the menu is not of the flow
    return bool(found.ended)


def _more(chat: Chat, sheet: Sheet) -> bool:
    place = chat.session.stack[-1]
    name = sheet.name_for(place, chat.bundle.steps[place])
    return name is not None and bool(sheet.left[name])


def _answer(chat: Chat, found: Followed, sheet: Sheet) -> bool:
    """The next answer to the question where the chat rests. False: there is none, or it does not fit."""
    place = chat.session.stack[-1]
    step = chat.bundle.steps[place]
    name = sheet.name_for(place, step)
    if name is None or not sheet.left[name]:
        if "done!" in chat.offered:
            chat.tap("done!")
            return True
        if not chat.bundle.dialect.workers and name is None:
            chat.tap("skip!")
            found.left_open.append(dotted(place))
            return True
        found.ended = "missing" if name is None else "asked_again"
        found.why = _what_is_missing(chat, place, step, name)
        return False
    value = sheet.left[name].pop(0)
    sheet.used.add(name)
    try:
        _give(chat, step, value)
    except NotOffered as wrong:
        found.ended, found.why = "not_offered", not_offered(wrong)
        return False
    found.asked.append(Asked(dotted(place), value))
    return True


def _give(chat: Chat, step: Step, value: str) -> None:
    if chat.button(value) or isinstance(step, ChoiceStep | ConsentStep):
        chat.tap(value)
    else:
        chat.hears(_message(step, value))


def _message(step: Step, value: str) -> Input:
    """The name of a kind stands for a message of that kind."""
    told = isinstance(step, AnswerStep) and step.answer.kind == "message" and value != "text"
    sent = told and isinstance(step, AnswerStep) and value in step.answer.accept
    return Sent(value, A_REF) if sent else typed(value)


def _what_is_missing(chat: Chat, place: Place, step: Step, name: str | None) -> str:
    own = [value.removesuffix("!") for value in chat.offered if value not in ("person!", "hide!")]
    words = "what she writes" if isinstance(step, AnswerStep) else ""
    choices = ", ".join(filter(None, (words, *own)))
    if name is None:
        return f"{dotted(place)} is asked, and the answers have nothing for it; it can be: {choices}"
    return f"{dotted(place)} is asked once more, and {name} has no further value; write a list of them"
