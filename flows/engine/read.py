"""YAML to nodes that know where they stand. Every scalar is text; what a careful author never needs is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import yaml

from flows.engine.fault import Fault
from flows.engine.model import Spot
from flows.engine.unreadable import explain

LARGEST = 256 * 1024
DEEPEST = 12
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
MOST_NODES = 5000
MOST_FAULTS = 100
# What YAML cannot hold, and what nobody can see: direction marks, zero widths, tags. The two joiners stay between
# letters that are not Latin: in some scripts they are part of the word.
_STRANGE = re.compile(
    "[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|[\u200c\u200d](?![\x80-\U0010ffff])|(?<![\x80-\U0010ffff])[\u200c\u200d]"
)


class _Mark(Protocol):
    """Both of PyYAML's readers have marks; only their types differ."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """`length` is what to underline; `last_line` where a text of many lines ends."""

    text: str
    spot: Spot
    length: int
    last_line: int

    @property
    def empty(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    items: tuple[Node, ...]
    spot: Spot


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Keys in the order of the file. `keys` holds the key's own node, for its place."""

    entries: dict[str, Node]
    keys: dict[str, Text]
    spot: Spot
    inline: bool  # written with { }


Node = Text | Items | Block


@dataclass(slots=True)
class Page:
    """One file while it is read: its lines, and what was found wrong so far."""

    file: str
    lines: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(
        self,
        code: str,
        at: Spot | Node,
        sentence: str,
        fix: str,
        *,
        note: str = "",
        length: int = 0,
        level: str = "error",
    ) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(self.would_be(code, at, sentence, fix, note=note, length=length, level=level))
        elif len(self.faults) == MOST_FAULTS:
            sentence = f"There are more than {MOST_FAULTS} faults in this file; the others are not shown yet."
            self.faults.append(self.would_be("F008", at, sentence, "Put these right first."))

    @property
    def full(self) -> bool:
        """Looking for more would only take time."""
        return len(self.faults) > MOST_FAULTS

    def would_be(
        self,
        code: str,
        at: Spot | Node,
        sentence: str,
        fix: str,
        *,
        note: str = "",
        length: int = 0,
        level: str = "error",
    ) -> Fault:
        """The fault with its line, for somebody who knows later whether it is one."""
        spot = at if isinstance(at, Spot) else at.spot
        shown = self.lines[spot.line - 1] if 0 < spot.line <= len(self.lines) else ""
        mark = length or (at.length if isinstance(at, Text) else 1)
        mark = max(1, min(mark, len(shown) - spot.column + 1))
        return Fault(code, level, spot, sentence, fix, shown, mark, note)

    def spot(self, mark: _Mark | None) -> Spot:
        if mark is None:
            return Spot(self.file, 1, 1)
        line = min(mark.line + 1, max(1, len(self.lines)))
        return Spot(self.file, line, mark.column + 1 if mark.line < len(self.lines) else 1)


def read(file: str, source: bytes) -> tuple[Page, Block | None]:
    """The page, and its content if it could be read. All that is wrong with it as YAML is on the page."""
    page, block = compose(file, source)
    return replace(page, faults=list(page.faults)), block


def compose(file: str, source: bytes) -> tuple[Page, Block | None]:
    """From nothing but the file: whoever reads the same one a thousand times may keep what comes of it."""
    page = Page(file)
    text = _decode(page, source)
    if text is None or not _plain_enough(page, text):
        return page, None
    try:
        _refuse_what_we_do_not_use(page, text)
        node = None if page.faults else yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as problem:
        explain(page, problem)
        return page, None
    if page.faults:
        return page, None
    if not isinstance(node, yaml.MappingNode):
        page.fault(
            "F005",
            Spot(file, 1, 1),
            "This file holds no names with values.",
            "Begin each line with a name and a colon.",
        )
        return page, None
    block = _node(page, node)
    return page, block if isinstance(block, Block) else None


def _decode(page: Page, source: bytes) -> str | None:
    top = Spot(page.file, 1, 1)
    if len(source) > LARGEST:
        page.fault("F008", top, f"This file is larger than {LARGEST // 1024} KB.", "Split it into more than one file.")
        return None
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = source.count(b"\n", 0, problem.start) + 1
        page.fault("F001", Spot(page.file, line, 1), "This line is not UTF-8 text.", "Save the file as UTF-8.")
        return None
    page.lines = _LINE_END.split(text)
    return text


def _plain_enough(page: Page, text: str) -> bool:
    if "\t" not in text and not _STRANGE.search(text):
        return True  # almost always
    for number, line in enumerate(page.lines, 1):
        if page.full:
            break
        if "\t" in line:
            spot = Spot(page.file, number, line.index("\t") + 1)
            page.fault(
                "F001",
                spot,
                "There is a tab character here. YAML allows only spaces.",
                "Replace the tab with two spaces.",
            )
        strange = _STRANGE.search(line)
        if strange:
            spot = Spot(page.file, number, strange.start() + 1)
            name = f"U+{ord(strange.group()):04X}"
            page.fault("F001", spot, f"There is a character here that nobody can see ({name}).", "Delete it.")
    return not page.faults


def _refuse_what_we_do_not_use(page: Page, text: str) -> None:
    """Before anything is built: an anchor can blow a small file up, and deep nesting can exhaust us."""
    depth = documents = nodes = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            if nodes > MOST_NODES:
                sentence = f"This file holds more than {MOST_NODES} names and values."
                page.fault("F008", page.spot(event.start_mark), sentence, "Split it into more than one file.")
                return
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    sentence = f"This is nested more than {DEEPEST} levels deep."
                    page.fault("F008", page.spot(event.start_mark), sentence, "Move a part of it to a sub-flow.")
                    return
            if event.anchor or getattr(event, "tag", None):
                _refuse(page, event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                fix = "Take out the line ---, or make a second file."
                page.fault("F003", page.spot(event.start_mark), "A second document begins here.", fix)


def _refuse(page: Page, event: yaml.NodeEvent) -> None:
    sentence = "The sign ! (a YAML tag) is not used in flows."
    fix = 'Take it out, or put the text in "quotes".'
    if event.anchor:
        sentence = "The signs & and * (YAML anchors) are not used in flows."
        fix = "Write the value out, or move it to a sub-flow."
    page.fault("F003", page.spot(event.start_mark), sentence, fix)


def _node(page: Page, node: yaml.Node) -> Node:
    spot = page.spot(node.start_mark)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_node(page, item) for item in node.value), spot)
    if isinstance(node, yaml.MappingNode):
        return _block(page, node, spot)
    one_line = node.start_mark.line == node.end_mark.line
    length = node.end_mark.column - node.start_mark.column if one_line else 1
    return Text(str(node.value), spot, length, node.end_mark.line + 1)


def _block(page: Page, node: yaml.MappingNode, spot: Spot) -> Block:
    block = Block({}, {}, spot, bool(node.flow_style))
    for name, value in node.value:
        key = _node(page, name)
        if isinstance(key, Text) and key.text == "<<":
            sentence = "The sign << (a YAML merge key) is not used in flows."
            page.fault("F003", key, sentence, "Write the values out, or move them to a sub-flow.")
        elif not isinstance(key, Text):
            page.fault("F005", key, "A name must be one word, not a list or a block.", "Write a word and a colon.")
        elif key.text in block.entries:
            first = block.keys[key.text].spot
            sentence = f'"{key.text}" is written twice in the same block; the first one would be lost.'
            page.fault(
                "F002", key, sentence, "Keep one of them.", note=f"first written here ({first.file}:{first.line})"
            )
        else:
            block.keys[key.text] = key
            block.entries[key.text] = _node(page, value)
    return block


def find(page: Page, text: Text, wanted: str, nth: int = 0) -> Spot:
    """Where `wanted` stands inside a text that may go over many lines."""
    for spot in _occurrences(page, text, wanted):
        if nth == 0:
            return spot
        nth -= 1
    return text.spot


def _occurrences(page: Page, text: Text, wanted: str) -> Iterator[Spot]:
    for number in range(text.spot.line, min(text.last_line, len(page.lines)) + 1):
        line = page.lines[number - 1]
        start = line.find(wanted, text.spot.column - 1 if number == text.spot.line else 0)
        while start >= 0:
            yield Spot(page.file, number, start + 1)
            start = line.find(wanted, start + 1)
