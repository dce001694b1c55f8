"""Every talk goes as it is written. `TALKS=write pytest tests/talks` writes down how they go now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.engine.bundle import Bundle
from tests.talks.replay import NotOffered, Talk, replayed, talks


@pytest.mark.parametrize("talk", talks(), ids=lambda path: path.stem)
def test_a_talk_goes_as_it_is_written(bundle: Bundle, talk: Path) -> None:
    written = talk.read_text("utf-8")
    now = replayed(bundle, written)
    if os.environ.get("TALKS") == "write":
        talk.write_text(now, "utf-8")
    assert now == written


def test_a_talk_that_goes_otherwise_is_noticed(bundle: Bundle) -> None:
    assert replayed(bundle, "> /start\n< globals.menu\n") != "> /start\n< globals.menu\n"


def test_a_talk_cannot_tap_what_is_not_there(bundle: Bundle) -> None:
    with pytest.raises(NotOffered, match=r"\[yes\] is not on her screen"):
        Talk(bundle, frozenset()).does("[yes]")
