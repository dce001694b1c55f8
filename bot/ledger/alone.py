"""A book for one command, beside a bot that may be running: one transaction, written whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.ledger.outlet import Alone
from bot.ledger.tools import Tools
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from bot.settings import Stores
from flows.engine.session import freeze, thaw

_NO_CHAT = 0


@contextmanager
def alone(stores: Stores, key_file: Path, now: datetime) -> Iterator[Book]:
    keyring = Keyring.read(key_file)
    engine = open_engine(stores.database)
    try:
        migrate(engine)
        with closing(Vault(stores.vault, keyring, clock=time.monotonic)) as vault, engine.begin() as db:
            tools = Tools(vault, Index(*keyring.idx), freeze, thaw, _NO_CHAT, stores.keep)
            book = Book(db, tools, now, _Silent())
            yield book
            book.flush()
    finally:
        engine.dispose()


class _Silent(Alone):
    def number(self) -> NoReturn:
        raise RuntimeError("a command sends nothing: only the bot knows what is on its way")
