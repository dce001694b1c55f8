"""docker-compose.yml, started without an engine: the same commands with the same settings, as processes, against a
PostgreSQL and a Redis that are set as the file sets them. A whole conversation goes through."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import shlex
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import yaml
from redis import Redis
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox.player import Player
from bot.settings import HOUSE
from tests.canaries import CANARY_ID, CANARY_TOKEN
from tests.services import Postgres, RedisServer, running_postgres, running_redis
from tests.system import over_http
from tests.system.processes import environment, free_port, helpline, telegram

COMPOSE: dict[str, Any] = yaml.safe_load((HOUSE / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
BOT = SERVICES["bot"]
IMAGE = (HOUSE / "Dockerfile").read_text()


class Around(NamedTuple):
    """What stands around the bot: its folder of secrets, and where each service really is."""

    folder: Path
    ports: Mapping[str, int]


def of_image(what: str) -> list[str]:
    """ENTRYPOINT or CMD of the Dockerfile."""
    [found] = re.findall(rf"^{what} (\[.*\])$", IMAGE, re.MULTILINE)
    words: list[str] = json.loads(found)
    return words


def as_here(value: str, around: Around, chat: int) -> str:
    """A setting of the file, with the hosts and folders of this machine in it."""
    if value.startswith("${HELPLINE_STAFF_CHAT"):
        return str(chat)
    for name, port in around.ports.items():
        found = f"127.0.0.1:{port}/{name}?" if "@" in value else f"127.0.0.1:{port}/"
        value = re.sub(rf"(?<=[@/]){name}(?::\d+)?/(?:helpline\?)?", found, value)
    return value.replace("/run/secrets/", f"{around.folder}/secrets/").replace(
        "/run/keys/", f"{around.folder}/secrets/keys/"
    )


def secret(path: Path, value: str) -> Path:
    """As the head of the file says: for one account alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(value)
    path.chmod(0o400)
    return path


@contextmanager
def databases(folder: Path) -> Iterator[Postgres]:
    """By the command, the account and the password of the file. One server stands here for both: the file starts the
    ledger's and the vault's alike."""
    ledger, vault = ({**SERVICES[name], "volumes": []} for name in ("ledger", "vault"))
    assert ledger == vault
    given = ledger["environment"]
    assert (given["POSTGRES_USER"], given["POSTGRES_PASSWORD_FILE"]) == ("helpline", "/run/secrets/password")
    program, *how = shlex.split(ledger["command"])
    assert program == "postgres"
    password = secrets.token_hex(16)
    secret(folder / "secrets" / "password", password)
    secret(folder / "secrets" / "pgpass", f"*:*:*:helpline:{password}\n")
    with running_postgres(how, shlex.split(given["POSTGRES_INITDB_ARGS"]), password) as server:
        server.create("ledger")
        server.create("vault")
        yield server


@contextmanager
def signals() -> Iterator[RedisServer]:
    program, *how = SERVICES["redis"]["command"]
    assert program == "redis-server"
    with running_redis(how) as server:
        yield server


@asynccontextmanager
async def composed(folder: Path) -> AsyncIterator[tuple[str, dict[str, str], int]]:
    """Telegram's address, the bot's environment, and the staff group."""
    secret(folder / "secrets" / "token", CANARY_TOKEN)
    with databases(folder) as server, signals() as redis:
        _asks_for_a_password(server)
        around = Around(folder, {"ledger": server.port, "vault": server.port, "redis": redis.port})
        async with telegram(CANARY_TOKEN, seed=11) as url, Player(url) as play:
            group = await play.group("Desk", [await play.person("Coordinator")])
            given = {name: as_here(value, around, group) for name, value in BOT["environment"].items()}
            here = {"HELPLINE_API_URL": url, "HELPLINE_LISTEN": f"127.0.0.1:{free_port()}"}
            yield url, environment(**given, **here), group


def _asks_for_a_password(server: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://helpline@127.0.0.1:{server.port}/ledger", connect_timeout=5)


async def said_by(*words: str, env: Mapping[str, str]) -> str:
    """`docker compose exec bot helpline …`."""
    process = await helpline(*words, env=env)
    said = (await process.communicate())[0].decode().strip()
    assert process.returncode == 0, said
    return said


async def test_the_services_of_the_file_carry_a_whole_conversation(
    tmp_path: Path, postgres: Postgres, redis_server: RedisServer
) -> None:
    async with composed(tmp_path) as (url, env, group):
        keys = Path(env["HELPLINE_KEYRING_FILE"])
        keys.parent.mkdir(mode=0o700, exist_ok=True)
        assert CliRunner().invoke(app, ["keys", "init", str(keys)]).exit_code == 0
        assert of_image("ENTRYPOINT") == ["helpline"]
        with (tmp_path / "bot.log").open("wb") as log:
            bot = await helpline(*of_image("CMD"), env=env, stderr=log.fileno())
            try:
                invite = ("staff", "invite", "--role", "advocate", "--name")
                links = await asyncio.gather(*(said_by(*invite, name, env=env) for name in ("Amal", "Bea")))
                invites = [link.partition("?start=")[2] for link in links]
                said = await _conversation(url, str(group), str(CANARY_ID), *invites)
                kind, program, *asked = BOT["healthcheck"]["test"]
                assert (kind, program) == ("CMD", "helpline")
                await said_by(*asked, env=env)
            finally:
                bot.terminate()
                async with asyncio.timeout(int(BOT["stop_grace_period"].removesuffix("s"))):
                    ended = await bot.wait()
    assert said == "asked, claimed, talked, closed, came back\n"
    assert ended == 0
    told = [json.loads(line) for line in (tmp_path / "bot.log").read_text().splitlines()]
    assert [entry for entry in told if entry["level"] == "error"] == []


async def _conversation(*words: str) -> str:
    script = await asyncio.create_subprocess_exec(
        sys.executable, over_http.__file__, *words, cwd="/", env=environment(), stdout=asyncio.subprocess.PIPE
    )
    said: bytes = (await script.communicate())[0]
    return said.decode()


def test_the_signals_keep_nothing_and_throw_nothing_out(redis_server: RedisServer) -> None:
    with signals() as server, Redis.from_url(server.url) as redis:
        wanted = {"save": "", "appendonly": "no", "maxmemory-policy": "noeviction", "maxmemory": str(64 << 20)}
        assert {name: redis.config_get(name)[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("value", "here"),
    [
        ("postgresql://helpline@vault/helpline?passfile=/run/secrets/pgpass",
         "postgresql://helpline@127.0.0.1:2/vault?passfile=/f/secrets/pgpass"),
        ("redis://redis:6379/0", "redis://127.0.0.1:3/0"),
        ("/run/keys/keyring", "/f/secrets/keys/keyring"),
        ("${HELPLINE_STAFF_CHAT:?x}", "-5"),
    ],
)  # fmt: skip
def test_a_setting_is_the_same_here_but_for_where_things_are(value: str, here: str) -> None:
    assert as_here(value, Around(Path("/f"), {"ledger": 1, "vault": 2, "redis": 3}), -5) == here
