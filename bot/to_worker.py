"""What the program itself shows a worker."""

from __future__ import annotations

from dataclasses import replace

from bot import effects as e
from bot import her_phone
from bot.case_screens import NOTICE, case_screen
from bot.heard import Heard
from bot.her_wait import as_it_stands
from bot.ledger.records import Worker
from bot.ledger.trail import leave_unanswered
from bot.outgoing import Fate
from bot.scene import IN_HER_CHAT, Scene
from bot.telegram import calls
from bot.unasked_texts import WENT_WRONG
from bot.words import Rendered
from flows.engine.model import Screen
from handoff.tidy import seconds


def show(at: Scene, effect: e.Show) -> None:
    worker = at.her()
    session = worker.session
    screen, told = as_it_stands(at, at.book.case(worker.case), effect.screen, session.language)
    slots = {**at.bundle.shown_to(screen.parts, session.answers), **told}
    rendered = at.words.screen(screen, session.language, slots, at.book.now.date())
    put(at, rendered, screen, effect.in_place)


def put(at: Scene, rendered: Rendered, screen: Screen, in_place: int) -> None:
    """Where the message in whose place it goes is gone it comes as one of its own."""
    worker = at.her()
    params = calls.screen(worker.chat, rendered, at.bundle.short, screen.at, worker.session.generation)
    link = goes(worker.session.tidy)
    if in_place:
        at.post(calls.edit(params, in_place), worker.chat, worker.id, "edit", link=link)
    else:
        at.post(calls.send({**params, **IN_HER_CHAT}), worker.chat, worker.id, "screen", link=link)


def new_keyboard(worker: Worker) -> None:
    """Where an effect shows a screen that her turn did not: each older keyboard of hers is out of date from here on."""
    worker.session = replace(worker.session, generation=worker.session.generation + 1)
    worker.changed = True


def tell(at: Scene, effect: e.TellWorker) -> None:
    file = at.file(effect.case)
    if file.quiet or file.away:
        return  # she has hidden the chat: nothing appears there by itself; or it is closed on her side
    if file.silent(at.book.now):
        her_phone.later(at, file, effect.parts)
        return
    screen, slots = as_it_stands(at, file, case_screen(file.case.state, effect.parts), file.case.language)
    rendered = at.words.screen(screen, file.case.language, slots, at.book.now.date())
    params = calls.screen(file.chat, rendered, at.bundle.short, screen.at, NOTICE)
    link = {"told_in": effect.case.hex(), "told": list(effect.parts), **goes(file.hers.tidy)}
    at.post(calls.send({**params, **IN_HER_CHAT}), file.chat, effect.case, "screen", link=link)


def goes(choice: int, *, by_advocate: bool = False) -> dict[str, int]:
    """For the link of a call: after how long what it leaves in her chat goes by itself."""
    after = seconds(choice, by_advocate=by_advocate)
    return {} if after is None else {"tidy": after}


def toast(at: Scene, effect: e.Toast) -> None:
    text = effect.text
    if effect.key:
        text = at.words.text(effect.key, at.her().session.language, {})
    at.book.toasts.append((effect.query, text[:200], effect.alert))


def play(at: Scene, effect: e.Play) -> None:
    worker = at.her()
    for recording in effect.recordings:
        call = calls.recording(worker.chat, recording.file, recording.sound)
        at.post(call, worker.chat, worker.id, "notice", link={"heard": True, **goes(worker.session.tidy)})


def not_played(at: Scene, fate: Fate) -> None:
    """She waits for a voice that does not come: that is said, unless she has hidden the chat meanwhile."""
    chat = fate.call.params["chat_id"]
    if at.book.worker(chat) is None:  # who is loaded already may have changed in this batch
        at.book.load([Heard(0, "other", chat, chat, "private", 0)])
    worker = at.book.worker(chat)
    if worker is None or worker.session.hidden:
        return
    text = at.words.text(WENT_WRONG, worker.session.language, {})
    at.post(calls.send({"chat_id": chat, "text": text, **IN_HER_CHAT}), chat, worker.id, "notice")


def wipe(at: Scene) -> None:
    worker = at.her()
    leave_unanswered(at.book, worker)  # what she wrote goes too, and not with an answer that comes after
    at.post(calls.wipe(worker.chat), worker.chat, worker.id, "tidy", link={"wipe": True})
