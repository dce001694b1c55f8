"""One act of staff: who may, then the rules of handoff, then effects. The mirror of a worker's turn, and as pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot import changing, holding, interviewing, knowing, moves, overseeing, phrasing, responding, rostering, transfer
from bot import effects as e
from bot import effects_between as between
from bot import effects_in_hand as hand
from bot.asked import Asked, no_case, refused, toasted
from bot.effects import Effect
from bot.heard import Heard
from bot.ledger.messages import INTERVIEW
from bot.ledger.records import CaseFile, Member
from bot.telegram.buttons import Act, from_base36, read_act
from bot.telegram.kinds import Way, theirs
from handoff import claims
from handoff.desk import help_lines, not_sent, refusal, say
from handoff.model import Refused
from handoff.profile import MOST, SEXES, changed
from handoff.roles import Act as May
from handoff.roles import may

SHOWN = 20  # messages, where she says no number
MOST_SHOWN = 200
KEEP, AGAIN = ("keep", say("button.keep")), ("again", say("button.again"))


def act(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    """A tap, a command, or words for the worker."""
    heard = asked.heard
    if heard.kind == "blocked":
        return (between.Reachable(asked.member.staff.id, False),)
    if heard.kind in ("unblocked", "service", "joined", "left"):
        return ()
    if heard.kind == "tap":
        return _tap(asked, read_act(heard.data), now)
    if heard.kind == "command":
        return _command(asked, heard.text.split(maxsplit=1), now)
    return _words(asked, now)


def frozen(member: Member, heard: Heard) -> tuple[Effect, ...]:
    """Whatever somebody does whose account was stopped: nothing, and that is said."""
    if heard.query:
        return (e.Toast(heard.query, say("refused.frozen"), alert=True),)
    told = heard.kind not in ("blocked", "unblocked", "service") and heard.chat_type == "private"
    return (e.TellStaff(member.staff.id, say("refused.frozen"), reply_to=heard.message),) if told else ()


# --- taps --------------------------------------------------------------------------------------------------------


def _tap(asked: Asked, pressed: Act | None, now: datetime) -> tuple[Effect, ...]:
    if pressed is None or asked.file is None:
        return (e.Toast(asked.heard.query, say("toast.erased" if asked.erased else "toast.old")),)
    if pressed.name == "see":
        return overseeing.see(asked, asked.file)
    if pressed.name == "claim":
        return moves.claim(asked, asked.file, now)
    if pressed.name.startswith(holding.AGREE):
        return holding.agreed(asked, asked.file, pressed.name)
    if pressed.name.startswith(("for.", "not.")):
        return _for_whom(asked, asked.file, pressed, now) or (e.Toast(asked.heard.query, say("toast.old")),)
    if pressed.name in knowing.ACTS:
        return knowing.act(asked, asked.file, pressed.name)
    if pressed.token != asked.file.case.token:
        return (e.Toast(asked.heard.query, say("toast.old")),)
    return _by_name(asked, asked.file, pressed.name, now) or (e.Toast(asked.heard.query, say("toast.old")),)


def _by_name(asked: Asked, file: CaseFile, name: str, now: datetime) -> tuple[Effect, ...]:
    if name == "release":
        return moves.release(asked, file)
    if name == "close":
        return moves.ask_why_close(asked, file)
    if name.startswith(moves.END):
        return moves.close(asked, file, name.removeprefix(moves.END), now)
    if name.startswith(moves.WHY):
        return moves.why_released(asked, file, name.removeprefix(moves.WHY))
    if name == "pass":
        return moves.pass_on(asked, file, now)
    if name == "keep":
        return _keep(asked, file, now)
    if name == "again":
        return _again(asked, file)
    if name.startswith(phrasing.ACTS):
        return phrasing.tapped(asked, file, name, now)
    if name == interviewing.REFERRAL[0] or name.startswith(interviewing.OF_IT):
        return interviewing.tapped(asked, file, name, now)
    if name.startswith("reveal."):
        return changing.reveal(asked, file, name)
    if name == "on_it":
        return rostering.on_it(asked, file)
    rooms = (responding.tapped, overseeing.act, holding.act)
    return transfer.act(asked, file, name, now) or next(filter(None, (room(asked, file, name) for room in rooms)), ())


def _keep(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """She is still there: the claim holds as long as after any other act."""
    until = claims.renew(file.case, asked.member.staff, now)
    if isinstance(until, Refused):
        return (refused(asked, until, file),)
    return (*toasted(asked, "toast.kept", file.case.code_name), hand.Renew(file.case.id, asked.member.staff.id, until))


def _again(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    """What may or may not have reached her the first time."""
    if not may(May.READ, asked.member.staff, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    return (e.Toast(asked.heard.query), e.HandOver(file.case.id, summary=False))


# --- commands ----------------------------------------------------------------------------------------------------


def _command(asked: Asked, words: list[str], now: datetime) -> tuple[Effect, ...]:
    name = words[0].split("@", 1)[0] if words else ""
    if name in ("/start", "/help"):
        return (e.TellStaff(asked.member.staff.id, help_lines()),)
    if name in holding.COMMANDS:
        return holding.command(asked, name, words[1] if len(words) > 1 else "")
    if name in overseeing.COMMANDS:
        return overseeing.command(asked, name, words[1] if len(words) > 1 else "")
    if name in ("/close", "/release", "/transfer"):
        if asked.file is None:
            return (no_case(asked, "mine.none"),)
        return _by_name(asked, asked.file, name.lstrip("/"), now)
    if (of_a_case := _OF_A_CASE.get(name)) is not None:
        return of_a_case(asked, words[1] if len(words) > 1 else "")
    if name in ("/translate", *phrasing.COMMANDS):
        ask = phrasing.to_be_translated if name == "/translate" else phrasing.asked_for
        return ask(asked, words[1] if len(words) > 1 else "")
    if name in ("/me", "/rest", "/ready"):
        return _of_herself(asked, name, words[1].split() if len(words) > 1 else [], now)
    if name in rostering.COMMANDS:
        return rostering.command(asked, name, words[1].split() if len(words) > 1 else [])
    if name in ("/queue", "/next") and not may(May.SEE_QUEUE, asked.member.staff):
        return (e.TellStaff(asked.member.staff.id, say("refused.not_staff"), reply_to=asked.heard.message),)
    if name in ("/queue", "/next", "/mine"):
        return (e.ListCases(asked.member.staff.id, name.lstrip("/")),)
    return (e.TellStaff(asked.member.staff.id, help_lines(), reply_to=asked.heard.message),)


def _note(asked: Asked, text: str) -> tuple[Effect, ...]:
    """A note is not a message: it has no route, and can reach nobody."""
    by = asked.member.staff
    if asked.file is None:
        return (no_case(asked, "mine.none"),)
    if not text:
        return (e.TellStaff(by.id, say("note.empty"), asked.file.case.id, reply_to=asked.heard.message),)
    if not may(May.NOTE, by, asked.file.case):
        return (refused(asked, Refused("not_holder", asked.file.case.holder), asked.file),)
    kept = say("note.kept", code=asked.file.case.code_name)
    return (
        e.Annotate(asked.file.case.id, by.id, asked.heard, text),
        e.TellStaff(by.id, kept, asked.file.case.id, reply_to=asked.heard.message),
    )


def _show(asked: Asked, word: str) -> tuple[Effect, ...]:
    """What was said in the case she holds: her chat with the bot is emptied each day."""
    by, file = asked.member.staff, asked.file
    if file is None:
        return (no_case(asked, "mine.none"),)
    if not may(May.READ, by, file.case):
        return (refused(asked, claims.why_not(file.case, by), file),)
    most = int(word) if word.isascii() and word.isdigit() and len(word) < 6 else SHOWN
    return (hand.ShowAgain(file.case.id, by.id, MOST_SHOWN if word == "all" else min(max(most, 1), MOST_SHOWN)),)


def _wish(asked: Asked, word: str) -> tuple[Effect, ...]:
    by, file = asked.member.staff, asked.file
    if file is None:
        return (no_case(asked, "mine.none"),)
    if word not in (*SEXES, "any"):
        return (e.TellStaff(by.id, say("wish.how"), file.case.id, reply_to=asked.heard.message),)
    if not may(May.WISH, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    wish = word if word in SEXES else ""
    kept = say("wish.kept", code=file.case.code_name, wish=say(f"wish.{wish}"))
    return (hand.Wish(file.case.id, by.id, wish), e.TellStaff(by.id, kept, file.case.id, reply_to=asked.heard.message))


_OF_A_CASE: Mapping[str, Callable[[Asked, str], tuple[Effect, ...]]] = {
    "/note": _note, "/show": _show, "/wish": _wish, **knowing.COMMANDS, **responding.COMMANDS,
}  # fmt: skip


def _of_herself(asked: Asked, name: str, words: list[str], now: datetime) -> tuple[Effect, ...]:
    """What the queue knows of her: shown, told anew, or that she rests."""
    by = asked.member.staff
    if not may(May.TELL_OF_HERSELF, by):
        return (e.TellStaff(by.id, refusal(Refused("not_staff"), ""), reply_to=asked.heard.message),)
    if name == "/me":
        told = changed(by.profile, words, asked.languages, asked.teams)
        if told is None and words:
            known = {"languages": ", ".join(asked.languages), "teams": ", ".join(asked.teams), "most": str(MOST)}
            return (e.TellStaff(by.id, say("me.unknown", **known), reply_to=asked.heard.message),)
        return (e.OfHerself(by.id, told),)
    until = now + timedelta(hours=_hours(words)) if name == "/rest" else None
    said = say("rest", until=f"{until:%H:%M}") if until else say("ready")
    return (e.Rest(by.id, until), e.TellStaff(by.id, said, reply_to=asked.heard.message))


def _hours(words: list[str]) -> int:
    """As many as she says, up to a day; else the rest of a working day."""
    said = words[0] if words else ""
    return min(int(said), 24) if said.isascii() and said.isdigit() and len(said) < 4 and int(said) else 8


# --- words for the worker ----------------------------------------------------------------------------------------


def _words(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    by, file, heard = asked.member.staff, asked.file, asked.heard
    if heard.kind == "edited":
        return changing.changed(asked, now)
    if file is None:
        return (no_case(asked, "not_sent.no_case"),)
    if asked.draft not in (0, INTERVIEW):
        return phrasing.answered(asked, file, now)
    if (for_the_interview := interviewing.written(asked, file, now)) is not None:
        return for_the_interview
    code = file.case.code_name
    if theirs(heard) is not Way.CARRIED:
        return (e.TellStaff(by.id, _not_of_this_kind(heard, code), file.case.id, reply_to=heard.message),)
    if heard.text.startswith("/") and heard.media is not None:  # a note, maybe, that nobody else is to see
        return (e.TellStaff(by.id, say("not_sent.caption", code=code), file.case.id, reply_to=heard.message),)
    until = claims.renew(file.case, by, now)
    if isinstance(until, Refused):
        why = claims.not_with_you(file.case)
        text, case = not_sent(why, code, asked.holder or "a colleague"), None if asked.addressed else file.case.id
        return (e.TellStaff(by.id, text, case, reply_to=heard.message),)
    if asked.addressed and asked.current is not None and asked.current.case.id != file.case.id:
        return (hand.AskWhom(file.case.id, asked.current.case.id, by.id, heard),)
    return (e.Reply(file.case.id, by.id, heard, until),)


def _not_of_this_kind(heard: Heard, code: str) -> str:
    kind = "picture_file" if heard.kind == "document" else heard.kind
    tells_where = kind in ("picture_file", "contact", "venue", "location", "live_location")
    return say("not_sent.place" if tells_where else "not_sent.kind", code=code, kind=say(f"kind.{kind}"))


def _for_whom(asked: Asked, file: CaseFile, pressed: Act, now: datetime) -> tuple[Effect, ...]:
    """The answer to “who is it for?”. With another token, or another current case than was asked about, it is void."""
    parts = pressed.name.split(".")
    seq = from_base36(parts[1]) if len(parts) == 3 else None
    if seq is None:
        return ()
    which, _, other = parts
    meant = file if which == "for" else asked.current
    if pressed.token != file.case.token or meant is None or (which == "not" and _mark(meant) != other):
        return ()
    by = asked.member.staff
    until = claims.renew(meant.case, by, now)
    if isinstance(until, Refused):
        return (refused(asked, until, meant),)
    return (
        e.Toast(asked.heard.query),
        hand.SendAsked(file.case.id, meant.case.id, by.id, seq, until),
        e.TellStaff(by.id, say("current", code=meant.case.code_name), meant.case.id, names=True),
    )


def _mark(file: CaseFile) -> str:
    """A little of the id: enough to see that the question was about another one."""
    return file.case.id.hex()[:6]


def ask_for_whom(meant: CaseFile, current: CaseFile, seq: str) -> tuple[tuple[str, str], ...]:
    """The two buttons of that question: (act, label)."""
    return (
        (f"for.{seq}.", say("button.for", code=meant.case.code_name)),
        (f"not.{seq}.{_mark(current)}", say("button.for", code=current.case.code_name)),
    )
