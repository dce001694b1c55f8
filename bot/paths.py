"""Paths to rehearse, from files: those that somebody has recorded, and those that the tests beside the flows go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

from flows.engine.read import Block, Items, Node, Text, read
from flows.engine.rehearse import VOICE, WRITTEN, Choice, Path


class NoPaths(Exception):
    """The file holds no paths; the sentence says how it must look."""


_FORM = (
    'It needs {"paths": [{"name": "…", "start": "flow, or nothing", "given": {"answer": "value"}, "times": 1, '
    '"choices": [["flow.step", "value"]]}]}. Written answers are "written" or "voice", never what somebody wrote.'
)


def recorded(file: File) -> tuple[Path, ...]:
    try:
        found = json.loads(file.read_text("utf-8"))
        return tuple(_recorded(each) for each in found["paths"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NoPaths(f"{file} cannot be read as paths. {_FORM}") from wrong


def _recorded(each: Mapping[str, Any]) -> Path:
    choices = tuple(Choice(str(at), str(value)) for at, value in each["choices"])
    given = {str(name): str(value) for name, value in each.get("given", {}).items()}
    return Path(str(each["name"]), choices, str(each.get("start", "")), given, int(each.get("times", 1)))


def of_tests(files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """What is chosen in them, up to where they do something that is no choice: another language, a word, time. Where
    it is chosen is left open: a test says what it came by, which is more than where it rests."""
    return tuple(path for name, source in sorted(files.items()) if name.endswith(".test.yaml")
                 for path in _tests(name.removeprefix("flows/").removesuffix(".test.yaml"), name, source))  # fmt: skip


def _tests(flow: str, name: str, source: bytes) -> Iterator[Path]:
    _, block = read(name, source)
    tests = block.entries.get("tests") if block else None
    for test in tests.items if isinstance(tests, Items) else ():
        if isinstance(test, Block):
            given = test.entries.get("given")
            answers = {key: node.text for key, node in (given.entries if isinstance(given, Block) else {}).items()
                       if isinstance(node, Text)}  # fmt: skip
            yield Path(_text(test.entries.get("name")), tuple(_choices(test.entries.get("script"))), flow, answers)


def _choices(script: Node | None) -> Iterator[Choice]:
    for line in script.items if isinstance(script, Items) else ():
        [(verb, node), *_] = line.entries.items() if isinstance(line, Block) and line.entries else [("", line)]
        said = _text(node)
        if verb in ("choose", "type", "send"):
            yield Choice("", {"choose": said, "type": WRITTEN, "send": VOICE}[verb])
        elif verb in ("word", "wait", "team", "lang"):
            return


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Text) else ""
