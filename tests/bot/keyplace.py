"""A key file and a vault, and what a test asks of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.seal import rotation, store
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def now() -> datetime:
    return NOW


def nobody(digest: str) -> None:
    """No other process to wait for."""


class Killed(BaseException):
    """The process ends here: nothing after it is done."""


def owners(count: int) -> list[bytes]:
    return [os.urandom(16) for _ in range(count)]


class Place:
    """A key file and a vault, as an operator has them."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.path, self.url = folder / "keyring.json", url or f"sqlite:///{folder / 'vault.db'}"
        if not self.path.exists():
            Keyring.create(self.path, NOW - timedelta(days=100))

    def vault(self, path: Path | None = None) -> Vault:
        return Vault(self.url, Keyring.read(path or self.path), clock=time.monotonic)

    def filled(self, count: int) -> list[bytes]:
        made, many = self.vault(), owners(count)
        made.mint(many)
        made.close()
        return many

    def rotate(self, settled: Callable[[str], None] = nobody) -> rotation.Rotated:
        return rotation.rotate(self.path, self.url, now, settled)

    def resting(self) -> dict[str, int]:
        return {each.epoch.standing: each.keys for each in rotation.status(self.path, self.url)[0]}

    def old(self) -> list[str]:
        return [each.epoch.name for each in rotation.status(self.path, self.url)[0] if each.epoch.standing == "old"]

    def opens(self, these: list[bytes]) -> bool:
        one = self.vault()
        found = one.keys(these)
        one.close()
        return set(found) == set(these)

    def sql(self, statement: str, **values: Any) -> None:
        made = store.engine(self.url)
        with made.begin() as db:
            db.execute(text(statement), values)
        made.dispose()
