"""Two hundred canaries live in one house for a day: every id, name, text, key and token of theirs. Then, while it is
still open, all that lies on the disk is searched for them: databases, their logs, the vault, the backups."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from bot.logs import trouble
from handoff.model import Role
from tests.bot.backuphouse import House
from tests.bot.staffroom import held, rows
from tests.byte_search import forms_in, hits, kinds_in, kinds_in_file
from tests.canaries import IDS, KEYS, NAMES, TEXTS, TOKENS, all_forms
from tests.room import Person, Room, opened

WORKERS, ADVOCATES = IDS[:40], IDS[40:]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
async def lived_in(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Room, House]]:
    urls = (f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")
    if request.param == "postgresql":
        urls = (request.getfixturevalue("postgres_url"), urls[1])
    async with opened(tmp_path, *urls, topics=False) as room:
        yield room, House(tmp_path, *urls)


async def everything(room: Room) -> None:
    """Each worker with words of her own in everything that can carry any; each colleague with hers."""
    words = iter(TEXTS * 20)
    staff = [await room.advocate(who, NAMES[number]) for number, who in enumerate(ADVOCATES[:9])]
    boss = await room.advocate(ADVOCATES[9], NAMES[9], Role.COORDINATOR)
    for number, who in enumerate(WORKERS):
        colleague = staff[number % len(staff)]
        if number >= 3 * len(staff):
            await one_who_only_reads(room.person(who), next(words))
            continue
        worker, _, reply = await held(room, colleague, who)
        await tells(room, worker, [next(words) for _ in range(8)])
        for text in (next(words), f"/note {next(words)}", f"/phrase {next(words)}"):
            await colleague.says(text, **reply)
        await room.accept(*room.sent.calls[-4:])
        if number % 5 == 0:
            await colleague.closes(**reply)
    await boss.says(f"/hold 60 {next(words)}")
    await boss.says(f"/staff {next(words)}")
    await room.person(WORKERS[0]).says("hide")


async def one_who_only_reads(worker: Person, text: str) -> None:
    await worker.says("/start")
    await worker.taps("English")
    await worker.says(text)


async def tells(room: Room, worker: Person, words: list[str]) -> None:
    said = worker.message(text=words[0])
    await room.take(said)
    changed = {**said["message"], "text": words[1], "edit_date": 5}
    broken = {"message_id": 1, "date": "x", "text": words[7], "chat": {"id": worker.user}, "from": worker.account}
    file = {"file_id": f"F{words[2]}", "file_unique_id": "U", "file_name": words[3], "mime_type": "text/plain"}
    place: dict[str, Any] = {
        "venue": {"location": {"latitude": 1.5, "longitude": 2.5}, "title": words[4], "address": words[5]}
    }
    contact: dict[str, Any] = {
        "contact": {"phone_number": "+441632960000", "first_name": words[6], "user_id": worker.user}
    }
    document: dict[str, Any] = {"document": file, "caption": words[2]}
    quote: dict[str, Any] = {"quote": {"text": words[5], "position": 0, "is_manual": True}}
    await room.take(
        {"update_id": next(room.updates), "edited_message": changed},
        {"update_id": next(room.updates), "message": broken},
        worker.message(**document), worker.message(**place), worker.message(**contact),
        worker.message(text=words[3], reply_to_message={"message_id": said["message"]["message_id"]}, **quote),
    )  # fmt: skip


async def test_p09_after_a_whole_day_none_of_them_is_anywhere_on_the_disk(
    lived_in: tuple[Room, House], tmp_path: Path
) -> None:
    room, house = lived_in
    await everything(room)
    house.copies("ledger", room.clock.now())
    house.copies("vault", room.clock.now())
    assert len(await rows(room, t.messages.c.id)) > 200 and await rows(room, t.dead_letters.c.id)
    assert [*hits(tmp_path)] == []
    assert {"vault.db", "vault.db-wal", "keyring.json", "backups"} <= set(os.listdir(tmp_path))
    assert kinds_in((tmp_path / "keyring.json").read_bytes()) == {"a key"}, "and the keys in use are canaries"


def test_there_are_two_hundred_and_each_is_found_in_each_of_its_forms() -> None:
    assert len({*IDS, *NAMES, *TEXTS, *TOKENS, *KEYS}) == 200
    everything = all_forms()
    assert len([*forms_in(b"\0\xff\0".join(everything))]) == len(everything) > 2000
    assert [*forms_in(bytes(range(256)) * 50)] == []


async def test_p09_a_column_that_is_not_sealed_is_found(laid_on_purpose: Path) -> None:
    """Planted: a list of whom we have spoken with, kept by somebody in a hurry."""
    async with opened(laid_on_purpose, topics=False) as room:
        await room.person(WORKERS[3]).says("/start")

        def plant(book: Any) -> None:
            book.db.exec_driver_sql("CREATE TABLE spoken_with (who INTEGER)")
            book.db.exec_driver_sql("INSERT INTO spoken_with VALUES (?)", (WORKERS[3],))

        await room.look(plant)
        assert kinds_in_file(laid_on_purpose / "helpline.db-wal") == {"an id"}


def test_p09_nothing_of_them_is_in_what_is_logged_of_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(TEXTS[5], WORKERS[2], NAMES[1])
    except ValueError as fault:
        trouble("turn_fell", fault, what="text")
    assert not kinds_in(capsys.readouterr().err.encode())
