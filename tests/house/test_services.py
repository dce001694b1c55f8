"""The private servers start, are our own, and what is missing is named."""

from __future__ import annotations

import psycopg
import pytest
from redis import Redis

from tests import services
from tests.services import Postgres, RedisServer

STANDARD_PORTS = {5432, 6379}


def test_postgresql_is_our_own_and_durable(postgres: Postgres, postgres_url: str) -> None:
    assert postgres.port not in STANDARD_PORTS
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT current_setting('fsync'), current_setting('port'), current_user").fetchone()
    assert row == ("on", str(postgres.port), "helpline")


def test_every_test_has_a_database_of_its_own(postgres: Postgres, postgres_url: str) -> None:
    other = postgres.create("another")
    with psycopg.connect(other.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE only_here (a int)")
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'").fetchone() == (0,)
    postgres.drop("another")


def test_redis_is_our_own_and_empty(redis_server: RedisServer, redis_url: str) -> None:
    assert redis_server.port not in STANDARD_PORTS
    with Redis.from_url(redis_url) as redis:
        assert redis.dbsize() == 0
        assert redis.config_get("save") == {"save": ""}


def test_servers_end_with_their_block() -> None:
    with services.running_redis() as server:
        assert services._pongs(server.port)
    assert not services._pongs(server.port)


def test_what_cannot_be_brought_is_told_with_its_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    services.bring([services.Need("Nothing", ("no-such-package",), lambda: None)])
    said = capsys.readouterr().out
    assert "Nothing is not on this machine" in said
    assert "sudo apt-get install -y no-such-package" in said
