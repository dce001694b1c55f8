"""How somebody becomes staff, is stopped, and leaves. Two people for each; one is enough to stop an account."""

from __future__ import annotations

from datetime import timedelta

from handoff.model import Invite, Refused, Staff
from handoff.roles import Act, may

VALID_FOR = timedelta(hours=24)


def needs_approval(invite: Invite, coordinators: int) -> bool:
    """By a coordinator who did not make it. While there is none there is nobody to ask: the first one comes so."""
    return not invite.approved and (coordinators > 0 or invite.by is not None)


def invite(by: Staff, coordinators: int) -> Refused | None:
    """`coordinators`: how many there are now, she among them."""
    if not may(Act.INVITE, by):
        return _why_not(by)
    return Refused("alone") if coordinators < 2 else None


def approve(invite: Invite, by: Staff) -> Refused | None:
    if not may(Act.APPROVE, by, whose=invite.by):
        return Refused("own") if may(Act.INVITE, by) else _why_not(by)
    if not invite.holds:
        return Refused("over")
    return Refused("approved") if invite.approved else None


def refuse(invite: Invite, by: Staff) -> Refused | None:
    """Who made it may take it back, and approved it can still be refused until it is used."""
    if not may(Act.INVITE, by):
        return _why_not(by)
    return None if invite.holds else Refused("over")


def freeze(colleague: Staff, by: Staff) -> Refused | None:
    if not may(Act.FREEZE, by, whose=colleague.id):
        return _why_not(by, colleague)
    return None if colleague.active else Refused("is_frozen")


def thaw(colleague: Staff, by: Staff) -> Refused | None:
    if not may(Act.THAW, by, whose=colleague.id):
        return _why_not(by, colleague)
    return Refused("not_frozen") if colleague.active else None


def part(colleague: Staff, by: Staff) -> Refused | None:
    """The end of her time as staff."""
    return None if may(Act.PART, by, whose=colleague.id) else _why_not(by, colleague)


def _why_not(by: Staff, colleague: Staff | None = None) -> Refused:
    if not by.active:
        return Refused("frozen")
    return Refused("yourself") if colleague is not None and colleague.id == by.id else Refused("not_staff")
