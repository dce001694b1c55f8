"""Why a case ends: one reason of this list, and none ends without."""

from __future__ import annotations

from handoff.model import Case, Urgency

REASONS = ("helped", "referred", "lost_contact", "she_asked", "duplicate", "elsewhere", "other")
"""Codes, in the order of the buttons. They are kept sealed with the case; each has its label in words_moves.py."""

_NOTHING_TO_ASK = ("lost_contact", "duplicate")  # she is not there, or is asked elsewhere


def may_be_asked_how_it_was(case: Case, why: str) -> bool:
    """Whether she may be asked, much later, how it went. Never after danger, and never where it would be a reproach."""
    return why in REASONS and why not in _NOTHING_TO_ASK and case.urgency is not Urgency.NOW
