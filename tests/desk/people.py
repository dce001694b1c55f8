"""What workers and staff do on their phones, by what they see there. Whom words are for is read off the screen."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from bot.sandbox import people
from bot.sandbox.model import Message
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from tests.desk.scenes import Scene, fresh, keep, room
from tests.desk.site import ADVOCATES, WORKERS, Site, name_of
from tests.desk.witness import MARK, Album, Said, Witness, ears

TO_A_PERSON = ("English", "Yes, it is safe", "No", "A person", "I agree")
NOW_WRITING = ("Now writing to ", " is yours, and the case you now write to")
NOT_YOURS = ("no longer yours", " is closed", "closed this case", "went back to the queue", "no longer with you",
             "not with you", "the case is closed")  # fmt: skip
A_PHOTO = "aGVscA=="
_SAID: dict[bool, dict[int, Said]] = {}  # by the time a town is begun


@dataclass(slots=True)
class Town:
    """A site, everybody who uses it, and the witness."""

    site: Site
    witness: Witness
    loop: asyncio.AbstractEventLoop
    left: set[int] = field(default_factory=set)  # workers who have stopped the bot, if only for a while
    asked: dict[tuple[int, int], list[Said]] = field(default_factory=dict)  # a question whom words are for -> the words
    albums: dict[int, Album] = field(default_factory=dict)  # the last one that somebody has sent
    topics: dict[tuple[int, int], str] = field(default_factory=dict)  # whose, which -> the case that it was named by
    gone: set[int] = field(default_factory=set)  # who are no longer staff
    read: dict[tuple[int, int], str] = field(default_factory=dict)  # whose, which -> what the bot named there

    @classmethod
    def open(cls, *, topics: bool, begun: bool = True) -> Town:
        """`begun`: four have asked for a person; one advocate has two of them, another has one."""
        site = fresh(_begun(topics) if begun else None, topics=topics)
        index = Index(*Keyring.read(site.folder / "keyring.json").idx)
        db = sqlite3.connect(f"file:{site.folder}/helpline.db?mode=ro", uri=True, isolation_level=None)
        witness = Witness(site.world, site.group, index, db)
        site.line_of = ears(witness)
        site.wire.saw, site.pauses.held = witness.saw, True
        site.received, witness.looked = witness.received.add, lambda: site.looked
        loop = asyncio.new_event_loop()
        loop.time = lambda: site.clock.at.timestamp()  # type: ignore[method-assign]  # the pace is by the same clock
        town = cls(site, witness, loop)
        town.run(site.opens())
        for number, said in _SAID.get(topics, {}).items() if begun else ():
            witness.said[number] = replace(said, came=Counter(said.came))
        return town

    def run(self, work: Awaitable[Any]) -> Any:
        done = self.loop.run_until_complete(work)
        self._reads()
        return done

    def _reads(self) -> None:
        """What goes from an advocate's screen by itself, she has read before."""
        for advocate in ADVOCATES:
            for message in self.site.world.chats[advocate].messages.values():
                if message.sender.is_bot and any(words in message.text for words in (*NOW_WRITING, *NOT_YOURS)):
                    self.read[advocate, message.id] = message.text

    def close(self) -> None:
        self.run(self.site.closes())
        self.loop.close()
        self.witness.db.close()

    # --- doing something -----------------------------------------------------------------------------------------

    def looks(self) -> None:
        """People take their time: three seconds pass. What they see then is what they go by."""
        self.run(self.site.a_moment_passes(seconds=3))

    def does(
        self, who: int, act: Callable[..., Any], *, together: bool = False, looked: bool = False, **body: Any
    ) -> None:
        if who in self.gone:
            return
        if not looked:
            self.looks()
        with contextlib.suppress(people.Nonsense):  # she has stopped the bot, or the message is gone by now
            act(self.site.world, {"from": who, **body})
        self.run(self.site.hears(together=together))

    def sends(self, who: int, text: str, **more: Any) -> None:
        self.does(who, people.send, text=text, **more)

    def taps(self, who: int, message: Message, data: str, **more: Any) -> None:
        self.does(who, people.tap, chat=message.chat.id, message_id=message.id, data=data, **more)

    def taps_label(self, who: int, label: str, nth: int = 0) -> bool:
        """On the newest message of her own chat that has it, or the nth of those."""
        found = [
            (message, data) for message in self.with_buttons(who) for text, data in buttons_of(message) if text == label
        ]
        if found:
            self.taps(who, *found[nth % len(found)])
        return bool(found)

    def messages(self, chat: int) -> list[Message]:
        """The newest first."""
        return [each for each in reversed([*self.site.world.chats[chat].messages.values()]) if not each.deleted]

    def with_buttons(self, chat: int) -> list[Message]:
        return [message for message in self.messages(chat) if message.markup and buttons_of(message)]

    # --- workers -------------------------------------------------------------------------------------------------

    def asks_for_a_person(self, worker: int) -> None:
        if self.witness.state(self.witness.case_of(worker))[0] not in ("", "closed"):
            return
        self.sends(worker, "/start")
        self.taps_label(worker, "Something new")
        for label in TO_A_PERSON:
            self.taps_label(worker, label)

    def writes(self, worker: int, before: str = "", kind: str = "text") -> None:
        text = f"{before}{self.witness.says('W', worker).mark}"
        if kind == "text":
            self.sends(worker, text)
        else:
            media: dict[str, Any] = {kind: A_PHOTO, "caption": text}
            self.does(worker, people.send, **media)

    def stops_or_starts(self, person: int) -> None:
        blocked = self.site.world.chats[person].blocked
        self.left |= {person} & {*WORKERS}
        self.does(person, people.unblock if blocked else people.block)

    def edits(self, worker: int) -> None:
        hers = [each for each in self.messages(worker) if each.sender.id == worker]
        if hers and "#W" in hers[0].text:
            self.does(worker, people.edit, message_id=hers[0].id, text=self.witness.says("W", worker).mark)

    def sends_an_album(self, worker: int, parts: int, *, late: bool) -> None:
        """As one batch, or each part when it comes; `late`: to the one before."""
        if not late or worker not in self.albums:
            self.albums[worker] = Album(str(len(self.witness.said)))
        album = self.albums[worker].id
        for nth in range(parts):
            body: dict[str, Any] = {"photo": A_PHOTO, "caption": self.witness.says("W", worker).mark, "album": album}
            if nth < parts - 1 and not self.site.world.chats[worker].blocked:
                people.send(self.site.world, {"from": worker, **body})
            else:
                self.does(worker, people.send, together=True, **body)

    def chooses_hours(self, worker: int, nth: int) -> None:
        """A part of the day or a day of the week, on the screen that asks for it."""
        self.taps_label(worker, "When to write")
        for message in self.with_buttons(worker)[:1]:
            found = [data for _, data in buttons_of(message) if ":h." in data]
            if found:
                self.taps(worker, message, found[nth % len(found)])

    # --- staff ---------------------------------------------------------------------------------------------------

    def about(self, message: Message) -> frozenset[int]:
        """Whom this message in an advocate's chat is about, as anybody can read: a code name, or a worker's words."""
        found = {self.witness.worker_of(case) for code, case in self.witness.codes().items() if code in message.text}
        said = [self.witness.said[int(number)] for _, number in MARK.findall(message.text)]
        found |= {each.by for each in said if each.kind == "W"}
        return frozenset(found).union(*(each.meant for each in said if each.kind == "A"))

    def holder_of(self, message: Message) -> int:
        """Who of the staff has the case that it is about."""
        found = [self.witness.state(self.witness.case_of(each))[1] for each in self.about(message)]
        return next(iter(found), 0)

    def writes_plainly(self, advocate: int, *, photo: bool = False) -> None:
        """Where there are topics nothing is meant by this."""
        self.looks()
        meant = frozenset() if self.site.topics else self.current(advocate)
        said = self.witness.says("A", advocate, meant).mark
        body: dict[str, Any] = {"photo": A_PHOTO, "caption": said} if photo else {"text": said}
        self.does(advocate, people.send, looked=True, **body)

    def current(self, advocate: int) -> frozenset[int]:
        """The case that her chat has named last and has not said to be gone; if none is named, her only one."""
        codes = self.witness.codes()
        held = {
            code: self.witness.worker_of(case)
            for code, case in codes.items()
            if self.witness.state(case)[1] == advocate
        }
        gone = {code for code, case in codes.items() if self.witness.gave_away(advocate, case)}
        for _, text in sorted((each, text) for each, text in self.read.items() if each[0] == advocate)[::-1]:
            if any(words in text for words in NOW_WRITING):
                named = next(code for code in codes if code in text)
                if named in held or named not in gone:
                    return frozenset({held[named]} if named in held else ())
                break
            gone |= {code for code in codes if text.startswith(code)}
        return frozenset(held.values() if len(held) == 1 else ())

    def holds(self, advocate: int, worker: int) -> bool:
        return self.witness.state(self.witness.case_of(worker))[:2] == ("claimed", advocate)

    def replies(self, advocate: int, to: Message) -> None:
        self.looks()
        meant = self.about(to) or self.of_topic(advocate, to.thread)
        current = meant if self.site.topics else self.current(advocate)
        # Which of two is meant she will be asked, and until then nobody gets it. While the name of the next one is on
        # its way none is named: then what she points at is enough.
        sure = current <= meant or self.witness.has_none_named(advocate)
        said = self.witness.says("A", advocate, meant if sure else frozenset())
        where = {"thread": to.thread} if to.thread else {}
        self.sends(advocate, said.mark, looked=True, reply_to=to.id, **where)
        for message in self.with_buttons(advocate):
            if message.reply_to and said.mark in self.site.world.chats[advocate].messages[message.reply_to].text:
                self.asked[advocate, message.id] = [said]
                break

    def writes_in_topic(self, advocate: int, number: int) -> None:
        topics = [*self.site.world.chats[advocate].topics.values()]
        if not topics:
            return
        thread = topics[number % len(topics)].thread
        said = self.witness.says("A", advocate, self.of_topic(advocate, thread))
        self.sends(advocate, said.mark, thread=thread)

    def notes(self, advocate: int, number: int) -> None:
        """In a topic, if there are any; about the one she writes to, if not."""
        topics = [*self.site.world.chats[advocate].topics]
        thread = topics[number % len(topics)] if topics else 0
        self.looks()
        meant = self.of_topic(advocate, thread) if thread else self.current(advocate)
        where = {"thread": thread} if thread else {}
        self.sends(advocate, f"/note {self.witness.says('N', advocate, meant).mark}", looked=True, **where)

    def of_topic(self, advocate: int, thread: int) -> frozenset[int]:
        """By the name that it had before anybody gave it another one."""
        topic, codes = self.site.world.chats[advocate].topics.get(thread), self.witness.codes()
        if topic and topic.name in codes:
            self.topics[advocate, thread] = topic.name
        code = self.topics.get((advocate, thread), "") if topic else ""
        return frozenset({self.witness.worker_of(codes[code])} if code else ())

    def taps_any(self, advocate: int, message: Message, number: int) -> None:
        buttons = buttons_of(message)
        label, data = buttons[number % len(buttons)]
        if label.startswith("For "):
            worker = self.witness.worker_of(self.witness.codes().get(label.removeprefix("For "), b""))
            for said in self.asked.get((advocate, message.id), ()):
                said.meant = said.meant if said.came else said.meant | {worker}
        self.taps(advocate, message, data)

    def claims(self, advocate: int, number: int, rival: int = 0) -> None:
        """A card with a button in the group. With a rival both tap in the same moment."""
        cards = [each for each in self.with_buttons(self.witness.room) if "Claim" in str(each.markup)]
        if not cards or self.site.world.chats[advocate].blocked:
            return
        card = cards[number % len(cards)]
        [data] = [data for text, data in buttons_of(card) if text == "Claim"]
        if rival and not self.site.world.chats[rival].blocked:
            body = {"from": rival, "chat": self.witness.room, "message_id": card.id, "data": data}
            people.tap(self.site.world, body)
        self.taps(advocate, card, data, together=bool(rival))

    def of_colleague(self, coordinator: int, whom: int, *labels: str) -> None:
        """Freeze, let in again, see off: from the list of staff."""
        self.sends(coordinator, "/staff")
        if self.taps_label(coordinator, name_of(whom)):
            for label in labels:
                self.taps_label(coordinator, label)

    def nonsense_arrives(self) -> None:
        """What cannot be read becomes a dead letter, once, and everything goes on."""
        self.site.world.updates.push_raw(b'{"message": {"chat": "?"}}', None)
        self.witness.nonsense += 1
        self.run(self.site.hears())

    def all_comes(self) -> None:
        """Telegram is in good order, and time passes until nothing is put off any more."""
        self.site.world.faults.set({"plan": []})
        self.site.wire.dies_at = 0
        for _ in range(200):
            self.run(self.site.time_passes(seconds=20))
            if not self.put_off:
                return
        raise AssertionError("what was put off is never done")

    @property
    def put_off(self) -> bool:
        return bool(self.site.pauses._waiting)


@cache
def _begun(topics: bool) -> Scene:
    town = Town.open(topics=topics, begun=False)
    for worker in WORKERS[:4]:
        town.asks_for_a_person(worker)
    for advocate in (ADVOCATES[0], ADVOCATES[0], ADVOCATES[1]):
        town.claims(advocate, 0)
    for worker in WORKERS[:4]:
        town.writes(worker)
    town.close()
    _SAID[topics] = town.witness.said
    return keep(town.site, room() / f"begun-{topics}")


def buttons_of(message: Message) -> list[tuple[str, str]]:
    rows = message.markup["inline_keyboard"] if message.markup else []
    return [(button["text"], button["callback_data"]) for row in rows for button in row if "callback_data" in button]
