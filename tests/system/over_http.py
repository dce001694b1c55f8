"""One whole conversation over HTTP, by somebody who knows the Bot API and docs/sandbox.md, and nothing of this house.

`python tests/system/over_http.py http://127.0.0.1:8081 -4000000001 7001 INVITE INVITE` plays it in any sandbox in which
a helpline runs: its address, the staff group, an unused account number, and the payloads of two invite links.
"""

from __future__ import annotations

import asyncio
import base64
import sys
from dataclasses import dataclass
from typing import Any

import aiohttp

WITHIN = 20.0
ASKING = (
    ("English", "Is it safe to use this phone now"),
    ("Yes, it is safe", "Are you in danger"),
    ("No", "like to know about"),
    ("My passport", "Who has your passport"),
    ("My employer", "not allowed to keep your passport"),
    ("Talk to a person", "An advocate reads what you write"),
    ("I agree", "place in the line"),
)
PICTURE = base64.b64encode(b"\xff\xd8\xff\xe0 a photo of a room \xff\xd9").decode()
VOICE = base64.b64encode(b"OggS a voice note").decode()


@dataclass
class Sandbox:
    http: aiohttp.ClientSession
    url: str

    async def post(self, what: str, **body: Any) -> Any:
        async with self.http.post(f"{self.url}/play/{what}", json=body) as answer:
            said = await answer.json()
            assert answer.status == 200, f"{what}: {said}"
            return said

    async def get(self, what: str) -> Any:
        async with self.http.get(f"{self.url}/play/{what}") as answer:
            assert answer.status == 200, what
            return await answer.json()

    async def bot(self, token: str, method: str) -> Any:
        """The Bot API itself."""
        async with self.http.get(f"{self.url}/bot{token}/{method}") as answer:
            return (await answer.json())["result"]


@dataclass
class Person:
    """Somebody at one chat. She acts on what she sees there, and waits for what must come."""

    sandbox: Sandbox
    id: int
    chat: int
    thread: int = 0

    async def says(self, text: str, reply_to: int = 0) -> int:
        return await self._send(text=text, **({"reply_to": reply_to} if reply_to else {}))

    async def sends(self, kind: str, data: str, **more: str) -> int:
        return await self._send(**{kind: data}, **more)

    async def _send(self, **what: str | int) -> int:
        where = {"chat": self.chat} | ({"thread": self.thread} if self.thread else {})
        return int((await self.sandbox.post("send", **{"from": self.id}, **where, **what))["message_id"])

    async def taps(self, label: str) -> str:
        """The newest button with this label. Returns the tap's own number."""
        message = await self.sees("", button=label)
        body = {"from": self.id, "chat": self.chat, "message_id": message["message_id"], "button": label}
        return str((await self.sandbox.post("tap", **body))["query_id"])

    async def sees(self, text: str, *, button: str = "", kind: str = "") -> Any:
        """The newest message of the bot's that shows all this; waits for it."""
        async with asyncio.timeout(WITHIN):
            while True:
                view = await self.sandbox.get(f"chat/{self.chat}?from={self.id}")
                for message in reversed(view["messages"]):
                    if message["from"] == "bot" and not message["deleted"] and _shows(message, text, button, kind):
                        return message
                await self.sandbox.get(f"events?since={view['seq']}&timeout=5")

    async def is_told(self, query: str) -> str:
        """What flashed up on this tap."""
        async with asyncio.timeout(WITHIN):
            while True:
                view = await self.sandbox.get(f"chat/{self.chat}?from={self.id}")
                for toast in view["toasts"]:
                    if toast["query_id"] == query:
                        return str(toast["text"])
                await self.sandbox.get(f"events?since={view['seq']}&timeout=5")

    async def has_receipt(self, message_id: int) -> None:
        async with asyncio.timeout(WITHIN):
            while True:
                view = await self.sandbox.get(f"chat/{self.chat}")
                if any(message["message_id"] == message_id and message["reactions"] for message in view["messages"]):
                    return
                await self.sandbox.get(f"events?since={view['seq']}&timeout=5")


def _shows(message: Any, text: str, button: str, kind: str) -> bool:
    labels = [each["text"] for row in message["rows"] for each in row]
    said = message["text"] or message["caption"] or ""
    return (
        text in said and (not button or button in labels) and (not kind or kind == (message["media"] or {}).get("kind"))
    )


async def play(url: str, group: int, maria_id: int, advocates: dict[int, str]) -> list[str]:
    """`advocates`: account and invite. Returns what each part of the conversation has shown."""
    async with aiohttp.ClientSession() as http:
        sandbox = Sandbox(http, url)
        amal, bea = [Person(sandbox, id, id) for id in advocates]
        for person, invite in zip((amal, bea), advocates.values(), strict=True):
            await person.says(f"/start {invite}")
            await person.sees("")
        await sandbox.post("person", name="Somebody", id=maria_id)
        maria = Person(sandbox, maria_id, maria_id)
        await _asks(maria)
        holder = await _is_claimed(sandbox, group, amal, bea)
        await _talk(maria, holder)
        await _ends(maria, holder, Person(sandbox, amal.id, group))
        await _nobody_else_heard(sandbox, bea if holder is amal else amal)
    return ["asked", "claimed", "talked", "closed", "came back"]


async def _asks(maria: Person) -> None:
    await maria.says("/start")
    for label, then in ASKING:
        await maria.taps(label)
        await maria.sees(then)
    await maria.says("It is in a locked drawer")
    await maria.sees("Your words are kept")


async def _is_claimed(sandbox: Sandbox, group: int, amal: Person, bea: Person) -> Person:
    """Both tap at once; one has it, the other is told who."""
    taps = [await Person(sandbox, each.id, group).taps("Claim") for each in (amal, bea)]
    told = [await Person(sandbox, each.id, group).is_told(tap) for each, tap in zip((amal, bea), taps, strict=True)]
    assert sum("is yours" in text for text in told) == 1, told
    assert sum("has it" in text for text in told) == 1, told
    holder = amal if "is yours" in told[0] else bea
    holder.thread = (await holder.sees("is yours"))["thread"] or 0
    await holder.sees("in a locked drawer")
    return holder


async def _talk(maria: Person, holder: Person) -> None:
    await maria.sees("An advocate is here")
    await holder.has_receipt(await holder.says("Is it safe to talk for ten minutes?"))
    await maria.sees("ten minutes")
    await maria.says("Yes, until four")
    await holder.sees("until four")
    for kind, data in (("photo", PICTURE), ("voice", VOICE), ("document", PICTURE)):
        await maria.sends(kind, data)
        hers = await holder.sees("", kind=kind)
        his = await holder.sends(kind, data)
        await maria.sees("", kind=kind)
    await holder.has_receipt(his)
    await holder.says("/evidence", reply_to=hers["message_id"])
    await holder.sees("SHA-256")


async def _ends(maria: Person, holder: Person, desk: Person) -> None:
    await holder.says("/close")
    await holder.sees("why does it end?")
    await holder.taps("Help was given")
    await maria.sees("ended this talk")
    await desk.sees("closed")
    await maria.says("One more question")
    await maria.sees("Do you want to talk again", button="Talk again")
    await maria.taps("Talk again")
    await maria.sees("place in the line")
    await desk.sees("waiting", button="Claim")


async def _nobody_else_heard(sandbox: Sandbox, other: Person) -> None:
    view = await sandbox.get(f"chat/{other.chat}")
    for word in ("drawer", "until four", "One more question"):
        assert not any(word in message["text"] for message in view["messages"]), word


async def _main(url: str, group: str, first: str, *invites: str) -> None:
    async with aiohttp.ClientSession() as http:
        people = [await Sandbox(http, url).post("person", name="An advocate", started=True) for _ in invites]
        for person in people:
            await Sandbox(http, url).post("join", **{"from": person["id"], "chat": int(group)})
    advocates = {person["id"]: invite for person, invite in zip(people, invites, strict=True)}
    sys.stdout.write(", ".join(await play(url, int(group), int(first), advocates)) + "\n")


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
