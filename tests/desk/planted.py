"""Faults that the machine must find: each is one that somebody could write, or has written elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest import mock

from bot import apply, colleagues, current, in_case, relay, to_staff
from bot.ledger import leaving, messages, outbox
from bot.ledger.book import Book
from bot.ledger.records import CaseFile
from bot.line import Line
from handoff import claims
from handoff.model import Case, Move, State

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


def words_are_sent_while_she_hides() -> AbstractContextManager[Any]:
    return mock.patch.object(CaseFile, "silent", return_value=False)


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


PLANTED: Mapping[str, tuple[Plant, str]] = {
    plant.__name__: (plant, finds)
    for plant, finds in (
        (the_gate_asks_nobody, "reached"),
        (a_claim_without_a_condition, "was claimed while it was claimed|reached"),
        (a_reply_goes_to_the_current_case, "was for"),
        (the_audit_comes_after_the_words, "audit|last act was opened"),
        (words_are_sent_while_she_hides, "hidden"),
        (a_lease_that_ends_loses_the_case, "the last act was expired"),
        (what_she_wrote_while_she_waited_stays_there, "did not come|go nowhere"),
        (a_new_advocate_gets_only_what_is_new, "did not come"),
        (the_outbox_is_forgotten_at_a_start, "nobody makes them"),
        (a_note_is_sent_like_a_message, "a note reached|kept 2 times"),
        (a_case_that_comes_back_has_no_card, "has no card"),
        (whoever_is_frozen_goes_on, "somebody who may nothing"),
        (held_words_are_said_in_the_next_ones_name, "reached her while|words are held"),
        (the_group_reads_along, "reached -"),
    )
}
