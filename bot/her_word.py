"""How she chooses a word of her own, and a second one: on one screen that changes in its place. What she types for it
is deleted at once, never shown, and never leaves this chat."""

from __future__ import annotations

from dataclasses import replace
from hmac import compare_digest

from bot import effects as e
from bot import effects_of_words as w
from bot import to_worker, way_back
from bot.careful import know
from bot.heard import Heard
from bot.ledger import doubts
from bot.ledger.book import Book
from bot.ledger.own import Own
from bot.ledger.records import Worker
from bot.scene import Scene
from bot.seal.word import Pair, Print, comparable, letters
from bot.settings_rows import SETTINGS, STEP
from bot.telegram import calls
from bot.telegram.buttons import read_press
from flows.engine import hear
from flows.engine.bundle import Bundle
from flows.engine.cards import HIDE, PERSON
from flows.engine.model import Button, Screen

LEAST = 4  # letters
_MARK = 32  # bytes of a keyed digest; with the second word that of the first one stands before it
PROVE, FIRST, SECOND = "prove", "first", "second"
AGAIN = "+"
"""Of the first or the second word: to be typed once more."""

ALONE = Button(f"{w.WORD}alone", text="globals/one_word")


def answers(book: Book, bundle: Bundle, worker: Worker, heard: Heard) -> bool:
    """Whether this text answers what she was asked for here. Hide, danger and a person come first, as everywhere."""
    if heard.kind != "text" or not worker.own.awaits(book.moment):
        return False
    return hear.global_word(bundle, worker.session.language, heard.text) not in ("hide", "danger", "person")


def left(worker: Worker, heard: Heard) -> None:
    """She does something else: what she types next answers nothing of this."""
    if not worker.own.asked or heard.kind not in ("tap", "text", "command"):
        return
    press = read_press(heard.data) if heard.kind == "tap" else None
    if press is None or not press.value.startswith((w.WORD, w.WAY)):
        worker.own = worker.own.settled()


def begin(at: Scene, effect: w.Choose) -> None:
    her, moment = at.her(), at.book.moment
    if effect.alone:
        if her.own.fresh is not None:
            _settle(at, her, Print.of_nothing())
            _show(at, "globals/word_done")
        return
    asked = PROVE if her.own.pair is not None else FIRST
    her.own = replace(her.own.settled(), place=effect.place)
    if asked == PROVE and her.own.may_be_found_by_trying(moment, 0):
        _show(at, "globals/word_later")
        return
    her.own = replace(her.own, asked=asked, asked_at=moment)
    _show(at, "globals/word_prove" if asked == PROVE else "globals/word_type")


def typed(at: Scene, heard: Heard) -> None:
    """The message goes at once, whatever it was."""
    her, word = at.her(), comparable(heard.text)
    at.post(calls.delete(her.chat, [heard.message]), her.chat, her.id, "tidy")
    if her.own.asked in way_back.STEPS:
        way_back.typed(at, heard)
    elif her.own.asked == PROVE:
        doubts.put(at.book, her.id, doubts.PROVES, heard)
    elif not her.own.asked.endswith(AGAIN):
        _typed_first(at, her, word)
    elif not compare_digest(_mark(at, her, word), her.own.first[-_MARK:]):
        _ask(at, her.own.asked.removesuffix(AGAIN), "globals/word_differs")
    else:
        _typed_again(at, her, heard)


def _typed_first(at: Scene, her: Worker, word: bytes) -> None:
    if not _will_do(at, her, word):
        _ask(at, her.own.asked, "globals/word_not_this")
        return
    asked = her.own.asked + AGAIN
    before = her.own.first[:_MARK] if her.own.asked == SECOND else b""
    her.own = replace(her.own, asked=asked, asked_at=at.book.moment, first=before + _mark(at, her, word))
    _show(at, "globals/word_again")


def _typed_again(at: Scene, her: Worker, heard: Heard) -> None:
    first = her.own.asked == FIRST + AGAIN
    doubts.put(at.book, her.id, doubts.FIRST if first else doubts.SECOND, heard)
    if first:
        _ask(at, SECOND, "globals/word_second")
    else:
        her.own = replace(her.own, asked="")
        _show(at, "globals/word_done")


def _ask(at: Scene, asked: str, text: str) -> None:
    her = at.her()
    her.own = replace(her.own, asked=asked, asked_at=at.book.moment)
    _show(at, text)


def _mark(at: Scene, her: Worker, word: bytes) -> bytes:
    return at.book.key(her.id).mark("again", word)


def _will_do(at: Scene, her: Worker, word: bytes) -> bool:
    """One that she does not write here for other reasons, and that is not the other one."""
    text = word.decode("utf-8", "surrogatepass")
    if letters(text) < LEAST or not any(letter.isalpha() or ord(letter) > 0x2000 for letter in text):
        return False
    if her.own.asked == SECOND and compare_digest(_mark(at, her, word), her.own.first[:_MARK]):
        return False
    known = at.bundle.words.get(her.session.language) or at.bundle.words[""]
    heard = hear.normalise(text)
    labels = {hear.normalise(at.words.text(key, her.session.language, {})) for key in _LABELS}
    return heard not in labels | known.whole.keys() | known.replies.keys() and not known.alarming(heard)


_LABELS = ("globals/hide", "globals/person", "globals/back", "globals/menu_button", "globals/settings")


# --- when it is known -------------------------------------------------------------------------------------------------


def proved(at: Scene) -> None:
    """She typed one of her words, and goes on to choose new ones. Which one it was is not known here."""
    _ask(at, FIRST, "globals/word_type")


def was_not_it(at: Scene) -> None:
    her = at.her()
    her.own = her.own.tried(at.book.moment)
    if her.own.may_be_found_by_trying(at.book.moment, 0):
        her.own = her.own.settled()
        _show(at, "globals/word_later")
    else:
        _ask(at, PROVE, "globals/word_wrong")


def chosen(at: Scene, kind: str, made: Print) -> None:
    """A new word has been worked out. With the first of two it is not settled yet whether there is a second."""
    her = at.her()
    her.changed = True
    if kind == doubts.FIRST:
        her.own = replace(her.own, fresh=made)
    elif her.own.fresh is not None:
        _settle(at, her, made)


def _settle(at: Scene, her: Worker, second: Print) -> None:
    """From here on these are her words; unless her other word has begun this, for then nothing changes."""
    own = her.own.settled()
    if her.own.fresh is not None and not her.own.sham:
        own = Own(Pair(her.own.fresh, second), since=at.book.moment, tries=own.tries, aside=own.aside)
        at.book.audit("word_chosen", her.case)
        file = at.book.case(her.case)
        if file is not None:
            know(file, since=own.since, confirmed=0)
    her.own, her.changed = own, True


def _show(at: Scene, text: str) -> None:
    """The same buttons with and without a case, and whichever word began it."""
    her = at.her()
    to_worker.new_keyboard(her)
    rows = [(ALONE,)] if text == "globals/word_second" else []
    back = (Button(SETTINGS, text="globals/back"),)
    to_worker.show(at, e.Show(Screen((), (text,), (*rows, back, (PERSON, HIDE)), at=STEP), in_place=her.own.place))
