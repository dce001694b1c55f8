"""A start that cannot be safe is refused, with everything that is in its way at once and what to do about each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from bot import refusals
from bot.durable import Found, UnsafeDatabase, unsafe
from bot.ledger import database
from bot.ledger.database import open_engine
from bot.seal import store
from bot.seal.keyring import Keyring
from bot.settings import PREFIX, BadSettings, Settings
from tests.bot.test_cli import helpline
from tests.bot.test_settings import TOKEN, secret_file
from tests.services import Postgres

BAD_LOG = ("log_statement = 'all'", "log_parameter_max_length = -1", "log_parameter_max_length_on_error = 50")


def set_to(url: str, *settings: str) -> str:
    """This database is set so from the next connection on."""
    plain = url.replace("postgresql+psycopg", "postgresql")
    name = plain.rpartition("/")[2]
    with psycopg.connect(plain, autocommit=True) as db:
        for setting in settings:
            db.execute(f"ALTER DATABASE {name} SET {setting}".encode())
    return plain


@pytest.fixture
def wrong(tmp_path: Path, postgres_url: str) -> dict[str, str]:
    """Six things at once, as a first evening leaves them."""
    keyring = tmp_path / "keyring.json"
    Keyring.create(keyring)
    keyring.chmod(0o644)
    return {
        "HELPLINE_TOKEN": TOKEN,
        "HELPLINE_KEYRING_FILE": str(keyring),
        "HELPLINE_STAFF_CHAT": "-1001",
        "HELPLINE_WEBHOOK_SECRET_FILE": str(secret_file(tmp_path / "hook", "changeme-changeme-changeme-changeme")),
        "HELPLINE_ALARM_SMTP_PASSWORD_FILE": str(secret_file(tmp_path / "mail", "hunter2", mode=0o644)),
        "HELPLINE_DATABASE": set_to(postgres_url, "synchronous_commit = off", *BAD_LOG),
        "HELPLINE_VAULT": f"sqlite:///{tmp_path}/vault.db",
        "PGPASSWORD": "hunter2",
    }


EACH = {
    "HELPLINE_TOKEN": ["a token stands in the environment"],
    "HELPLINE_KEYRING_FILE": ["others may read it (mode 0644)"],
    "HELPLINE_WEBHOOK_SECRET_FILE": ["this is an example"],
    "HELPLINE_ALARM_SMTP_PASSWORD_FILE": ["everybody on this machine may read the file"],
    "HELPLINE_DATABASE": [
        "synchronous_commit is off: a power cut loses",
        "log_statement is all: its log tells who",
        "log_parameter_max_length is -1: its log would hold",
        "log_parameter_max_length_on_error is 50B: its log",
    ],
    "PGPASSWORD": ["a password stands in the environment"],
}


def test_p02_a_start_names_everything_at_once_and_changes_nothing(tmp_path: Path, wrong: dict[str, str]) -> None:
    done = helpline("run", **wrong)
    assert done.returncode == 2 and done.stderr.startswith("helpline did not start, and nothing was changed.")
    for name, sentences in EACH.items():
        for sentence in sentences:
            assert f"{name}: {sentence}" in done.stderr, done.stderr
    for remedy in ("/revoke at @BotFather", "chmod 600", "chmod 400", "openssl rand", "ALTER DATABASE", "passfile"):
        assert remedy in done.stderr
    assert done.stderr.count("or postgresql://name@host/database?passfile=") == 1
    assert "hunter2" not in done.stderr and TOKEN not in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "vault.db").exists()
    with psycopg.connect(wrong["HELPLINE_DATABASE"]) as db:
        assert db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_the_naive_way_tells_the_next_one_only_when_the_last_is_right(wrong: dict[str, str]) -> None:
    """Settings first, then the key file, then the databases: three evenings."""
    with pytest.raises(BadSettings) as first:
        Settings.read(wrong)
    assert not [problem for problem in first.value.problems if "KEYRING" in problem.name or "DATABASE" in problem.name]
    with pytest.raises(BadSettings) as all_of_it:
        refusals.settled(wrong)
    assert {problem.name for problem in all_of_it.value.problems} >= EACH.keys()


def test_the_doctor_tells_the_same(wrong: dict[str, str]) -> None:
    done = helpline("doctor", **wrong)
    assert done.returncode == 1 and all(name in done.stdout for name in EACH)


def test_what_is_right_is_not_refused(tmp_path: Path, postgres: Postgres, postgres_url: str) -> None:
    Keyring.create(tmp_path / "keyring.json")
    vault = postgres.create("a_vault")
    good = {
        "HELPLINE_TOKEN_FILE": str(secret_file(tmp_path / "token", TOKEN)),
        "HELPLINE_KEYRING_FILE": str(tmp_path / "keyring.json"),
        "HELPLINE_STAFF_CHAT": "-1001",
        "HELPLINE_DATABASE": postgres_url,
        "HELPLINE_VAULT": vault,
    }
    assert refusals.settled(good).vault == vault
    [problem] = refused({**good, "HELPLINE_VAULT": "postgresql://helpline@127.0.0.1:1/vault"})
    assert problem == "VAULT: does not answer (OperationalError); is it running, and is the address right?"
    postgres.drop("a_vault")


def refused(env: Mapping[str, str]) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        refusals.settled(env)
    return [f"{problem.name.removeprefix(PREFIX)}: {problem.what}" for problem in bad.value.problems]


# --- each setting of a database

RIGHT = {
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "log_statement": "none",
    "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
}  # fmt: skip


def test_p02_every_unsafe_setting_is_named_and_what_follows_from_it() -> None:
    assert list(unsafe(Found(False, RIGHT.get))) == []
    for name, value in {
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "log_statement": "mod",
        "log_parameter_max_length": "-1", "log_parameter_max_length_on_error": "-1",
        "auto_explain.log_parameter_max_length": "-1",
    }.items():  # fmt: skip
        [told] = unsafe(Found(False, {**RIGHT, name: value}.get))
        assert told.startswith(f"{name} is {value}: ") and f"ALTER DATABASE … SET {name} = " in told
    assert len(list(unsafe(Found(False, {"fsync": None}.get)))) == len(RIGHT), "what cannot be asked is not safe"


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("synchronous=NORMAL", "synchronous is 1: a power cut loses"),
        ("secure_delete=OFF", "secure_delete is 0: what is erased stays in the file"),
        ("journal_mode=MEMORY", "journal_mode is memory: a power cut loses"),
        ("trusted_schema=ON", "trusted_schema is 1: a changed file could run"),
    ],
)
def test_p02_an_sqlite_that_is_opened_unsafely_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pragma: str, told: str
) -> None:
    """Planted: somebody makes it faster. Ledger and vault look at what SQLite really does, each time."""
    for place in (database, store):
        monkeypatch.setattr(place, "_PRAGMAS", (*place._PRAGMAS, pragma))
    for name, opens in (("ledger", open_engine), ("vault", store.engine)):
        with pytest.raises(UnsafeDatabase) as bad:
            opens(f"sqlite:///{tmp_path}/{name}.db").connect()
        assert told in str(bad.value) and len(bad.value.problems) == 1


def test_a_postgres_that_would_write_down_what_is_kept_is_not_used(postgres_url: str) -> None:
    set_to(postgres_url, *BAD_LOG)
    for opens in (open_engine, store.engine):
        with pytest.raises(UnsafeDatabase) as bad:
            opens(postgres_url)
        assert len(bad.value.problems) == len(BAD_LOG)
