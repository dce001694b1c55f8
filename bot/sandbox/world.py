"""The state of a small Telegram: who there is, what stands in every chat, what the bot has yet to hear."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from bot.clock import Clock
from bot.sandbox import shapes
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.journal import Journal
from bot.sandbox.model import CARRIED, HELD_STATUSES, Account, Chat, Json, Message, Query, Toast, Topic
from bot.sandbox.rates import Rates
from bot.sandbox.updates import TAP_LIVES, Updates

EVENTS_KEPT = 20_000


@dataclass(slots=True)
class Change:
    seq: int
    chat: int
    what: str
    message: int


class World:
    """Every change gets the next `seq`; whoever looks asks for what is newer than the last one seen."""

    def __init__(self, token: str, clock: Clock, *, remember: int = 0, seed: int = 1) -> None:
        self.token = token
        self.clock = clock
        self.random = Random(seed)
        bot_id = int(token.partition(":")[0])
        self.bot = shapes.account(bot_id, "Helpline sandbox", is_bot=True, username="helpline_sandbox_bot")
        self.updates = Updates(clock, self.random, remember)
        self.faults = Faults()
        self.rates = Rates(clock)
        self.files = Files(self.random)
        self.journal = Journal(remember)
        self.accounts: dict[int, Account] = {bot_id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.toasts: deque[Toast] = deque(maxlen=remember or None)
        self.changes: deque[Change] = deque(maxlen=EVENTS_KEPT)
        self.profile: dict[str, Any] = {}
        self.topics_on = False
        self.revoked = False  # nobody answers to this token any more
        self.privacy = True  # in groups the bot hears only commands, replies to it and its name, unless administrator
        self.seq = 0
        self._remember = remember
        self._last_message = 0
        self._watchers: set[asyncio.Future[None]] = set()
        self._movers: list[Callable[[], None]] = []
        self._hurriers: list[Callable[[], None]] = []

    # -- time

    def unix(self) -> float:
        return self.clock.unix()

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        for moved in self._movers:
            moved()
        self.changed(0, "clock")

    def on_advance(self, moved: Callable[[], None]) -> None:
        self._movers.append(moved)

    def hurry(self) -> None:
        """What is put off until later is tried now, and no time passes."""
        for hurried in self._hurriers:
            hurried()

    def on_hurry(self, hurried: Callable[[], None]) -> None:
        self._hurriers.append(hurried)

    # -- changes

    def changed(self, chat_id: int, what: str, message: int = 0) -> int:
        self.seq += 1
        self.changes.append(Change(self.seq, chat_id, what, message))
        if self._watchers:
            watchers, self._watchers = self._watchers, set()
            for watcher in watchers:
                if not watcher.done():
                    watcher.set_result(None)
        return self.seq

    async def watch(self, since: int, timeout: float) -> None:
        """Return when something is newer than `since`, or after `timeout`."""
        if self.seq > since:
            return
        watcher = asyncio.get_running_loop().create_future()
        self._watchers.add(watcher)
        try:
            await asyncio.wait_for(watcher, timeout)
        except TimeoutError:
            return
        finally:
            self._watchers.discard(watcher)  # a change in the same moment may have taken it out already

    # -- messages

    def next_id(self, chat: Chat) -> int:
        """A supergroup counts by itself; private chats and basic groups share the bot's one counter."""
        if chat.kind == "supergroup":
            chat.last_id += 1
            return chat.last_id
        self._last_message += 1
        return self._last_message

    def post(self, chat: Chat, sender: Account, **fields: Any) -> Message:
        message = Message(self.next_id(chat), chat, sender, int(self.clock.unix()), **fields)
        chat.messages[message.id] = message
        if self._remember and len(chat.messages) > 2 * self._remember:
            chat.messages = dict(islice(chat.messages.items(), self._remember, None))
        self.touch(message, "message")
        return message

    def touch(self, message: Message, what: str) -> None:
        message.seq = message.chat.seq = self.changed(message.chat.id, what, message.id)

    def delete(self, message: Message) -> None:
        """Gone for everybody: nothing of it is kept but that it was there."""
        message.deleted = True
        message.text, message.entities, message.media, message.markup = "", [], None, None
        message.extra, message.reactions = {}, {}
        if message.chat.pinned == message.id:
            message.chat.pinned = 0
        self.touch(message, "deleted")

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        """With all its messages. Nobody is told: Telegram has no update for it."""
        del chat.topics[topic.thread]
        for message in [one for one in chat.messages.values() if one.thread == topic.thread and not one.deleted]:
            self.delete(message)
        chat.seq = self.changed(chat.id, "topic")

    def tell_bot(self, kind: str, message: Message) -> int:
        """A message or its edit becomes an update, if the bot can hear it; gives its id, else 0."""
        if not self._hears(message):
            return 0
        return self.updates.push(kind, shapes.message(message), message.chat.id)

    def _hears(self, message: Message) -> bool:
        chat = message.chat
        if chat.private:
            return not chat.blocked
        status = chat.members.get(self.bot.id)
        if status not in HELD_STATUSES:
            return False
        if status == "administrator" or not self.privacy or message.extra.keys() - CARRIED:
            return True
        replied = chat.find(message.reply_to)
        said = message.text.startswith("/") or f"@{self.bot.shown['username']}" in message.text
        return said or (replied is not None and replied.sender is self.bot)

    # -- chats

    def add_person(self, name: str, language: str, wanted: int, *, started: bool) -> Account:
        person_id = wanted or self._free_person_id()
        if person_id in self.accounts or person_id <= 0:
            raise ValueError("there is an account with this id already, or it is not a positive number")
        person = shapes.account(person_id, name, language=language)
        self.accounts[person_id] = person
        self.chats[person_id] = shapes.private_chat(person, self.bot, started=started)
        self.changed(person_id, "person")
        return person

    def _free_person_id(self) -> int:
        person_id = 5_000_000_001 + len(self.accounts)
        while person_id in self.accounts:
            person_id += 1
        return person_id

    def add_group(self, kind: str, title: str, *, forum: bool) -> Chat:
        number = 1 + sum(1 for chat in self.chats.values() if not chat.private)
        id_ = -1_001_000_000_000 - number if kind == "supergroup" else -4_000_000_000 - number
        chat = self.chats[id_] = shapes.group(id_, kind, title, forum=forum)
        self.changed(id_, "group")
        return chat

    def topic_of(self, chat: Chat, thread: int) -> Topic | None:
        return chat.topics.get(thread)

    # -- taps

    def open_query(self, person: int, chat: int) -> Query:
        query = Query(str(self.random.getrandbits(62)), person, chat, self.clock.unix())
        self.queries[query.id] = query
        if len(self.queries) > 10_000:
            oldest = self.clock.unix() - TAP_LIVES
            self.queries = {id_: one for id_, one in self.queries.items() if one.made > oldest}
        return query

    def toast(self, query: Query, text: str, alert: bool) -> None:
        seq = self.changed(query.chat, "toast")
        self.toasts.append(Toast(seq, query.id, query.person, query.chat, text, alert))

    def shown_bot(self) -> Json:
        return {
            **self.bot.shown,
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": self.topics_on,
            "allows_users_to_create_topics": self.topics_on,
        }
