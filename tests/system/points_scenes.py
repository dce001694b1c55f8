"""What happens while the helpline dies: little scenes, each update made of what Telegram has shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.bot.staffroom import AMAL, BEA, MIN
from tests.room import STAFF_CHAT, Room

FIRST_OF_SCENE = 500_000  # numbers of updates and messages, that none from before has
Json = dict[str, Any]
Step = Callable[[Room, Sequence[Json]], Json]


class Plays(Protocol):
    @property
    def room(self) -> Room: ...
    async def plays(self, steps: Sequence[Step]) -> None: ...
    async def settled(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Scene:
    before: Callable[[Any], Awaitable[None]]
    steps: tuple[Step, ...]


def says(who: int, text: str, **more: Any) -> Step:
    return lambda room, calls: room.person(who).message(text=text, **more)


def sends(who: int, kind: str, **more: Any) -> Step:
    file = {"file_id": "F", "file_unique_id": "U", "width": 9, "height": 9}
    body: Json = {kind: [file] if kind == "photo" else file, **more}
    return lambda room, calls: room.person(who).message(**body)


def changes(who: int, step: int, text: str) -> Step:
    """What she wrote in that step."""

    def made(room: Room, calls: Sequence[Json]) -> Json:
        person = room.person(who)
        body = {**person.message(text=text)["message"], "edit_date": 5}
        body["message_id"] += (step - body["message_id"] % FIRST_OF_SCENE // 1000) * 1000
        return person.update("edited_message", body)

    return made


def taps(who: int, label: str, chat: int = 0) -> Step:
    """The newest button of this name in her chat, or in another."""

    def made(room: Room, calls: Sequence[Json]) -> Json:
        for call in reversed(calls):
            if call["params"].get("chat_id") == (chat or who):
                for button in _buttons(call["params"]):
                    if button["text"] == label:
                        return room.person(who).press(button["callback_data"], chat, _place(call))
        raise AssertionError(f"nobody shows “{label}”")

    return made


def _place(call: Json) -> int:
    return int(call["params"].get("message_id", call["message"]))


def _buttons(params: Mapping[str, Any]) -> list[Json]:
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def replies(who: int, text: str, to: str) -> Step:
    """To the newest message in her chat that says this."""

    def made(room: Room, calls: Sequence[Json]) -> Json:
        for call in reversed(calls):
            if call["params"].get("chat_id") == who and to in call["params"].get("text", ""):
                return room.person(who).message(text=text, reply_to_message={"message_id": call["message"]})
        raise AssertionError(f"nobody has said “{to}”")

    return made


ASKS = (
    says(MIN, "/start"),
    *(taps(MIN, label) for label in ("English", "Yes, it is safe", "No", "A person", "I agree")),
    says(MIN, "#1#"),
    says(MIN, "#2#"),
)
TALKS = (
    taps(AMAL, "Claim", STAFF_CHAT),
    says(MIN, "#3#"),
    replies(AMAL, "#4#", "is yours"),
    replies(AMAL, "/note #5#", "is yours"),
    changes(MIN, 2, "#6#"),
    sends(MIN, "photo", caption="#7#"),
    says(MIN, "#8#"),
)
ENDS = (
    replies(AMAL, "/close", "is yours"),
    taps(AMAL, "Help was given"),
    says(MIN, "#9#"),
    taps(MIN, "Talk again"),
    taps(BEA, "Claim", STAFF_CHAT),
    says(MIN, "#10#"),
)


async def staff(life: Plays) -> None:
    for who, name in ((AMAL, "Amal"), (BEA, "Bea")):
        await life.room.advocate(who, name)
        await life.settled()


async def waiting(life: Plays) -> None:
    await staff(life)
    await life.plays(ASKS)


async def talking(life: Plays) -> None:
    await staff(life)
    await life.plays((*ASKS, TALKS[0]))


SCENES: Mapping[str, Scene] = {
    "asks": Scene(staff, ASKS),
    "talks": Scene(waiting, TALKS),
    "ends": Scene(talking, ENDS),
}
