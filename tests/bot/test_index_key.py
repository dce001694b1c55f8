"""When the old key of the index may go, what backups have of it, and what is typed."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import keeping
from bot.ledger import reindexing
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.reindexing import HORIZON, Stores
from bot.seal.epochs import KeysRefused
from bot.seal.keyring import Keyring
from tests.bot.backuphouse import HOUR, MONDAY, House
from tests.bot.indexplace import begun, replaced
from tests.bot.keyplace import NOW, nobody, now
from tests.bot.staffroom import AMAL, MIN, held, to
from tests.room import opened


@pytest.fixture
def here(tmp_path: Path) -> Stores:
    Keyring.create(tmp_path / "keyring.json")
    return Stores(tmp_path / "keyring.json", f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")


# --- the old key goes


async def test_the_old_key_goes_when_nothing_is_found_by_it_and_no_backup_needs_it(here: Stores) -> None:
    async with opened(here.key_file.parent, here.database, here.vault) as room:
        await held(room, await room.advocate(AMAL), MIN)
        [old] = Keyring.read(here.key_file).idx_names
        begun(here)
        with pytest.raises(KeysRefused, match=r"\d+ rows may still be found only by an old key"):
            reindexing.destroy(here, old, NOW, at_once=True)
        new = replaced(here).active
        with pytest.raises(KeysRefused, match="a backup of the ledger may need"):
            reindexing.destroy(here, old, NOW + HORIZON - timedelta(seconds=1))
        with pytest.raises(KeysRefused, match="not an old key"):
            reindexing.destroy(here, new, NOW, at_once=True)
        await room.look(lambda book: None)  # a bot that is at work has read the file long since
        reindexing.destroy(here, old, NOW + HORIZON)
        assert Keyring.read(here.key_file).idx_names == (new,)
        assert to(AMAL, await room.person(MIN).says("I am still here"))


async def test_with_the_key_file_of_another_helpline_nothing_is_begun(here: Stores) -> None:
    async with opened(here.key_file.parent, here.database, here.vault) as room:
        await room.person(MIN).says("/start")
    other = here.key_file.parent / "other"
    Keyring.create(other)
    with pytest.raises(KeysRefused, match="Nothing was changed"):
        reindexing.replace(here._replace(key_file=other), now, nobody)
    assert len(Keyring.read(other).idx) == 1


# --- and backups


async def test_a_backup_from_before_is_put_back_and_everybody_is_found_by_the_new_key(tmp_path: Path) -> None:
    house = House(tmp_path, f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")
    async with opened(tmp_path) as room:
        await held(room, await room.advocate(AMAL), MIN)
        house.copies("ledger", MONDAY)
        place = Stores(tmp_path / "keyring.json", house.database, house.vault)
        [old] = Keyring.read(place.key_file).idx_names
        replaced(place)
        house.copies("vault", MONDAY + HOUR)
    again = house.elsewhere()
    assert house.back(again).wrong == ()
    restored = reindexing.counted(Stores(place.key_file, again.database, again.vault))[1]
    assert restored is not None and restored.left == 0
    reindexing.destroy(place, old, NOW, at_once=True)
    [why] = house.back().wrong
    assert "are found by no key of this key file" in why


# --- what is typed


async def test_an_operator_rotates_looks_and_destroys(here: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "sleep", lambda seconds: None)
    env = {
        "HELPLINE_DATABASE": here.database, "HELPLINE_VAULT": here.vault, "HELPLINE_LISTEN": "127.0.0.1:1",
        "HELPLINE_KEYRING_FILE": str(here.key_file),
    }  # fmt: skip

    def types(*words: str, code: int = 0, answer: str = "") -> str:
        done = CliRunner().invoke(app, ["keys", *words], env=env, input=answer)
        assert done.exit_code == code, done.output
        return done.output

    async with opened(here.key_file.parent) as room:
        await held(room, await room.advocate(AMAL), MIN)
        [old] = Keyring.read(here.key_file).idx_names
        assert re.search(rf"{old}\s+all", types("status"))
        begun(here)
        assert "rows are left to be moved: helpline keys rotate index" in types("status")
        said = types("rotate", "index")
        new = Keyring.read(here.key_file).idx_names[0]
        assert "rows were moved, 0 are left" in said and f"Everybody is found by {new} now" in said
        assert f"By {old} nothing is found any more: helpline keys destroy {old}" in types("status")
        assert "a backup of the ledger may need" in types("destroy", old, code=1)
        await room.look(lambda book: None)
        sentence = f"every backup that needs {old} is lost"
        assert "is gone from" in types("destroy", old, "--now", answer=f"{sentence}\n")
        assert to(AMAL, await room.person(MIN).says("still here"))


async def test_a_row_that_does_not_say_what_it_is_found_by_is_moved_when_it_is_met(here: Stores) -> None:
    """As a version before this one has written it; until then it is found, and the old key stays."""
    async with opened(here.key_file.parent) as room:
        amal = await room.advocate(AMAL)
        _, _, of_min = await held(room, amal, MIN)
        await room.look(_as_before)
        done = replaced(here)
        assert done.left == 1 and reindexing.counted(here)[1].bare == 1  # type: ignore[union-attr]
        with pytest.raises(KeysRefused, match="1 rows may still be found only by an old key"):
            reindexing.destroy(here, Keyring.read(here.key_file).idx_old[0], NOW + HORIZON, at_once=True)
        assert to(MIN, await amal.says("here", **of_min)) == ["here"]
        assert replaced(here).left == 0


def _as_before(book: Book) -> None:
    """The link of the message that she replies to: only its twin is sealed."""
    book.write_links()
    row = book.db.execute(select(t.links)).first()
    assert row is not None
    case, handle = bytes(row.case_id), bytes(row.handle)
    sealed = book.seal(book.open(row.sealed, case, "links", handle)[:8], case, "links", handle)
    book.db.execute(update(t.links).where(t.links.c.handle == handle).values(sealed=sealed))
