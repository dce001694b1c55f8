"""Groups that have become supergroups: they have another id since, and numbers of messages from before mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.outgoing import Outgoing
from bot.telegram.request import Answer
from bot.telegram.threads import Ask


class Moved:
    """`ask` makes a call of the Bot API: the calling is the gate's. `told` hears of each one once."""

    def __init__(self, ask: Ask, told: Callable[[int, int], None]) -> None:
        self._ask, self._told = ask, told
        self._to: dict[int, int] = {}

    def __contains__(self, chat: int) -> bool:
        return chat in self._to

    def follow(self, old: int, new: int) -> None:
        self._to[old] = new
        self._told(old, new)

    def placed(self, call: Outgoing) -> Outgoing:
        """The same call, to where its chat is now. The change of a message that has no number there is a new one."""
        chat = call.params["chat_id"]
        if chat not in self._to:
            return call
        there = replace(call, params={**call.params, "chat_id": self._to[chat]})
        return there.as_new() if call.method == "editMessageText" else there

    async def is_ours(self, call: Outgoing) -> Answer | None:
        """Before the bot leaves a group: is it what the staff chat has become? That news may come second. None: yes."""
        answer = await self._ask("getChat", {"chat_id": call.link["unless"]})
        if answer.migrate_to != call.params["chat_id"]:
            return answer
        self.follow(call.link["unless"], answer.migrate_to)
        return None
