"""Where a step leads, in the words of its file: to compare two versions of it."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.model import (
    AnswerStep,
    BranchStep,
    ChoiceStep,
    ConsentStep,
    EndStep,
    HandoffStep,
    RunStep,
    SayStep,
    Step,
)


def ways(step: Step) -> Mapping[str, object]:
    """What an author would have to write otherwise to change what happens there; texts and places are not in it."""
    found: dict[str, object] = {"kind": type(step).__name__.removesuffix("Step").lower()}
    match step:
        case SayStep():
            found |= {"next": step.next, "attach": step.attach}
        case ChoiceStep():
            found |= {f"the button “{option.value}”": option.next for option in step.options}
            found |= {"skip": step.skip, "save": step.save}
        case AnswerStep():
            found |= {"next": step.next, "skip": step.skip, "else": step.otherwise, "save": step.save}
            found |= {"tries": step.tries, "answer": step.answer}
        case BranchStep():
            found |= {f"line {n}": line.next for n, line in enumerate(step.lines, 1)}
            found |= {f"when, of line {n}": line.when for n, line in enumerate(step.lines, 1)}
            found["otherwise"] = step.otherwise
        case RunStep():
            found |= {"run": step.flow, **{f"after {outcome}": next_ for outcome, next_ in step.then.items()}}
        case ConsentStep():
            found |= {"to": step.to, "agreed": step.agreed, "refused": step.refused}
        case HandoffStep():
            found |= {"to": step.to, "urgency": step.urgency, "closed": step.closed, "next": step.next}
            found |= {"basis": step.basis, "summary": ", ".join(step.summary)}
        case EndStep():
            found["return"] = step.outcome
    return {way: where for way, where in found.items() if where is not None}


def leads_to(step: Step) -> tuple[str, ...]:
    """The steps of the same flow that can follow, in the order in which they are written."""
    match step:
        case SayStep():
            follow = [step.next]
        case ChoiceStep():
            follow = [*(option.next for option in step.options), step.skip]
        case AnswerStep():
            follow = [step.next, step.skip, step.otherwise]
        case BranchStep():
            follow = [*(line.next for line in step.lines), step.otherwise]
        case RunStep():
            follow = [*step.then.values()]
        case ConsentStep():
            follow = [step.agreed, step.refused]
        case HandoffStep():
            follow = [step.next, step.closed]
        case EndStep():
            follow = []
    return tuple(dict.fromkeys(name for name in follow if name))
