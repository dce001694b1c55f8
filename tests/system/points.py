"""Dies at one point after the other: before and after every statement, every commit, every call to Telegram. Each time
another process takes over, and what Telegram has seen in the end is compared with what it sees when nobody dies.

`python -m tests.system.points <every so many> <scene>…` says in a line of JSON for each what it has found. With
`early:<scene>` Telegram is told before the commit.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import re
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from sqlalchemy import Engine, event

from bot import content
from bot.ledger.asks import LedgerAsks
from bot.outgoing import REPEAT_MARK
from bot.telegram.gate import Gate
from bot.telegram.request import Answer
from bot.telegram.update import hear
from tests.once import once
from tests.room import CONTENT, NOON, Room, edition, opened
from tests.services import quick
from tests.system.points_scenes import FIRST_OF_SCENE, SCENES, Scene, Step

_CODE = re.compile(r"[A-Z]{2,}-[A-Z]{2,}-\d\d")
_SHOWN = re.compile(r"send|copyMessage$|editMessageText$")
Json = dict[str, Any]


@dataclass(slots=True)
class Journal:
    """What Telegram has seen: a file that outlives whoever writes into it."""

    path: Path

    def add(self, **line: Any) -> None:
        with self.path.open("ab", buffering=0) as file:
            file.write(orjson.dumps(line) + b"\n")

    def lines(self) -> list[Json]:
        return [orjson.loads(line) for line in self.path.read_bytes().splitlines()] if self.path.exists() else []

    @property
    def calls(self) -> list[Json]:
        return [line for line in self.lines() if "method" in line]

    def update(self, number: int) -> Json | None:
        return next((line["raw"] for line in self.lines() if line.get("update") == number), None)

    def received(self, number: int) -> bool:
        return any(line.get("received") == number for line in self.lines())


@dataclass(slots=True)
class Points:
    """Counts where this process could end, and ends it at one of them. 0: at none."""

    die_at: int = 0
    passed: int = 0

    def here(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, *engines: Engine) -> None:
        for engine in engines:
            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(engine, name, self.here)


@dataclass(slots=True)
class Telegram:
    """The other end of the wire."""

    journal: Journal
    points: Points
    round_trip: Callable[[], Awaitable[None]]  # takes longer than a commit: what came before is noted by then

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Answer:
        await self.round_trip()
        self.points.here()
        number = 5000 + len(self.journal.calls)
        self.journal.add(method=method, params=params, message=number)
        self.points.here()
        return Answer(True, True if method.startswith(("answer", "delete", "setM")) else {"message_id": number})


@dataclass(slots=True)
class Life:
    """One process of the helpline, in the middle of a scene."""

    room: Room
    gate: Gate
    journal: Journal
    points: Points
    early: bool
    first: int  # of the numbers that are given from here on

    async def plays(self, steps: Sequence[Step]) -> None:
        """From the first that Telegram still has: what it was not told we have, it brings again."""
        for number, step in enumerate(steps, start=1):
            if self.journal.received(number):
                continue
            raw = self.journal.update(number)
            if raw is None:
                self.room.updates = itertools.count(self.first + number * 1000)
                self.room.messages = itertools.count(self.first + number * 1000)
                raw = step(self.room, self.journal.calls)
                self.journal.add(update=number, raw=raw)
            if self.early:
                self.journal.add(received=number)
            await self.room.ledger.take([hear(raw)])
            self.points.here()
            if not self.early:
                self.journal.add(received=number)
            await self.settled()

    async def settled(self) -> None:
        while True:
            while self.gate._tasks:
                await asyncio.gather(*self.gate._tasks)
            await self.room.look(lambda book: None)
            await asyncio.sleep(0)
            if not self.gate._tasks:
                return


async def _live(folder: Path, what: Callable[[Life], Awaitable[None]], number: int, die_at: int, early: bool) -> int:
    points, journal = Points(die_at), Journal(folder / "journal")
    async with opened(folder, topics=False, at=NOON + timedelta(seconds=number)) as room:
        asks = LedgerAsks(room.ledger, room.line)

        async def round_trip() -> None:
            await room.look(lambda book: None)

        gate = Gate(Telegram(journal, points, round_trip), asks, unix=lambda: room.clock.now().timestamp())  # type: ignore[arg-type]
        room.sent.onward = gate
        gate.carry(await asks.left_behind(), ())
        points.watch(room.ledger._engine, room.vault._engine)
        life = Life(room, gate, journal, points, early, FIRST_OF_SCENE if number else 0)
        await life.settled()
        await what(life)
        await life.settled()
    return points.passed


def _in_a_process_of_its_own(work: Callable[[], int]) -> int | None:
    """What it has counted; None where it was killed."""
    read, write = os.pipe()
    if pid := os.fork():
        os.close(write)
        said = b"".join(iter(lambda: os.read(read, 4096), b""))
        os.close(read)
        _, how = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(how) == -signal.SIGKILL:
            return None
        return int(said or b"-1")
    code = 1
    try:
        os.write(write, str(work()).encode())
        code = 0
    except AssertionError as stuck:  # nobody shows her the button that comes next
        os.write(2, f"{stuck}\n".encode())
    finally:
        os._exit(code)


# --- what came, and what should have ------------------------------------------------------------------------------


def shown(calls: Sequence[Json]) -> dict[int, list[str]]:
    """By chat: the texts that stood in it, in order."""
    found: dict[int, list[str]] = {}
    for call in calls:
        if _SHOWN.match(call["method"]) and call["method"] != "sendChatAction":
            text = call["params"].get("text", call["params"].get("caption", "")) or call["method"]
            kind = "✎" if call["method"] == "editMessageText" else ""
            found.setdefault(call["params"]["chat_id"], []).append(kind + _CODE.sub("CODE", text))
    return found


def wrong(expected: dict[int, list[str]], came: dict[int, list[str]]) -> Counter[str]:
    """Lost, in a wrong chat or made up, out of order, repeated without a mark, or more often than once."""
    found: Counter[str] = Counter()
    for chat in {*expected, *came}:
        wanted, got = _as_shown(expected.get(chat, [])), _as_shown(came.get(chat, []))
        raw = came.get(chat, [])
        found["lost"] += sum((Counter(set(wanted)) - Counter(set(got))).values())
        found["wrong chat"] += sum((Counter(set(got)) - Counter(set(wanted))).values())
        known = [each for each in got if each in wanted]
        found["out of order"] += [*dict.fromkeys(known)] != [each for each in dict.fromkeys(wanted) if each in got]
        extra = sum((Counter(known) - Counter(wanted)).values())
        marked = sum(text.startswith(REPEAT_MARK) for text in raw)
        edits = sum(text.startswith("✎") for text in raw)
        found["without a mark"] += max(0, extra - marked - edits)
        found["repeats"] += extra
        found["too many repeats"] += extra - edits > 1  # a screen that is made the same again is none
    return found


def _as_shown(texts: Sequence[str]) -> list[str]:
    """A screen that is shown anew instead of changed is the same screen."""
    return [text.removeprefix("✎").removeprefix(REPEAT_MARK) for text in texts]


# --- one scene ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Trial:
    scene: Scene
    place: Path
    early: bool
    expected: dict[int, list[str]] = field(default_factory=dict)

    def prepare(self) -> int:
        """Everything as it stands before the scene; and the scene once without a death. How many points it has."""
        before = self.place / "before"
        before.mkdir()
        made = _in_a_process_of_its_own(lambda: asyncio.run(_live(before, self.scene.before, 0, 0, False)))
        assert made is not None and made >= 0
        shown_so_far = [line for line in Journal(before / "journal").lines() if "method" in line]
        (before / "journal.before").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in shown_so_far))
        (before / "journal").unlink()
        points = self._play(self._copy("whole"), 1, 0)
        self.expected = shown(self._calls(self.place / "whole"))
        return points or 0

    def _copy(self, name: str) -> Path:
        folder = self.place / name
        shutil.copytree(self.place / "before", folder)
        shutil.copy(folder / "journal.before", folder / "journal")
        return folder

    def _calls(self, folder: Path) -> list[Json]:
        known = len((folder / "journal.before").read_bytes().splitlines())
        return [line for line in Journal(folder / "journal").lines()[known:] if "method" in line]

    def _play(self, folder: Path, number: int, die_at: int) -> int | None:
        steps = self.scene.steps
        return _in_a_process_of_its_own(
            lambda: asyncio.run(
                _live(folder, lambda life: life.plays(steps), number, die_at, self.early and die_at > 0)
            )
        )

    def dies_at(self, point: int) -> Counter[str]:
        folder = self._copy(f"at{point}")
        killed = self._play(folder, 1, point) is None
        ended = self._play(folder, 2, 0)
        found = wrong(self.expected, shown(self._calls(folder)))
        found["killed"] += killed
        found["lost"] += ended == -1  # nobody can go on
        shutil.rmtree(folder)
        return found


def trial(scene: str, every: int, early: bool) -> Json:
    with TemporaryDirectory(prefix="helpline-points-", dir=quick()) as place:
        it = Trial(SCENES[scene], Path(place), early)
        points, total = it.prepare(), Counter[str]()
        tried = range(1, points + 1, every)
        for point in tried:
            total += it.dies_at(point)
        return {"scene": scene, "points": points, "tried": len(tried), **total}


def main() -> None:
    content.open_files = once(content.open_files)
    edition(CONTENT)
    gc.collect()
    gc.freeze()
    every, *scenes = sys.argv[1:]
    for scene in scenes:
        early = scene.startswith("early:")
        sys.stdout.write(json.dumps(trial(scene.removeprefix("early:"), int(every), early)) + "\n")


if __name__ == "__main__":
    main()
