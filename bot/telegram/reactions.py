"""Which signs a bot can put under a message (Bot API, ReactionTypeEmoji)."""

from __future__ import annotations

from telegram.constants import ReactionEmoji

from handoff.marks import plain

_KNOWN = frozenset(plain(each.value) for each in ReactionEmoji)


def can_be_set(sign: str) -> bool:
    return plain(sign) in _KNOWN
