"""A session as bytes and back, so that every turn can begin from what was kept."""

from __future__ import annotations

import json

from flows.engine.model import Answer, Note, Place, Session

_FORMAT = 4
_ADDED = (0, 0, -1)  # what a session of an older format lacks: since, last, tidy
_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_unpack = json.JSONDecoder().decode


def freeze(session: Session) -> bytes:
    """Names only, nothing positional but the order of this list."""
    answers = {
        name: answer if isinstance(answer, str) else [[note.kind, note.ref] for note in answer]
        for name, answer in session.answers.items()
    }
    kept = [
        _FORMAT, session.bundle, session.language, session.stack, answers, dict(session.consents),
        session.generation, session.tries, session.hidden, session.since, session.last,
        session.tidy,
    ]  # fmt: skip
    return _pack(kept).encode("utf-8", "surrogatepass")


def thaw(kept: bytes) -> Session:
    """Raises ValueError for bytes that `freeze` did not make."""
    try:
        found = _unpack(kept.decode("utf-8", "surrogatepass"))
        if found[0] not in range(1, _FORMAT + 1):
            raise ValueError("a session of another format")
        found += _ADDED[found[0] - 1 :]
        _, bundle, language, stack, answers, consents, generation, tries, hidden, since, last, tidy = found
        return Session(
            bundle, language, tuple(Place(flow, step) for flow, step in stack),
            {name: _answer(answer) for name, answer in answers.items()}, consents, generation, tries, hidden, since,
            last, tidy,
        )  # fmt: skip
    except (TypeError, AttributeError, LookupError) as problem:
        raise ValueError("not a session") from problem


def _answer(kept: str | list[list[str]]) -> Answer:
    return kept if isinstance(kept, str) else tuple(Note(kind, ref) for kind, ref in kept)
