"""The same of a vault in PostgreSQL: when a wipe has said so, no file of the table has the key any more."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select

from bot.seal import store
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault

pytestmark = pytest.mark.needs("postgres")
TODAY = date(2026, 11, 23)


@pytest.fixture
def admin(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def vault(postgres_url: str, tmp_path: Path) -> Iterator[Vault]:
    with closing(Vault(postgres_url, Keyring.create(tmp_path / "ring"), clock=lambda: 0.0)) as made:
        yield made


def on_disk(admin: Engine) -> bytes:
    """The files of the table that holds the keys, as they lie on the disk."""
    with admin.connect() as db:
        db.exec_driver_sql("CHECKPOINT")
        folder = Path(db.exec_driver_sql("SHOW data_directory").scalar_one())
        file = folder / db.exec_driver_sql("SELECT pg_relation_filepath('dek')").scalar_one()
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def wrapped(admin: Engine, owners: Sequence[bytes]) -> list[bytes]:
    with admin.connect() as db:
        found = db.execute(select(store.DEK.c.wrapped).where(store.DEK.c.owner.in_(owners))).scalars()
        return [bytes(each) for each in found]


@pytest.mark.parametrize("gone", [1, 7, 40, 100])
def test_p17_a_key_that_was_destroyed_lies_in_no_file(vault: Vault, admin: Engine, gone: int) -> None:
    owners = [secrets.token_bytes(16) for _ in range(100)]
    vault.mint(owners)
    keys = wrapped(admin, owners[:gone])
    assert len(keys) == gone and all(key in on_disk(admin) for key in keys), "we look in the right place"
    assert vault.bury(dict.fromkeys(owners[:gone], TODAY))
    assert not [key for key in keys if key in on_disk(admin)]
    assert vault.keys(owners).keys() == set(owners[gone:])


def in_the_log(admin: Engine) -> bytes:
    """PostgreSQL's own log of writes, as it lies on the disk."""
    with admin.connect() as db:
        folder = Path(db.exec_driver_sql("SHOW data_directory").scalar_one()) / "pg_wal"
    return b"".join(each.read_bytes() for each in folder.iterdir() if each.is_file())


def use_again(admin: Engine) -> None:
    """Every file of the log: one after the other is begun, and what of it is not needed is written over with zeros."""
    with admin.connect() as db:
        files = db.exec_driver_sql("SELECT count(*) FROM pg_ls_waldir()").scalar_one()
        for _ in range(2 * files + 2):
            db.exec_driver_sql("SELECT pg_logical_emit_message(false, 'next', 'file')")
            db.exec_driver_sql("SELECT pg_switch_wal()")
            db.exec_driver_sql("CHECKPOINT")


def test_the_log_of_writes_has_a_destroyed_key_until_its_file_is_used_again(vault: Vault, admin: Engine) -> None:
    """docs/security.md says so. Neither the wipe nor a checkpoint changes what lies there."""
    owners = [secrets.token_bytes(16) for _ in range(10)]
    vault.mint(owners)
    keys = wrapped(admin, owners)
    assert vault.bury(dict.fromkeys(owners, TODAY))
    with admin.connect() as db:
        db.exec_driver_sql("CHECKPOINT")
    assert any(key in in_the_log(admin) for key in keys)
    use_again(admin)
    assert not [key for key in keys if key in in_the_log(admin)]


def test_while_somebody_reads_it_is_not_done_and_says_so(vault: Vault, admin: Engine) -> None:
    owners = [secrets.token_bytes(16) for _ in range(3)]
    vault.mint(owners)
    reader = admin.execution_options(isolation_level="REPEATABLE READ").connect()
    with closing(reader):
        reader.execute(select(store.DEK)).all()
        assert not vault.bury({owners[0]: TODAY}) and vault.keys(owners).keys() == set(owners[1:])
    assert vault.wipe()


@pytest.mark.parametrize("swept", ["", "VACUUM dek"])
def test_p17_deleted_alone_or_swept_it_would_lie_there(
    vault: Vault, admin: Engine, monkeypatch: pytest.MonkeyPatch, swept: str
) -> None:
    monkeypatch.setattr(store, "wipe", lambda engine: True)
    owners = [secrets.token_bytes(16) for _ in range(100)]
    vault.mint(owners)
    keys = wrapped(admin, owners[:40])
    vault.bury(dict.fromkeys(owners[:40], TODAY))
    if swept:
        with admin.connect() as db:
            db.exec_driver_sql(swept)
    assert any(key in on_disk(admin) for key in keys)
