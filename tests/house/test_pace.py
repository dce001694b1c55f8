"""The yardstick by which tests say that something takes too long."""

from __future__ import annotations

from tests.pace import too_long


def squares(many: int) -> int:
    """What reading must never become: each looked at beside each."""
    return sum(left == right for left in range(many) for right in range(many))


def test_what_grows_with_the_square_is_caught_and_what_does_not_is_not() -> None:
    assert too_long(lambda: squares(1500), 0.004)
    assert not too_long(lambda: squares(1), 0.004)


def test_what_was_slow_once_is_not_slow() -> None:
    assert not too_long(lambda: None, 0.2, first=3.0)
