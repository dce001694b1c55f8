"""What goes to a person, and on what ground: only what the flow names, and only what she agreed to."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.bundle import Bundle
from flows.engine.model import Answer, HandoffStep, OpenCase


def open_case(
    bundle: Bundle, step: HandoffStep, answers: Mapping[str, Answer], consents: Mapping[str, str], at: str
) -> OpenCase:
    """Without her consent and without another ground the case is opened empty: help yes, her words no."""
    consent = next((name for name in reversed(tuple(consents)) if _covers(bundle, consents, name, step.to)), None)
    allowed = consent is not None or step.basis is not None
    summary = {name: answers[name] for name in step.summary if name in answers} if allowed else {}
    return OpenCase(step.to, step.urgency, summary, consent, step.basis, at)


def _covers(bundle: Bundle, consents: Mapping[str, str], name: str, team: str) -> bool:
    """An older wording than today's does not count."""
    agreement = bundle.consents.get(name)
    return agreement is not None and team in agreement.teams and consents[name] == agreement.version
