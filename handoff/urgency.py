"""Why a case is urgent: a rule with a name, out of this list and no other.

Rules look at what the flows were told by the safety team, and at words from its list. What she tells, how she tells it
and whether somebody believes her is in none of them: nobody comes later because she was calm, or mixed up two dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from handoff.model import Urgency


class Rule(NamedTuple):
    urgency: Urgency
    words: str


RULES: Mapping[str, Rule] = {
    "danger_word": Rule(Urgency.NOW, "a word of danger was written"),
    "flow_now": Rule(Urgency.NOW, "the flow's way leads here for danger now"),
    "flow_soon": Rule(Urgency.SOON, "the flow's way leads here for something with a day to it"),
    "asked": Rule(Urgency.NORMAL, "a person was asked for"),
}
_OF_FLOWS = {Urgency.NOW: "flow_now", Urgency.SOON: "flow_soon", Urgency.NORMAL: "asked"}


def when_opened(marked: Urgency) -> str:
    """The rule for the place in a flow at which she asked, which its authors have marked."""
    return _OF_FLOWS[marked]


def because(rule: str) -> str:
    return RULES[rule].words
