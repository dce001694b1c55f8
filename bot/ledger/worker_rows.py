"""What of a worker's row is sealed: her chat, what she has chosen for herself, and where she stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.ledger.own import NOTHING, Own
from bot.ledger.records import Worker
from flows.engine.model import Session
from handoff.model import CaseId


def worker_plain(worker: Worker, freeze: Callable[[Session], bytes]) -> bytes:
    own = worker.own.packed()
    before = _OWN + len(own).to_bytes(2, "big") + own if own else b""
    return worker.chat.to_bytes(8, "big", signed=True) + before + freeze(worker.session)


_OWN = b"\0"  # no session begins so: hers follows what she has chosen, where there is any


def session_in(plain: bytes) -> bytes:
    """Of a worker's row: where she stands, still frozen."""
    return plain[11 + int.from_bytes(plain[9:11], "big") :] if plain[8:9] == _OWN else plain[8:]


def worker_from(plain: bytes, row: Any, thaw: Callable[[bytes], Session]) -> Worker:
    frozen = session_in(plain)
    return Worker(
        id=bytes(row.id),
        who=bytes(row.who),
        chat=int.from_bytes(plain[:8], "big", signed=True),
        session=thaw(frozen),
        own=Own.unpacked(plain[11 : -len(frozen)]) if plain[8:9] == _OWN else NOTHING,
        case=CaseId(bytes(row.case_id)) if row.case_id is not None else None,
        fresh=False,
        changed=False,
    )
