"""What is kept about her: kinds, numbers and days from the ledger; and her own words only when she asks again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot import to_worker
from bot.effects_of_settings import ShowKept, ShowWords
from bot.her_data import KEPT, SHOW_WORDS, older
from bot.ledger import messages, nrm, readings
from bot.ledger.records import CaseFile
from bot.scene import Scene
from bot.settings_rows import Her, screen
from bot.words import LONGEST, isolated, measure
from handoff.model import State
from handoff.retention import What

_ROOM = LONGEST - 96  # of one page; the rest is for what stands around a message
_BETWEEN = "\n\n"
_SIGNS = {"photo": "\N{CAMERA}", "voice": "\N{MICROPHONE}"}
_FILE = "\N{PAPERCLIP}"


def show(at: Scene, effect: ShowKept) -> None:
    worker, files = at.her(), at.book.all_of(at.her().id)
    to_worker.new_keyboard(worker)
    file = at.book.case(worker.case)
    parts, slots = ["globals/kept_always"], {"session_days": _days(at, What.SESSION)}
    if worker.session.answers:
        parts.append("globals/kept_answers")
        slots["answers_kept"] = str(len(worker.session.answers))
    if file is not None:
        parts.append("globals/kept_talk")
        slots |= _of_talk(at, file)
        parts += ["globals/kept_hours"] if file.hers.hours else []
    # What is hidden from this chat is not told in it either: somebody may stand beside her.
    hidden = {each.case.id for each in files if each.case.state is State.SEALED} | {worker.own.aside}
    earlier = [each for each in files if each is not file and each.case.id not in hidden]
    if earlier:
        parts.append("globals/kept_older")
        slots["older_talks"] = str(len(earlier))
    rows = ((SHOW_WORDS,),) if file is not None else ()
    shown = screen(Her(worker.session, file, at.book.now), tuple(parts), *rows)
    to_worker.put(at, at.words.screen(shown, worker.session.language, slots, at.book.now.date()), shown, effect.place)


def show_words(at: Scene, effect: ShowWords) -> None:
    worker = at.her()
    to_worker.new_keyboard(worker)
    file = at.book.case(worker.case)
    pages = _pages(_words(at, file)) if file is not None else []
    said = pages[effect.page] if effect.page < len(pages) else ""
    rows = ((older(effect.page + 1),),) if effect.page + 1 < len(pages) else ()
    parts = () if said else ("globals/no_words",)
    shown = screen(Her(worker.session, file, at.book.now), parts, *rows, back=KEPT)
    rendered = at.words.screen(shown, worker.session.language, {}, at.book.now.date())
    to_worker.put(at, rendered._replace(text=said) if said else rendered, shown, effect.place)


def _of_talk(at: Scene, file: CaseFile) -> Mapping[str, str]:
    all_of_it = [kept for kept, _ in messages.every(at.book, file)]
    return {
        "code_name": file.case.code_name,
        "messages_kept": str(len(all_of_it)),
        "files_kept": str(sum(kept.media is not None for kept in all_of_it)),
        "handed_over": str(len(file.summary)),
        "other_readers": str(len(readings.of_case(at.book, file.case.id))),
        "open_days": _days(at, What.OPEN),
        "closed_days": _days(at, What.OPEN if nrm.is_to_come(at.book, file.case.id) else What.CLOSED),
    }


def _days(at: Scene, what: What) -> str:
    return str(at.book.tools.keep.days(what))


def _words(at: Scene, file: CaseFile) -> Iterator[str]:
    """Hers, the newest first. A file is a sign: what was in it is not kept."""
    for kept, _ in reversed(messages.every(at.book, file)):
        if kept.sender == "worker":
            sign = _SIGNS.get(kept.media.kind, _FILE) if kept.media else ""
            yield isolated(" ".join(part for part in (sign, kept.text) if part))


def _pages(words: Iterator[str]) -> Sequence[str]:
    """Each as full as one message of Telegram takes."""
    pages: list[str] = []
    for said in words:
        if pages and measure(pages[-1]) + measure(said) + len(_BETWEEN) <= _ROOM:
            pages[-1] = f"{said}{_BETWEEN}{pages[-1]}"
        else:
            pages.append(said)
    return pages
