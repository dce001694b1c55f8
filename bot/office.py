"""What publishing needs, put together beside a bot that may be running."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Engine

from bot.clock import Clock
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.ledger.standing import anybody, standing
from bot.publishing import Office
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from bot.settings import PREFIX, BadSettings, Problem, Stores
from flows.engine.model import Place
from flows.engine.session import thaw


@contextlib.contextmanager
def office(stores: Stores) -> Iterator[Office]:
    """What publishing needs, also while the bot runs: the ledger, and how many stand where."""
    engine, clock = open_engine(stores.database), Clock()
    try:
        migrate(engine)
        yield Office(engine, clock.now, lambda: _standing(engine, stores, clock.now()))
    finally:
        engine.dispose()


def _standing(engine: Engine, stores: Stores, now: datetime) -> Mapping[Place, int]:
    """The keys are opened only where there is somebody to count: a first draft is published without any."""
    if not anybody(engine, now):
        return {}
    if stores.keyring_file is None:
        what = "is not set, and with it is counted how many people stand in what you change"
        raise BadSettings((Problem(f"{PREFIX}KEYRING_FILE", what),))
    with contextlib.closing(Vault(stores.vault, Keyring.read(stores.keyring_file), clock=time.monotonic)) as vault:
        return standing(engine, vault, thaw, now)
