"""Filling in one form of the grammar: every key that is missing, misspelt or of the wrong make is said at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flows.engine.fault import closest, instead
from flows.engine.grammar import VALUE
from flows.engine.keys import Form, Holds, Key
from flows.engine.model import Spot
from flows.engine.read import Block, Items, Node, Page, Text
from flows.engine.unreadable import BEGINS_WITH_BRACKET


class Filled:
    """A block read as one form. Asking for what is not there yields an empty value; the fault is already said."""

    def __init__(
        self, page: Page, block: Block, form: Form, at: Node | None = None, keys_checked: bool = False
    ) -> None:
        """`keys_checked`: the names in it are the author's own, and somebody else looks at them."""
        self.page, self.block, self.form = page, block, form
        self.at = at or block
        if not keys_checked:
            self._check_keys()

    def _check_keys(self) -> None:
        for key, name in self.block.keys.items():
            if key not in self.form.keys:
                self._unknown(key, name)
        for key, known in self.form.must.items():
            if key not in self.block.entries and not known.own:
                missing = f"{key}: is missing here; {self.form.what} needs it."
                self.page.fault("F005", self.at, missing, f"Add {key}: with {known.holds.value}.")

    def _unknown(self, key: str, name: Text) -> None:
        value = self.block.entries[key]
        if self.block.inline and isinstance(value, Text) and value.length == 0:
            sentence = f'The comma before "{key}" cut your text in two.'
            fix = 'Inside { } put texts in "quotes", or give the text its own line.'
            self.page.fault("F007", name, sentence, fix)
            return
        near = closest(key, self.form.keys)
        fix = f'Write "{near}" instead.' if near else f"It can have: {', '.join(self.form.keys)}."
        self.page.fault("F004", name, f'"{key}" is not something {self.form.what} can have.', fix)

    def has(self, key: str) -> bool:
        return key in self.block.entries

    def key(self, key: str) -> Text:
        return self.block.keys[key]

    def spot(self, key: str) -> Spot:
        return self.block.entries[key].spot if self.has(key) else self.at.spot

    def text(self, key: str) -> Text | None:
        """The text after a key, or None (and a fault, if something else or nothing stands there)."""
        node = self.block.entries.get(key)
        if node is None:
            return None
        known = self.form.keys.get(key)
        holds = known.holds.value if known else Holds.WORD.value
        if isinstance(node, Block) and node.inline and known and known.holds is Holds.PEOPLE:
            self.page.fault("F005", node, BEGINS_WITH_BRACKET, 'Put the text in "quotes".')
            return None
        if not isinstance(node, Text):
            self.page.fault(
                "F005", self.key(key), f"After {key}: only {holds} can stand.", "Write it on the same line."
            )
            return None
        if node.empty:
            self.page.fault(
                "F005", self.key(key), f"After {key}: nothing is written.", f"Write {holds}, or delete the line."
            )
            return None
        return node

    def word(self, key: str, otherwise: str = "") -> str:
        node = self.text(key)
        return node.text.strip() if node else otherwise

    def one_of(self, key: str, what: str, otherwise: str = "") -> str:
        """One of the words that the table knows for this key."""
        node, right = self.text(key), self.form.keys[key].words
        if node is None:
            return otherwise or right[0]
        if node.text.strip() in right:
            return node.text.strip()
        fix = instead(node.text, right) if len(right) > 1 else f"Write {right[0]}."
        self.page.fault("F006", node, f'"{node.text.strip()}" is not {what}.', fix)
        return otherwise or right[0]

    def flag(self, key: str, otherwise: bool) -> bool:
        node = self.text(key)
        if node is None:
            return otherwise
        if node.text.strip() not in ("yes", "no"):
            self.page.fault("F006", node, f'"{node.text.strip()}" is not yes or no.', "Write yes or no.")
        return node.text.strip() == "yes"

    def count(self, key: str, lowest: int = 0, highest: int = 100_000) -> int | None:
        node = self.text(key)
        if node is None:
            return None
        if re.fullmatch(r"[0-9]{1,6}", node.text) and lowest <= int(node.text) <= highest:
            return int(node.text)
        sentence = f'"{node.text}" is not a whole number from {lowest} to {highest}.'
        self.page.fault("F006", node, sentence, "Write it in figures.")
        return None

    def day(self, key: str) -> date | None:
        node = self.text(key)
        if node is None:
            return None
        try:
            return date.fromisoformat(node.text) if len(node.text) == 10 else date.fromisoformat("")
        except ValueError:
            self.page.fault("F006", node, f'"{node.text}" is not a day.', "Write year-month-day, as in 2026-11-23.")
            return None

    def block_of(self, key: str) -> Block | None:
        node = self.block.entries.get(key)
        if node is None or isinstance(node, Block):
            return node
        if isinstance(node, Text) and node.empty:
            return Block({}, {}, node.spot, False)
        self.page.fault(
            "F005", self.key(key), f"After {key}: names with values must stand.", "Write each on its own line."
        )
        return None

    def items(self, key: str) -> tuple[Node, ...]:
        node = self.block.entries.get(key)
        if node is None or isinstance(node, Items):
            return node.items if node else ()
        self.page.fault("F005", self.key(key), f"After {key}: a list must stand.", "Begin each line with a hyphen.")
        return ()

    def names(self, key: str) -> tuple[Text, ...]:
        found: list[Text] = []
        for item in self.items(key):
            if isinstance(item, Text) and not item.empty:
                found.append(item)
            else:
                self.page.fault("F005", item, f"In {key}: only words can stand.", 'Put texts with commas in "quotes".')
        return tuple(found)


def named_blocks(page: Page, outer: Block, key: Key, form: Form) -> Mapping[str, Filled]:
    """Things under their names: facts, answers, teams."""
    filled: dict[str, Filled] = {}
    for name, node in outer.entries.items():
        check_name(page, outer.keys[name], key)
        if isinstance(node, Block):
            filled[name] = Filled(page, node, form, at=outer.keys[name])
        else:
            sentence = f'"{name}" needs names with values under it.'
            page.fault("F005", outer.keys[name], sentence, f"It needs: {', '.join(form.must)}.")
    return filled


def check_name(page: Page, name: Text, key: Key) -> None:
    """Two names that look alike must not be two names: small Latin letters, digits and one kind of line."""
    if key.name and not key.name.match(name.text):
        fix = "Use at most 40 small letters, digits and _, and begin with a letter."
        page.fault("F009", name, f'"{name.text}" cannot be a name here.', fix)


def check_value(page: Page, node: Text, what: str, right: re.Pattern[str] = VALUE) -> None:
    if not right.match(node.text):
        fix = "Use at most 24 letters, digits, - and _; it is never shown."
        fix = fix if right is VALUE else "Write it as the form does: at most 40 small letters, digits and -."
        page.fault("F009", node, f'"{node.text}" cannot be the value of {what}.', fix)
