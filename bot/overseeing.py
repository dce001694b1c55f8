"""Acts of whoever looks at the desk from outside: all cases by age, one opened again, one read with a reason."""

from __future__ import annotations

from bot import effects as e
from bot import effects_between as between
from bot.asked import Asked, refused
from bot.effects import Effect
from bot.ledger.records import CaseFile
from handoff import reading
from handoff.desk import refusal, say, waited
from handoff.model import Refused
from handoff.roles import Act, may

COMMANDS = ("/desk", "/read")


def act(asked: Asked, file: CaseFile, name: str) -> tuple[Effect, ...]:
    """Nothing, where the act is none of these."""
    if name == "reopen":
        return (between.Reopen(file.case.id, asked.member.staff.id, asked.heard.query),)
    return _how_to_read(asked, file) if name == "read" else ()


def see(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    """However old the list is: what is shown is how it stands now."""
    by = asked.member.staff
    if not may(Act.SUPERVISE, by):
        return (refused(asked, Refused("not_staff"), file),)
    return (e.Toast(asked.heard.query), between.ShowCase(by.id, file.case.id))


def command(asked: Asked, name: str, words: str) -> tuple[Effect, ...]:
    return _read(asked, words) if name == "/read" else _desk(asked, words.split())


def _desk(asked: Asked, words: list[str]) -> tuple[Effect, ...]:
    by = asked.member.staff
    if not may(Act.SUPERVISE, by):
        return (_said(asked, refusal(Refused("not_staff"), "")),)
    number = next((word for word in words if word.isascii() and word.isdigit() and len(word) < 5), "1")
    return (between.ShowDesk(by.id, max(1, int(number)), closed="closed" in words, held="held" in words),)


def _how_to_read(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    """A command in reply to this, and never plain words: those would be for the worker, if they were for anybody."""
    by, words = asked.member.staff, "x" * reading.LEAST
    why_not = reading.read(file.case, by, words)
    if why_not is not None:
        return (refused(asked, why_not, file),)
    lasts = waited(int(reading.LASTS.total_seconds() // 60))
    how = e.TellStaff(by.id, say("read.how", code=file.case.code_name, lasts=lasts), file.case.id)
    return (e.Toast(asked.heard.query), how)


def _read(asked: Asked, why: str) -> tuple[Effect, ...]:
    """Only of the case that she replied to, or whose topic it is: the case she writes to is her own."""
    by, file = asked.member.staff, asked.file
    if file is None or not asked.addressed:
        return (_said(asked, say("read.which")),)
    why_not = reading.read(file.case, by, why)
    if why_not is not None:
        return (refused(asked, why_not, file),)
    return (between.Read(file.case.id, by.id, why.strip()),)


def _said(asked: Asked, text: str) -> Effect:
    return e.TellStaff(asked.member.staff.id, text, reply_to=asked.heard.message)
