"""Which translations a speaker has signed. A signature proves itself: any change of the texts makes it worthless."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from hashlib import sha256

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from flows.engine.bundle import Bundle
from flows.engine.drawing.overlays import SIGNED

_SIGNATURE = re.compile(r"reviewed: [0-9]{4}-[0-9]{2}-[0-9]{2} by \S+ #([0-9a-f]{8})")


def fingerprint(key: str, english: str, translation: str) -> str:
    return sha256(f"{key}\0{english}\0{translation}".encode()).hexdigest()[:8]


def states(bundle: Bundle, source: bytes) -> Mapping[str, str]:
    """Text key -> the state of its translation; what the catalogue does not have is left out. It must be readable."""
    found: dict[str, str] = {}
    for message in read_po(io.BytesIO(source)):
        written = bundle.written.get(message.context or "")
        if written is not None and isinstance(message.string, str) and message.string.strip():
            found[written.key] = _state(message, written.key, written.text)
    return found


def _state(message: Message, key: str, english: str) -> str:
    if message.fuzzy:
        return "needs work"
    if message.id != english:
        return "of an older English"
    signed = [found[1] for comment in message.user_comments if (found := _SIGNATURE.fullmatch(comment.strip()))]
    if not signed:
        return "not signed"
    return SIGNED if fingerprint(key, english, str(message.string)) in signed else "changed after signing"
