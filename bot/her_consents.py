"""What she agrees to for a referral: asked in her chat in her language, answered with a tap, taken back with one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from bot import effects as e
from bot import effects_for_her as wanted
from bot import exporting, to_worker
from bot.case_screens import CONSENTS
from bot.ledger import hands, referrals
from bot.ledger.records import CaseFile, with_hers
from bot.scene import Scene
from bot.to_staff import tell
from handoff.desk import say
from handoff.model import Role, StaffId
from handoff.referral import consents
from handoff.referral.consents import Purpose, Row
from handoff.referral.record import From, Gap, Source, Told

REFER_FIELD = "pv-want-to-submit-nrm"


def ask(at: Scene, file: CaseFile, purpose: Purpose, about: str) -> bool:
    """Whether she is asked; not while nothing may appear in her chat."""
    if file.silent(at.book.now):
        return False
    text = CONSENTS[purpose.value]
    version = sha256(at.words.text(text, file.case.language, {}).encode()).hexdigest()[:8]
    with_hers(file, wanted=(purpose.value, version, about))
    to_worker.tell(at, e.TellWorker(file.case.id, (text,)))
    return True


def answered(at: Scene, file: CaseFile, effect: wanted.Consent) -> None:
    if not file.hers.wanted:
        return
    name, version, about = file.hers.wanted
    purpose = Purpose(name)
    put(at, file, Row(purpose, effect.given, version, file.case.language, at.book.now, about))
    with_hers(file, wanted=())
    if purpose is Purpose.REFER:
        _propose(at, file, effect.given)
    _tell_holder(at, file, "ref.consent.yes" if effect.given else "ref.consent.no", purpose)


def take_back(at: Scene, file: CaseFile) -> None:
    """All that she has said yes to for the referral. That she talks here is not a part of it."""
    withdraw(at, file, list(CONSENTS))
    with_hers(file, wanted=())
    for staff in who_is_told(at, file):
        tell(at, e.TellStaff(staff, say("ref.consent.back", code=file.case.code_name), file.case.id))


def who_is_told(at: Scene, file: CaseFile) -> list[StaffId]:
    """Whoever holds it; where nobody does, as after its end, those who can see to it."""
    if file.case.holder:
        return [file.case.holder]
    return [staff for role in (Role.COORDINATOR, Role.DPO) for staff in hands.staff_of(at.book, role)]


def withdraw(at: Scene, file: CaseFile, purposes: list[str]) -> None:
    rows = referrals.agreed(at.book, file.case.id)
    for purpose, about in dict.fromkeys((row.purpose, row.about) for row in rows if row.purpose.value in purposes):
        standing = consents.standing(rows, purpose, about, at.book.now)
        waits = (row for row in consents.waiting(rows) if (row.purpose, row.about) == (purpose, about))
        if ended := standing or next(waits, None):
            put(at, file, consents.withdrawn(ended, at.book.now))


def seconded(at: Scene, file: CaseFile, seen: int, name: str) -> None:
    """A second person has agreed to the bases among the first `seen` rows. What came after them stands."""
    rows = referrals.agreed(at.book, file.case.id)
    for row in consents.waiting(rows):
        if row in rows[:seen]:
            put(at, file, replace(row, at=at.book.now, second=name))


def put(at: Scene, file: CaseFile, row: Row) -> None:
    """A no ends what was made on a yes, whoever has written it down."""
    referrals.agree(at.book, file.case.id, row)
    at.book.audit(f"consent:{row.purpose}:{'yes' if row.given else 'no'}", file.case.id)
    rows = referrals.agreed(at.book, file.case.id)
    known = {(one.purpose, one.about) for one in rows if one.purpose.value in CONSENTS}
    agreed = any(consents.standing(rows, purpose, about, at.book.now) for purpose, about in known)
    with_hers(file, agreed=agreed)
    if not row.given:
        exporting.taken_back(at, file)


def _propose(at: Scene, file: CaseFile, given: bool) -> None:
    """The form asks the same, so the advocate need not."""
    before = referrals.record(at.book, file.case.id).entries.get(REFER_FIELD)
    if isinstance(before, Gap) or (isinstance(before, Told) and before.confirmed):
        return
    told = Told("yes" if given else "no", Source(From.FLOW, at.book.now), confirmed=False)
    referrals.put(at.book, file.case.id, REFER_FIELD, told)


def _tell_holder(at: Scene, file: CaseFile, key: str, purpose: Purpose) -> None:
    if file.case.holder:
        text = say(key, code=file.case.code_name, what=say(f"ref.purpose.{purpose}"))
        tell(at, e.TellStaff(file.case.holder, text, file.case.id))
