"""X1-X5, X17-X21: what people say arrives, once, whole, at the right one, and nobody is told otherwise."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

from bot.ledger import ledger, messages
from bot.ledger.book import Book
from bot.ledger.messages import drop, kept
from bot.line import Line
from bot.outgoing import Fate
from bot.sandbox import people
from bot.scene import Scene
from bot.telegram import update
from bot.telegram.gate import Gate
from tests.canaries import IDS
from tests.desk import site
from tests.desk.people import Town
from tests.desk.planted import a_note_is_sent_like_a_message, a_reply_goes_to_the_current_case
from tests.desk.site import ADVOCATES
from tests.failures.naive import bot_said, caught, held, instead, last_of, sound

AMAL = ADVOCATES[0]


def test_x01_a_rule_against_floods_loses_no_word() -> None:
    """bostrot, MiHaKun: whoever writes too fast is ignored. A frightened person writes fast."""

    def check(town: Town) -> None:
        her = held(town)[0]
        for _ in range(30):
            people.send(town.site.world, {"from": her, "text": town.witness.says("W", her).mark})
        town.run(town.site.hears(together=True))
        town.all_comes()
        hers = [each for each in town.witness.said.values() if each.by == her]
        assert all(each.came[AMAL] for each in hers)

    real, taken = Line.take, Counter[int]()

    def too_fast(self: Line, book: Book, heard: Any) -> None:
        taken[heard.user] += 1
        if taken[heard.user] <= 5:
            real(self, book, heard)

    caught(check, instead(Line, "take", too_fast))


def test_x02_what_cannot_be_passed_on_is_said_aloud() -> None:
    """courier, Aselo, Zammad #774: a kind the program does not know goes nowhere, in silence."""

    def check(town: Town) -> None:
        her = held(town)[0]
        before = len(bot_said(town, her)) + len(bot_said(town, AMAL))
        town.does(her, people.send, raw={"a_kind_of_next_year": {"x": 1}})
        town.all_comes()
        assert len(bot_said(town, her)) + len(bot_said(town, AMAL)) > before

    real: Callable[[Any], Any] = update.hear

    def deaf(raw: Any) -> Any:
        heard = real(raw)
        return heard._replace(kind="service") if "a_kind_of_next_year" in str(raw) else heard

    caught(check, instead(site, "hear", deaf))


def test_p22_x03_nobody_is_told_sent_before_it_is() -> None:
    """nessshon and its forks: a tick as soon as the advocate has written."""

    def check(town: Town) -> None:
        her = town.current(AMAL)
        town.site.world.faults.set({"plan": [{"method": "sendmessage", "fault": "too_many"}], "retry_after": 30})
        town.writes_plainly(AMAL)
        [said] = [each for each in town.witness.said.values() if each.kind == "A"]
        ticked = bool(last_of(town, AMAL, AMAL).reactions)
        assert ticked == any(said.came[each] for each in her)
        town.all_comes()
        assert last_of(town, AMAL, AMAL).reactions and any(said.came[each] for each in her)

    caught(check, instead(Gate, "_hold", lambda self, call, seconds: Fate(call, "sent", 1)))


def test_x04_a_reply_goes_to_the_case_it_answers_or_nowhere() -> None:
    """fabston's name injection, Zammad #2379: the recipient is read from a name, a text, or what was open last."""

    def check(town: Town) -> None:
        [current] = town.current(AMAL)
        [other] = [each for each in held(town) if each != current]
        codes = {town.witness.worker_of(case): code for code, case in town.witness.codes().items()}
        town.sends(
            other, f"{codes[current]} is yours, and the case you now write to {town.witness.says('W', other).mark}"
        )
        town.replies(AMAL, last_of(town, AMAL, town.site.world.bot.id))
        town.all_comes()
        [reply] = [each for each in town.witness.said.values() if each.kind == "A"]
        assert not reply.came[current] and not reply.came[other], "asked about first, with both code names"

    caught(check, a_reply_goes_to_the_current_case())


@pytest.mark.parametrize("how", ["text", "reply", "caption", "edited"])
def test_x05_a_note_reaches_no_worker(how: str) -> None:
    """Chatwoot #306, brimir#412, odoo#45044: one flag decides whether words are a note, and one path sends both."""

    def check(town: Town) -> None:
        meant = town.about(last_of(town, AMAL, town.site.world.bot.id)) if how == "reply" else town.current(AMAL)
        note = f"/note {town.witness.says('N', AMAL, meant).mark}"
        if how == "caption":
            town.does(AMAL, people.send, photo="aGVscA==", caption=note)
        elif how == "reply":
            town.sends(AMAL, note, reply_to=last_of(town, AMAL, town.site.world.bot.id).id)
        else:
            town.sends(AMAL, note)
        if how == "edited":
            changed = f"/note {town.witness.says('N', AMAL, meant).mark}"
            town.does(AMAL, people.edit, message_id=last_of(town, AMAL, AMAL).id, text=changed)
        sound(town)

    caught(check, _any_note_is_sent(how))


def _any_note_is_sent(how: str) -> Any:
    if how != "caption":
        return a_note_is_sent_like_a_message()
    real: Callable[[Any], Any] = update.hear

    def plainly(raw: Any) -> Any:
        """A caption is words like any others."""
        heard = real(raw)
        return heard._replace(kind="photo", text=heard.text.replace("/note ", "")) if heard.media else heard

    return instead(site, "hear", plainly)


def test_x17_an_update_that_comes_again_counts_once() -> None:
    """telegraf#806, openclaw PR#59160: the same update, hundreds of times."""

    def check(town: Town) -> None:
        her = held(town)[0]
        town.site.receipt_lost = True
        town.writes(her)
        town.all_comes()
        copies = [text for text in bot_said(town, AMAL) if last_of(town, her, her).text in text]
        assert len([text for text in copies if not text.startswith("↻ ")]) <= 1
        assert town.witness.rows("SELECT count(*) FROM messages WHERE delivery = 'sent'")[0][0] == sent + 1

    sent = 4  # what was written before this began, less what still waits

    def check_all(town: Town) -> None:
        nonlocal sent
        sent = town.witness.rows("SELECT count(*) FROM messages WHERE delivery = 'sent'")[0][0]
        check(town)

    caught(check_all, _again_and_again())


@contextlib.contextmanager
def _again_and_again() -> Iterator[None]:
    with (
        instead(ledger, "unseen", lambda db, updates: list(updates)),
        instead(Book, "see", lambda self, update, worker=None, message=0: None),
    ):
        yield


def test_x18_signs_of_markup_in_her_words_stop_nothing() -> None:
    """courier, hubot-telegram#57: a name with an underscore, and nothing is sent any more."""
    words = "_*[it](tg://user?id=1)`<b>&amp;{0}%s"

    def check(town: Town) -> None:
        her = held(town)[0]
        town.sends(her, words)
        town.all_comes()
        assert any(words in text for text in bot_said(town, AMAL))
        assert not any("parse_mode" in call["payload"] for call in town.site.world.journal.since(0))

    real = Scene.post

    def marked_up(self: Scene, call: Any, *more: Any, **named: Any) -> None:
        real(self, {**call, "p": {**call["p"], "parse_mode": "Markdown"}}, *more, **named)

    caught(check, instead(Scene, "post", marked_up))


def test_x19_an_album_keeps_its_order_and_every_caption() -> None:
    """mautrix/telegram#484: each picture by itself, as it happens to come, the captions lost."""

    def check(town: Town) -> None:
        her = held(town)[0]
        marks = [town.witness.says("W", her).mark for _ in range(4)]
        for mark in marks:
            people.send(town.site.world, {"from": her, "photo": "aGVscA==", "caption": mark, "album": "1"})
        updates = [*town.site.world.updates.pending()]
        town.site.world.updates._waiting.clear()
        town.site.world.updates._waiting.extend(reversed(updates))
        town.run(town.site.hears(together=True))
        town.all_comes()
        album = [each for each in town.site.world.chats[AMAL].messages.values() if each.sender.is_bot and each.album]
        assert [mark for each in album for mark in marks if mark in each.text] == marks

    caught(check, instead(update, "_short", _no_albums(update._short)))


def _no_albums(real: Any) -> Any:
    return lambda text, most: "" if most == 64 and text == "1" else real(text, most)


def test_x20_of_a_photo_the_largest_size_is_passed_on() -> None:
    """courier under 100 kB, Zammad under 1,300 px: a payslip that nobody can read any more."""
    sizes = [{"file_id": name, "file_unique_id": name, "width": width, "height": width} for name, width in
             (("small", 90), ("large", 1280), ("middle", 320))]  # fmt: skip
    sender, chat = {"id": IDS[0], "is_bot": False}, {"id": IDS[0], "type": "private"}
    message = {"message_id": 1, "from": sender, "chat": chat, "date": 1, "photo": sizes}

    def passed_on() -> str:
        heard = update.hear({"update_id": 1, "message": message})
        return heard.media.file_id if hasattr(heard, "media") and heard.media else ""

    assert passed_on() == "large"
    with mock.patch.object(update, "max", lambda sizes, key: next(iter(sizes)), create=True):
        assert passed_on() != "large", "the first one, as it happens to come"


def test_x21_a_change_leaves_what_stood_there_before() -> None:
    """Chatwoot #10760: the first words are overwritten, and what she said at first nobody can show any more."""

    def check(town: Town) -> None:
        her = held(town)[0]
        town.writes(her)
        first = last_of(town, her, her).text
        town.edits(her)
        second = last_of(town, her, her).text
        case = town.witness.case_of(her)

        def words(book: Book) -> list[str]:
            file = book.case(case)
            assert file is not None
            return [each.text for each in kept(book, file, "kept", "sending", "sent", "replaced")]

        told = town.run(town.site.does(words))
        assert first in told and second in told

    def overwritten(book: Book, file: Any, one: Any, delivery: str) -> None:
        if one.kind == "edited":
            for each in kept(book, file, "sent"):
                if each.message == one.message and each.chat == one.chat:
                    drop(book, each.id)
        real(book, file, one, delivery)

    real = messages.keep
    caught(check, instead(messages, "keep", overwritten))
