"""What every transaction of one ledger shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.seal.index import Index
from bot.seal.roots import AuditKeys
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
    keep: Terms = HOUSE_TERMS

    def now(self) -> Tools:
        """For one transaction: with the keys of the file as it stands, which do not change while it lasts."""
        ring = self.vault.ring()
        if ring.blind is self.index:
            return self
        return replace(self, index=ring.blind)

    def audit(self) -> AuditKeys:
        """As they are in this moment."""
        return self.vault.ring().audit

    def way_back(self) -> tuple[bytes, ...]:
        """For words to come back with: the key in use, then those from before, while the file has them."""
        return self.vault.ring().keyring.subkeys("way back")
