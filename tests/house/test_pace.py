"""The yardstick by which tests say that something takes too long; and what once made each of them take longer."""

from __future__ import annotations

from pathlib import Path

from tests.pace import too_long
from tests.room import opened


def squares(many: int) -> int:
    """What reading must never become: each looked at beside each."""
    return sum(left == right for left in range(many) for right in range(many))


def test_what_grows_with_the_square_is_caught_and_what_does_not_is_not() -> None:
    assert too_long(lambda: squares(1500), 0.004)
    assert not too_long(lambda: squares(1), 0.004)


def test_what_was_slow_once_is_not_slow() -> None:
    assert not too_long(lambda: None, 0.2, first=3.0)


async def test_a_room_is_printed_in_a_few_words(tmp_path: Path) -> None:
    """Python prints what a test's loop works on, twice in each test, and shows it to nobody."""
    async with opened(tmp_path) as room:
        assert len(repr(room)) < 4000
