"""Faults that the machine must find: each is one that somebody could write, or has written elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest import mock

from bot import apply, colleagues, current, in_case, marking, relay, second_reader, tidying, to_staff
from bot.effects import TellStaff
from bot.ledger import leaving, ledger, messages, outbox
from bot.ledger.book import Book
from bot.ledger.hers import Hers
from bot.ledger.records import CaseFile
from bot.line import Line
from handoff import claims, fit
from handoff.model import Case, Move, Refused, Role, State

Plant = Callable[[], AbstractContextManager[Any]]


def the_gate_asks_nobody() -> AbstractContextManager[Any]:
    """Words leave on the strength of the claim under which they were written, however long ago."""
    return mock.patch.object(leaving, "holds_back", return_value="")


@contextlib.contextmanager
def a_claim_without_a_condition() -> Iterator[None]:
    """Read, decide, write: whoever taps last has the case, and both are told that it is theirs."""

    def claim(case: Case, by: Any, now: Any, load: int = 0) -> Move:
        return Move(case.id, case.token, State.CLAIMED, by.id, now + claims.LEASE, "claimed")

    with mock.patch.object(claims, "claim", claim):
        yield


def a_reply_goes_to_the_current_case() -> AbstractContextManager[Any]:
    """Whatever message she replies to."""
    real = Line._about

    def about(self: Line, book: Book, member: Any, heard: Any) -> Any:
        return real(self, book, member, heard if heard.kind == "tap" else heard._replace(reply_to=0, thread=0))

    return mock.patch.object(Line, "_about", about)


@contextlib.contextmanager
def the_audit_comes_after_the_words() -> Iterator[None]:
    """In a later transaction, when there is time."""
    real, late = Book.audit, dict[int, list[Any]]()

    def audit(self: Book, act: str, *more: Any) -> None:
        if act == "claimed":
            late.setdefault(id(self.tools), []).append(more)
        else:
            for each in late.pop(id(self.tools), ()):
                real(self, "claimed", *each)
            real(self, act, *more)

    with mock.patch.object(Book, "audit", audit):
        yield


def a_hidden_chat_is_like_any_other() -> AbstractContextManager[Any]:
    return mock.patch.object(CaseFile, "silent", return_value=False)


@contextlib.contextmanager
def what_people_write_appears_in_a_hidden_chat() -> Iterator[None]:
    """The program keeps quiet, and lets an advocate speak."""
    reply, asked = in_case.reply, leaving.holds_back

    def at_once(at: Any, effect: Any) -> None:
        with mock.patch.object(CaseFile, "silent", return_value=False):
            reply(at, effect)

    def holds_back(book: Book, call: Any) -> str:
        return "" if (why := asked(book, call)) == leaving.SILENT and call.kind == "words" else why

    with mock.patch.object(in_case, "reply", at_once), mock.patch.object(leaving, "holds_back", holds_back):
        yield


def a_lease_that_ends_loses_the_case() -> AbstractContextManager[Any]:
    real = claims.expire

    def expire(case: Case, now: Any) -> Move | None:
        move = real(case, now)
        return replace(move, state=State.CLOSED) if move else None

    return mock.patch.object(claims, "expire", expire)


def what_she_wrote_while_she_waited_stays_there() -> AbstractContextManager[Any]:
    return mock.patch.object(in_case, "hand_over")


def a_new_advocate_gets_only_what_is_new() -> AbstractContextManager[Any]:
    real = messages.kept

    def kept(book: Book, file: Any, *delivery: str) -> Any:
        return real(book, file, *(("kept",) if delivery[:1] == ("kept",) else delivery))

    return mock.patch.object(messages, "kept", kept)


def the_outbox_is_forgotten_at_a_start() -> AbstractContextManager[Any]:
    return mock.patch.object(outbox, "left_behind", return_value=[])


def a_note_is_sent_like_a_message() -> AbstractContextManager[Any]:
    real = in_case.annotate

    def annotate(at: Any, effect: Any) -> None:
        real(at, effect)
        in_case.reply(at, mock.Mock(case=effect.case, by=effect.by, heard=effect.heard, until=at.book.now))

    return mock.patch.object(in_case, "annotate", annotate)


def a_case_that_comes_back_has_no_card() -> AbstractContextManager[Any]:
    real = to_staff.card

    def card(at: Any, effect: Any) -> None:
        if at.file(effect.case).last_holder is None:
            real(at, effect)

    return mock.patch.object(to_staff, "card", card)


def whoever_is_frozen_goes_on() -> AbstractContextManager[Any]:
    """The account is stopped, and its cases stay where they are."""
    return mock.patch.object(colleagues, "_given_back", return_value=[])


def held_words_are_said_in_the_next_ones_name() -> AbstractContextManager[Any]:
    def let_go(at: Any, file: Any) -> None:
        for kept in messages.kept(at.book, file, "held"):
            messages.delivered(at.book, [kept.id], "sending")
            relay.to_her(at, file, kept)

    @contextlib.contextmanager
    def both() -> Iterator[None]:
        with (
            mock.patch.object(apply, "go_to_nobody"),
            mock.patch.object(in_case, "let_go", let_go),
        ):
            yield

    return both()


def the_group_reads_along() -> AbstractContextManager[Any]:
    """The card shows what she wrote last."""
    real = to_staff.card

    def card(at: Any, effect: Any) -> None:
        words = [kept.text for kept in messages.kept(at.book, at.file(effect.case), "kept")]
        real(at, replace(effect, why=(words or [effect.why])[-1]))

    return mock.patch.object(to_staff, "card", card)


def the_claim_decides_whom_she_writes_to() -> AbstractContextManager[Any]:
    """Plain words are for the case that was claimed last, whether her chat has named it yet or not."""

    def at_once(at: Any, member: Any, file: Any, notice: Any) -> dict[str, Any]:
        if notice.names:
            member.current, member.changed = file.case.id, True
        return {}

    return mock.patch.object(current, "named_by", at_once)


def words_fall_to_the_case_that_is_left() -> AbstractContextManager[Any]:
    """When one of two is taken from her, what she types next is for the other one."""

    def left(at: Any, before: Case, effect: Any) -> None:
        member = at.book.member_by_id(before.holder) if before.holder else None
        if member is not None and member.current == before.id:
            member.current, member.changed = None, True

    return mock.patch.object(current, "left", left)


def a_part_of_an_album_goes_by_itself() -> AbstractContextManager[Any]:
    """To the case that is named now, wherever the parts before it went."""
    return mock.patch.object(current, "_of_album", return_value=None)


def whoever_had_the_case_can_still_send() -> AbstractContextManager[Any]:
    """The gate asks whether the case is with somebody, and not whether it is with the one who wrote."""

    def may_send(case: Case, route: Any, by: Any = None) -> Refused | None:
        return None if case.state is State.CLAIMED else Refused("not_holder", case.holder)

    return mock.patch.object(leaving, "may_send", may_send)


def a_second_reader_may_write() -> AbstractContextManager[Any]:
    """Who runs the desk may do whatever advocates may, to any case."""
    real = claims.renew

    def renew(case: Case, by: Any, now: Any) -> Any:
        runs_it = by.role is Role.COORDINATOR and case.state is State.CLAIMED
        return now + claims.LEASE if runs_it else real(case, by, now)

    return mock.patch.object(claims, "renew", renew)


@contextlib.contextmanager
def a_reader_keeps_the_copies() -> Iterator[None]:
    with mock.patch.object(second_reader, "sweep"), mock.patch.object(tidying, "sweep"):
        yield


def a_note_is_shown_to_all_who_hold_a_case() -> AbstractContextManager[Any]:
    real = in_case.annotate

    def annotate(at: Any, effect: Any) -> None:
        real(at, effect)
        for file in at.book.all_claimed():
            to_staff.tell(at, TellStaff(file.case.holder, effect.text, file.case.id))

    return mock.patch.object(in_case, "annotate", annotate)


def her_hours_are_a_wish_and_no_rule() -> AbstractContextManager[Any]:
    return mock.patch.object(Hers, "may_write", return_value=True)


@contextlib.contextmanager
def an_update_that_comes_again_counts_again() -> Iterator[None]:
    with mock.patch.object(ledger, "unseen", lambda db, updates: [*updates]), mock.patch.object(Book, "see"):
        yield


def what_she_changes_is_not_heard() -> AbstractContextManager[Any]:
    real = Line.take

    def take(self: Line, book: Book, heard: Any) -> None:
        if heard.kind != "edited":
            real(self, book, heard)

    return mock.patch.object(Line, "take", take)


def what_the_program_cannot_do_is_put_aside() -> AbstractContextManager[Any]:
    """A sign of hers, which it has not thought of."""
    return mock.patch.object(marking, "_marked", side_effect=NotImplementedError)


def whoever_comes_back_is_nobodys_turn() -> AbstractContextManager[Any]:
    """The list begins with those who wait for the first time, and there are always some."""

    def order_for(staff: Any, cases: Any, now: Any) -> list[Case]:
        return fit.order_for(staff, [each for each in cases if each.token < 3], now)

    return mock.patch.object(to_staff, "order_for", order_for)


def a_group_that_becomes_another_is_not_found_again() -> AbstractContextManager[Any]:
    return mock.patch.object(Line, "follow", return_value=False)
