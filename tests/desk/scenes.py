"""How far a helpline has come before a run: made once, and copied for each."""

from __future__ import annotations

import asyncio
import pickle
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from sqlalchemy import delete

from bot.enlist import invite
from bot.ledger import tables as t
from bot.ledger.migrate import migrate
from bot.ledger.records import DESK
from bot.sandbox import people
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from handoff.model import Role
from handoff.profile import MOST
from tests.desk.site import COORDINATORS, SPARE, STAFF, Site, engine_of, name_of

_MEMORY = Path("/dev/shm")


@cache
def room() -> Path:
    """In memory where the machine has such a place; it goes with the process."""
    made = tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)
    _ROOMS.append(made)
    return Path(made.name)


_ROOMS: list[tempfile.TemporaryDirectory[str]] = []


@dataclass(frozen=True, slots=True)
class Scene:
    """How far a helpline has come: its databases, and what stands in Telegram's chats."""

    folder: Path
    telegram: bytes
    at: datetime
    group: int


def keep(site: Site, folder: Path) -> Scene:
    """Of one that is closed."""
    shutil.copytree(site.folder, folder)
    kept = {name: getattr(site.world, name) for name in _OF_TELEGRAM} | {"next": site.world.updates._next}
    return Scene(folder, pickle.dumps(kept), site.clock.at, site.group)


def fresh(scene: Scene | None, *, topics: bool) -> Site:
    """Not opened yet. All are in the same folder, one after the other."""
    folder = room() / "now"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree((scene or staffed()).folder, folder)
    site = Site(folder, topics)
    if scene is not None:
        site.clock.at = scene.at
        kept = pickle.loads(scene.telegram)
        site.world.updates._next = kept.pop("next")
        for name, value in kept.items():
            setattr(site.world, name, value)
        site.world.bot = site.world.accounts[site.world.bot.id]
    return site


_OF_TELEGRAM = ("accounts", "chats", "files", "seq", "_last_message")


@cache
def staffed() -> Scene:
    """A helpline that has its staff and nobody else."""
    folder = room() / "begun"
    folder.mkdir()
    return asyncio.run(_enlists(folder))


async def _enlists(folder: Path) -> Scene:
    Vault(f"sqlite:///{folder}/vault.db", Keyring.create(folder / "keyring.json"), clock=time.monotonic).mint([DESK])
    site = Site(folder, topics=False)
    migrate(engine_of(f"sqlite:///{folder}/helpline.db"))
    await site.opens()
    for person in STAFF:
        role = Role.COORDINATOR if person in COORDINATORS else Role.ADVOCATE
        asks = partial(invite, role=role, name=name_of(person), now=site.clock.at, approved=True)
        payload = await site.does(asks)
        people.send(site.world, {"from": person, "text": f"/start {payload}"})
        await site.hears()
    people.send(site.world, {"from": SPARE, "text": f"/me most {MOST}"})
    await site.hears()
    await site.does(lambda book: book.db.execute(delete(t.seen)))  # each run's Telegram counts its updates anew
    await site.closes()
    return keep(site, room() / "staffed")
