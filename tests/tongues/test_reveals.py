"""Nothing that comes by itself tells in its first line what this chat is about, in any of the twelve languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from bot import content
from bot.case_screens import case_screen
from bot.settings import HOUSE
from bot.tongues import reveals
from bot.unasked_texts import UNASKED, WENT_WRONG, Unasked, known
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.fault import Faulty
from handoff.model import State
from tests.room import CONTENT, edition

BOT = HOUSE / "bot"


@pytest.fixture(scope="module")
def house() -> tuple[Bundle, Words]:
    opened = edition(CONTENT)
    return opened.bundle, Words(opened.bundle, opened.catalogues)


def languages(house: tuple[Bundle, Words]) -> list[str]:
    return list(house[0].spoken)


def telling(house: tuple[Bundle, Words], key: str, text: str | None = None) -> dict[str, str]:
    """By language, the word of this text that would tell it."""
    bundle, words = house
    shown = {
        code: reveals.shown(bundle, key, words.text(key, code, {}) if text is None else text)
        for code in languages(house)
    }
    found = {code: reveals.told_by(code, said) for code, said in shown.items()}
    return {code: word for code, word in found.items() if word}


# --- which texts that are ------------------------------------------------------------------------------------------


def told_workers(source: str) -> Iterator[str]:
    """The texts in every `TellWorker(…)` of a module, as they stand there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "TellWorker":
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and str(each.value).startswith("globals/"):
                    yield str(each.value)


def test_whatever_is_told_a_worker_unasked_is_one_of_them() -> None:
    """The type says it too: `TellWorker` takes no other text, so one that is new has to be added, and is then read."""
    modules = [path for path in BOT.rglob("*.py") if path.name != "effects.py"]
    told = {text for path in modules for text in told_workers(path.read_text("utf-8"))}
    assert told and told <= UNASKED
    assert frozenset(get_args(Unasked)) == UNASKED


def test_a_new_one_is_noticed() -> None:
    assert list(told_workers('at(e.TellWorker(case, ("globals/police_are_here",)))')) == ["globals/police_are_here"]


HER_CHAT = ("file.chat", "worker.chat")
SENDERS = {
    "to_worker.put": "answers what she did", "to_worker.tell": "the texts above", "to_worker.wipe": "deletes",
    "to_worker.play": "a voice that she asked for", "to_worker.not_played": "WENT_WRONG",
    "relay._send": "a person's words", "relay.change_hers": "a person's words", "taking_back._ask": "deletes",
    "marking._mark": "a sign", "forgetting._clear": "globals/harmless, read as the screens before it is safe",
    "tidying._tell_her": "one of the texts above", "tidying.choose": "deletes",
}  # fmt: skip
"""Whoever writes into her chat: what it is that comes from there."""


def senders(module: str, source: str) -> Iterator[str]:
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".post") and len(node.args) > 1:
                chat = ast.unparse(node.args[1])
                if chat in HER_CHAT or (
                    chat == "chat" and module in ("relay", "to_worker") and function.name != "headed"
                ):
                    yield f"{module}.{function.name}"


def test_nobody_else_writes_into_her_chat() -> None:
    found = {each for path in BOT.glob("*.py") for each in senders(path.stem, path.read_text("utf-8"))}
    assert found == set(SENDERS), "whoever is new says here what comes from there, and its texts are read as above"


def test_somebody_new_is_noticed() -> None:
    planted = "def greet(at, file):\n    at.post(calls.send({}), file.chat, file.case.id, 'screen')\n"
    assert set(senders("greeting", planted)) == {"greeting.greet"}


def test_what_was_kept_to_be_said_later_is_said_only_if_it_is_still_one_of_them() -> None:
    assert known(["globals/person_joined", "globals/menu", "globals/of_long_ago"]) == ("globals/person_joined",)


# --- and that none of them tells ------------------------------------------------------------------------------------


def test_no_first_line_of_theirs_tells_anything_in_any_language(house: tuple[Bundle, Words]) -> None:
    assert {key: found for key in sorted({*UNASKED, WENT_WRONG}) if (found := telling(house, key))} == {}


def test_nor_do_the_screens_before_it_is_safe(house: tuple[Bundle, Words]) -> None:
    bundle, _ = house
    keys = [key for key in bundle.written if reveals.shown(bundle, key, "x")]
    assert any(key.startswith("is-it-safe/") for key in keys) and "globals/harmless" in keys
    assert {key: found for key in keys if (found := telling(house, key))} == {}


def test_nor_does_a_button_below_them(house: tuple[Bundle, Words]) -> None:
    keys = {
        button.text
        for state in (State.WAITING, State.CLAIMED, State.CLOSED)
        for part in UNASKED
        for row in case_screen(state, (part,)).rows
        for button in row
    }
    labels = {(key, code): house[1].text(key, code, {}) for key in keys if key for code in languages(house)}
    assert {where: word for where, text in labels.items() if (word := reveals.told_by(where[1], text))} == {}


PLANTED = {
    "en": "The helpline has an answer for you.", "fil": "May sagot ang mga pulis.", "id": "Polisi sudah menjawab.",
    "hi": "पुलिस ने जवाब दिया है।", "ar": "ردت الشرطة عليك.", "ur": "پولیس نے جواب دیا ہے۔", "si": "පොලිසියෙන් උත්තරයක් තියෙනවා.",
    "ta": "போலீஸிடமிருந்து பதில் வந்துள்ளது.", "ne": "पुलिसले जवाफ दिएको छ।", "bn": "পুলিশ উত্তর দিয়েছে।", "am": "ፖሊስ መልስ ሰጥቷል።",
    "es": "La policía ha contestado.",
}  # fmt: skip


def test_in_each_language_one_that_tells_it_is_found(house: tuple[Bundle, Words]) -> None:
    assert sorted(PLANTED) == sorted(languages(house)) == sorted(reveals.of())
    for code, text in PLANTED.items():
        assert code in telling(house, "globals/person_joined", text), code
        below = f"An answer has come.\n\n{text}"
        assert telling(house, "globals/person_joined", below) == {}, "only the first line stands on a locked screen"


@pytest.mark.parametrize("text", ["She is among friends.", "advisable", "An advocate is here now."])
def test_a_word_that_only_looks_like_one_tells_nothing(text: str) -> None:
    assert reveals.told_by("fil", text) == ""


def test_an_english_text_that_tells_it_is_an_error_of_the_content(house: tuple[Bundle, Words]) -> None:
    bundle = house[0]
    key = "globals/person_joined"
    changed = {**bundle.written, key: replace(bundle.written[key], text="The police have an answer.")}
    assert list(reveals.faults(bundle)) == []
    [fault] = reveals.faults(replace(bundle, written=changed))
    assert (fault.code, fault.level, fault.spot.file) == ("T017", "error", "globals.yaml")


def test_the_list_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    assert reveals.read(b"en: [a, b]\n") == {"en": ("a", "b")}
    with pytest.raises(Faulty):
        reveals.read(b"en: [a,\n")
    assert content.LOCALES / reveals.FILE == HOUSE / "locales" / "reveals.yaml"
