"""What a worker's turn or a staff act wants done. A closed union: whoever applies it handles every one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.effects_alerts import OfAlerts
from bot.effects_between import Between
from bot.effects_for_her import ForHer
from bot.effects_in_hand import InHand
from bot.effects_of_holds import OfHolds
from bot.effects_of_marks import OfMarks
from bot.effects_of_phrases import OfPhrases
from bot.effects_of_referral import OfReferral
from bot.effects_of_responders import OfResponders
from bot.effects_of_settings import OfSettings
from bot.effects_of_words import OfWords
from bot.heard import Heard
from bot.unasked_texts import Unasked
from bot.voice import Recording
from flows.engine.model import Answer, Screen
from handoff.model import CaseId, Move, Profile, Role, StaffId, Urgency

if TYPE_CHECKING:
    from bot.ledger.records import CaseFile


@dataclass(frozen=True, slots=True)
class Show:
    """A screen for the worker whose turn it is: in place of message `in_place`, or below everything (0)."""

    screen: Screen
    in_place: int = 0


@dataclass(frozen=True, slots=True)
class TellWorker:
    """Fixed sentences of the program, by text key, to the worker of a case. Not a person's words; needs no route."""

    case: CaseId
    parts: tuple[Unasked, ...]


@dataclass(frozen=True, slots=True)
class Toast:
    """The small answer to a tap. Perishable: Telegram forgets a tap after 150 seconds."""

    query: str
    text: str = ""
    key: str = ""  # a text key instead, for the worker
    alert: bool = False


@dataclass(frozen=True, slots=True)
class TellStaff:
    """A notice to one member of staff. `case`: it goes into that case's topic, or is headed by its code name."""

    to: StaffId
    text: str
    case: CaseId | None = None
    acts: tuple[tuple[str, str], ...] = ()  # (act, label) buttons about the case
    buttons: tuple[tuple[str, str], ...] = ()  # (label, what it carries) buttons about anything else
    reply_to: int = 0
    names: bool = False  # it says that she now writes to this case: plain words are for it once she has been told


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody was first. The tap that lost is told who has the case."""

    query: str
    holder: StaffId | None


@dataclass(frozen=True, slots=True)
class ListCases:
    """The queue, who is first for her in it, or the cases that she holds. `what`: queue, next or mine."""

    to: StaffId
    what: str


@dataclass(frozen=True, slots=True)
class OfHerself:
    """What a colleague tells of herself. None: only shown."""

    staff: StaffId
    profile: Profile | None


@dataclass(frozen=True, slots=True)
class Rest:
    """She is offered nothing until then; None: she is back."""

    staff: StaffId
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """The case's card in the staff chat, new or edited to how the case stands now."""

    case: CaseId
    message: int = 0  # the card that was tapped, when we know it
    why: str = ""  # it is the next one, and why
    chat: int = 0  # where the tapped card is


@dataclass(frozen=True, slots=True)
class Keep:
    """Her message belongs to the case: kept sealed, and passed to the holder if there is one."""

    case: CaseId
    heard: Heard


@dataclass(frozen=True, slots=True)
class Told:
    """She was told this in her case, and when is kept: not to be said again and again."""

    case: CaseId
    what: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A person's words to the worker, along the route of the claim."""

    case: CaseId
    by: StaffId
    heard: Heard
    until: datetime  # how long the claim now holds, because its holder did something


@dataclass(frozen=True, slots=True)
class Annotate:
    """A note of the advocate's: another thing than a message, and it has no route."""

    case: CaseId
    by: StaffId
    heard: Heard
    text: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """What was kept while she waited, to the one who claimed it, in order."""

    case: CaseId
    summary: bool = True  # with what she agreed to hand over


@dataclass(frozen=True, slots=True)
class Open:
    """She asked for a person and agreed. The shell gives it an id, a key and a code name."""

    urgency: Urgency
    language: str
    summary: Mapping[str, Answer]
    basis: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Make:
    """A conditional move. `won` follows when the case still stood where the move expects it, else `lost` decides."""

    move: Move
    won: tuple[Effect, ...] = ()
    lost: Callable[[CaseFile], tuple[Effect, ...]] = field(default=lambda file: ())
    by: StaffId | None = None
    whom: StaffId | None = None  # whose case it was, for the audit


@dataclass(frozen=True, slots=True)
class Urgent:
    """A danger word in an open case."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class Play:
    """Recordings of what she reads, to the worker whose turn it is."""

    recordings: tuple[Recording, ...]


@dataclass(frozen=True, slots=True)
class Wipe:
    """Delete from her chat all that Telegram still lets us delete, both sides."""


@dataclass(frozen=True, slots=True)
class Forget:
    """She starts anew: her closed case is no longer hers to come back to."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hold back (or let go) what people write to her: she has hidden the chat."""

    case: CaseId
    on: bool


@dataclass(frozen=True, slots=True)
class Enlist:
    """An invite was used: this account is staff from now on."""

    handle: bytes
    user: int
    chat: int


@dataclass(frozen=True, slots=True)
class ShowStaff:
    """Who is staff, with a button for each colleague."""

    to: StaffId


@dataclass(frozen=True, slots=True)
class ShowColleague:
    """One colleague: what can be done. `parting`: what would follow from the end of her time, and the last question."""

    to: StaffId
    whom: StaffId
    parting: bool = False


@dataclass(frozen=True, slots=True)
class Hire:
    """A link for a new colleague, to whoever asked for it; the other coordinators are asked."""

    by: StaffId
    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Decide:
    """A second coordinator says yes or no to an invite."""

    by: StaffId
    invite: StaffId
    yes: bool


@dataclass(frozen=True, slots=True)
class Freeze:
    """An account is stopped, with all that it has on its way; or let in again."""

    by: StaffId
    whom: StaffId
    on: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The end of somebody's time as staff, in one act."""

    by: StaffId
    whom: StaffId


OfStaff = Rest | OfHerself | ShowStaff | ShowColleague | Hire | Decide | Freeze | Part


@dataclass(frozen=True, slots=True)
class Blocked:
    """She stopped the bot, or came back."""

    case: CaseId
    on: bool


@dataclass(frozen=True, slots=True)
class LeaveChat:
    """A group that is none of ours added the bot."""

    chat: int


@dataclass(frozen=True, slots=True)
class Audit:
    act: str
    case: CaseId | None = None
    by: StaffId | None = None


Effect = (
    Show | TellWorker | Toast | TellStaff | Card | Keep | Told | Reply | Annotate | HandOver | Open | Make | Urgent
    | Wipe | Play | Forget | Lost | ListCases | Quiet | Enlist | Blocked | LeaveChat | Audit | OfStaff
    | InHand | OfMarks | Between | OfPhrases | OfAlerts | ForHer | OfReferral | OfResponders | OfHolds
    | OfSettings | OfWords
)  # fmt: skip
