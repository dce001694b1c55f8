"""Who is measured, and what is said of those who cannot be."""

from __future__ import annotations

import pytest

from bot.bench import contestants


def test_a_rival_that_is_not_installed_says_how_to_bring_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contestants, "find_spec", lambda name: None if name == "aiogram" else object())

    missing = {rival.name: rival.missing for rival in contestants.rivals() if rival.missing}

    assert missing == {
        "aiogram": "bring it with: pip install aiogram",
        "aiogram-webhook": "bring it with: pip install aiogram",
    }


def test_without_a_postgresql_only_its_lines_are_missing() -> None:
    houses = contestants.house(None, "bring it with: apt-get install postgresql")

    assert [house.name for house in houses if house.missing] == ["postgres-webhook", "postgres-polling"]
    assert [house.name for house in houses if not house.missing] == ["sqlite-webhook", "sqlite-polling"]
