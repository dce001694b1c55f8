"""One turn through the flows: what she did, where that leads, what is to be shown and done. Pure and total."""

from __future__ import annotations

from flows.engine.bundle import Bundle
from flows.engine.hear import global_word, normalise, understood
from flows.engine.model import (
    AnswerStep,
    Began,
    ChoiceStep,
    Circumstances,
    ConsentStep,
    Input,
    Note,
    Sent,
    Session,
    Tapped,
    Turn,
    Wrote,
)
from flows.engine.walk import Walk


def take_turn(bundle: Bundle, session: Session, heard: Input, around: Circumstances) -> Turn:
    """What follows from what she did. Never raises; shows at most one screen."""
    walk = Walk(bundle, session, around)
    act(walk, heard)
    return walk.turn()


def act(walk: Walk, heard: Input) -> None:
    """The same on a walk that is made elsewhere, so that tests of flows can watch the way it takes."""
    first = walk.settle()
    if walk.hidden and walk.language and not walk.stack:
        return _behind_a_hidden_chat(walk, heard)
    match heard:
        case Tapped():
            _tapped(walk, heard, first)
        case Wrote():
            _wrote(walk, heard.text, first)
        case Sent():
            _sent(walk, heard, first)
        case Began():
            _began(walk)
    return None


# --- what she can do at every step -------------------------------------------------------------------------------


def _began(walk: Walk) -> None:
    """A fresh start begins with "is it safe"; in the middle of a flow it only shows where she is."""
    if walk.language and not walk.stack and not walk.hidden:
        walk.enter(walk.bundle.first)
    walk.show()


def _behind_a_hidden_chat(walk: Walk, heard: Input) -> None:
    """Whatever comes now may come from somebody else's hand: only "is it safe" is shown."""
    meaning = global_word(walk.bundle, walk.language, heard.text) if isinstance(heard, Wrote) else None
    if meaning == "hide" or (isinstance(heard, Tapped) and heard.value == "hide!"):
        return walk.hide()
    if meaning == "danger":
        walk.raise_urgency(quietly=True)
    return walk.show()


def _everywhere(walk: Walk, meaning: str) -> bool:
    """The engine's own buttons and the words that count at every step. False: this is none of them."""
    match meaning:
        case "hide":
            walk.hide()
        case "person":
            walk.person()
        case "danger":
            walk.danger()
        case "language":
            walk.show_picker()
        case "back" if not walk.guarded():
            walk.back()
        case "menu" if not walk.guarded():
            walk.stack.clear()
            walk.show()
        case "again" | "back" | "menu":
            walk.show()
        case _:
            return False
    return True


_OWN_BUTTONS = {"back!": "back", "menu!": "menu", "lang!": "language", "again!": "again"}


def _tapped(walk: Walk, tap: Tapped, first: tuple[str, ...] | None) -> None:
    # These two mean the same on every keyboard, however old: who taps them must not be asked to look for a newer one.
    if tap.value == "hide!":
        return walk.hide()
    if tap.value == "person!":
        return walk.person()
    if first is not None:
        return walk.show_again(*first)
    if tap.generation != walk.session.generation:
        return walk.show_again("globals/newest_buttons")
    if tap.value.startswith("lang:") and walk.bundle.language(tap.value[5:]):
        return _speak(walk, tap.value[5:])
    if _is_of_this_step(walk, tap) and walk.choose(tap.value):
        return None
    if not _everywhere(walk, _OWN_BUTTONS.get(tap.value, "")):
        walk.show_again("globals/newest_buttons")
    return None


def _is_of_this_step(walk: Walk, tap: Tapped) -> bool:
    """A step that was renamed carries another key; that the keyboard is the newest is then enough."""
    here = walk.card()
    return here is not None and (tap.step == here.at or walk.renamed)


def _wrote(walk: Walk, text: str, first: tuple[str, ...] | None) -> None:
    heard = normalise(text)
    meaning = global_word(walk.bundle, walk.language, text) or _label_of_fixed_row(walk, heard)
    if meaning == "danger" and first is None and _telling(walk):
        walk.raise_urgency()  # she is telling what happened: she is not interrupted
    elif not walk.language and meaning in ("danger", None):
        return _named_language(walk, heard, meaning)
    elif meaning and _everywhere(walk, meaning):
        return None
    if first is not None:
        return walk.show_again(*first)
    if _other_language(walk, heard) or _answered(walk, text, heard) or _topic(walk, heard):
        return None
    return walk.show_again("globals/not_understood")


def _sent(walk: Walk, sent: Sent, first: tuple[str, ...] | None) -> None:
    step = walk.step()
    if first is not None:
        return walk.show_again(*first)
    if walk.language and isinstance(step, AnswerStep):
        accepted = step.answer.kind == "message" and sent.kind in step.answer.accept
        return take_note(walk, step, Note(sent.kind, sent.ref)) if accepted else walk.wrong(step)
    return walk.show_again(*(("globals/not_understood",) if walk.language else ()))


# --- what she wrote ----------------------------------------------------------------------------------------------


def _label_of_fixed_row(walk: Walk, heard: str) -> str | None:
    for meaning, key in (("hide", "globals/hide"), ("person", "globals/person")):
        if heard and heard == normalise(walk.label(key)):
            return meaning
    return None


def _telling(walk: Walk) -> bool:
    step = walk.step()
    return isinstance(step, AnswerStep) and step.answer.kind == "message"


def _named_language(walk: Walk, heard: str, meaning: str | None) -> None:
    """Before she has picked one, a word of danger tells her language; so does its name, or the number of its button."""
    bundle, here, code = walk.bundle, walk.card(), ""
    order = here.order if here else ()
    if meaning == "danger":
        spoken = (language.code for language in bundle.languages)
        walk.pick(next((code for code in spoken if _alarming_in(walk, code, heard)), "en"))
        return walk.danger()
    if heard.isascii() and heard.isdigit() and len(heard) < 3 and 1 <= int(heard) <= len(order):
        code = order[int(heard) - 1][5:]
    code = bundle.language_names.get(heard, code)
    return _speak(walk, code) if code else walk.show()


def _alarming_in(walk: Walk, code: str, heard: str) -> bool:
    words = walk.bundle.words.get(code)
    return words is not None and words.own_danger.any_in(heard)


def _answered(walk: Walk, text: str, heard: str) -> bool:
    step = walk.step()
    if isinstance(step, AnswerStep):
        written_answer(walk, step, text, heard)
        return True
    return (not walk.stack or isinstance(step, ChoiceStep | ConsentStep)) and _typed_button(walk, heard)


def _typed_button(walk: Walk, heard: str) -> bool:
    """Buttons can be typed: by number, by what stands on them, by value, by yes and no."""
    here = walk.card()
    if here is None or not heard:
        return False
    if heard.isascii() and heard.isdigit() and len(heard) < 3:
        return 1 <= int(heard) <= len(here.order) and walk.choose(here.order[int(heard) - 1])
    for value, key in here.labels.items():
        if heard == normalise(walk.label(key)) or heard == normalise(value):
            return walk.choose(value)
    reply = walk.words().replies.get(heard, "")
    meant = {"yes": ("yes", "agreed"), "no": ("no", "refused"), "skip": ("skip!",)}.get(reply, ())
    return any(value in here.offers and walk.choose(value) for value in meant)


def written_answer(walk: Walk, step: AnswerStep, text: str, heard: str) -> None:
    if heard and (heard == normalise(walk.label("globals/skip")) or walk.words().replies.get(heard) == "skip"):
        walk.go_to(step.skip)
    elif step.answer.kind == "message":
        given = "text" in step.answer.accept and text.strip()
        take_note(walk, step, Note("text", text)) if given else walk.wrong(step)
    elif (answer := understood(step.answer, text, walk.around)) is None:
        walk.wrong(step)
    else:
        walk.save(step.save, answer)
        walk.go_to(step.next)


def take_note(walk: Walk, step: AnswerStep, note: Note) -> None:
    """A story may come in several messages; after the last one allowed the chat goes on by itself."""
    most = (step.answer.most or 1) if step.save else 1
    before = walk.answers.get(step.save or "", ())
    notes = (*(before if isinstance(before, tuple) else ()), note)[-most:]
    walk.save(step.save, notes)
    if len(notes) >= most:
        walk.go_to(step.next)
    else:
        walk.show()


def _speak(walk: Walk, code: str) -> None:
    walk.pick(code)
    walk.show()


_MAY_NAME_A_LANGUAGE = ("language", "text", "place")
"""Questions whose answer may be such a name."""


def _other_language(walk: Walk, heard: str) -> bool:
    """Its own name is enough: whoever stands in a language that she cannot read finds no word for "language" there."""
    code, step = walk.bundle.language_names.get(heard), walk.step()
    if code is None or (isinstance(step, AnswerStep) and step.answer.kind in _MAY_NAME_A_LANGUAGE):
        return False
    _speak(walk, code)
    return True


def _topic(walk: Walk, heard: str) -> bool:
    """At the menu a topic is found in a sentence too. In a flow only the word alone leads away: a sentence is about
    what was asked there, and she must not lose her place by it."""
    free = walk.language and not walk.guarded()
    flow = walk.words().topic(heard, anywhere=not walk.stack) if free else None
    if flow is None or any(place.flow == flow for place in walk.stack):
        return False
    walk.stack.clear()
    walk.enter(flow)
    walk.show()
    return True
