"""A failure that was seen in the field: here it does not happen, and with the naive variant in place it is caught."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

import pytest

from bot.sandbox.model import Message
from tests.desk.books import wrong_in
from tests.desk.people import Town
from tests.desk.site import ADVOCATES, WORKERS

Check = Callable[[Town], None]


def caught(check: Check, naive: AbstractContextManager[Any], *, topics: bool = False) -> None:
    with _town(topics) as town:
        check(town)
    with naive, _town(topics) as town, pytest.raises(AssertionError):
        check(town)


def sound(town: Town) -> None:
    """All that was put off has come, and whoever looks over the desk's shoulder finds nothing."""
    town.all_comes()
    found = wrong_in(town.witness, put_off=town.put_off)
    assert not found, "\n".join(found)


@contextlib.contextmanager
def _town(topics: bool) -> Any:
    town = Town.open(topics=topics)
    try:
        yield town
    finally:
        town.close()


def held(town: Town, advocate: int = ADVOCATES[0]) -> list[int]:
    """The workers whose cases this advocate has."""
    return [each for each in WORKERS if town.witness.state(town.witness.case_of(each))[1] == advocate]


def waiting(town: Town) -> int:
    return next(each for each in WORKERS if town.witness.state(town.witness.case_of(each))[0] == "waiting")


def bot_said(town: Town, chat: int) -> list[str]:
    messages = town.site.world.chats[chat].messages.values()
    return [each.text for each in messages if each.sender.is_bot and not each.deleted]


def last_of(town: Town, chat: int, by: int) -> Message:
    return [each for each in town.site.world.chats[chat].messages.values() if each.sender.id == by][-1]


def instead(of: Any, name: str, what: Any) -> AbstractContextManager[Any]:
    return mock.patch.object(of, name, what)
