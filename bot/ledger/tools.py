"""What every transaction of one ledger shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.seal.index import Index
from bot.seal.vault import Vault
from flows.engine.model import Session
from handoff.retention import HOUSE_TERMS, Terms


@dataclass(frozen=True, slots=True)
class Tools:
    """`thaw` and `freeze`: how a session is made bytes and back. `keep`: how long things are kept."""

    vault: Vault
    index: Index
    freeze: Callable[[Session], bytes]
    thaw: Callable[[bytes], Session]
    staff_chat: int
    audit: bytes = field(repr=False)  # the key of its chain
    keep: Terms = HOUSE_TERMS
