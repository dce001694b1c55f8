"""What the desk asks of the world and cannot do itself. Protocols only: who keeps them stands in the shell."""

from __future__ import annotations

from typing import Protocol


class NotTranslated(Exception):
    """There is no translation. `why` ends a key `machine.why.…` of the staff texts: away, slow, busy, refused,
    language (the server does not know this pair), nonsense (what came cannot be a translation)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Translates(Protocol):
    """A machine that translates. Languages by our own codes; texts without markup."""

    async def translate(self, text: str, source: str, target: str) -> str:
        """Raises NotTranslated. Whoever asks has the original, and goes on with that."""
        ...
