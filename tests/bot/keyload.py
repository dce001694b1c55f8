"""People who write without a pause while keys are replaced."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.seal.vault import Vault
from tests.bot.keyplace import owners
from tests.room import Room
from tests.services import Postgres

ROTATIONS = int(os.environ.get("ROTATIONS", "0"))  # else a few


EACH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))]
"""For a fixture of both databases."""


def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Of the ledger and of the vault."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"vault_{os.urandom(4).hex()}"
    yield request.getfixturevalue("postgres_url"), server.create(name)
    server.drop(name)


class Load:
    """Workers who write without a pause through the real line, some of them for the first time; and a second process
    with a key file of its own, which makes keys and opens everybody's."""

    def __init__(self, room: Room, peer: Vault) -> None:
        self.room, self.peer, self.taken, self.made = room, peer, 0, list[bytes]()
        self.stopped = threading.Event()

    async def run(self) -> None:
        people = [self.room.person(7000 + nr) for nr in range(20)]
        while not self.stopped.is_set():
            newcomer = self.room.person(20_000 + self.taken)
            batch = [each.message(text="my pay") for each in people] + [newcomer.message(text="/start")]
            await self.room.take(*batch)
            self.taken += len(batch)
            await asyncio.to_thread(self._beside)

    def _beside(self) -> None:
        self.made += (mine := owners(3))
        self.peer.mint(mine)
        assert len(self.peer.keys(self.made[-60:])) == len(self.made[-60:])
