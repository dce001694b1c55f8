"""The straight line inside one transaction: whose update is this, what follows from it, into the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from bot import current, desk, enlist, her_word, in_doubt, marks, people, staff_chat, tidying, turn
from bot.apply import Applying
from bot.asked import Asked
from bot.effects import Enlist, LeaveChat, Show
from bot.effects_between import Reachable
from bot.effects_of_marks import Back
from bot.heard import Heard
from bot.ledger import erasures, hands, messages, referrals
from bot.ledger.book import Book
from bot.ledger.records import DESK, CaseFile, Member, Worker
from bot.ledger.referrals import Awaited
from bot.logs import event, trouble
from bot.shelf import Serving, Shelf
from bot.telegram import calls
from bot.telegram.buttons import read_about, read_act
from bot.telegram.tampering import Tampering
from bot.transfer import colleague_of
from flows.engine.model import Screen
from handoff.desk import say
from handoff.queue import waits_for

UNSEEN_EACH = 3600  # seconds; somebody who is not seen is told so once an hour


@dataclass(slots=True)
class Line:
    """Takes one update at a time; the book it writes into is committed with the whole batch.
    `shelf` is put in whole when something is published."""

    shelf: Shelf
    staff_chat: int
    topics: bool = False
    username: str = ""  # the bot's, for links
    channels: tuple[str, ...] = ()  # that lead out of Telegram, for alarms
    machine: bool = False  # that translates is plugged in
    moved_to: int = 0  # the staff chat, when it has become a supergroup since the settings were written
    lost: bool = False  # the bot is not in the staff chat, or may not write there
    tampering: Tampering = field(default_factory=Tampering)
    doubted: Callable[[bytes], None] = field(default=lambda worker: None)  # is told whose words are to be weighed
    spoke: int = 0  # Unix seconds; when somebody in it was last told that nobody sees who they are
    changed: Callable[[], None] = field(default=lambda: None)  # is told that it is not as it was: others must look too

    def follow(self, old: int, new: int) -> bool:
        """Only Telegram can say this: no person can write such a message or answer. Whether it was news."""
        if old != self.staff_chat or self.moved_to == new:
            return False
        self.moved_to = new  # what the bot may not do there it may not do here, until Telegram says so
        return True

    @property
    def desk_chat(self) -> int:
        return self.moved_to or self.staff_chat

    def take(self, book: Book, heard: Heard) -> None:
        """Staff are known by their account alone: membership of the staff group gives no right."""
        worker = book.worker(heard.user) if heard.chat_type == "private" else None
        book.see(heard.update_id, worker, heard.message if heard.kind not in ("tap", "reaction") else 0)
        if worker is not None:
            self._turn(book, worker, heard)
        elif heard.chat_type != "private":
            self._in_group(book, heard)
        elif (member := book.member(heard.user)) is not None:
            self._desk(book, member, heard)

    def apologise(self, book: Book, heard: Heard) -> None:
        """Our fault, said to her in her language. What she sent is kept as a dead letter."""
        book.load([heard])
        worker = book.worker(heard.user) if heard.user and heard.chat_type == "private" else None
        if worker is not None:
            screen = Screen(steps=(), parts=("globals/something_wrong",), rows=(), at="")
            self._applying(book, worker).one(Show(screen))

    def applying(self, book: Book) -> Applying:
        return self._applying(book, None)

    def acting(self, book: Book, worker: Worker) -> Applying:
        """What follows for a worker outside of her turns."""
        return self._applying(book, worker)

    def _applying(self, book: Book, worker: Worker | None, serving: Serving | None = None) -> Applying:
        serving = serving or self.shelf.newest
        return Applying(
            book, serving.house.bundle, serving.words, serving.opening, self.topics, worker, self.username,
            self.channels, self.shelf.newest.interview, 0 if self.lost else self.desk_chat,
        )  # fmt: skip

    # --- a worker ------------------------------------------------------------------------------------------------

    def _turn(self, book: Book, worker: Worker, heard: Heard) -> None:
        if self.tampering.is_too_much(heard, book.moment):
            book.toasts.append((heard.query, "", False))
            return
        handle = _invite(heard)
        invite = enlist.invited(book, handle) if handle is not None else None
        if handle is not None and invite is not None:
            book.forget_worker(worker)
            applying = self._applying(book, None)
            if enlist.waits(book, invite):
                applying.post(calls.notice(heard.chat, say("invite.waits"), ()), heard.chat, DESK, "notice")
            else:
                applying.one(Enlist(handle, heard.user, heard.chat))
            return
        serving = self.shelf.serving(worker.session, book.moment)
        if in_doubt.put_aside(book, serving.house.bundle, worker, heard):
            self.doubted(worker.id)
        else:
            self.turn(book, worker, heard)

    def turn(self, book: Book, worker: Worker, heard: Heard) -> None:
        """At once, or when it is known that it is no word of hers."""
        file = book.case(worker.case)
        serving = self.shelf.serving(worker.session, book.moment)
        if her_word.answers(book, serving.house.bundle, worker, heard):
            her_word.typed(self._applying(book, worker, serving), heard)
            self.doubted(worker.id)
            return
        her_word.left(worker, heard)
        session, effects = turn.take(serving.house, worker.session, file, heard, book.now)
        worker.session, worker.changed = session, True
        applying = self._applying(book, worker, serving)
        applying.all(effects)
        unasked = heard.kind in ("blocked", "unblocked", "reaction", "service")
        if file is not None and file.away and worker.case == file.case.id and not unasked:
            applying.one(Back(file.case.id))

    # --- staff ---------------------------------------------------------------------------------------------------

    def _desk(self, book: Book, member: Member, heard: Heard) -> None:
        if heard.chat_type == "private" and heard.kind != "blocked":
            self._applying(book, None).one(Reachable(member.staff.id, True))
        if not member.staff.active:
            tidying.wrote(book, member, heard, None)
            self._applying(book, None).all(desk.frozen(member, heard))
        elif people.is_one(heard):
            self._of_people(book, member, heard)
        else:
            asked = self._asked(book, member, heard)
            tidying.wrote(book, member, heard, asked.file.case.id if asked.file else None)
            act = marks.act if marks.is_one(heard) else desk.act
            self._applying(book, None).all(act(asked, book.now))

    def _of_people(self, book: Book, member: Member, heard: Heard) -> None:
        about = read_about(heard.data)
        colleague = book.member_by_id(about.whom) if about else None
        invite = enlist.known(book, about.whom) if about and colleague is None else None
        can_act = len(enlist.coordinators(book))
        asked = people.Asked(member, heard, colleague.staff if colleague else None, invite, can_act)
        self._applying(book, None).all(people.act(asked))

    def _asked(self, book: Book, member: Member, heard: Heard) -> Asked:
        file, addressed = self._about(book, member, heard)
        awaited = self._awaited(book, member, heard, file, addressed)
        file = book.case(awaited.case) if awaited else file
        holder = self._who_has_it(book, file)
        to = self._colleague(book, heard)
        bundle = self.shelf.newest.house.bundle
        return Asked(
            member, heard, file, addressed, holder.staff.name if holder else "", self.topics,
            holds=() if file else tuple(each.case.code_name for each in book.held_by(member.staff.id)),
            load=hands.held(book).get((to or member).staff.id, 0) if heard.kind == "tap" else 0,
            colleague=to.staff if to else None,
            languages=tuple(bundle.spoken),
            machine=self.machine,
            erased=file is None and self._was_erased(book, heard),
            draft=messages.draft_of(book, heard.chat, heard.reply_to) if heard.reply_to else 0,
            unsent=messages.count(book, file, "held") if file and file.waits_from else 0,
            current=None if self.topics else current.writes_to(book, member),
            teams=tuple(name for name, team in bundle.teams.items() if team.takes_cases),
            awaited=awaited,
        )  # fmt: skip

    def _awaited(
        self, book: Book, member: Member, heard: Heard, file: CaseFile | None, addressed: bool
    ) -> Awaited | None:
        """By the interview. Words that are addressed to no case are for what was asked last, whatever case is current
        by now: so the screen says."""
        if heard.kind in ("tap", "command", "edited", "reaction", "service"):
            return None
        if not addressed and not self.topics:
            return referrals.awaited(book, member.staff.id, None)
        return referrals.awaited(book, member.staff.id, file.case.id) if file else None

    def _was_erased(self, book: Book, heard: Heard) -> bool:
        pressed = read_act(heard.data) if heard.kind == "tap" else None
        return pressed is not None and erasures.erased(book, pressed.case)

    def _who_has_it(self, book: Book, file: CaseFile | None) -> Member | None:
        """Or for whom it waits first."""
        named = (file.case.holder or waits_for(file.case, book.now)) if file else None
        return book.member_by_id(named) if named else None

    def _colleague(self, book: Book, heard: Heard) -> Member | None:
        pressed = read_act(heard.data) if heard.kind == "tap" else None
        named = colleague_of(pressed.name) if pressed else None
        return book.member_by_id(named) if named else None

    def _about(self, book: Book, member: Member, heard: Heard) -> tuple[CaseFile | None, bool]:
        """Which case. Names and texts never take part: only the button, the replied message, the topic, the claim."""
        if heard.kind == "tap":
            pressed = read_act(heard.data)
            return (book.case(pressed.case) if pressed else None), True
        if heard.kind == "reaction":
            linked = messages.linked(book, heard.chat, heard.message)
            return (book.case(linked[0]) if linked else None), True
        if heard.kind == "edited":
            return self._of_what_was_changed(book, member, heard), True
        for number in (heard.reply_to, -heard.thread):
            linked = messages.linked(book, heard.chat, number) if number else None
            if linked is not None:
                return book.case(linked[0]), True
        if heard.reply_to or heard.thread or self.topics:
            return None, True  # addressed to something that is no case: nowhere, rather than to a guess
        return current.plain_words_are_for(book, member, heard), False

    def _of_what_was_changed(self, book: Book, member: Member, heard: Heard) -> CaseFile | None:
        """The case of the message as it was, whatever it answers and whatever she writes to now."""
        linked = messages.linked(book, heard.chat, heard.message)
        if linked is not None:
            return book.case(linked[0])
        held = book.held_by(member.staff.id)
        return next((file for file in held if messages.versions(book, file, heard.chat, heard.message)), None)

    # --- groups --------------------------------------------------------------------------------------------------

    def _in_group(self, book: Book, heard: Heard) -> None:
        """Our staff chat, where only taps count. Any other group that added the bot is left at once."""
        old, new = heard.migrated_from or heard.chat, heard.migrated_to or heard.chat
        if old != new and self.follow(old, new):
            self.moved(book)
        if heard.chat not in (self.staff_chat, self.moved_to):
            if heard.kind in ("joined", "text", "command", "service", "tap") and heard.chat < 0:
                self._applying(book, None).one(LeaveChat(heard.chat))
            return
        if heard.kind != "tap":
            self._of_the_room(book, heard)
            return
        member = book.member(heard.user)
        if member is None:
            book.audit("stranger_tapped")
            book.toasts.append((heard.query, say("stranger"), True))
            return
        self._desk(book, member, heard)

    def _of_the_room(self, book: Book, heard: Heard) -> None:
        """What happens to the bot in the staff chat; and whoever gives orders there without being seen is told so."""
        if heard.chat != self.desk_chat:
            return
        if heard.kind == "left":
            self.lose(book)
        elif heard.kind == "joined":
            self.find(book)
        elif heard.kind == "demoted":
            self.applying(book).all(staff_chat.told(book, "desk.demoted"))
        elif heard.kind == "command" and heard.anonymous and book.moment - self.spoke >= UNSEEN_EACH:
            self.spoke = book.moment
            self.applying(book).post(calls.notice(heard.chat, say("desk.unseen"), ()), heard.chat, DESK, "notice")

    def lose(self, book: Book) -> None:
        """Cards wait from here on, and who runs the desk is told where she sees it."""
        if not self.lost and self.staff_chat:
            self.lost = True
            book.after.append(self.changed)
            trouble("staff_chat_lost", None)
            self.applying(book).all(staff_chat.told(book, "desk.lost"))

    def find(self, book: Book) -> None:
        if self.lost:
            self.lost = False
            book.after.append(self.changed)
            event("staff_chat_found")
            self.applying(book).all((*staff_chat.again(book), *staff_chat.told(book, "desk.found")))

    def moved(self, book: Book) -> None:
        book.after.append(self.changed)
        self.applying(book).all(staff_chat.anew(book, self.desk_chat))


def _invite(heard: Heard) -> bytes | None:
    """`/start <payload>`: the payload of an invite, as the ledger knows it. Anything else is a plain /start."""
    if heard.kind != "command" or not heard.text.startswith("/start "):
        return None
    payload = heard.text.removeprefix("/start ").strip()
    return sha256(payload.encode()).digest() if 0 < len(payload) <= 64 else None
