"""Two rows of her settings: a word of her own, and words to come back with. The screens behind them need the ledger."""

from __future__ import annotations

from bot import effects_of_words as w
from bot.settings_rows import Her, Opened, SettingsRow, screen
from flows.engine.model import Button


def _word(her: Her, rest: str) -> Opened | None:
    if rest == "":
        choose = Button(f"{w.WORD}choose", text="globals/choose_word")
        return Opened(screen(her, ("globals/word_intro",), (choose,)))
    if rest in ("choose", "alone"):
        return Opened(None, (w.Choose(her.place, alone=rest == "alone"),))
    return None


def _way(her: Her, rest: str) -> Opened | None:
    if rest == "":
        show = Button(f"{w.WAY}show", text="globals/show_words")
        give = Button(f"{w.WAY}give", text="globals/have_words")
        return Opened(screen(her, ("globals/way_back",), (show,), (give,)))
    if rest in ("show", "have", "give"):
        return Opened(None, (w.Return(rest, her.place),))
    return None


WORD = SettingsRow("globals/my_word", _word)
WAY = SettingsRow("globals/another_phone", _way)
