"""The bench's private PostgreSQL, and the databases it makes and takes away again."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from bot.bench.postgres import Server, server
from bot.bench.process import cores
from bot.refusals import beyond_settings
from tests.services import Postgres


def test_a_private_server_starts_and_its_processor_time_is_seen(postgres: Postgres) -> None:
    with server("", cores()[0]) as private, private.database() as url:
        assert beyond_settings({"HELPLINE_DATABASE": url, "HELPLINE_VAULT": url}) == (), "the helpline starts on it"
        before = private.cpu()
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            connection.execute("SELECT count(*) FROM generate_series(1, 100000)")
        after = private.cpu()

    assert before is not None
    assert after is not None
    assert after > before


def test_a_given_server_keeps_nothing_of_ours(postgres: Postgres) -> None:
    given = postgres.url("postgres")
    with server(given, cores()[0]) as ours:
        with ours.database() as url:
            psycopg.connect(url).close()
        assert ours.cpu() is None

    assert not _databases(ours)


def _databases(ours: Server) -> Sequence[object]:
    with ours.database() as url, psycopg.connect(url) as connection:
        own = connection.info.dbname
        return connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'helpline_bench%%' AND datname <> %s", (own,)
        ).fetchall()
