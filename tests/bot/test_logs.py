"""Logs: an allow-list, a redactor behind it, and nothing that anybody else's logger has to say."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from bot import logs

WORDS = "my employer has my passport"
TOKEN = "739100001:" + "kA" * 17 + "k"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The bot's logs in a stream; everything that `set_up` changes in the process is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.TALKATIVE}
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(logs.Unlisted, "refused", True)
    stream = io.StringIO()
    root.handlers[:] = []
    logs.set_up(stream, plain=False)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(written: io.StringIO) -> None:
    logs.event("turn", what="tap", seconds=0.25, count=3)
    [line] = lines(written)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "turn", "level": "info", "what": "tap", "seconds": 0.25, "count": 3}


def test_a_field_that_is_not_on_the_list_is_refused_in_tests(written: io.StringIO) -> None:
    with pytest.raises(logs.NotForTheLog, match="text"):
        logs.event("turn", text=WORDS)  # type: ignore[call-arg]
    assert written.getvalue() == ""


def test_a_running_bot_drops_such_a_field_and_goes_on(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs.Unlisted, "refused", False)
    logs.event("turn", what="tap", text=WORDS)  # type: ignore[call-arg]
    [line] = lines(written)
    assert (line["what"], line["dropped"]) == ("tap", 1)
    assert WORDS not in written.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"POST /bot{TOKEN}/getMe", "POST /bot[token]/getMe"),
        ("chat 5012345678 is gone", "chat [id] is gone"),
        ("group -1001234567890", "group [id]"),
        ("call +44 7700 900123 now", "call [phone] now"),
        ("call 07700 900123 now", "call [phone] now"),
        ("write to maria@example.org", "write to [e-mail]"),
        ("two\nlines\x1b[31m", "two\\nlines\\x1b[31m"),
        ("ranger.py:250 took 0.1234567 s on 127.0.0.1:8080", "ranger.py:250 took 0.1234567 s on 127.0.0.1:8080"),
        ("3f2a90c47be14d8c9a3e5f6071829300", "3f2a90c47be14d8c9a3e5f6071829300"),
    ],
)
def test_the_redactor(said: str, kept: str) -> None:
    assert logs.redact(said) == kept


def test_what_slips_into_an_allowed_field_is_redacted(written: io.StringIO) -> None:
    logs.event("turn", what=f"bot{TOKEN}", count=5012345678, reason="x" * 5000)
    [line] = lines(written)
    assert (line["what"], line["count"]) == ("bot[token]", "[id]")
    assert len(line["reason"]) <= 120


def test_of_an_exception_only_class_and_place_are_kept(written: io.StringIO) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError as wrong:
        logs.trouble("turn_failed", wrong, what="text")
    [line] = lines(written)
    assert line["error"] == "ValueError" and line["place"].startswith("test_logs.py:")
    assert WORDS not in written.getvalue()


def test_the_text_of_other_peoples_loggers_is_not_written(written: io.StringIO) -> None:
    try:
        raise KeyError(WORDS)
    except KeyError:
        logging.getLogger("somebody.else").exception("lost %s", WORDS, stack_info=True)
    logging.getLogger("somebody.else").warning(f"plain {WORDS}")
    first, second = lines(written)
    assert first["event"] == second["event"] == "library"
    assert first["error"] == "KeyError" and first["place"].startswith("somebody.else test_logs:")
    assert WORDS not in written.getvalue()


async def test_a_lost_task_tells_its_class_and_not_its_words(written: io.StringIO) -> None:
    async def breaks() -> None:
        raise ValueError(WORDS)

    loop = asyncio.get_running_loop()
    task = loop.create_task(breaks())
    await asyncio.wait([task])
    loop.call_exception_handler({"message": f"lost {WORDS}", "exception": task.exception(), "future": task})
    [line] = lines(written)
    assert line["error"] == "ValueError"
    assert WORDS not in written.getvalue()


def test_a_crash_is_a_line_too(written: io.StringIO) -> None:
    sys.excepthook(ValueError, ValueError(WORDS), None)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    warnings.warn(WORDS, stacklevel=1)
    crash, thread_crash, warning = lines(written)
    assert (crash["event"], crash["error"]) == ("crashed", "ValueError")
    assert (thread_crash["event"], thread_crash["error"]) == ("thread_crashed", "ZeroDivisionError")
    assert warning["event"] == "library"
    assert WORDS not in written.getvalue()


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore", "telegram", "telegram.Bot", "aiohttp.access", "sqlalchemy.engine"]
)
def test_libraries_that_tell_too_much_are_quiet(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger(name).debug("parameters %s", WORDS)
    assert written.getvalue() == ""


def test_in_a_terminal_it_reads_plainly(written: io.StringIO) -> None:
    logs.set_up(written, plain=True)
    logs.event("started", listen="127.0.0.1:8080")
    assert "started" in written.getvalue() and "listen=127.0.0.1:8080" in written.getvalue()
