"""Five words with which she comes back from another phone. They are shown once and typed once more; whoever gives them
later on another account gets the same answer as with any other words, and a person looks before anything changes."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hmac import compare_digest, digest

from sqlalchemy import delete, select

from bot import effects as e
from bot import effects_of_words as w
from bot import forgetting, one_case, to_worker
from bot.careful import NO, YES, tell_coordinators, tell_holder
from bot.content import LOCALES
from bot.heard import Heard
from bot.in_case import let_go
from bot.ledger import doubts, elsewhere
from bot.ledger import tables as t
from bot.ledger.book import DAY
from bot.ledger.identity import Asking, Identity
from bot.ledger.own import HOUR, NOTHING, TRIES
from bot.ledger.records import CaseFile, Worker, with_hers
from bot.ledger.trail import leave_unanswered
from bot.scene import Scene
from bot.seal.word import Slow
from bot.settings_rows import SETTINGS, STEP
from bot.telegram import calls
from bot.to_staff import tell
from bot.words import isolated
from flows.engine.cards import HIDE, PERSON
from flows.engine.hear import normalise
from flows.engine.model import Button, Screen, Session
from handoff.desk import say
from handoff.model import State

HOW_MANY = 5
KNOW, GIVE = "know", "give"
STEPS = (KNOW, GIVE)
_KNOWN = Button(f"{w.WAY}have", text="globals/know_them")


@lru_cache
def lists() -> dict[str, tuple[str, ...]]:
    """Our own words for each language: common things that are nobody's, and unlike each other."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (LOCALES / "five-words.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            language, _, words = line.partition(":")
            found[language] = tuple(words.split())
    return found


def handle(slow: Slow, secret: bytes, text: str) -> bytes:
    """How the words are found without their being kept. All of them are worked out with one salt, for whoever gives
    them is not known yet; `secret`, of the key file, keeps others from trying."""
    return slow.derive(_plain(text), digest(secret, b"salt", "sha256")[:16], secret)


def handles(slow: Slow, secrets: Sequence[bytes], text: str) -> tuple[bytes, ...]:
    """By the key in use, and by those from before: words that were given then are still found."""
    return tuple(handle(slow, secret, text) for secret in secrets)


def _plain(text: str) -> bytes:
    """Letters of one sound, which people write for each other, are one letter here."""
    composed = unicodedata.normalize("NFC", text[:400])
    return " ".join(normalise(composed.translate(_ONE_SOUND)).split()).encode("utf-8", "surrogatepass")


def _families(*pairs: tuple[str, str]) -> dict[int, str | None]:
    """Ethiopic: the seven forms of a letter follow each other. Of those in the throat the fourth sounds like the
    first."""
    found: dict[int, str | None] = {}
    for one, other in pairs:
        found |= {ord(one) + form: chr(ord(other) + form) for form in range(7)}
        found |= {ord(letter) + 3: other for letter in (one, other) if other in _THROAT}
    return found


_THROAT = "ሀአ"
_ONE_SOUND: dict[int, str | None] = {
    **_families(("ሐ", "ሀ"), ("ኀ", "ሀ"), ("ሠ", "ሰ"), ("ዐ", "አ"), ("ፀ", "ጸ")),
    **{ord(one): other for one, other in zip("أإآٱىيئؤةہۃھكँ", "ااااییی" + "وههههکं", strict=True)},
    0x093C: None,  # the dot below, which many leave out
}


# --- on her phone -----------------------------------------------------------------------------------------------------


def begin(at: Scene, effect: w.Return) -> None:
    her = at.her()
    her.own = replace(her.own, place=effect.place, asked_at=at.book.moment)
    match effect.step:
        case "show":
            words = [secrets.choice(_list(her)) for _ in range(HOW_MANY)]
            her.own = replace(her.own, asked="", first=_mark(at, her, " ".join(words)))
            _show(at, "globals/way_back_words", (_KNOWN,), five_words=isolated(" ".join(words)))
        case "have" if her.own.first:
            her.own = replace(her.own, asked=KNOW)
            _show(at, "globals/way_back_type")
        case "give":
            her.own = replace(her.own, asked=GIVE)
            _show(at, "globals/way_back_give")


def typed(at: Scene, heard: Heard) -> None:
    """What a stranger is told does not hang on what is found: it is said before anything is looked for."""
    her = at.her()
    if her.own.asked == GIVE:
        tried = len(her.own.recent(at.book.moment))
        her.own = replace(her.own.settled().tried(at.book.moment), place=her.own.place)
        if tried < TRIES:
            doubts.put(at.book, her.id, doubts.GIVES, heard)
        _show(at, "globals/way_back_given")
    elif compare_digest(_mark(at, her, heard.text), her.own.first):
        doubts.put(at.book, her.id, doubts.KEEPS, heard)
        her.own = replace(her.own.settled(), place=her.own.place)
        _show(at, "globals/way_back_kept")
    else:
        _show(at, "globals/way_back_not", (Button(f"{w.WAY}show", text="globals/show_words"),))


def kept(at: Scene, handles: Sequence[bytes]) -> None:
    """From now on these five are hers; the ones before are nobody's."""
    her = at.her()
    if her.own.aside is not None:
        return  # somebody may be looking over her shoulder: words that others know are no way back
    at.book.db.execute(delete(t.ways_back).where(t.ways_back.c.worker_id == her.id))
    row = {"handle": handles[0], "worker_id": her.id, "day": at.book.moment // DAY}
    at.book.db.execute(t.ways_back.insert(), row)
    at.book.audit("way_back_kept")


def _list(her: Worker) -> Sequence[str]:
    return lists().get(her.session.language) or lists()["en"]


def _mark(at: Scene, her: Worker, text: str) -> bytes:
    return at.book.key(her.id).mark("way-back", _plain(text))


def _show(at: Scene, text: str, *rows: tuple[Button, ...], **slots: str) -> None:
    her = at.her()
    to_worker.new_keyboard(her)
    back = (Button(SETTINGS, text="globals/back"),)
    screen = Screen((), (text,), (*rows, back, (PERSON, HIDE)), at=STEP, slots=tuple(slots.items()))
    to_worker.show(at, e.Show(screen, in_place=her.own.place))


# --- on another one ---------------------------------------------------------------------------------------------------


def given(at: Scene, handles: Sequence[bytes]) -> None:
    """Only the desk learns whether they are anybody's."""
    her = at.her()
    row = at.book.db.execute(select(t.ways_back.c.worker_id).where(t.ways_back.c.handle.in_(handles))).first()
    before = at.book.worker_by_id(bytes(row.worker_id)) if row is not None else None
    file = one_case.hers(at.book, before) if before is not None and before.id != her.id else None
    if file is None:
        return
    known = file.hers.identity
    if known.back is not None and known.back.worker == her.id and at.book.moment - known.back.at < HOUR:
        return
    at.book.audit("asks_back", file.case.id)
    with_hers(file, identity=replace(known, back=Asking(her.id, at.book.moment)))
    other = at.book.case(her.case)
    named = say("back.other", other=other.case.code_name) if other is not None and one_case.is_open(other) else ""
    if file.case.holder:
        tell_holder(at, file, say("back.asked", code=file.case.code_name, other=named), acts=(YES, NO))
    elif file.case.state is State.SEALED:
        tell_coordinators(at, file, "back.asked.sealed", (YES, NO), other=named, hours=forgetting.hours())
    else:
        tell_coordinators(at, file, "back.asked", (YES, NO), other=named)


def decide(at: Scene, effect: w.LetBack) -> tuple[e.Effect, ...]:
    file = at.file(effect.case)
    asking, code = file.hers.identity.back, file.case.code_name
    new = at.book.worker_by_id(asking.worker) if asking is not None else None
    if new is None:
        tell(at, e.TellStaff(effect.by, say("back.none", code=code), file.case.id))
        return ()
    with_hers(file, identity=replace(file.hers.identity, back=None))
    at.book.audit("back_yes" if effect.yes else "back_no", file.case.id, effect.by)
    tell(at, e.TellStaff(effect.by, say("back.yes" if effect.yes else "back.no", code=code), file.case.id))
    return _moves(at, file, new) if effect.yes else ()


def _moves(at: Scene, file: CaseFile, new: Worker) -> tuple[e.Effect, ...]:
    """The case is on the other phone from here on. Her word was sealed for the old one: she chooses another."""
    old = at.book.worker_by_id(file.worker_id)
    follows = _leaves(at, file, old) if old is not None else ()
    new.case, new.own, new.changed = file.case.id, replace(new.own, aside=None), True
    new.session = replace(new.session, stack=())
    file.worker_id, file.chat, file.quiet, file.away, file.changed = new.id, new.chat, new.session.hidden, False, True
    with_hers(file, identity=Identity(heard=at.book.moment))
    to_worker.tell(at, e.TellWorker(file.case.id, ("globals/way_back_here",)))
    if not file.silent(at.book.now):
        let_go(at, file)
    # What she opened on the new phone to be let back is not needed any more.
    return (*follows, *one_case.alone(at, new.id, file, why="word.elsewhere"))


def _leaves(at: Scene, file: CaseFile, old: Worker) -> tuple[e.Effect, ...]:
    """Whoever has the old phone finds it as after Hide: nobody knows who that is. All that stands there goes, hers too:
    it is with the case, and she cannot hide it herself any more. What was sealed there is not destroyed; of what is
    open this one alone stays so."""
    follows = forgetting.take_back(at, old, confirmed=True)
    leave_unanswered(at.book, old)
    elsewhere.leave_behind(at.book, file, old.id)
    at.post(calls.wipe(old.chat), old.chat, old.id, "tidy", link={"wipe": True})
    old.case, old.own, old.changed = None, NOTHING, True
    old.session = Session(bundle=old.session.bundle, language=old.session.language,
                          generation=old.session.generation, hidden=True)  # fmt: skip
    at.book.db.execute(delete(t.ways_back).where(t.ways_back.c.worker_id == old.id))
    return (*follows, *one_case.alone(at, old.id, file, why="word.elsewhere"))
