"""What the program itself shows a worker."""

from __future__ import annotations

from collections.abc import Mapping

from bot import effects as e
from bot.case_screens import NOTICE, case_screen
from bot.heard import Heard
from bot.ledger.hands import waiting_before
from bot.ledger.records import Worker
from bot.ledger.trail import leave_unanswered
from bot.outgoing import Fate
from bot.scene import IN_HER_CHAT, Scene
from bot.telegram import calls
from bot.words import isolated
from flows.engine.model import Screen


def show(at: Scene, effect: e.Show) -> None:
    worker = at.her()
    session = worker.session
    screen, hours = _out_of_hours(at, worker, effect.screen)
    slots = {**_slots(at, worker, screen), **hours}
    rendered = at.words.screen(screen, session.language, slots, at.book.now.date())
    params = calls.screen(worker.chat, rendered, at.bundle.short, screen.at, session.generation)
    if effect.in_place:
        at.post(calls.edit(params, effect.in_place), worker.chat, worker.id, "edit")
    else:
        at.post(calls.send({**params, **IN_HER_CHAT}), worker.chat, worker.id, "screen")


_TILL_OPEN = {"globals/waiting": "globals/waiting_till_open", "globals/kept_for_person": "globals/kept_till_open"}


def _out_of_hours(at: Scene, worker: Worker, screen: Screen) -> tuple[Screen, Mapping[str, str]]:
    """While nobody is there, what says that she waits says until when, and who answers now."""
    file = at.book.case(worker.case) if not _TILL_OPEN.keys().isdisjoint(screen.parts) else None
    opens = at.opening.opens(file.case.team, worker.session.language, at.book.now) if file else None
    if opens is None:
        return screen, {}
    parts = tuple(_TILL_OPEN.get(part, part) for part in screen.parts)
    return screen._replace(parts=parts), {"opens_day": isolated(opens.day), "opens_time": opens.time}


def _slots(at: Scene, worker: Worker, screen: Screen) -> Mapping[str, str]:
    varied = at.bundle.shown_to(screen.parts, worker.session.answers)
    return {**varied, **_in_line(at, worker, screen)}


def _in_line(at: Scene, worker: Worker, screen: Screen) -> Mapping[str, str]:
    if not any("place_in_line" in at.bundle.placeholders(key) for key in screen.parts):
        return {}
    file = at.book.case(worker.case)
    return {"place_in_line": str(waiting_before(at.book, file) + 1)} if file else {}


def tell(at: Scene, effect: e.TellWorker) -> None:
    file = at.file(effect.case)
    if file.silent:
        return  # she has hidden the chat: nothing appears there by itself; or it is closed on her side
    screen = case_screen(file.case.state, effect.parts)
    rendered = at.words.screen(screen, file.case.language, {}, at.book.now.date())
    params = calls.screen(file.chat, rendered, at.bundle.short, screen.at, NOTICE)
    at.post(calls.send({**params, **IN_HER_CHAT}), file.chat, effect.case, "screen")


def toast(at: Scene, effect: e.Toast) -> None:
    text = effect.text
    if effect.key:
        text = at.words.text(effect.key, at.her().session.language, {})
    at.book.toasts.append((effect.query, text[:200], effect.alert))


def play(at: Scene, effect: e.Play) -> None:
    worker = at.her()
    for recording in effect.recordings:
        call = calls.recording(worker.chat, recording.file, recording.sound)
        at.post(call, worker.chat, worker.id, "notice", link={"heard": True})


def not_played(at: Scene, fate: Fate) -> None:
    """She waits for a voice that does not come: that is said, unless she has hidden the chat meanwhile."""
    chat = fate.call.params["chat_id"]
    if at.book.worker(chat) is None:  # who is loaded already may have changed in this batch
        at.book.load([Heard(0, "other", chat, chat, "private", 0)])
    worker = at.book.worker(chat)
    if worker is None or worker.session.hidden:
        return
    text = at.words.text("globals/something_wrong", worker.session.language, {})
    at.post(calls.send({"chat_id": chat, "text": text, **IN_HER_CHAT}), chat, worker.id, "notice")


def wipe(at: Scene) -> None:
    worker = at.her()
    leave_unanswered(at.book, worker)  # what she wrote goes too, and not with an answer that comes after
    at.post(calls.wipe(worker.chat), worker.chat, worker.id, "tidy", link={"wipe": True})
