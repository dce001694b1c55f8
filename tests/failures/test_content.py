"""X8-X12: what is published, put out of date or translated never strands or misleads whoever stands in it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import content
from bot.sandbox.model import Message
from bot.tongues.headers import new_head
from bot.words import Words
from flows.engine import blend as blending
from flows.engine import run
from flows.engine.bundle import Bundle
from flows.engine.facts import Fact
from flows.engine.model import Say, Screen, Session, Wrote
from flows.engine.run import take_turn
from flows.engine.walk import Walk
from tests.desk.people import Town, buttons_of
from tests.desk.site import WORKERS
from tests.failures.naive import caught, instead
from tests.flows.history import AROUND, history, reachable
from tests.room import CONTENT, edition

OLD, NEW = 0, len(history()) - 1
HER = WORKERS[5]


def test_x08_nobody_is_left_in_silence_when_a_flow_is_edited() -> None:
    """goflow, Glific #2646, rapidpro#5911: her step is gone, and nothing answers any more."""
    before, after = history()[OLD], history()[NEW]

    def answered(session: Session) -> bool:
        try:
            turn = take_turn(after, session, Wrote("zzz"), replace(AROUND, before=before))
        except Exception:  # what the naive variant does, whatever it is
            return False
        return any(isinstance(each, Say) and each.screen.rows for each in turn.effects)

    stands = [session for session, _ in reachable(OLD)]
    assert all(answered(session) for session in stands)
    with instead(Walk, "settle", lambda self: None):
        assert not all(answered(session) for session in stands), "the place where she stands is kept as it was"


def test_x09_a_correction_about_safety_reaches_whoever_stands_in_a_flow() -> None:
    """Typebot: who has begun stays on what was published then, to the end."""
    old = edition(CONTENT).bundle
    number = old.facts["emergency_number"]
    new = replace(old, id="b" * 64, facts={**old.facts, "emergency_number": replace(number, value="112")})

    def check() -> None:
        served = blending.blend(old, new)
        assert served is None or served.facts["emergency_number"].value == "112"

    check()
    with instead(blending, "blend", lambda old, newest: old), pytest.raises(AssertionError):
        check()


def test_x10_a_fact_past_its_date_says_so() -> None:
    """smart-answers' rates, two numbers of the Home Office: what was true once is shown as if it still were."""
    whole = edition(CONTENT)
    key, fact = next(
        (key, fact)
        for key in whole.bundle.texts
        for fact in whole.bundle.facts_of([key])
        if fact.footer and not fact.by
    )
    screen, day = Screen((), (key,), (), ""), fact.check_again

    def check() -> None:
        words = Words(whole.bundle, whole.catalogues)
        before, on = (words.screen(screen, "en", {}, each).text for each in (day - timedelta(days=1), day))
        assert on != before and "changed" in on

    check()
    with instead(Fact, "in_date", lambda self, on: True), pytest.raises(AssertionError):
        check()


def test_x11_a_translation_behind_its_source_is_not_served(tmp_path: Path) -> None:
    """Glific, GlobaLeaks #3666: the English was corrected, and others go on reading what was wrong."""
    bundle = edition(CONTENT).bundle
    key = next(key for key in bundle.texts if key.startswith("globals/") and "{" not in bundle.texts[key])
    path = tmp_path / "ar" / "LC_MESSAGES" / "flows.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'{new_head("ar")}\n\nmsgctxt "{key}"\nmsgid "What it said before."\nmsgstr "قديم"\n', "utf-8")

    def check(read: Callable[[Path, Bundle], Mapping[str, Mapping[str, str]]]) -> None:
        assert key not in read(tmp_path, bundle)["ar"]

    check(content.catalogues)
    with pytest.raises(AssertionError):
        check(lambda folder, bundle: {"ar": {key: path.read_text("utf-8").partition('msgstr "')[2]}})


def test_x12_another_language_shows_the_same_question() -> None:
    """GlobaLeaks #4494: whoever changes the language begins again."""

    def check(town: Town) -> None:
        town.sends(HER, "/start")
        for label in ("English", "Yes, it is safe", "No", "My passport"):
            assert town.taps_label(HER, label)
        before = step_of(town)
        english = town.with_buttons(HER)[0].text
        town.sends(HER, next(name for name, code in edition(CONTENT).bundle.language_names.items() if code == "fil"))
        assert step_of(town) == before and town.with_buttons(HER)[0].text != english

    caught(check, _begins_again())


def step_of(town: Town) -> str:
    """Where she stands, as the buttons of her newest screen say."""
    newest: Message = town.with_buttons(HER)[0]
    return buttons_of(newest)[0][1].split(":")[2]


@contextlib.contextmanager
def _begins_again() -> Iterator[None]:
    real = run._other_language

    def other(walk: Walk, heard: str) -> bool:
        changed = real(walk, heard)
        if changed:
            walk.stack.clear()
            run._began(walk)
        return changed

    with instead(run, "_other_language", other):
        yield
