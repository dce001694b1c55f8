"""Finding a person's rows without storing who she is: a keyed digest in place of every Telegram id."""

from __future__ import annotations

from functools import lru_cache
from hmac import digest
from struct import Struct

_ONE = Struct(">q")
_REMEMBERED = 4096  # digests of each kind
_TWO = Struct(">qq")


class Index:
    """Ids can be guessed one after the other, so without the key a digest must say nothing, in any domain."""

    __slots__ = ("_key", "all", "chat", "others", "person", "staff")

    def __init__(self, key: bytes, *others: bytes) -> None:
        """`others`: keys under which something may still be found, or may be soon, while one is replaced."""
        if len(key) != 32:
            raise ValueError("the index key has 32 bytes")
        self._key = key
        self.others = tuple(Index(other) for other in others)
        self.all = (self, *self.others)  # whatever is looked for is looked for under each; written only under the first
        # Whoever writes now writes again soon.
        self.person = lru_cache(_REMEMBERED)(self._person)
        self.staff = lru_cache(_REMEMBERED)(self._staff)
        self.chat = lru_cache(_REMEMBERED)(self._chat)

    def __repr__(self) -> str:
        return "<Index>"

    def _person(self, user_id: int) -> bytes:
        return digest(self._key, b"hb1|tg-user|" + _ONE.pack(user_id), "sha256")

    def _staff(self, user_id: int) -> bytes:
        """Another domain than `person`: that an advocate once wrote as a worker shows nowhere."""
        return digest(self._key, b"hb1|tg-staff|" + _ONE.pack(user_id), "sha256")

    def _chat(self, chat_id: int) -> bytes:
        return digest(self._key, b"hb1|tg-chat|" + _ONE.pack(chat_id), "sha256")

    def message(self, chat_id: int, message_id: int) -> bytes:
        return digest(self._key, b"hb1|tg-message|" + _TWO.pack(chat_id, message_id), "sha256")
