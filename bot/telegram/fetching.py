"""A file of Telegram's, fetched once to be counted and digested as it comes: never on a disk, never decoded."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from bot.telegram.request import Answer, Unsent, Unsure, Wire

LARGEST = 20 * 2**20  # bytes; larger ones Telegram gives to no bot (Bot API, getFile)
WITHIN = 120.0  # seconds for a whole file


class NotFetched(Exception):
    """`why` ends a key `evidence.…` of the staff texts: too_big, gone (Telegram does not give it), away (no answer, or
    not all of the file)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Digest(NamedTuple):
    sha256: str  # 64 hexadecimal digits
    size: int  # bytes


class Fetcher:
    def __init__(self, wire: Wire, *, largest: int = LARGEST) -> None:
        self._wire, self._largest = wire, largest

    async def digest(self, file_id: str) -> Digest:
        """Of the bytes as received, and of all of them. Raises NotFetched and nothing else."""
        found, size = hashlib.sha256(), 0

        def count(piece: bytes) -> None:
            nonlocal size
            size += len(piece)
            if size > self._largest:
                raise NotFetched("too_big")
            found.update(piece)

        try:
            path, said = _placed(await self._wire.call("getFile", {"file_id": file_id}))
            status = await self._wire.fetch(path, count, within=WITHIN)
        except (Unsent, Unsure):
            raise NotFetched("away") from None
        if status != 200:
            raise NotFetched("gone" if status in (400, 404) else "away")
        if said and said != size:  # a connection that ends early must not make another file of it
            raise NotFetched("away")
        return Digest(found.hexdigest(), size)


def _placed(answer: Answer) -> tuple[str, int]:
    """The path to fetch it by, and its size in bytes; 0 where Telegram does not say."""
    if not answer.ok:
        if "too big" in answer.description.lower():
            raise NotFetched("too_big")
        raise NotFetched("gone" if answer.code in (400, 404) else "away")
    found = answer.result if isinstance(answer.result, dict) else {}
    path, size = found.get("file_path"), found.get("file_size", 0)
    if not isinstance(path, str) or not path:
        raise NotFetched("gone")
    return path, size if isinstance(size, int) else 0
