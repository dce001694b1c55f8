"""Whatever she writes, at whatever step: she is answered, at once, and nothing of it becomes a pattern or a command."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest

from bot.words import LONGEST, Words, measure
from flows.engine.fault import Faulty
from flows.engine.hear import Phrases, global_word, normalise, phrase
from flows.engine.model import Circumstances, Hide, OpenCase, Say, Session, Tapped, Wrote
from flows.engine.run import take_turn
from tests.flows.house import changed, faults, house_bundle
from tests.flows.mutants import ATTACKS
from tests.pace import too_long

HEARD = 20_000
SLOW = 0.05  # seconds of this process alone, for one text
HOUSE = house_bundle()
AROUND = Circumstances(date(2026, 11, 24), frozenset({"advocates"}))
_ALPHABETS = (
    "abcdefgh ", "ابتثجح ", "අආඇැෑි්\u200d ", "กขฃคเแ", "অআইঈ০১", "٠١٢٣", "😀🏴\U000e0067👨\u200d👩", "\u0301\u0300a",
    "\ud800\udfff\0\x01\x7f", "{}[]()*+?\\^$|.<>&;'\"/ ", "\u202e\u2066\u200b\ufeff\u00ad", "09 +-().",
)  # fmt: skip


def text(chance: random.Random) -> str:
    match chance.randrange(6):
        case 0:
            letters = chance.choice(_ALPHABETS)
            return "".join(chance.choice(letters) for _ in range(chance.choice((0, 1, 5, 60, 4096))))
        case 1:
            return "".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(chance.randrange(1, 40)))
        case 2:
            return chance.choice(ATTACKS).decode("utf-8", "replace")
        case 3:
            words = [word for lists in HOUSE.words.values() for word in lists.whole]
            return " ".join(chance.choice(words) for _ in range(chance.randrange(1, 6)))
        case 4:
            return chance.choice(HOUSE.words[""].danger.all) * chance.randrange(1, 40)
        case _:
            return str(chance.randrange(-5, 12))


def somewhere(chance: random.Random) -> Session:
    place = chance.choice(sorted(HOUSE.steps))
    language = chance.choice(("", "en", "ar", "fil"))
    return Session(HOUSE.id, language, (place,) if chance.random() < 0.9 else (), generation=chance.randrange(3))


def test_thousands_of_texts_are_all_answered_and_soon() -> None:
    words, slowest = Words(HOUSE, {}), (0.0, "")
    for seed in range(HEARD // 2):
        chance = random.Random(seed)
        session = somewhere(chance)
        for _ in range(2):
            heard = text(chance)
            before = time.process_time()
            session, effects = take_turn(HOUSE, session, Wrote(heard), AROUND)
            slowest = max(slowest, (time.process_time() - before, heard))
            said = [effect.screen for effect in effects if isinstance(effect, Say)]
            assert len(said) == 1 or any(isinstance(it, Hide | OpenCase) for it in effects), seed
            for screen in said:
                assert 0 < measure(words.screen(screen, session.language, {}, AROUND.today).text) <= LONGEST, seed
            assert all(place in HOUSE.steps for place in session.stack), seed
            if not said:
                session = somewhere(chance)
    assert not too_long(partial(_hear, slowest[1]), SLOW, slowest[0]), f"{slowest[1][:60]!r} takes too long"


def _hear(heard: str) -> None:
    take_turn(HOUSE, Session(HOUSE.id, "en", (next(iter(HOUSE.steps)),)), Wrote(heard), AROUND)


def test_a_tap_of_anything_is_answered_too() -> None:
    for seed in range(HEARD // 10):
        chance = random.Random(seed)
        tap = Tapped(text(chance)[:30], chance.randrange(3), text(chance)[:60])
        _, effects = take_turn(HOUSE, somewhere(chance), tap, AROUND)
        assert any(isinstance(effect, Say | Hide) for effect in effects), seed


# --- words of the lists are words ------------------------------------------------------------------------------------


PATTERNS = ["^(a+)+$", "(x+x+)+y", "(a|a)*b", ".*", "[a-z]+", r"\w+\s*$", "(?=a)b", "a{1,99999}", r"(a)\1", "he*lp"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_in_a_list_of_words_is_refused(pattern: str) -> None:
    quoted = "'" + pattern + "'"
    files = changed("words/en.yaml", "danger: [in danger", f"danger: [{quoted}, in danger")
    assert {fault.code for fault in faults(files)} == {"W003"}


def _past_the_check() -> Iterator[str]:
    yield from PATTERNS
    yield from ("a" * 4000, "a " * 2000, ".", "\\", "ก" * 4000, "[" * 4000)


@pytest.mark.parametrize("pattern", list(_past_the_check()), ids=lambda it: it[:12])
def test_even_past_the_check_a_word_is_only_looked_for(pattern: str) -> None:
    """Comparing is `in` between two texts: what a regular expression would try for ever is over in one go."""
    looked_for = (phrase(pattern),)
    for heard in ("a" * 4096, "a" * 4095 + "!", "a " * 2048, "x" * 4096, "ก" * 4096):
        look = partial(Phrases.of(looked_for).any_in, normalise(heard))
        assert not too_long(look, SLOW * 10)
        assert look() == any(it and it in f" {normalise(heard)} " for it in looked_for)


def test_the_engine_makes_no_pattern_of_content() -> None:
    """No word, label or value of the content ever reaches `re.compile`: hear.py knows only its own five patterns."""
    import ast
    from pathlib import Path

    from flows.engine import hear

    tree = ast.parse(Path(hear.__file__).read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")]
    assert calls and all(isinstance(argument, ast.Constant) for call in calls for argument in call.args[:1])


def test_a_word_counts_whole_and_as_it_stands() -> None:
    files = changed("words/en.yaml", "danger: [in danger", "danger: [a.b, in danger")
    assert faults(files) == ()
    from flows.engine.bundle import load

    bundle = load(files)
    assert global_word(bundle, "en", "A B") == "danger"
    assert global_word(bundle, "en", "axb") is None


def test_too_many_words_are_refused() -> None:
    many = ", ".join(f"word{letter}{other}" for letter in "abcdefghijklmnopqr" for other in "abcdefghijklmnopqr")
    files = changed("words/en.yaml", "danger: [in danger", f"danger: [{many}, in danger")
    assert {fault.code for fault in faults(files)} == {"W004"}
    assert Faulty(faults(files)).faults
