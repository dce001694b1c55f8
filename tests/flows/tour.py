"""A page that takes somebody by the hand, followed to the letter: what it says to write is written, what it says to
type is typed, and what it says is then seen must be seen. What is not understood is a fault of the page.

A block stands between fences and is one of these:
    sh      commands, one on each line
    text    what the commands before it print; in a chat, lines that begin with > are typed
    yaml    part of a file. The words before it end in one of:  `FILE`:  (a new file)   at the end of `FILE`:
            in `FILE`, below `LINE`:   in `FILE`, instead of `LINE`:
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml

from bot.settings import HOUSE

BY_HAND = ("git clone ADDRESS helpline", "cd helpline", "make", "source .venv/bin/activate")
"""Before there is anything to try: these are read and not typed."""
CONTENT = "flows/content"
"""The folder from which the page names files, as the program does."""

GROWS = (
    re.compile(r"Walked through ([\d,]+) situations"),
    re.compile(r"(\d+) paths (?:were gone again|come by here)"),
    re.compile(r"Played: (\d+) turns"),
    re.compile(r"It passes in ([a-z-]+(?:, [a-z-]+)*)\."),
)
"""What changes with every topic and every language that comes: numbers, and the list of languages."""

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})(?P<kind>.*)$")
_FILE = r"`(?P<file>[\w/.-]+\.yaml)`"
_PLACES = (
    ("end", re.compile(rf"\bat the end of {_FILE}:\Z", re.IGNORECASE)),
    ("below", re.compile(rf"\bin {_FILE}, below `(?P<line>[^`]+)`:\Z", re.IGNORECASE)),
    ("instead", re.compile(rf"\bin {_FILE}, instead of `(?P<line>[^`]+)`:\Z", re.IGNORECASE)),
    ("new", re.compile(rf"(?:\A|[^f] ){_FILE}:\Z")),
)
_ID = re.compile(r"(?<![\w-])[0-9a-f]{6}(?![\w-])")


class Wrong(Exception):
    """The page says something that is not so, or cannot be followed there."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


@dataclass(frozen=True)
class Block:
    """`line`: of its opening fence, from 1. `before`: the words that lead to it."""

    kind: str
    line: int
    lines: tuple[str, ...]
    before: str

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def blocks(page: str) -> Iterator[Block]:
    lines, before, at = page.split("\n"), list[str](), 0
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        if opened is None:
            before = [*before, lines[at]] if lines[at].strip() or not before or before[-1].strip() else before
            at += 1
            continue
        if opened["fence"] not in lines[at + 1 :]:
            raise Wrong(at + 1, "this block has no end")
        end = lines.index(opened["fence"], at + 1)
        yield Block(opened["kind"], at + 1, tuple(lines[at + 1 : end]), _last_words(before))
        before, at = [], end + 1


def _last_words(lines: list[str]) -> str:
    """The paragraph that ends there."""
    paragraphs = "\n".join(lines).rstrip().split("\n\n")
    return " ".join(paragraphs[-1].split())


# --- the newcomer ------------------------------------------------------------------------------------------------


@dataclass
class Clone:
    """A fresh copy of what a newcomer gets, and a terminal in it."""

    folder: Path
    terminal: subprocess.Popen[str]

    def types(self, command: str, typed: list[str] | None = None) -> str:
        """What is seen then. `typed`: the command is a chat, and these lines are typed in it."""
        assert self.terminal.stdin and self.terminal.stdout
        self.terminal.stdin.write(json.dumps({"words": shlex.split(command), "typed": typed}) + "\n")
        self.terminal.stdin.flush()
        return str(json.loads(self.terminal.stdout.readline())["said"])

    def leave(self) -> None:
        try:
            self.terminal.communicate(timeout=60)
        finally:
            self.terminal.kill()


def clone(folder: Path, today: datetime) -> Clone:
    for name in ("bot", "flows", "handoff", "locales"):
        shutil.copytree(HOUSE / name, folder / name)
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(folder), "PYTHONUTF8": "1",
        "TERM": "dumb", "COLUMNS": "100",
    }  # fmt: skip
    program = [sys.executable, str(Path(__file__).with_name("newcomer.py")), today.isoformat()]
    pipe = subprocess.PIPE
    return Clone(folder, subprocess.Popen(program, cwd=folder, env=env, stdin=pipe, stdout=pipe, text=True))


# --- following ---------------------------------------------------------------------------------------------------


@dataclass
class Tour:
    """`ids`: the names of bundles on the page, and what they are here. `seen`: what each text block should say."""

    clone: Clone
    ids: dict[str, str] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)

    def follow(self, page: str, *, write: bool = False) -> None:
        """Raises `Wrong` at the first thing that is not so; with `write` what is seen is only noted."""
        told = list(blocks(page))
        for at, block in enumerate(told):
            after = told[at + 1] if told[at + 1 :] else None
            if block.kind == "sh":
                self._type(block, after if after and after.kind == "text" else None, write)
            elif block.kind == "yaml":
                self._write(block)
            elif block.kind != "text" or at == 0 or told[at - 1].kind != "sh":
                raise Wrong(block.line, f"a block of the kind {block.kind!r} means nothing here")

    def _type(self, block: Block, shown: Block | None, write: bool) -> None:
        said = "".join(self._said(block, command, shown) for command in block.lines)
        seen = "\n".join(line.rstrip() for line in said.split("\n")).strip("\n")
        if shown is None:
            if seen:
                raise Wrong(block.line, f"this prints something that the page does not show:\n{seen}")
            return
        self.meet(shown.text, seen)
        self.seen[shown.line] = self.as_on_the_page(seen)
        expected, found = steady(shown.text), steady(self.seen[shown.line])
        if expected != found and not write:
            difference = difflib.unified_diff(expected, found, "on the page", "seen", lineterm="", n=1)
            raise Wrong(shown.line, "this is not what is seen:\n" + "\n".join(difference))

    def _said(self, block: Block, command: str, shown: Block | None) -> str:
        if command in BY_HAND:
            return ""
        words = shlex.split(command)
        if words[:1] != ["helpline"]:
            raise Wrong(block.line, f"nobody knows here what comes of {command!r}")
        typed = _typed(shown) if words[:2] == ["helpline", "try"] else None
        return self.clone.types(_ID.sub(lambda found: self.ids.get(found[0], found[0]), command), typed)

    def _write(self, block: Block) -> None:
        place = next(((how, found) for how, at in _PLACES if (found := at.search(block.before))), None)
        if place is None:
            raise Wrong(block.line, "nothing before this block says where it is to be written")
        how, found = place
        path = self.clone.folder / CONTENT / found["file"]
        if path.exists() == (how == "new"):
            raise Wrong(block.line, f"{found['file']} {'is there already' if how == 'new' else 'is not there'}")
        before = path.read_text("utf-8") if path.exists() else ""
        whole = f"{before}{block.text}\n" if how in ("new", "end") else _put(block, before, how, found["line"])
        try:
            yaml.compose(whole, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as wrong:
            raise Wrong(block.line, f"{found['file']} cannot be read any more: {wrong}") from None
        path.write_text(whole, "utf-8")

    # --- names of bundles, which are others wherever the content is another ---

    def meet(self, shown: str, seen: str) -> None:
        """Learns which bundle the page means by which name."""
        here = [name for name in dict.fromkeys(_ID.findall(seen)) if name not in self.ids.values()]
        there = [name for name in dict.fromkeys(_ID.findall(shown)) if name not in self.ids]
        for name in here:
            self.ids[there.pop(0) if there else name] = name

    def as_on_the_page(self, seen: str) -> str:
        back = {here: there for there, here in self.ids.items()}
        return _ID.sub(lambda found: back.get(found[0], found[0]), seen)


def _typed(shown: Block | None) -> list[str]:
    return [line.removeprefix("> ") for line in (shown.lines if shown else ()) if line.startswith("> ")]


def _put(block: Block, before: str, how: str, line: str) -> str:
    lines = before.split("\n")
    found = [at for at, each in enumerate(lines) if each.strip() == line.strip()]
    if len(found) != 1:
        raise Wrong(block.line, f"the line {line!r} is there {len(found)} times")
    [at] = found
    return "\n".join([*lines[: at + (how == "below")], *block.lines, *lines[at + 1 :]])


def steady(said: str) -> list[str]:
    for grows in GROWS:
        said = grows.sub(lambda found: found[0].replace(found[1], "…"), said)
    return [line.rstrip() for line in said.split("\n")]


def rewritten(page: str, seen: dict[int, str]) -> str:
    """The page with what was really seen in its text blocks."""
    lines = page.split("\n")
    for block in reversed(list(blocks(page))):
        if block.line in seen:
            lines[block.line : block.line + len(block.lines)] = seen[block.line].split("\n")
    return "\n".join(lines)
