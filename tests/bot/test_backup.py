"""Backup and restore, drilled: a helpline with people in it is lost, and comes back without those who were erased."""

from __future__ import annotations

import asyncio
import itertools
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.ledger import backup, dumps, outbox, whole
from bot.ledger import tables as t
from bot.ledger.columns import SealedBytes
from bot.ledger.database import open_engine
from bot.ledger.dumps import BackupRefused
from bot.ledger.restore import Place
from bot.seal import rotation, store
from bot.seal.keyring import Keyring
from tests.bot.backuphouse import DAY, HOUR, MONDAY, House, count, count_keys, erased, lived_in
from tests.bot.staffroom import AMAL, JOY, MIN
from tests.canaries import CANARY
from tests.room import opened
from tests.services import Postgres

DRILL = int(os.environ.get("DRILL", "300"))  # messages


@pytest.fixture
def here(tmp_path: Path) -> House:
    return House(tmp_path, f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def house(request: pytest.FixtureRequest, here: House) -> Iterator[House]:
    if request.param == "sqlite":
        yield here
        return
    server: Postgres = request.getfixturevalue("postgres")
    names = [f"house_{secrets.token_hex(6)}" for _ in range(2)]
    yield replace(here, database=server.create(names[0]), vault=server.create(names[1]), postgres=server)
    for name in names:
        server.drop(name)


# --- the drill


async def test_p15_yesterdays_data_with_todays_vault_opens_everything_but_the_erased(
    house: House, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    async with opened(tmp_path, house.database, house.vault) as room:
        cases = await lived_in(room, DRILL)
        began = time.monotonic()
        house.copies("ledger", MONDAY)
        took = time.monotonic() - began
        house.copies("vault", MONDAY + HOUR)
        joy = await room.look(lambda book: next(r for r in book.db.execute(select(t.cases)) if r.id == cases[JOY]))
        erased(room, cases[JOY], bytes(joy.worker_id))
        house.copies("vault", MONDAY + DAY)
    place = house.elsewhere()
    found = house.back(place)
    steps = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in found.took.items())
    measured(f"{house.database.split(':')[0]}, {DRILL} messages: ledger copied {took:.2f} s, {steps}")
    assert found.wrong == () and found.rows.shut == {}
    assert found.rows.opened > DRILL + 10 and found.rows.erased >= 3 and found.erased == 2
    assert found.audit >= 2
    assert sum(found.took.values()) < 15 * 60
    (tmp_path / "again").mkdir()
    shutil.copy(tmp_path / "keyring.json", tmp_path / "again")
    async with opened(tmp_path / "again", place.database, place.vault) as room:
        room.updates, room.messages = itertools.count(10_000), itertools.count(10_000)
        said = await room.person(MIN).says("are you there")
        assert any(call.params.get("chat_id") == AMAL for call in said), "her case is with who had it"
        with pytest.raises(Exception, match="erased"):
            room.vault.key(cases[JOY])


async def test_p15_it_is_taken_while_people_write_and_every_key_is_in_it(house: House, tmp_path: Path) -> None:
    """The vault after the ledger: of whoever has come meanwhile the key is there."""
    async with opened(tmp_path, house.database, house.vault) as room:
        await lived_in(room)
        taking = asyncio.create_task(
            asyncio.to_thread(lambda: (house.copies("ledger", MONDAY), house.copies("vault", MONDAY)))
        )
        came = 0
        while not taking.done() or came < 20:
            await room.person(50_000 + came).says("/start")
            came += 1
        await taking
    found = house.back()
    assert found.wrong == () and found.rows.erased == 0 and found.rows.opened > 10


# --- what must not come back, and what must not be missing


async def test_p15_a_vault_that_is_older_than_an_erasure_that_is_known_erases_again(
    here: House, tmp_path: Path
) -> None:
    async with opened(tmp_path) as room:
        cases = await lived_in(room)
        here.copies("ledger", MONDAY)
        here.copies("vault", MONDAY + HOUR)
        room.vault.destroy(cases[JOY], on=MONDAY.date())
        backup.note_erased(here.kept, here.vault, here.keyring)  # and the next vault is lost
    place = here.elsewhere()
    found = here.back(place)
    assert (found.wrong, found.erased) == ((), 1) and found.rows.erased >= 2
    assert count_keys(place.vault, cases[JOY]) == 0 and count_keys(place.vault, cases[MIN]) == 1


async def test_a_vault_older_than_the_ledger_is_refused_and_an_older_ledger_taken(here: House, tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await lived_in(room)
        here.copies("ledger", MONDAY - DAY)
        here.copies("vault", MONDAY - HOUR)
        here.copies("ledger", MONDAY)
    place = here.elsewhere()
    with pytest.raises(BackupRefused, match="older than the ledger"):
        here.back(place)
    dumps.must_be_empty(place.database)
    assert here.back(place, MONDAY - HOUR).ledger.at == MONDAY - DAY
    with pytest.raises(BackupRefused, match="no backup of the ledger from before"):
        here.back(until=MONDAY - 3 * DAY)


async def test_keys_that_are_missing_are_told_and_it_is_not_called_well(here: House, tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        cases = await lived_in(room)
    made = store.engine(here.vault)
    with made.begin() as db:
        db.execute(text("DELETE FROM dek WHERE owner = :o"), {"o": cases[MIN]})
    made.dispose()
    engine = open_engine(here.database)
    with engine.begin() as db:
        db.execute(text("UPDATE messages SET seq = seq + 500 WHERE case_id = :c"), {"c": cases[JOY]})
    engine.dispose()
    here.copies("ledger", MONDAY)
    here.copies("vault", MONDAY)
    found = here.back()
    assert {"cases", "messages"} <= found.rows.shut.keys() and found.rows.erased == 0
    assert any("rows of messages do not open" in sentence for sentence in found.wrong)


async def test_p15_a_vault_from_before_an_epoch_was_destroyed_opens_nothing_and_says_so(
    here: House, tmp_path: Path
) -> None:
    async with opened(tmp_path) as room:
        await lived_in(room)
        here.copies("ledger", MONDAY)
        here.copies("vault", MONDAY)
    path, first = tmp_path / "keyring.json", here.keyring.active
    rotation.rotate(path, here.vault, lambda: MONDAY, lambda digest: None)
    rotation.destroy(path, here.vault, first, MONDAY, at_once=True)
    found = here.back()
    assert (found.rows.opened, found.rows.erased) == (0, 0) and found.wrong


async def test_what_was_on_its_way_is_not_sent_days_later_and_stands_as_unknown(here: House, tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await lived_in(room)
    waiting = count(here.database, select(func.count()).select_from(t.outbox))
    going = select(func.count()).where(t.messages.c.delivery == "sending")
    assert waiting and count(here.database, going)
    here.copies("ledger", MONDAY)
    here.copies("vault", MONDAY)
    place = here.elsewhere()
    assert here.back(place).dropped == waiting
    assert count(place.database, select(func.count()).select_from(t.outbox)) == count(place.database, going) == 0
    assert count(place.database, select(func.count()).where(t.messages.c.delivery == "unknown"))
    (tmp_path / "again").mkdir()
    shutil.copy(tmp_path / "keyring.json", tmp_path / "again")
    async with opened(tmp_path / "again", place.database, place.vault) as room:
        assert await room.look(outbox.left_behind) == []


def test_every_table_with_sealed_values_is_opened() -> None:
    sealed = {
        each.name for each in t.metadata.sorted_tables if any(isinstance(it.type, SealedBytes) for it in each.columns)
    }
    assert whole.PLACES.keys() == sealed


# --- what lies in the folder


async def test_who_steals_the_folder_has_noise(here: House, tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        cases = await lived_in(room)
        room.vault.destroy(cases[JOY], on=MONDAY.date())
        here.copies("ledger", MONDAY)
        here.copies("vault", MONDAY)
    made = store.engine(here.vault)
    with store.reading(made) as db:
        wrapped = [bytes(each) for each in db.execute(select(store.DEK.c.wrapped)).scalars()]
    made.dispose()
    raw = b"".join(path.read_bytes() for path in here.kept.iterdir())
    assert len(list(here.kept.iterdir())) == 3 and {path.stat().st_mode & 0o077 for path in here.kept.iterdir()} == {0}
    for known in (CANARY.encode(), b"SQLite format", b"CREATE TABLE", cases[MIN], *wrapped):
        assert known not in raw
    assert cases[JOY].hex() in (here.kept / backup.ERASED).read_text(), "what the list is for"


async def test_a_line_that_somebody_else_wrote_into_the_list_destroys_nobody(here: House, tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        cases = await lived_in(room)
        room.vault.destroy(cases[JOY], on=MONDAY.date())
        here.copies("ledger", MONDAY)
        here.copies("vault", MONDAY)
    path = here.kept / backup.ERASED
    good = path.read_text()
    for line in (good.replace(cases[JOY].hex(), cases[MIN].hex()), f"{cases[MIN].hex()} 2026-11-23\n", "\n"):
        path.write_text(good + line)
        with pytest.raises(BackupRefused, match="not written by this helpline"):
            here.back()
        with pytest.raises(BackupRefused):
            backup.note_erased(here.kept, here.vault, here.keyring)
    path.write_text(good)
    assert here.back().erased == 1


async def test_a_place_that_is_not_empty_is_left_as_it_is(house: House, tmp_path: Path) -> None:
    async with opened(tmp_path, house.database, house.vault) as room:
        await lived_in(room)
        house.copies("ledger", MONDAY)
        house.copies("vault", MONDAY)
    before = count(house.database, select(func.count()).select_from(t.messages))
    with pytest.raises(BackupRefused, match=r"already|not empty"):
        house.back(Place(house.database, house.vault, house.keyring))
    assert count(house.database, select(func.count()).select_from(t.messages)) == before


async def test_a_backup_that_breaks_off_or_has_another_name_leaves_the_place_empty(
    house: House, tmp_path: Path
) -> None:
    async with opened(tmp_path, house.database, house.vault) as room:
        await lived_in(room, 50)
        ledger = house.copies("ledger", MONDAY)
        vault = house.copies("vault", MONDAY)
    raw, place = ledger.path.read_bytes(), house.elsewhere()
    ledger.path.write_bytes(raw[:-20])
    with pytest.raises(BackupRefused, match="cut off"):
        house.back(place)
    ledger.path.write_bytes(vault.path.read_bytes())
    with pytest.raises(BackupRefused, match="another name"):
        house.back(place)
    ledger.path.write_bytes(raw)

    def broken() -> Iterator[bytes]:
        yield next(dumps.taken(house.database, tmp_path))
        raise BackupRefused("here it breaks off")

    with pytest.raises(BackupRefused, match="here it breaks off"):
        dumps.put_back(place.database, broken())
    dumps.must_be_empty(place.database)
    assert house.back(place).wrong == ()


def test_a_backup_that_cannot_be_made_leaves_nothing_beside(here: House) -> None:
    Keyring.create(here.folder / "keyring.json")
    with pytest.raises(BackupRefused, match="no database at"):
        here.copies("ledger", MONDAY)
    assert list(here.kept.iterdir()) == []


@pytest.mark.needs("postgres")
def test_without_its_programs_postgresql_is_told_what_to_install(
    here: House, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Keyring.create(here.folder / "keyring.json")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BackupRefused, match="pg_dump is not on this machine"):
        replace(here, database=postgres_url).copies("ledger", MONDAY)


@pytest.mark.needs("postgres")
def test_a_server_that_refuses_is_told_without_the_password(here: House) -> None:
    Keyring.create(here.folder / "keyring.json")
    url = "postgresql+psycopg://helpline:hunter2@127.0.0.1:1/helpline"
    with pytest.raises(BackupRefused, match="pg_dump could not copy helpline") as refused:
        list(dumps.taken(url, None))
    assert "hunter2" not in str(refused.value)


def test_what_is_kept_long_enough_goes_and_the_newest_stays(tmp_path: Path) -> None:
    for days in range(40):
        for what in ("ledger", "vault"):
            (tmp_path / f"{what}-{MONDAY - days * DAY:%Y%m%dT%H%M%SZ}.helpline").touch()
    (tmp_path / "ledger-of-my-own.helpline").touch()
    backup.clear(tmp_path, "ledger", MONDAY)
    backup.clear(tmp_path, "vault", MONDAY)
    left = [each.what for each in backup.found([tmp_path])]
    assert (left.count("ledger"), left.count("vault")) == (31, 8)
    backup.clear(tmp_path, "vault", MONDAY + 300 * DAY)
    assert [each.at for each in backup.found([tmp_path]) if each.what == "vault"] == [MONDAY]
    assert (tmp_path / "ledger-of-my-own.helpline").exists()
