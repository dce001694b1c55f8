"""Tens of thousands of forged, changed and repeated buttons: nothing moves, nobody else hears, everybody is answered.

FORGED says how many; `make soak` asks for fifty thousand.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import desk
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.outgoing import Outgoing
from bot.telegram.buttons import Act, read_act, staff_data
from bot.telegram.update import hear
from flows.engine import run
from flows.engine.model import Tapped
from flows.engine.walk import Walk
from handoff.model import Token
from tests.bot.staffroom import AMAL as ANY
from tests.bot.staffroom import BEA as OTHER
from tests.bot.staffroom import rows, takes, waits
from tests.canary import CANARIES
from tests.hostile.books import changes, state
from tests.hostile.forgers import Forger
from tests.hostile.town import DORA, FOREIGN, ROSE, STRANGER, Town, a_town
from tests.room import STAFF_CHAT, Room, data_of, opened, text_of

FORGED = int(os.environ.get("FORGED", "10000"))
AT_ONCE = 100  # as many as Telegram gives at a time
LOOKED = 10  # batches between two looks at the whole ledger


async def harm(town: Town, count: int, seed: int = 1) -> tuple[list[str], Counter[str]]:
    """What these forgeries have done; empty is how it must be. And how many there were of each kind."""
    forger, came, room = Forger(town, seed), Counter[str](), town.room
    before = await state(room)
    for batch in range(count // AT_ONCE):
        forged = list(forger.batch(AT_ONCE, await newest_keyboard(room, ROSE)))
        came.update(kind for kind, _ in forged)
        good = room.person(DORA).message(text="/help")
        calls = await room.take(*(update for _, update in forged), good)
        if not calls or calls[-1].params["chat_id"] != DORA:
            return ["whoever came next was not answered"], came
        if strangers := {call.params["chat_id"] for call in calls[:-1]} - {*town.people, FOREIGN}:
            return [f"{len(strangers)} others were told something"], came
        if batch % LOOKED == LOOKED - 1 and (found := changes(before, await state(room))):
            return found, came
    return changes(before, await state(room)), came


async def newest_keyboard(room: Room, person: int) -> int:
    def number(book: Book) -> int:
        book.load([hear(room.person(person).message(text="x"))])  # type: ignore[list-item]
        worker = book.worker(person)
        return worker.session.generation if worker else 0

    found: int = await room.look(number)
    return found


async def test_p05_whatever_is_pressed_nothing_moves(tmp_path: Path, measured: Callable[[str], None]) -> None:
    async with a_town(tmp_path) as town:
        found, came = await harm(town, FORGED)
        assert not found, found
        assert await rows(town.room, t.dead_letters.c.reason) == [], "each was a tap, and was answered as one"
        said = [text_of(call) for call in town.room.sent.calls] + [toast[1] for toast in town.room.sent.toasts]
        assert not [one for one in said if any(canary in one for canary in CANARIES)]
        measured(f"{sum(came.values())} forged buttons: {dict(came)}; 0 state changes")
        assert len(came) == 12 and min(came.values()) > FORGED / 24


async def test_p05_a_button_believed_without_the_offer_of_her_step_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: whatever keyboard it stood on, the newest or not."""
    tapped = run._tapped

    def believing(walk: Walk, tap: Tapped, first: tuple[str, ...] | None) -> None:
        here = walk.card()
        return tapped(walk, Tapped(here.at if here else tap.step, walk.session.generation, tap.value), first)

    monkeypatch.setattr(run, "_tapped", believing)
    async with a_town(tmp_path) as town:
        found, _ = await harm(town, 2000)
        assert found, "some of them open a case, and the desk is told"


async def test_p05_a_staff_button_believed_without_its_claim_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the number on the button is not compared with that of the case's claim."""

    class AnyToken(int):
        __hash__ = int.__hash__

        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

    def believing(data: str) -> Act | None:
        act = read_act(data)
        return act and act._replace(token=Token(AnyToken(act.token)))

    monkeypatch.setattr(desk, "read_act", believing)
    async with a_town(tmp_path) as town:
        found, _ = await harm(town, 2000)
        assert found, "Amal gives a case back with a button of a claim that is over, and the worker is told"


async def test_p05_two_taps_at_once_move_once(tmp_path: Path) -> None:
    """A hundred cases, each claimed by two who tap twice, and given back by two taps: each move happens once."""
    async with opened(tmp_path, topics=False) as room:
        amal, bea = await room.advocate(ANY), await room.advocate(OTHER, "Bea")
        _, code = await waits(room, STRANGER)
        token = 1
        for _ in range(100):
            card = next(
                call for call in reversed(room.sent.calls) if text_of(call).startswith(code) and _claimable(call)
            )
            await room.take(*(person.tap(card, "Claim") for person in (amal, bea, bea, amal)))
            token += 1
            assert await tokens(room) == [token]
            await room.take(*(amal.press(release(card, token)) for _ in range(2)))
            token += 1
            assert await tokens(room) == [token]
        assert await takes(room, bea, code)


def _claimable(call: Outgoing) -> bool:
    return call.params["chat_id"] == STAFF_CHAT and "claim" in str(call.params.get("reply_markup"))


def release(card: Outgoing, token: int) -> str:
    claim = read_act(data_of(card, "Claim"))
    assert claim is not None
    return staff_data("release", claim.case, Token(token))


async def tokens(room: Room) -> list[int]:
    return [row.token for row in await rows(room, t.cases.c.token)]
