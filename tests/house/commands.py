"""The commands that pages name, and those that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import typer

from bot.cli import app
from bot.settings import HOUSE

_SPAN = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\s*(?:\$ )?((?:make|helpline)(?![\w-])[^#|>&;\n]*)")


def named(page: str) -> Iterator[str]:
    """Every `make …` and `helpline …` of a page, in its code only: prose may say "make sure"."""
    for block in _FENCE.findall(page):
        yield from (found[1].strip() for line in block.splitlines() if (found := _COMMAND.match(line)))
    for span in _SPAN.findall(_FENCE.sub("", page)):
        if found := _COMMAND.match(span):
            yield found[1].strip()


def verbs() -> set[str]:
    """What the Makefile can make."""
    return set(re.findall(r"^([a-z]+):.*## ", (HOUSE / "Makefile").read_text(), re.MULTILINE))


def wrong_with(command: str) -> str:
    """Why this command cannot be typed, or ""."""
    program, *words = command.split()
    if program == "make":
        unknown = [word for word in words if re.fullmatch(r"[a-z]+", word) and word not in verbs()]
        return f"make has no {unknown[0]}" if unknown else ""
    return _not_ours(typer.main.get_command(app), words)


def _not_ours(command: Any, words: list[str]) -> str:
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    while inner and words and not words[0].startswith("-"):
        word = words.pop(0)
        if word in ("…", "..."):
            return ""
        if word not in inner:
            return f"helpline has no command {word}"
        command = inner[word]
        inner = getattr(command, "commands", {})
    options = {option for it in command.params for option in it.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in options]
    return f"helpline {command.name} has no {unknown[0]}" if unknown else ""
