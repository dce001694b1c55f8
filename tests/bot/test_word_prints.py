"""A word that she chose: found again in every script, at the same cost for every answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.seal.box import DataKey
from bot.seal.word import DURESS, MOST, NEITHER, SAFE, Pair, Print, Slow, comparable, hint_of

CHEAP = Slow(memory=8, iterations=1)
KEY = DataKey(b"o" * 16, 1, bytes(range(32)))


@dataclass(frozen=True, slots=True)
class Counted(Slow):
    """Writes down what is worked out, in which order, and how much of it."""

    done: list[tuple[str, bytes, int, int]] = field(default_factory=list)

    def derive(self, word: bytes, salt: bytes, secret: bytes | None = None) -> bytes:
        self.done.append(("argon2id", salt, self.memory, self.iterations))
        return Slow.derive(self, word, salt, secret)


def counted() -> Counted:
    return Counted(memory=8, iterations=1)


def pair(safe: str = "blue kettle", duress: str = "green kettle") -> Pair:
    return Pair(*(Print.of(CHEAP, comparable(word), hint_of(KEY.mark, comparable(word))) for word in (safe, duress)))


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("Blue Kettle", "  blue   kettle. "),
        ("blue kettle", "ＢＬＵＥ ｋｅｔｔｌｅ"),
        ("Straße", "STRASSE"),
        ("ሰማያዊ ጀበና", "ሰማያዊ  ጀበና።"),
        ("إبريق أزرق", "إبريق\u200f أزرق"),
        ("নীল কেটলি", "নীল কেটলি।"),
        ("नीली केतली", "नीली केतली "),
        ("நீல கெண்டி", "நீல  கெண்டி!"),
        ("නිල් කේතලය", "නිල් කේතලය\u200c"),
        ("🫖", "🫖\ufe0f"),
    ],
)
def test_it_is_the_same_word_however_a_keyboard_writes_it(chosen: str, typed: str) -> None:
    assert pair(safe=chosen).which(CHEAP, comparable(typed)) == SAFE


def test_another_word_is_another_word() -> None:
    for other in ("blue kettles", "bluekettle", "green", "", "नील केतली"):
        assert pair().which(CHEAP, comparable(other)) == NEITHER


def test_a_long_text_is_never_compared() -> None:
    assert comparable("ka" * MOST) == b""
    assert comparable("नी" * MOST) != b"", "letters are counted as a person counts them"
    assert comparable("👩🏽‍🦱" * 300) == b""
    assert comparable("...") == b"...", "what is nothing but full stops stays"
    assert comparable(" \u200f\u200c ") == b""


def test_every_try_is_the_same_work() -> None:
    both = pair()
    seen = []
    for typed in ("blue kettle", "green kettle", "red kettle", "x", "a much longer text than these"):
        slow = counted()
        both.which(slow, comparable(typed))
        seen.append(slow.done)
    assert seen[0] and all(done == seen[0] for done in seen)


def test_a_way_out_after_the_first_match_is_seen() -> None:
    """The naive one: where the safe word is found, why go on?"""

    def naive(slow: Slow, both: Pair, word: bytes) -> str:
        if slow.derive(word, both.safe.salt) == both.safe.digest:
            return SAFE
        return DURESS if slow.derive(word, both.duress.salt) == both.duress.digest else NEITHER

    done = []
    for typed in ("blue kettle", "green kettle"):
        slow = counted()
        naive(slow, pair(), comparable(typed))
        done.append(len(slow.done))
    assert done[0] != done[1]


def test_one_word_alone_looks_like_two() -> None:
    alone = Pair(pair().safe, Print.of_nothing())
    slow, other = counted(), counted()
    assert alone.which(slow, comparable("green kettle")) == NEITHER
    pair().which(other, comparable("green kettle"))
    assert len(slow.done) == len(other.done)
    assert len(alone.packed()) == len(pair().packed())
    assert Pair.unpacked(alone.packed()) == alone


def test_the_hint_lets_the_word_through_and_hardly_anything_else() -> None:
    both = pair()
    assert both.may_be(hint_of(KEY.mark, comparable("Blue kettle")))
    assert both.may_be(hint_of(KEY.mark, comparable("green kettle")))
    others = [f"word {number}" for number in range(2000)]
    passed = sum(both.may_be(hint_of(KEY.mark, comparable(each))) for each in others)
    assert passed < 2000 * 5 / 256, "two of 256, give or take"


def test_the_hint_hangs_on_her_own_key() -> None:
    word = comparable("blue kettle")
    keys = [DataKey(b"o" * 16, 1, bytes([number] * 32)) for number in range(64)]
    assert len({hint_of(key.mark, word) for key in keys}) > 32
