"""One key, one sentence; one name on a button, one act. Two rooms of the desk that take the same word are each right by
themselves, and "she is free" would end a hold for the law."""

from __future__ import annotations

import ast
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import handoff
from bot.settings import HOUSE


def tables() -> Iterator[Mapping[str, str]]:
    """Every collection of sentences of the desk."""
    for module in pkgutil.iter_modules(handoff.__path__, "handoff."):
        if module.name.startswith("handoff.words_") or module.name == "handoff.desk":
            for name, value in vars(import_module(module.name)).items():
                if name.lstrip("_").startswith("OF_") and getattr(value, "keys", None) and module.name in str(module):
                    yield value


def said_twice(found: Iterable[Mapping[str, str]]) -> set[str]:
    seen, twice = set[str](), set[str]()
    for table in {id(each): each for each in found}.values():
        twice |= seen & table.keys()
        seen |= table.keys()
    return twice


def buttons(source: str) -> Iterator[tuple[str, str]]:
    """What a button carries, and the key of its words: `("keep", say("button.keep"))`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            name, words = node.elts
            if isinstance(name, ast.Constant) and isinstance(name.value, str) and isinstance(words, ast.Call):
                key = words.args[0] if words.args and ast.unparse(words.func) == "say" else None
                if isinstance(key, ast.Constant) and str(key.value).startswith("button."):
                    yield name.value, str(key.value)


def with_two_meanings(sources: Iterable[str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source in sources:
        for name, key in buttons(source):
            found[name].add(key)
    return {name: keys for name, keys in found.items() if len(keys) > 1}


def code() -> Iterator[str]:
    yield from (path.read_text("utf-8") for path in sorted(Path(HOUSE, "bot").rglob("*.py")))


def test_no_sentence_of_the_desk_takes_the_place_of_another() -> None:
    assert len(list(tables())) > 10
    assert said_twice(tables()) == set()


def test_no_button_of_the_desk_carries_the_name_of_another_act() -> None:
    assert sum(1 for source in code() for _ in buttons(source)) > 10
    assert with_two_meanings(code()) == {}


def test_what_is_said_twice_is_found() -> None:
    assert said_twice([{"button.lift": "End the hold"}, {"button.lift": "She is free"}]) == {"button.lift"}
    two = ['A = ("lift", say("button.lift"))', 'B = ("lift", say("button.free"))']
    assert with_two_meanings(two) == {"lift": {"button.lift", "button.free"}}
