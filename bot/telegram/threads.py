"""Topics in an advocate's chat: one for each case, made when it is needed, made again when somebody deleted it.

Never do words of a case fall among those of another. Where the bot has no topics at all, they stand in the one chat
under the name of their case.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from bot.logs import event, trouble
from bot.outgoing import NO_CASE, Outgoing
from bot.telegram.request import Answer, Unsent, Unsure
from handoff.model import CaseId

Ask = Callable[[str, Mapping[str, Any]], Awaitable[Answer]]
_TRIES = 5  # at taking a message out of the main chat again


class Knows(Protocol):
    """What the ledger knows of topics."""

    async def topic_of(self, case: CaseId, chat: int) -> int: ...
    async def keep_topic(self, case: CaseId, chat: int, thread: int) -> None: ...
    def without_topics(self) -> None: ...


class NotNow(Exception):
    """No topic could be made, and one can be later. `answer`: what Telegram said, None where it said nothing."""

    def __init__(self, answer: Answer | None, why: str = "") -> None:
        super().__init__(why)
        self.answer = answer


class CaseGone(Exception):
    """It was erased meanwhile."""


class Threads:
    """`ask` makes a call of the Bot API: the calling is the gate's."""

    def __init__(self, ask: Ask, knows: Knows) -> None:
        self._ask, self._knows = ask, knows

    async def placed(self, call: Outgoing) -> Outgoing:
        """The same call, into its case's topic. Raises `NotNow`, `CaseGone`."""
        if call.topic is None:
            return await self._under_its_name(call, call.link["head"]) if "head" in call.link else call
        thread = await self._knows.topic_of(call.topic, call.lane) or await self._open(call, call.topic)
        if thread == NO_CASE:
            raise CaseGone
        if thread:
            return replace(call, params={**call.params, "message_thread_id": thread})
        return await self._under_its_name(call, call.link.get("label", ""))

    async def _open(self, call: Outgoing, case: CaseId) -> int:
        """0: there are no topics in this chat (any more)."""
        chat = call.params["chat_id"]
        try:
            wanted = {"chat_id": chat, "name": call.link.get("label", "Case")}
            answer = await self._ask("createForumTopic", wanted)
        except (Unsent, Unsure) as fault:
            raise NotNow(None, str(fault)) from None
        if answer.ok:
            thread = int(answer.result["message_thread_id"])
            await self._knows.keep_topic(case, chat, thread)
            return thread
        if answer.code != 400:
            raise NotNow(answer)
        trouble("no_topics", None, status=answer.code)
        self._knows.without_topics()
        return 0

    async def _under_its_name(self, call: Outgoing, label: str) -> Outgoing:
        headed = call.headed(f"{label}\n")
        if headed.params == call.params:  # no room above her words: the name goes before them
            try:
                answer = await self._ask("sendMessage", {"chat_id": call.params["chat_id"], "text": label})
            except (Unsent, Unsure) as fault:
                raise NotNow(None, str(fault)) from None
            if not answer.ok:
                raise NotNow(answer)
        return headed

    async def forget(self, call: Outgoing) -> None:
        """It is gone: the next call makes another."""
        if call.topic is not None:
            await self._knows.keep_topic(call.topic, call.lane, 0)

    async def reopened(self, call: Outgoing) -> bool:
        """Somebody closed it. Whether it is open again."""
        thread = await self._knows.topic_of(call.topic, call.lane) if call.topic is not None else 0
        try:
            wanted = {"chat_id": call.params["chat_id"], "message_thread_id": thread}
            return bool(thread and (await self._ask("reopenForumTopic", wanted)).ok)
        except (Unsent, Unsure):
            return False

    async def take_out(self, chat: int, message: int) -> None:
        """A message fell into the main chat: a deleted topic can let it, in silence (tdlib/telegram-bot-api#854)."""
        for _ in range(_TRIES):
            try:
                answer = await self._ask("deleteMessage", {"chat_id": chat, "message_id": message})
            except (Unsent, Unsure):
                continue
            if answer.ok or answer.code == 400:  # 400: it is not there
                return
        event("stray_message", method="deleteMessage")
