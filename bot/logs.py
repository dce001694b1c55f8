"""What is written down about a running bot: kinds, counts and places in the code. Never words, people or secrets."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypedDict, Unpack


@contextlib.contextmanager
def without(module: str) -> Iterator[None]:
    """What is imported inside finds `module` not installed; whoever asks for it later finds it."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


with without("rich"):  # structlog loads it for coloured tracebacks; ours have no colours, and a bot draws nothing
    import structlog
    from structlog.typing import EventDict, WrappedLogger

# At INFO or DEBUG each of these writes addresses with the token, ids, or whole messages.
TALKATIVE = (
    "aiogram",
    "aiohttp",
    "aiohttp.access",
    "asyncio",
    "httpcore",
    "httpx",
    "psycopg",
    "sqlalchemy",
    "telegram",
)
HOUSE = Path(__file__).resolve().parent.parent

_SECRETS = (
    (re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}"), "[token]"),
    (re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), "[e-mail]"),
    (re.compile(r"(?<![\w.])(?:\+|00?)[0-9](?:[ ()-]?[0-9]){7,14}(?!\w)"), "[phone]"),
    (re.compile(r"(?<![0-9A-Za-z.])-?[0-9]{6,}(?![0-9A-Za-z])"), "[id]"),
)
_LONGEST = 120


class Fields(TypedDict, total=False):
    """All that an event may carry. A field that is not here cannot be logged; think whose eyes read logs first."""

    case: str  # the case's random id in hex; opens nothing and names nobody
    staff: str  # the staff member's random id in hex
    what: str  # a kind: of update, effect, chore
    reason: str  # why, as a fixed word of ours
    error: str  # the class of an exception, never its text
    method: str  # of the Bot API
    status: int
    count: int
    attempt: int
    seconds: float
    state: str
    version: str
    bundle: str
    listen: str  # an address of ours
    place: str  # a file and line of ours


class NotForTheLog(Exception):
    """An event with a field that may not be logged. Raised in tests; a running bot drops the field and says so."""


class Unlisted:
    """Whether an unlisted field stops the program. Tests say yes; a helpline must rather go on."""

    refused = False


# Bound to its own logger, not to structlog's global settings: before `set_up` an event goes where logging goes.
_ours = structlog.wrap_logger(
    logging.getLogger("helpline"),
    processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def event(kind: str, **fields: Unpack[Fields]) -> None:
    """Something happened that an operator may want to count. About 0.1 ms: for what is rarer than a turn."""
    _ours.info(kind, **_allowed(dict(fields)))


def trouble(kind: str, error: BaseException | None = None, /, **fields: Unpack[Fields]) -> None:
    """Something went wrong. Of `error`, only its class and the places in the code are kept."""
    known = _allowed(dict(fields))
    if error is not None:
        known |= seen(error)
    _ours.error(kind, **known)


def set_up(stream: IO[str] | None = None, *, plain: bool | None = None) -> None:
    """One root handler for everything in this process. `plain` reads well in a terminal; else one JSON a line."""
    stream = stream if stream is not None else sys.stderr
    plain = stream.isatty() if plain is None else plain
    for_us = structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_only_where],
            processors=[_bare, _redacted, _timed, for_us],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(capture=True)
    hush()
    sys.excepthook = _crashed
    threading.excepthook = lambda args: trouble("thread_crashed", args.exc_value)


def hush() -> None:
    """The libraries that would tell too much say only that something is wrong."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(text: str) -> str:
    """The last fence: tokens, ids, e-mail addresses and phone numbers leave no trace, nor do line breaks."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text.encode("unicode_escape").decode("ascii")[:_LONGEST]


def _allowed(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = fields.keys() - Fields.__annotations__.keys()
    if unknown and Unlisted.refused:
        raise NotForTheLog(f"{', '.join(sorted(unknown))}: not among the fields of bot.logs.Fields")
    known = {name: value for name, value in fields.items() if name not in unknown}
    return known | ({"dropped": len(unknown)} if unknown else {})


def seen(error: BaseException) -> dict[str, str]:
    """Class and frames, without values: an exception's text may quote a worker."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(HOUSE)] or frames
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours]
    return {"error": type(error).__name__, "place": " < ".join(reversed(places))}


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    trouble("crashed", error)


def _only_where(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    """A record of somebody else's: its text is not ours to trust (asyncio quotes exceptions, SQL drivers rows)."""
    record: logging.LogRecord = entry["_record"]
    found: dict[str, Any] = {"event": "library", "place": f"{record.name} {record.module}:{record.lineno}"}
    if record.exc_info and record.exc_info[0]:
        found["error"] = record.exc_info[0].__name__
    return {**found, "_record": record, "_from_structlog": False}


def _bare(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    """Takes out what the pipeline itself put in, but keeps the level for the line."""
    record: logging.LogRecord = entry.pop("_record")
    entry.pop("_from_structlog")
    return {name: value for name, value in entry.items() if name not in ("exc_info", "stack_info")} | {
        "level": record.levelname.lower()
    }


def _redacted(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    return {name: _safe(value) for name, value in entry.items()}


def _safe(value: object) -> object:
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 100_000):
        return value
    return redact(str(value)) if isinstance(value, str | int) else f"[{type(value).__name__}]"


_timed = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
