"""A newcomer's terminal, run as a program in the folder of a fresh copy of the house: each command that it is told is a
process of its own, as if she had typed it, on a day that stands still. What all of them import is imported once.

A line in is {"words": [...], "typed": [...] or null}, a line out is {"said": "..."}. With `typed` the command has a
real terminal; each line is typed when it asks for one, and Ctrl-D after the last.
"""

from __future__ import annotations

import gc
import json
import os
import pty
import select
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

ASKS, END = b"\n> ", b"\x04"
_PATIENCE = 60.0  # seconds; a command that says nothing for so long never will


def main() -> None:
    gc.disable()  # no command lives long enough to need it
    import bot.build
    import bot.checks
    import bot.cli
    import bot.commands.proposals
    import bot.trying
    from bot.__main__ import main as helpline
    from bot.clock import Clock

    assert Path(bot.cli.__file__).is_relative_to(Path.cwd()), "another helpline than the one in this folder"
    today = datetime.fromisoformat(sys.argv[1])
    Clock.now = lambda self: today  # type: ignore[method-assign]
    Clock.unix = lambda self: today.timestamp()  # type: ignore[method-assign]
    programs: dict[str, Callable[[], object]] = {"helpline": helpline}
    while line := sys.stdin.readline():
        asked = json.loads(line)
        program = programs[asked["words"][0]]
        said = _seen(program, asked["words"]) if asked["typed"] is None else _chat(program, **asked)
        print(json.dumps({"said": said.decode("utf-8", "replace")}), flush=True)  # noqa: T201


def _seen(program: Callable[[], object], words: Sequence[str]) -> bytes:
    """What a command prints, its complaints among it, in the order of printing."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, file in enumerate((nothing, into, into)):
            os.dup2(file, number)
        _become(program, words)
    os.close(into)
    said = b"".join(iter(lambda: _read(out), b""))
    os.close(out)
    os.waitpid(child, 0)
    return said


def _chat(program: Callable[[], object], words: Sequence[str], typed: Sequence[str]) -> bytes:
    """The same in a terminal, with somebody who types."""
    child, screen = pty.fork()
    if not child:
        _become(program, words)
    said, lines = b"", list(typed)
    while part := _read(screen):
        said += part.replace(b"\r", b"")
        if said.endswith(ASKS):
            os.write(screen, f"{lines.pop(0)}\n".encode() if lines else END)
    os.close(screen)
    os.waitpid(child, 0)
    return said


def _become(program: Callable[[], object], words: Sequence[str]) -> None:
    """This process is the command now; it never comes back."""
    sys.argv = list(words)
    try:
        program()
    except SystemExit:
        pass
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _read(file: int) -> bytes:
    """Nothing at the end. A terminal whose program has left says so with an error."""
    if not select.select([file], [], [], _PATIENCE)[0]:
        raise TimeoutError("the command neither ended nor asked for anything")
    try:
        return os.read(file, 65_536)
    except OSError:
        return b""


if __name__ == "__main__":
    main()
