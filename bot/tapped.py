"""What she tapped in the chat with the bot, in the words that stood there: in her language, and in English."""

from __future__ import annotations

from bot.ledger.records import CaseFile
from bot.scene import Scene
from flows.engine.model import ChoiceStep
from handoff.referral.proposals import QUOTED, Tapped


def tapped(at: Scene, file: CaseFile) -> dict[str, Tapped]:
    """Of the answers that are quoted. One that no step offers any more is left out: nothing is made up."""
    found = {}
    for step in at.bundle.steps.values():
        name = (step.save if isinstance(step, ChoiceStep) else None) or ""
        if isinstance(step, ChoiceStep) and name in QUOTED and name in file.summary:
            value = str(file.summary[name])
            label = next((option.text for option in step.options if option.value == value), None)
            if label is not None:
                language = file.case.language
                english, hers = (_said(at, step.text, label, each) for each in ("en", language))
                found[name] = Tapped(english, hers, language)
    return found


def _said(at: Scene, question: str, answer: str, language: str) -> str:
    return f"{at.words.text(question, language, {})}\n– {at.words.text(answer, language, {})}"
