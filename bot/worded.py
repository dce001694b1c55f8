"""Carries out what is wanted with her words, and what follows from them. What follows further is returned."""

from __future__ import annotations

from typing import assert_never

from bot import effects as e
from bot import effects_of_words as w
from bot import her_word, watched, way_back
from bot.scene import Scene


def carry_out(at: Scene, effect: w.OfWords) -> tuple[e.Effect, ...]:
    match effect:
        case w.Choose():
            her_word.begin(at, effect)
        case w.Return():
            way_back.begin(at, effect)
        case w.AskWord():
            watched.ask(at, effect)
        case w.DropWord():
            watched.drop(at, effect)
        case w.Lift():
            return watched.lift(at, effect)
        case w.LetBack():
            return way_back.decide(at, effect)
        case _:
            assert_never(effect)
    return ()
