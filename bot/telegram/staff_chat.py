"""What changes behind a running bot: whether it has topics, and whether the staff chat can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from telegram import Bot, ChatMember, ChatMemberBanned, ChatMemberLeft, ChatMemberRestricted
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.logs import trouble

EVERY = 600.0  # seconds between two looks


class Follows(Protocol):
    """The gate: it goes by the new id from here on."""

    def follow(self, old: int, new: int) -> None: ...


async def find_staff_chat(bot: Bot, gate: Follows, chat: int) -> bool:
    """Whether the bot may write there. Where it has become a supergroup since the settings were written, taps there
    count from the first one on. What else may be wrong is for `helpline doctor`: workers are answered without it."""
    if not chat:
        return True
    try:
        await bot.get_chat(chat)
        us = await bot.get_chat_member(chat, int(bot.token.partition(":")[0]))
        return not isinstance(us, ChatMemberLeft | ChatMemberBanned) and _may_write(us)
    except ChatMigrated as moved:
        trouble("group_moved", None, method="getChat")
        gate.follow(chat, moved.new_chat_id)
        return await find_staff_chat(bot, gate, moved.new_chat_id)
    except (BadRequest, Forbidden) as fault:
        trouble("staff_chat_unreachable", fault)
        return False


def _may_write(us: ChatMember) -> bool:
    """A restricted one is found in the chat like any other, and every card of it is refused."""
    return not isinstance(us, ChatMemberRestricted) or us.can_send_messages


class Watch:
    """Looks every ten minutes. `topics` and `reached` are told what was found."""

    def __init__(
        self,
        bot: Bot,
        gate: Follows,
        chat: int,
        topics: Callable[[bool], None],
        reached: Callable[[bool], Awaitable[None]],
    ) -> None:
        self._bot, self._gate, self._chat = bot, gate, chat
        self._topics, self._reached = topics, reached

    async def run(self, until: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """`until` may come back earlier: another process has found it changed."""
        while True:
            await until(EVERY)
            try:
                await self.once()
            except InvalidToken:
                trouble("token_refused", None, status=401)
            except TelegramError as fault:
                trouble("telegram_unreachable", fault)
            except Exception as fault:  # the database is away: the next look finds it back
                trouble("watch_failed", fault)

    async def once(self) -> None:
        me = await self._bot.get_me()
        self._topics(bool(me.has_topics_enabled))
        await self._reached(await find_staff_chat(self._bot, self._gate, self._chat))
