"""One worker's update, from arrival to effects. Read it top to bottom. Pure: it loads, sends and stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple, assert_never

from bot import effects as wanted
from bot import effects_for_her as for_her
from bot import her_choices, her_settings, her_words, silence
from bot.case_screens import COME_BACK, HIDE, IN_CASE, LEAVE, START_NEW, TEXT, case_screen, plain
from bot.effects import Effect
from bot.effects_between import AskFirst
from bot.effects_of_marks import Marked
from bot.effects_of_settings import Erase
from bot.given import given, in_place, is_newest
from bot.heard import Heard
from bot.ledger.records import CaseFile
from bot.settings_rows import CLOSE, STEP, Her
from bot.telegram.buttons import read_press, worker_data
from bot.voice import Recording
from flows.engine import hear
from flows.engine.bundle import Bundle
from flows.engine.model import (
    Circumstances,
    Hide,
    OpenCase,
    RaiseUrgency,
    RecordConsent,
    Say,
    Screen,
    Session,
)
from flows.engine.run import take_turn
from handoff.claims import reopen, withdraw
from handoff.model import State, Urgency

MENU = "globals/menu"


@dataclass(frozen=True, slots=True)
class House:
    """What every turn may look at. `label` gives a text in a language, for buttons that she types and does not tap.
    `open_teams`: those that a chat can be handed to at a moment. `known`: bundles that she may come from, by id.
    `recordings`: what a button plays, in a language, on a day."""

    bundle: Bundle
    label: Callable[[str, str], str]
    open_teams: Callable[[datetime], frozenset[str]]
    known: Mapping[str, Bundle] = field(default_factory=dict)
    recordings: Callable[[str, str, date], tuple[Recording, ...]] = lambda value, language, today: ()


class Taken(NamedTuple):
    session: Session
    effects: tuple[Effect, ...]


def take(house: House, session: Session, file: CaseFile | None, heard: Heard, now: datetime) -> Taken:
    """Her turn. Everything she sends ends answered, relayed, kept, or refused aloud in her language."""
    if heard.kind in ("blocked", "unblocked", "reaction"):
        return Taken(session, _without_words(session, file, heard))
    if heard.kind == "service":
        return Taken(session, ())
    if _meaning(house, session, heard) == "danger" or her_choices.rates(heard):
        # Answered at once, whoever holds the phone, and with nothing of before.
        taken = _take(house, session, file, heard, now)
    else:
        taken = _take(house, silence.asked_again(session, now), file, heard, now)
        taken = taken._replace(session=silence.alive(taken.session, now))
    if any(isinstance(effect, Erase) for effect in taken.effects):
        return taken
    return Taken(taken.session, (*taken.effects, *_signs(file, taken)))


def _meaning(house: House, session: Session, heard: Heard) -> str | None:
    """Of what she typed, where it is a word that counts everywhere."""
    return hear.global_word(house.bundle, session.language, heard.text) if heard.text and not heard.query else None


def _signs(file: CaseFile | None, taken: Taken) -> tuple[Effect, ...]:
    """She is at the phone; or she has just hidden the chat, and nothing more is asked or told there by itself."""
    if file is None or file.case.state is State.ERASED:
        return ()
    if taken.session.hidden:
        hides = wanted.Wipe() in taken.effects and not file.hers.spared
        return (for_her.Spare(file.case.id),) if hides else ()
    return (for_her.Here(file.case.id),) if file.hers.hours else ()


def _take(house: House, session: Session, file: CaseFile | None, heard: Heard, now: datetime) -> Taken:
    if heard.kind == "tap" and (asked := _asks_to_listen(house, session, heard, now)):
        return Taken(session, (wanted.Toast(heard.query), wanted.Play(asked)))
    value = her_settings.asked(house.bundle, session, lambda key: house.label(key, session.language), heard)
    if value and (taken := _in_settings(house, session, file, heard, now, value)):
        return taken
    if file is not None and file.case.state is not State.ERASED and not _in_flow(session):
        return _in_case(house, session, file, heard, now)
    taken = _in_flows(house, session, file, heard, now)
    if file is None or not silence.is_asked(session, file):
        return taken
    alarmed = _meaning(house, session, heard) == "danger"
    return taken._replace(effects=silence.with_her_words(session, taken, file, heard, now, alarmed=alarmed))


def _asks_to_listen(house: House, session: Session, heard: Heard, now: datetime) -> tuple[Recording, ...]:
    """Only on the keyboard that stands below what she reads now: after Hide nothing speaks about it aloud."""
    press = read_press(heard.data)
    if press is None or session.hidden or not session.language:
        return ()
    newest = is_newest(session, heard)
    return house.recordings(press.value, session.language, now.date()) if newest else ()


def _in_flow(session: Session) -> bool:
    """While she comes back from hiding, the flow speaks even though her case is open."""
    return session.hidden or bool(session.stack) or not session.language


def _in_settings(
    house: House, session: Session, file: CaseFile | None, heard: Heard, now: datetime, value: str
) -> Taken | None:
    """None: that button is none of theirs."""
    file = file if file is not None and file.case.state is not State.ERASED else None
    if value == CLOSE and file is not None:
        return _show_case(session, file, wanted.Toast(heard.query), in_place=heard.message)
    if value == CLOSE:
        again = worker_data(house.bundle.short, STEP, session.generation, "again!")
        return _in_flows(house, session, file, heard._replace(data=again), now)
    place = heard.message if heard.query and is_newest(session, heard) else 0
    turned = her_settings.turned(Her(session, file, now, place), value, heard.query)
    return Taken(*turned) if turned else None


# --- in a flow ---------------------------------------------------------------------------------------------------


def _in_flows(house: House, session: Session, file: CaseFile | None, heard: Heard, now: datetime) -> Taken:
    if heard.kind == "edited":
        return Taken(session, ())  # Telegram also says "edited" for changes that nobody can see
    did = given(heard)
    if did is None:
        return _refuse_kind(session, heard)
    comes = session.bundle != house.bundle.id  # to this bundle, from another one or from nowhere
    around = Circumstances(
        today=now.date(), open_teams=house.open_teams(now), label=lambda key: house.label(key, session.language),
        before=house.known.get(session.bundle) if comes else None, hint=heard.language_hint,
    )  # fmt: skip
    after, said = take_turn(house.bundle, session, did, around)
    if after.stack and (comes or not session.stack):
        after = replace(after, since=int(now.timestamp()))  # a visit begins, or goes on here
    effects: list[Effect] = [wanted.Toast(heard.query)] if heard.query else []
    opened: OpenCase | None = None
    for effect in said:
        match effect:
            case Say(screen):
                screen = her_settings.on_menu(house.bundle, screen)
                effects.append(wanted.Show(screen, in_place=in_place(session, heard)))
            case OpenCase():
                opened = effect
            case RecordConsent():
                effects.append(wanted.Audit(f"consent:{effect.consent}:{'yes' if effect.agreed else 'no'}"[:32]))
            case Hide():
                effects += _hide(file)
            case RaiseUrgency():
                effects += [wanted.Urgent(file.case.id)] if file and _is_open(file) else []
            case _:
                assert_never(effect)
    # The screen of her case comes in place of the flow's, and is the one that counts.
    uncounted = replace(after, generation=session.generation)
    if file is not None and _is_back(session, after, file, opened):
        return _back_in_case(replace(uncounted, stack=()), file, effects)
    if opened is not None:
        return _asked_for_person(uncounted, opened, effects)
    return Taken(after, tuple(effects))


def _is_back(before: Session, after: Session, file: CaseFile, opened: OpenCase | None) -> bool:
    """In her case, or where she can take up one that has ended."""
    if not _is_open(file):
        return before.hidden and not _in_flow(after) and file.case.state is State.CLOSED
    return opened is not None or (_in_flow(before) and not _in_flow(after))


def _asked_for_person(session: Session, asked: OpenCase, effects: list[Effect]) -> Taken:
    """From here on she is in a case: what the flow still wants to say, then her place in the line. No menu."""
    opening = wanted.Open(Urgency(asked.urgency), session.language, asked.summary, asked.consent or asked.basis or "",
        asked.team)  # fmt: skip
    session, waiting = _screen_of(replace(session, stack=()), State.WAITING)
    kept = [effect for effect in effects if not isinstance(effect, wanted.Show)]
    shown = [effect for effect in effects if isinstance(effect, wanted.Show)]
    said = tuple(part for effect in shown for part in effect.screen.parts if part != MENU)
    screen = waiting._replace(parts=(*said, *waiting.parts))
    place = shown[0].in_place if shown else 0
    return Taken(session, (*kept, opening, wanted.Show(screen, in_place=place)))


def _hide(file: CaseFile | None) -> list[Effect]:
    """Of a case that is over it is noted too: what comes next may be anybody's, and nothing shows that there is one."""
    quiet: list[Effect] = [wanted.Quiet(file.case.id, True)] if file and file.case.state is not State.ERASED else []
    return [wanted.Wipe(), *quiet, wanted.Show(plain("globals/harmless"))]


def _refuse_kind(session: Session, heard: Heard) -> Taken:
    return Taken(session, (wanted.Show(plain("globals/cannot_open_kind")),))


def _back_in_case(session: Session, file: CaseFile, effects: list[Effect]) -> Taken:
    """She has hidden the chat and is back: her case is where it was, and what waited for her may come now."""
    session, screen = _screen_of(session, file.case.state)
    kept = [effect for effect in effects if not isinstance(effect, wanted.Show)]
    shown = [effect for effect in effects if isinstance(effect, wanted.Show)]
    place = shown[0].in_place if shown else 0
    return Taken(session, (*kept, wanted.Show(screen, in_place=place), wanted.Quiet(file.case.id, False)))


# --- in a case ---------------------------------------------------------------------------------------------------


def _in_case(house: House, session: Session, file: CaseFile, heard: Heard, now: datetime) -> Taken:
    if heard.kind == "tap":
        return _tap_in_case(house, session, file, heard, now)
    if heard.kind == "command" and heard.text.startswith("/start"):
        return _show_case(session, file)
    word = hear.global_word(house.bundle, session.language, heard.text) if heard.text else None
    if word == "hide":
        return _hide_now(house, session, file, heard, now)
    return _write(session, file, heard, now, danger=word == "danger")


def _write(session: Session, file: CaseFile, heard: Heard, now: datetime, *, danger: bool) -> Taken:
    """To a closed case too: nothing of what was said before is shown until she chooses."""
    effects, parts = her_words.follow(file, heard, now, TEXT[State.CLOSED])
    if danger:
        # Emergency first: the number comes at once, whoever is or is not at the desk.
        urgent = wanted.Urgent(file.case.id) if _is_open(file) else for_her.Spare(file.case.id)
        return Taken(session, (*effects[:1], wanted.Show(plain("globals/emergency_now")), urgent))
    if not parts:
        return Taken(session, effects)
    session, screen = _screen_of(session, file.case.state, *parts)
    return Taken(session, (*effects, wanted.Show(screen)))


def _tap_in_case(house: House, session: Session, file: CaseFile, heard: Heard, now: datetime) -> Taken:
    press = read_press(heard.data)
    offered = press is not None and press.step == IN_CASE and is_newest(session, heard)
    value = press.value if press and (offered or press.value == HIDE) else ""
    if value == HIDE:
        return _hide_now(house, session, file, heard, now)
    toast = wanted.Toast(heard.query)
    if value == LEAVE and file.case.state is State.WAITING:
        return _leave_queue(session, file, heard, toast)
    chosen = her_choices.tapped(file, value, session.language)
    if chosen is not None:
        session = replace(session, generation=session.generation + 1)
        return Taken(session, (toast, *chosen.effects, wanted.Show(chosen.screen, in_place=heard.message)))
    if value == COME_BACK and file.case.state is State.CLOSED:
        return _come_back(session, file, heard, toast, now)
    if value == START_NEW and file.case.state is State.CLOSED:
        return _start_new(house, session, heard, now)
    return _show_case(session, file, toast, in_place=heard.message if offered else 0)


def _hide_now(house: House, session: Session, file: CaseFile, heard: Heard, now: datetime) -> Taken:
    """Hide works the same everywhere: the engine knows how, in words."""
    word = house.label("globals/hide", session.language)
    return _in_flows(house, session, file, heard._replace(kind="text", text=word, data=""), now)


def _leave_queue(session: Session, file: CaseFile, heard: Heard, toast: Effect) -> Taken:
    session = replace(session, generation=session.generation + 1)
    done = (wanted.Show(plain("globals/left_queue"), in_place=heard.message), wanted.Card(file.case.id))
    return Taken(session, (toast, wanted.Make(withdraw(file.case), won=done)))


def _come_back(session: Session, file: CaseFile, heard: Heard, toast: Effect, now: datetime) -> Taken:
    session, screen = _screen_of(session, State.WAITING)
    first = AskFirst(file.case.id)
    shown = (wanted.Show(screen, in_place=heard.message), first, wanted.Card(file.case.id))
    return Taken(session, (toast, wanted.Make(reopen(file.case, now), won=shown)))


def _start_new(house: House, session: Session, heard: Heard, now: datetime) -> Taken:
    """A fresh start: nothing of the closed case comes along."""
    fresh = Session(
        bundle=session.bundle, language=session.language, generation=session.generation, tidy=session.tidy
    )  # fmt: skip
    taken = _in_flows(house, fresh, None, heard._replace(kind="command", text="/start"), now)
    return Taken(taken.session, (*taken.effects, wanted.Forget()))


def _show_case(session: Session, file: CaseFile, *first: Effect, in_place: int = 0) -> Taken:
    session, screen = _screen_of(session, file.case.state)
    return Taken(session, (*first, wanted.Show(screen, in_place=in_place)))


def _screen_of(session: Session, state: State, *parts: str) -> tuple[Session, Screen]:
    """Where she is while her case stands so, with the buttons that fit."""
    session = replace(session, generation=session.generation + 1)
    return session, case_screen(state, parts or (TEXT[state],))


def _is_open(file: CaseFile) -> bool:
    return file.case.state in (State.WAITING, State.CLAIMED)


def _without_words(session: Session, file: CaseFile | None, heard: Heard) -> tuple[Effect, ...]:
    """She stopped the bot, came back, or put a sign under a message."""
    if heard.kind == "reaction":
        return (Marked(file.case.id, heard),) if file is not None and not session.hidden else ()
    if file is None or not _is_open(file):
        return ()
    return (wanted.Blocked(file.case.id, heard.kind == "blocked"),)
