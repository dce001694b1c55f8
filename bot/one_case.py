"""Of one worker at most one case is live: her chat shows it, and what she writes goes there.

While she may be watched a second open one stands aside behind it (`Own.aside`), until her word or a person brings it
back. Any other open case of hers is closed, and whoever has it is told: none is open where nobody would look for her.
"""

from __future__ import annotations

from bot import effects as e
from bot.ledger import erasures
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Worker
from bot.scene import Scene
from handoff.claims import withdraw
from handoff.desk import say
from handoff.model import CaseId, State

OPEN = (State.WAITING, State.CLAIMED)


def is_open(file: CaseFile) -> bool:
    return file.case.state in OPEN


def meant(book: Book, her: Worker) -> CaseFile | None:
    """Her case: what was put aside before what is shown since, but what is open before what has ended."""
    files = [file for id in (her.own.aside, her.case) if (file := book.case(id)) is not None]
    files = [file for file in files if file.case.state is not State.ERASED]
    return next(filter(is_open, files), files[0] if files else None)


def sealed(book: Book, worker: bytes) -> list[CaseFile]:
    """Those that were open when somebody wanted them gone, the oldest first: what was begun since, somebody else may
    have begun in her name."""
    files = [file for file in book.all_of(worker) if file.case.state is State.SEALED]
    its = [file for file in files if erasures.sealed_as(book, file.case.id) in OPEN]
    return sorted(its, key=lambda file: file.case.opened_at)


def hers(book: Book, her: Worker) -> CaseFile | None:
    """Her case, and before all others one that somebody has sealed in her name, even where another was opened since: in
    three days nobody could bring it back."""
    ended = (file for file in book.all_of(her.id) if file.case.state is State.SEALED)
    return next(iter(sealed(book, her.id)), None) or meant(book, her) or next(ended, None)


def alone(at: Scene, worker: bytes, file: CaseFile, *shown: CaseId | None, why: str) -> tuple[e.Effect, ...]:
    """All other open ones of hers are closed in favour of this one, but what is `shown`. Where nobody holds one, its
    card says so."""
    stay = (file.case.id, *shown)
    others = [each for each in at.book.all_of(worker) if is_open(each) and each.case.id not in stay]
    return tuple(_close(each, file, why) for each in others)


def _close(other: CaseFile, file: CaseFile, why: str) -> e.Effect:
    text = say(why, code=other.case.code_name, other=file.case.code_name)
    told = (e.TellStaff(other.case.holder, text, other.case.id),) if other.case.holder else ()
    return e.Make(withdraw(other.case), won=(e.Card(other.case.id), *told))
