"""One whole conversation, from her first tap to the close, played over HTTP as people would and printed as they saw it.

It knows the Bot API's documented sandbox and nothing of the bot: what it sees is what Telegram would show.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.player import Player

WITHIN = 8.0  # seconds that anybody waits for what must come

# A one-pixel PNG and the smallest Ogg Opus file there is: enough to be a photo and a voice note.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
VOICE = b"OggS" + bytes(22) + b"\x01\x13OpusHead\x01\x01\x00\x0f\x80>\x00\x00\x00\x00\x00"


class NotSeen(Exception):
    """Somebody waited for something that did not come."""


@dataclass(slots=True)
class Part:
    """One person in one chat: what she does, and what she sees. `known` are messages already printed."""

    player: Player
    person: int
    chat: int
    name: str
    say: Callable[[str], None]
    thread: int = 0
    known: dict[int, str] = field(default_factory=dict)

    async def says(self, text: str) -> int:
        self._print("›", text)
        return await self._done(await self.player.say(self.person, text, **self._where()))

    async def sends(self, kind: str, data: bytes, **more: Any) -> int:
        self._print("›", f"[{kind}] {more.get('caption', '')}".rstrip())
        return await self._done(await self.player.send_file(self.person, kind, data, **more, **self._where()))

    async def _done(self, message: int) -> int:
        self.known[message] = ""
        return message

    def _where(self) -> dict[str, int]:
        return {"chat": self.chat} | ({"thread": self.thread} if self.thread else {})

    async def taps(self, label: str) -> None:
        """The newest button with this label in this chat."""
        for message in reversed(await self.player.seen(self.chat)):
            if any(button["text"] == label for row in message["rows"] for button in row):
                self._print("›", f"({label})")
                self.known[message["message_id"]] = self._shown(message)
                await self.player.tap(self.person, message["message_id"], label, chat=self.chat)
                return
        raise NotSeen(f"{self.name} has no button “{label}”")

    async def sees(self, text: str) -> dict[str, Any]:
        """Waits until a message here shows `text` (or is of that kind), prints what is new, returns it."""
        async with asyncio.timeout(WITHIN):
            while True:
                for message in reversed(await self.player.seen(self.chat)):
                    shown = self._shown(message)
                    before = self.known.get(message["message_id"], "")
                    # A screen that only lost its buttons is not news.
                    if text in shown and not before.startswith(shown) and message["from"] == "bot":
                        self.known[message["message_id"]] = shown
                        self.thread = self.thread or message["thread"] or 0
                        self._print("‹", shown)
                        return message
                await asyncio.sleep(0.01)

    async def reacts(self, message: int) -> str:
        """Waits for the mark under a message: Telegram has accepted its copy."""
        async with asyncio.timeout(WITHIN):
            while True:
                for seen in await self.player.seen(self.chat):
                    if seen["message_id"] == message and seen["reactions"]:
                        mark = str(seen["reactions"][0]["emoji"])
                        self._print("‹", f"{mark} on {self.name}'s message")
                        return mark
                await asyncio.sleep(0.01)

    async def is_told(self, text: str) -> None:
        """A toast: what flashes up on a tap."""
        async with asyncio.timeout(WITHIN):
            while True:
                found = await self.player.look(f"chat/{self.chat}?from={self.person}")
                for toast in found["toasts"]:
                    if text in toast["text"]:
                        self._print("‹", f"[{toast['text']}]")
                        return
                await asyncio.sleep(0.01)

    def _shown(self, message: dict[str, Any]) -> str:
        media = f"[{message['media']['kind']}] " if message["media"] else ""
        rows = [" ".join(f"[{button['text']}]" for button in row) for row in message["rows"]]
        return media + "\n".join([message["text"] or message["caption"], *rows])

    def _print(self, sign: str, text: str) -> None:
        first, *rest = text.strip().splitlines() or [""]
        self.say(f"{self.name:>10} {sign} {first}")
        for line in rest:
            self.say(f"{'':>12} {line}" if line else "")


@dataclass(slots=True)
class Conversation:
    """A worker whose employer has her passport, and the advocate who takes her case."""

    player: Player
    worker_id: int
    advocates: tuple[int, ...]
    group: int
    say: Callable[[str], None]

    async def play(self) -> int:
        """0 when everything came that must come; else 1, with what did not."""
        worker = Part(self.player, self.worker_id, self.worker_id, "Worker", self.say)
        desk = Part(self.player, self.advocates[0], self.group, "Staff chat", self.say)
        late = Part(self.player, self.advocates[1], self.group, "Colleague", self.say)
        amal = Part(self.player, self.advocates[0], self.advocates[0], "Advocate", self.say)
        try:
            await self._asks(worker)
            await self._is_claimed(desk, late, amal)
            await self._talks(worker, amal)
            await self._closes(worker, desk, amal)
        except (NotSeen, TimeoutError) as fault:
            self.say(f"\nThe conversation stopped here: {fault or 'something that must come did not come in time'}.")
            return 1
        self.say("\nThe whole conversation was played: asked, claimed, both directions, closed, come back.")
        return 0

    async def _asks(self, worker: Part) -> None:
        await worker.says("/start")
        await worker.sees("🌐")
        await worker.taps("English")
        await worker.sees("safe")
        await worker.taps("Yes, it is safe")
        await worker.sees("danger")
        await worker.taps("No")
        await worker.sees("like to know")
        await worker.taps("My passport")
        await worker.sees("Who has your passport")
        await worker.taps("My employer")
        await worker.sees("not allowed to keep your passport")
        await worker.taps("Talk to a person")
        await worker.sees("advocate reads")
        await worker.taps("I agree")
        await worker.sees("place in the line")
        await worker.says("She locks it in her room. I asked two times.")
        await worker.sees("Your words are kept")

    async def _is_claimed(self, desk: Part, late: Part, amal: Part) -> None:
        await desk.sees("waiting")
        await asyncio.gather(desk.taps("Claim"), late.taps("Claim"))
        await desk.sees("with ")
        winner, loser = (desk, late) if await self._has_topic(amal.person) else (late, desk)
        amal.person = amal.chat = winner.person
        await loser.is_told("has it")
        await amal.sees("is yours")
        await amal.sees("I asked two times")

    async def _has_topic(self, person: int) -> bool:
        """Whether this advocate won. Both tapped at once, and either may have."""
        async with asyncio.timeout(WITHIN):
            while True:
                for advocate in self.advocates:
                    seen = await self.player.seen(advocate)
                    if any("is yours" in message["text"] for message in seen):
                        return advocate == person
                await asyncio.sleep(0.01)

    async def _talks(self, worker: Part, amal: Part) -> None:
        await worker.sees("An advocate is here")
        sent = await amal.says("Hello. I read what you wrote. Is it safe to talk for ten minutes?")
        await worker.sees("ten minutes")
        await amal.reacts(sent)
        await worker.says("Yes. She is out until four.")
        await amal.sees("until four")
        await worker.sends("photo", PICTURE, caption="This is the room")
        await amal.sees("[photo]")
        await worker.sends("voice", VOICE)
        await amal.sees("[voice]")
        await amal.sends("document", b"A letter you can show.\n", file_name="letter.txt", caption="You can show this")
        await worker.sees("[document]")
        await amal.sends("voice", VOICE)
        await worker.sees("[voice]")

    async def _closes(self, worker: Part, desk: Part, amal: Part) -> None:
        await amal.says("/close")
        await amal.sees("why does it end?")
        await amal.taps("Help was given")
        await amal.sees("is closed")
        await worker.sees("ended this talk")
        await desk.sees("closed")
        await worker.says("One more question")
        await worker.sees("talk again")
        await worker.taps("Talk again")
        await worker.sees("place in the line")
        await desk.sees("waiting")
