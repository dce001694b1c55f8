"""What all tests share: private servers, and the guards that watch every test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from bot import content
from bot.tongues import po
from flows.engine import read
from tests.once import once
from tests.services import CHROMIUM, Postgres, RedisServer, quick, running_postgres, running_redis

if TYPE_CHECKING:
    from tests.canary import Watch  # loaded below, as a plugin

# The files of the houses are read thousands of times, with one line changed in one of them, and their catalogues
# hundreds of times. What comes of a file depends on nothing but the file, and is not changed by whoever gets it.
READ_AFRESH = read.compose
read.compose = lru_cache(maxsize=400)(READ_AFRESH)
po.parsed = lru_cache(maxsize=50)(po.parsed)
content.open_files = once(content.open_files)

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quick()))  # of tmp_path; who set it wants to look at something

pytest_plugins = ["tests.canary", "tests.not_run", "pytester"]


@pytest.fixture(scope="session")
def postgres(canary_watches: Watch) -> Iterator[Postgres]:
    """A PostgreSQL of this test process alone, started by the first test that asks."""
    with running_postgres() as server:
        canary_watches.files.add(server.log)
        yield server


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
def redis_url(redis_server: RedisServer) -> str:
    """An empty Redis."""
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    return redis_server.url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program's path."""
    return str(CHROMIUM.find())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What must run one after the other comes first: at the end it would leave a core with nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
