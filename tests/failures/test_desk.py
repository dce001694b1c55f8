"""X6, X7, X13-X16, X22-X24: one person speaks, nobody is forgotten, and being there gives no right."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from bot import effects as e
from bot import turn
from bot.chores.round import Round
from bot.ledger import keeping
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.outgoing import Fate
from bot.sandbox import people
from bot.sandbox.model import Topic
from bot.telegram.gate import Gate
from flows.engine import run
from handoff import alerts
from handoff.claims import withdraw
from tests.desk.endings import everybody_is_helped
from tests.desk.people import Town
from tests.desk.planted import a_claim_without_a_condition
from tests.desk.site import ADVOCATES, WORKERS
from tests.failures.naive import bot_said, caught, held, instead, sound, waiting

AMAL, BEA, CARA = ADVOCATES[:3]


def test_x06_of_two_who_claim_one_has_the_case_and_the_other_is_told() -> None:
    """Chatwoot PR#15275, Weni: both see that it is theirs, and she hears two people."""

    def check(town: Town) -> None:
        town.claims(BEA, 0, rival=CARA)
        sound(town)
        new = [who for who in (BEA, CARA) if any("is yours" in text for text in bot_said(town, who)[before[who] :])]
        assert len(new) == 1

    before = {BEA: 2, CARA: 0}  # what each has been told so far
    caught(check, a_claim_without_a_condition())


def test_x07_while_a_person_speaks_the_bot_is_silent() -> None:
    """Chatwoot PR#14870, Typebot #2136: the flow goes on asking while somebody answers."""

    def check(town: Town) -> None:
        her = held(town)[0]
        before = bot_said(town, her)
        town.sends(her, "My passport is with him.")
        town.all_comes()
        assert bot_said(town, her) == before

    caught(check, instead(turn, "_in_flow", lambda session: True))


def test_x14_nothing_is_purged_that_nobody_has_read() -> None:
    """GlobaLeaks #1746: a retention of thirty days, counted from the day on which it came."""

    def check(town: Town) -> None:
        her = waiting(town)
        town.writes(her)
        town.run(town.site.time_passes(days=400))
        town.all_comes()
        everybody_is_helped(town)

    real = keeping.sweep

    def all_that_is_old(book: Book, staff_chat: int) -> keeping.Plan:
        done = real(book, staff_chat)
        book.db.execute(delete(t.messages))
        return done

    caught(check, instead(keeping, "sweep", all_that_is_old))


def test_x15_where_she_stands_is_shown_again_whenever_she_asks() -> None:
    """GlobaLeaks #2915: a receipt that is shown once, and a phone that was put away just then."""

    def check(town: Town) -> None:
        her = waiting(town)
        town.run(town.site.comes_back())
        town.sends(her, "/start")
        town.all_comes()
        screen = town.with_buttons(her)[0]
        assert "Stop waiting" in str(screen.markup), "she waits, and is told so; nothing begins from the start"

    real = Book.worker

    def only_in_memory(self: Book, user: int) -> Any:
        worker = real(self, user)
        if worker is not None and not worker.fresh:
            worker.case, worker.session = None, type(worker.session)()
        return worker

    caught(check, instead(Book, "worker", only_in_memory))


def test_x16_a_topic_that_was_deleted_is_made_again_and_no_case_falls_into_the_main_chat() -> None:
    """ruitunion#1, tdlib/telegram-bot-api#854: deleted by hand, and everything lands where all cases mix."""

    def check(town: Town) -> None:
        her = held(town)[0]
        town.writes(her)
        town.all_comes()
        chat = town.site.world.chats[AMAL]
        chat.topics.clear()
        town.site.world.faults.set({"silent_topics": True})
        town.writes(her)
        town.all_comes()
        mark = f"#W{len(town.witness.said)}#"
        [copy] = [each for each in chat.messages.values() if mark in each.text and not each.deleted]
        assert isinstance(chat.topics.get(copy.thread), Topic)

    caught(check, instead(Gate, "_accepted", _whatever_it_says), topics=True)


async def _whatever_it_says(self: Gate, call: Any, made: Any, answer: Any) -> Any:
    """A message id came: it is where it should be."""
    return Fate(call, "sent", int(answer.result["message_id"]) if isinstance(answer.result, dict) else 0)


def test_x22_there_is_a_way_to_a_person_from_wherever_she_stands() -> None:
    """aletheia#1347, rasa-demo#529: in the middle of a form nothing is understood but its answers."""

    def check(town: Town) -> None:
        her = WORKERS[5]
        town.sends(her, "/start")
        for label in ("English", "Yes, it is safe", "No", "My passport"):
            assert town.taps_label(her, label)
        town.sends(her, "a person")
        town.all_comes()
        assert "I agree" in str(town.with_buttons(her)[0].markup)

    caught(check, _only_answers())


@contextlib.contextmanager
def _only_answers() -> Iterator[None]:
    with instead(run, "global_word", lambda *_: None), instead(run, "_label_of_fixed_row", lambda *_: None):
        yield


def test_x23_waiting_never_ends_by_itself() -> None:
    """Botpress: after some time nobody has come, and she is handed back to the bot."""

    def check(town: Town) -> None:
        her = waiting(town)
        for _ in range(5):
            town.run(town.site.time_passes(days=7))
        town.all_comes()
        assert town.witness.state(town.witness.case_of(her))[0] == "waiting"
        sound(town)

    real = Round._look

    def gives_up(self: Round, book: Book) -> Any:
        for file in book.all_waiting():
            if book.now - file.case.opened_at > timedelta(days=1):
                self.line.applying(book).one(e.Make(withdraw(file.case)))
        return real(self, book)

    caught(check, instead(Round, "_look", gives_up))


def test_x24_being_in_the_staff_group_gives_no_right() -> None:
    """Topic bots: whoever is in the group answers, and whoever was removed from the list still is."""
    stranger = WORKERS[4]

    def check(town: Town) -> None:
        her = town.witness.case_of(waiting(town))
        town.site.world.chats[town.site.group].members[stranger] = "member"
        card = next(each for each in town.with_buttons(town.site.group) if "Claim" in str(each.markup))
        town.does(stranger, people.tap, chat=town.site.group, message_id=card.id, button="Claim")
        town.all_comes()
        assert town.witness.state(her)[0] == "waiting"

    real = Book.member

    def anybody(self: Book, user: int) -> Any:
        advocate = self.db.execute(select(t.staff).where(t.staff.c.role == "advocate")).first()
        return real(self, user) or self._remember(advocate)

    caught(check, instead(Book, "member", anybody))


def test_x13_an_alert_climbs_until_a_person_answers() -> None:
    """weselow: an alert to an empty list counts as sent."""

    def check(town: Town) -> None:
        town.site.line.channels = ("mail",)
        town.sends(waiting(town), "he is hitting me")
        for _ in range(15):
            town.run(town.site.time_passes(minutes=1))
        town.all_comes()
        left = town.witness.rows("SELECT count(*) FROM alarms")[0][0]
        assert left, "nobody has answered, and nothing has left Telegram"

    real = alerts.ladder
    # The first rung was sent, so somebody will have seen it.
    caught(check, instead(alerts, "ladder", lambda urgency, written: real(urgency, written)[:1]))
