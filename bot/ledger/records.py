"""Rows as the rest of the house knows them, and what of each is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.heard import Media
from bot.ledger.hers import Hers, hers_from
from bot.ledger.own import NOTHING, Own
from bot.seal.box import Sealed
from flows.engine.model import Answer, Note, Session
from handoff.model import Case, CaseId, First, Offer, Profile, Role, Staff, StaffId, State, Token, Urgency

DESK = b"helpline desk 01"
"""Owner of the key for what belongs to the whole desk: cards in the staff chat."""

WAIT_GRAIN = 300  # seconds; how exactly the plain column knows since when a case waits


@dataclass(slots=True)
class Worker:
    """A worker's row. `session` is where she stands in the flows; `case` the last case she opened."""

    id: bytes
    who: bytes
    chat: int
    session: Session
    case: CaseId | None = None
    fresh: bool = True  # not in the database yet
    changed: bool = True
    wrote: tuple[int, int] | None = None  # update and message id of what nothing has answered yet
    own: Own = NOTHING


@dataclass(slots=True)
class Member:
    """A staff row: the person, her private chat with the bot, and her current case where there are no topics."""

    staff: Staff
    who: bytes
    chat: int
    current: CaseId | None = None
    changed: bool = False
    was: Sealed | None = None  # what it was read from; written under random bytes, so no two are the same


@dataclass(slots=True)
class CaseFile:
    """A case with what the desk needs of its sealed part. `summary` holds only what she agreed to hand over."""

    case: Case
    worker_id: bytes
    chat: int
    summary: Mapping[str, Answer] = field(default_factory=dict)
    basis: str = ""  # the consent it rests on, or the reason without one
    card: int = 0  # message id of its card in the staff chat
    card_chat: int = 0  # which chat that was; 0: the one in the settings
    quiet: bool = False
    away: bool = False  # the chat is closed on her side: nothing reaches her until she writes again
    next_seq: int = 1
    last_holder: StaffId | None = None
    ended: str = ""  # of closing.REASONS, while it is closed by a person
    unanswered: int = 0  # messages of hers since a person last wrote
    unanswered_since: int | None = None  # Unix seconds
    waits_from: StaffId | None = None  # whose words wait for her; in other hands they are not sent any more
    told: Mapping[str, int] = field(default_factory=dict)  # what she was told once, and when (Unix seconds)
    hers: Hers = field(default_factory=Hers)
    touched_day: int = 0  # since 1970: the last move, or the last words
    held_until: int | None = None  # a day; see `holds.py`
    bare: bool = False  # where its files are is forgotten
    changed: bool = False

    def silent(self, now: datetime) -> bool:
        """Nothing may appear in her chat by itself, or nothing can: what people write waits."""
        return self.quiet or self.away or not self.hers.may_write(now)


@dataclass(frozen=True, slots=True)
class Kept:
    """One message of a case. `sender` is worker or advocate; `message` and `chat`: where the original is."""

    id: bytes
    case: CaseId
    seq: int
    sender: str
    kind: str
    text: str
    chat: int
    message: int
    date: int
    media: Media | None = None
    reply_to: int = 0
    phrase: str = ""  # of the phrasebook: what it is, or was begun from
    made: str = ""  # phrase | own words | machine: how it came about; "" where she just wrote it
    english: str = ""  # beside it, where it is in another language
    draft: Mapping[str, Any] = field(default_factory=dict)  # while it is not sent: the claim, and what is filled in
    album: str = ""
    quote: str = ""
    inside: str = ""  # of a contact or a place
    parts: Sequence[int] = ()  # the messages that it needed in her chat besides its twin
    again: bool = False  # something of it may have reached her already
    digests: Sequence[Mapping[str, Any]] = ()  # of the file: sha256, size, kind, at (Unix seconds); only different ones

    def sealed_part(self) -> bytes:
        media = asdict(self.media) if self.media else None
        more = {name: value for name in _MORE if (value := getattr(self, name))}
        return orjson.dumps(
            [self.sender, self.kind, self.text, self.chat, self.message, self.date, media, self.reply_to, more]
        )

    @staticmethod
    def from_row(plain: bytes, *, id: bytes, case: CaseId, seq: int) -> Kept:
        sender, kind, text, chat, message, date, media, reply_to, *rest = orjson.loads(plain)
        more = rest[0] if rest else {}  # rows of before there was more have none
        file = Media(**media) if media else None
        return Kept(id, case, seq, sender, kind, text, chat, message, date, file, reply_to, **more)


_MORE = ("phrase", "made", "english", "draft", "album", "quote", "inside", "parts", "again", "digests")


# --- staff -------------------------------------------------------------------------------------------------------


def member_plain(member: Member) -> bytes:
    told = member.staff.profile
    rests = int(told.rests_until.timestamp()) if told.rests_until else 0
    profile = [sorted(told.languages), sorted(told.remit), told.sex, told.most, rests]
    return orjson.dumps([member.chat, member.staff.name, profile, int(member.staff.reachable)])


def member_from(plain: bytes, row: Any) -> Member:
    chat, name, *told = orjson.loads(plain)
    reachable = bool(told[1]) if len(told) > 1 else True  # rows of before this was known
    staff = Staff(StaffId(bytes(row.id)), Role(row.role), name, bool(row.active), _profile(*told[:1]), reachable)
    current = CaseId(bytes(row.case_id)) if row.case_id is not None else None
    return Member(staff, bytes(row.who), chat, current, was=row.sealed)


def _profile(told: Sequence[Any] = ()) -> Profile:
    """Rows of before colleagues could tell anything of themselves have none."""
    if not told:
        return Profile()
    languages, remit, sex, most, rests = told
    until = datetime.fromtimestamp(rests, UTC) if rests else None
    return Profile(frozenset(languages), frozenset(remit), sex, most, until)


# --- cases -------------------------------------------------------------------------------------------------------


def case_plain(file: CaseFile) -> bytes:
    return orjson.dumps(
        {
            "chat": file.chat,
            "language": file.case.language,
            "opened": file.case.opened_at.timestamp(),
            "summary": {name: _answer_out(answer) for name, answer in file.summary.items()},
            "basis": file.basis,
            "card": file.card,
            "card_chat": file.card_chat,
            "last": file.last_holder.hex() if file.last_holder else "",
            "away": file.away,
            "waits_from": file.waits_from.hex() if file.waits_from else "",
            "told": file.told,
            "queue": [file.case.rule, file.case.team, file.case.wish],
            "offer": _offer_out(file.case.offer),
            "first": _first_out(file.case.first),
            "ended": file.ended,
            "hers": file.hers.plain(),
        }
    )


def case_values(file: CaseFile) -> dict[str, Any]:
    """The plain columns. Language and waiting time are needed only while nobody has claimed the case."""
    case = file.case
    waiting = case.state is State.WAITING
    opened = int(case.opened_at.timestamp())
    return {
        "worker_id": file.worker_id,
        "code_name": case.code_name,
        "state": case.state.value,
        "urgency": case.urgency.value,
        "language": case.language if waiting else "",
        "token": case.token,
        "holder": case.holder,
        "lease_until": int(case.lease_until.timestamp()) if case.lease_until else None,
        "waiting_since": _grain(opened) if waiting else None,
        "next_seq": file.next_seq,
        "quiet": int(file.quiet),
        "unanswered": file.unanswered,
        "unanswered_since": _grain(file.unanswered_since),
        "look_at": _rounded_up(file.hers.look_at(case.state)),
        "touched_day": file.touched_day,
        "bare": int(file.bare),
    }


def _grain(moment: int | None) -> int | None:
    return None if moment is None else moment - moment % WAIT_GRAIN


def _rounded_up(moment: datetime | None) -> int | None:
    """The next full five minutes: what she is told, and when, is hers alone."""
    return -(-int(moment.timestamp()) // WAIT_GRAIN) * WAIT_GRAIN if moment else None


_BEFORE_RULES = ("asked", "", "")  # of a case that was opened before its urgency had a name


def case_from(plain: bytes, row: Any) -> CaseFile:
    inner = orjson.loads(plain)
    rule, team, wish = inner.get("queue", _BEFORE_RULES)
    case = Case(
        id=CaseId(bytes(row.id)),
        code_name=row.code_name,
        state=State(row.state),
        urgency=Urgency(row.urgency),
        language=inner["language"],
        token=Token(row.token),
        opened_at=datetime.fromtimestamp(inner["opened"], UTC),
        holder=StaffId(bytes(row.holder)) if row.holder is not None else None,
        lease_until=datetime.fromtimestamp(row.lease_until, UTC) if row.lease_until is not None else None,
        rule=rule,
        team=team,
        wish=wish,
        offer=_offer_in(inner.get("offer")),
        first=_first_in(inner.get("first")),
    )
    return CaseFile(
        case=case,
        worker_id=bytes(row.worker_id),
        chat=inner["chat"],
        summary={name: _answer_in(answer) for name, answer in inner["summary"].items()},
        basis=inner["basis"],
        card=inner["card"],
        card_chat=inner.get("card_chat", 0),
        quiet=bool(row.quiet),
        away=inner.get("away", False),
        next_seq=row.next_seq,
        last_holder=StaffId(bytes.fromhex(inner["last"])) if inner["last"] else None,
        ended=inner.get("ended", ""),
        unanswered=row.unanswered,
        unanswered_since=row.unanswered_since,
        waits_from=StaffId(bytes.fromhex(inner["waits_from"])) if inner.get("waits_from") else None,
        told=inner.get("told", {}),
        hers=hers_from(inner.get("hers", {})),
        touched_day=row.touched_day,
        held_until=row.held_until,
        bare=bool(row.bare),
    )


def _offer_out(offer: Offer | None) -> Any:
    return [offer.to.hex(), offer.token, offer.until.timestamp()] if offer else None


def _offer_in(kept: Any) -> Offer | None:
    if not kept:
        return None
    to, token, until = kept
    return Offer(StaffId(bytes.fromhex(to)), Token(token), datetime.fromtimestamp(until, UTC))


def _first_out(first: First | None) -> Any:
    if first is None:
        return None
    since = [first.since.timestamp()] if first.since else []
    return [first.whom.hex(), first.until.timestamp(), *since]


def _first_in(kept: Any) -> First | None:
    if not kept:
        return None
    whom, *times = kept
    return First(StaffId(bytes.fromhex(whom)), *(datetime.fromtimestamp(time, UTC) for time in times))


def with_case(file: CaseFile, **changes: Any) -> None:
    file.case = replace(file.case, **changes)
    file.changed = True


def with_hers(file: CaseFile, **changes: Any) -> None:
    file.hers = replace(file.hers, **changes)
    file.changed = True


def _answer_out(answer: Answer) -> Any:
    return answer if isinstance(answer, str) else [[note.kind, note.ref] for note in answer]


def _answer_in(answer: Any) -> Answer:
    return answer if isinstance(answer, str) else tuple(Note(kind, ref) for kind, ref in answer)
