"""What all tests share: private servers, and the guards that watch every test."""

from __future__ import annotations

import gc
import os
import secrets
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from redis import Redis

from bot import checks, content, publishing
from bot.tongues import po
from flows.engine import read
from tests.once import examined_once, once
from tests.services import CHROMIUM, Postgres, RedisServer, quick, running_postgres, running_redis

if TYPE_CHECKING:
    from tests.canary import Watch  # loaded below, as a plugin

# The files of the houses are read thousands of times, with one line changed in one of them, and their catalogues
# hundreds of times. What comes of a file depends on nothing but the file, and is not changed by whoever gets it.
READ_AFRESH = read.compose
read.compose = lru_cache(maxsize=400)(READ_AFRESH)
po.parsed = lru_cache(maxsize=50)(po.parsed)
content.open_files = once(content.open_files)
vars(publishing)["examine"] = examined_once(checks.examine)

# The processes that tests start keep what they compiled, whatever is set here: then so may we, and compile once.
sys.dont_write_bytecode = False

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quick()))  # of tmp_path; who set it wants to look at something

pytest_plugins = ["tests.byte_search", "tests.canary", "tests.groups", "tests.not_run", "tests.promises", "pytester"]


@pytest.fixture(scope="session")
def postgres(canary_watches: Watch) -> Iterator[Postgres]:
    """A PostgreSQL of this test process alone, started by the first test that asks."""
    with running_postgres() as server:
        canary_watches.files.add(server.log)
        yield server
        with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as db:
            db.execute("CHECKPOINT")
        nothing_left_in(server.log.parent)


def nothing_left_in(folder: Path) -> None:
    """Of any canary, in any form."""
    from tests.byte_search import hits

    if found := [*hits(folder)]:
        pytest.fail("A worker's words, id or name, or a key, was left behind in " + "; ".join(found), pytrace=False)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"test_{secrets.token_hex(6)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis of this test process alone, started by the first test that asks."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> Iterator[str]:
    """An empty Redis; what a test leaves there is searched as it would lie on a disk."""
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
        yield redis_server.url
        redis.save()
    nothing_left_in(redis_server.home)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program's path."""
    return str(CHROMIUM.find())


def pytest_collection_finish() -> None:
    """What has been imported and read stays: nobody needs to look through it for garbage a hundred times, and through
    the rest less often than a bot with little memory does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
