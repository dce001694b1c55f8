"""The sentences that appear in her chat without anything she has done just then: `TellWorker` takes no other one.

Her phone may lie on somebody's table when one of them comes. So their first lines name nothing that tells what this
chat is about, in any language (bot/tongues/reveals.py); whoever adds one here has it checked by that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeGuard, get_args

Unasked = Literal[
    "globals/ask_clear",
    "globals/ask_helped",
    "globals/ask_keep",
    "globals/ask_prepare",
    "globals/ask_refer",
    "globals/ask_share",
    "globals/ask_word",
    "globals/cannot_open_kind",
    "globals/closed_by_person",
    "globals/closed_lost_contact",
    "globals/closed_while_waiting",
    "globals/nobody_yet",
    "globals/person_changed",
    "globals/person_joined",
    "globals/person_left_returning",
    "globals/read_sign",
    "globals/some_left",
    "globals/still_waiting",
    "globals/way_back_here",
    "globals/wish_again",
]
UNASKED: frozenset[str] = frozenset(get_args(Unasked))
WENT_WRONG = "globals/something_wrong"
"""Comes without a turn of hers where a recording that she asked for could not be played."""


def known(kept: Iterable[str]) -> tuple[Unasked, ...]:
    """What was kept to be said later, and is still one of them."""
    return tuple(part for part in kept if _is_one(part))


def _is_one(part: str) -> TypeGuard[Unasked]:
    return part in UNASKED
