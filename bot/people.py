"""An act of staff about staff: who may, then what is wanted. `desk.py` where no case is meant; as pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot import effects as e
from bot.effects import Effect
from bot.heard import Heard
from bot.ledger.records import Member
from bot.telegram.buttons import About, read_about
from handoff import people
from handoff.desk import say
from handoff.model import Invite, Refused, Role, Staff
from handoff.roles import Act, may

COMMANDS = ("/staff", "/invite")
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """Her tap or command, with the colleague or the invite on the button. `coordinators`: how many can act now."""

    member: Member
    heard: Heard
    colleague: Staff | None = None
    invite: Invite | None = None
    coordinators: int = 0


def is_one(heard: Heard) -> bool:
    """Whether this is for here. Only in a chat of her own: in a group others read along."""
    if heard.chat_type != "private":
        return False
    if heard.kind == "command":
        return _first(heard) in COMMANDS
    return heard.kind == "tap" and read_about(heard.data) is not None


def act(asked: Asked) -> tuple[Effect, ...]:
    heard = asked.heard
    if heard.kind == "tap":
        pressed = read_about(heard.data)
        return (e.Toast(heard.query), *_tap(asked, pressed)) if pressed else ()
    if _first(heard) == "/invite":
        return _invite(asked, heard.text.split(maxsplit=2)[1:])
    return _see(asked, e.ShowStaff(asked.member.staff.id))


def _first(heard: Heard) -> str:
    return heard.text.split(maxsplit=1)[0].split("@", 1)[0]


def _tap(asked: Asked, pressed: About) -> tuple[Effect, ...]:
    by, whom = asked.member.staff, pressed.whom
    if asked.invite is not None and pressed.name in ("approve", "refuse"):
        yes = pressed.name == "approve"
        why = people.approve(asked.invite, by) if yes else people.refuse(asked.invite, by)
        return (_refused(asked, why),) if why else (e.Decide(by.id, whom, yes),)
    if asked.colleague is None:
        return (_told(asked, say("people.gone")),)
    match pressed.name:
        case "who":
            return _see(asked, e.ShowColleague(by.id, whom))
        case "freeze":
            why = people.freeze(asked.colleague, by)
            return (_refused(asked, why),) if why else (e.Freeze(by.id, whom, True),)
        case "thaw":
            why = people.thaw(asked.colleague, by)
            return (_refused(asked, why),) if why else (e.Freeze(by.id, whom, False),)
        case "part" | "parts":
            why = people.part(asked.colleague, by)
            last = e.ShowColleague(by.id, whom, parting=True) if pressed.name == "part" else e.Part(by.id, whom)
            return (_refused(asked, why),) if why else (last,)
    return (_told(asked, say("toast.old")),)


def _see(asked: Asked, wanted: Effect) -> tuple[Effect, ...]:
    by = asked.member.staff
    return (wanted,) if may(Act.SEE_STAFF, by) else (_refused(asked, Refused("not_staff")),)


def _invite(asked: Asked, words: list[str]) -> tuple[Effect, ...]:
    by = asked.member.staff
    why = people.invite(by, asked.coordinators)
    if why is not None:
        return (_refused(asked, why),)
    if len(words) < 2 or words[0] not in set(Role) or len(words[1]) > LONGEST_NAME:
        return (_told(asked, say("invite.how", roles=", ".join(Role))),)
    return (e.Hire(by.id, Role(words[0]), words[1]),)


def _refused(asked: Asked, why: Refused) -> Effect:
    return _told(asked, say(f"refused.{why.why}"))


def _told(asked: Asked, text: str) -> Effect:
    return e.TellStaff(asked.member.staff.id, text, reply_to=asked.heard.message)
