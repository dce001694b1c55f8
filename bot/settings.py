"""What an operator decides. Read once, frozen; every problem is told at once, with where to get the value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from bot import alarm_settings, secret_settings, translate_settings
from bot.alarm_settings import MailServer
from bot.secret import Secret, from_file
from bot.secret_settings import LOOPBACK
from handoff import retention

PREFIX = "HELPLINE_"
HOUSE = Path(__file__).resolve().parent.parent

WHERE = {
    "API_URL": "leave it out for Telegram itself; else the address of a Bot API server, e.g. http://127.0.0.1:8081",
    "DATABASE": "sqlite:///var/helpline.db, or postgresql://name@host/database?passfile=/run/secrets/pgpass",
    "VAULT": "a database of its own for the keys: sqlite:///var/vault.db, or postgresql://name@host/vault",
    "REDIS": "leave it out for one process; else redis://host:6379/0",
    "KEYRING_FILE": "make one with: helpline keys init PATH, and keep a copy where the database backups are not",
    "BACKUP_KEY": "the public half of what `helpline backup keys` makes; the other half never lies on this machine",
    "WEBHOOK_URL": "the public https:// address that Telegram shall call; leave it out for long polling",
    "WEBHOOK_LISTEN": "address:port on which the webhook is served behind your proxy, e.g. 127.0.0.1:8443",
    "STAFF_CHAT": "open the staff group in web.telegram.org: the number after # in the address, with its minus sign",
    "CONTENT": "the folder with flows/, facts.yaml and words/; leave it out for the one that comes with the house",
    "LISTEN": "address:port for the health page, e.g. 127.0.0.1:8080",
    "KEEP": "days by class, only to shorten them: closed=14 files=7; `helpline purge --dry-run` prints all classes",
    "POLL_TIMEOUT": "seconds that one long poll waits, 0 to 50; leave it out for 30",
    **secret_settings.WHERE,
    **alarm_settings.WHERE,
    **translate_settings.WHERE,
}

_ONLY_IN_FILES = {**secret_settings.FILES, **alarm_settings.FILES, **translate_settings.FILES}
_FILES = {"token": "TOKEN_FILE", **_ONLY_IN_FILES}
# Named here only to be refused.
NEVER_IN_ENVIRONMENT = {file.removesuffix("_FILE"): file for file in ("KEYRING_FILE", *_ONLY_IN_FILES.values())}


class Problem(NamedTuple):
    """One thing an operator must put right. Never holds the value that was given: it may be a secret."""

    name: str
    what: str

    @property
    def where(self) -> str:
        return WHERE.get(self.name.removeprefix(PREFIX), "")


class BadSettings(Exception):
    """All problems of the settings together; where to get a value stands once, below all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        said: dict[str, list[str]] = {}
        for problem in problems:
            said.setdefault(problem.name, []).append(f"{problem.name}: {problem.what}")
        where = {problem.name: problem.where for problem in problems if problem.where}
        told = ("\n".join([*said[name], *([f"    {where[name]}."] if name in where else [])]) for name in said)
        super().__init__("\n".join(told))


class Address(NamedTuple):
    host: str
    port: int


# --- one setting, from what was written; ValueError says what is wrong, and never repeats the value ------------------


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("this is not a web address (https://…)")
    return url.rstrip("/")


def _webhook_url(url: str) -> str:
    parts = urlsplit(_web_address(url))
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("Telegram calls https:// addresses only")
    return url.rstrip("/")


def _database(url: str) -> str:
    if url.startswith("sqlite:///"):
        if "?" in url or url[10:] in ("", ":memory:") or url[10:].startswith("file:"):
            raise ValueError("only the path of a file can stand there: what it is kept by must not be turned off")
        return url
    scheme, _, rest = url.partition("://")
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not rest:
        raise ValueError("only sqlite:/// and postgresql:// are known here")
    return f"postgresql+psycopg://{rest}"


def _redis(url: str) -> str:
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("this is not a redis:// address")
    return url


def _address(said: str) -> Address:
    host, _, port = said.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("this is not address:port")
    return Address(host.strip("[]") or "127.0.0.1", int(port))


def _group(said: str) -> int:
    if not re.fullmatch(r"-[0-9]{1,19}", said):
        raise ValueError("a group's number begins with a minus sign and has digits only")
    return int(said)


def _folder(said: str) -> Path:
    path = Path(said)
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path


def _poll_timeout(said: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", said) or int(said) > 50:
        raise ValueError("this is not an integer from 0 to 50")
    return int(said)


HERE = Address("127.0.0.1", 8080)
READ: dict[str, Callable[[str], Any]] = {
    **secret_settings.READ, "keyring_file": Path, "backup_key": Path, "staff_chat": _group, "api_url": _web_address,
    "database": _database, "vault": _database, "redis": _redis, "webhook_url": _webhook_url,
    "webhook_listen": _address, "content": _folder, "listen": _address,
    "poll_timeout": _poll_timeout, "keep": retention.read, "token_file": Path,
    **alarm_settings.READ, **translate_settings.READ,
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Names as in the environment, without the prefix and in lower case."""

    token: Secret
    keyring_file: Path
    staff_chat: int
    api_url: str = "https://api.telegram.org"
    database: str = field(default="sqlite:///var/helpline.db", repr=False)
    vault: str = field(default="sqlite:///var/vault.db", repr=False)
    redis: str = field(default="", repr=False)  # with its password
    redis_password: Secret | None = None
    webhook_url: str = ""
    webhook_listen: Address | None = None
    webhook_secret: Secret | None = None
    content: Path = HOUSE / "flows" / "content"
    listen: Address = HERE
    poll_timeout: int = 30
    backup_key: Path | None = None
    keep: retention.Terms = retention.HOUSE_TERMS
    token_file: Path | None = None  # read again when Telegram refuses the token
    alarm_smtp: MailServer | None = None
    alarm_smtp_password: Secret | None = None
    alarm_from: str = ""
    alarm_to: tuple[str, ...] = ()
    alarm_webhook: str = field(default="", repr=False)  # may carry a token
    alarm_webhook_secret: Secret | None = None
    translate_url: str = ""
    translate_key: Secret | None = None
    warnings: tuple[str, ...] = ()  # what works, and should not stay so

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Settings from `env` alone: nobody below the command line looks at the environment of the process.
        Raises BadSettings with everything that is wrong."""
        given = _given(env)
        problems = [*_misplaced(env, given)]
        said = dict(_said(given, problems))
        told = {problem.name.removesuffix("_FILE") for problem in problems}
        values, wrong = _values(said)
        wrong += _together(said, values)
        problems += [problem for problem in wrong if problem.name.removesuffix("_FILE") not in told]
        if problems:
            raise BadSettings(tuple(problems))
        return cls(**secret_settings.with_password(values), warnings=tuple(_warnings(given)))

    @classmethod
    def one(cls, env: Mapping[str, str], name: str) -> Any:
        """A single setting, for who needs no other: no token and no key is asked for. Raises BadSettings."""
        if said := env.get(_named(name), "").strip():
            values, wrong = _values({name: said}, needed=False)
            if wrong:
                raise BadSettings(tuple(wrong))
            return values[name]
        return next(it.default for it in fields(cls) if it.name == name)


@dataclass(frozen=True)
class Stores:
    """Where things are kept: all that a command needs which writes to nobody. No token is asked for, and the key file
    only where something has to be opened."""

    database: str = field(default=Settings.database, repr=False)
    vault: str = field(default=Settings.vault, repr=False)
    keyring_file: Path | None = None
    backup_key: Path | None = None
    keep: retention.Terms = retention.HOUSE_TERMS
    warnings: tuple[str, ...] = ()

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Raises BadSettings; a name that nobody knows is told too, for it may have been meant for one of these."""
        given = _given(env)
        mine = [each.name for each in fields(cls) if each.name in READ]
        said = {name: given[_named(name)] for name in mine if _named(name) in given}
        values, wrong = _values(said, needed=False)
        if problems := (*_misplaced(env, given), *wrong, *_together(said, values)):
            raise BadSettings(problems)
        return cls(**values, warnings=tuple(_warnings(given)))


def _given(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in env.items() if name.startswith(PREFIX) and value.strip()}


def _named(field_name: str) -> str:
    """As the operator knows it: what is only ever given as a file is named so."""
    return PREFIX + _ONLY_IN_FILES.get(field_name, field_name.upper())


def _values(said: Mapping[str, str], *, needed: bool = True) -> tuple[dict[str, Any], list[Problem]]:
    values, problems = dict[str, Any](), list[Problem]()
    for it in fields(Settings):
        if it.name in said:
            try:
                values[it.name] = _reader(it.name, said)(said[it.name])
            except ValueError as wrong:
                problems.append(Problem(_named(it.name), str(wrong)))
        elif needed and it.default is MISSING:
            problems.append(Problem(_named(it.name), "is not set"))
    return values, problems


def _reader(name: str, said: Mapping[str, str]) -> Callable[[str], Any]:
    own = name == "token" and secret_settings.is_here(said.get("api_url", ""))
    return secret_settings.token_here if own else READ[name]


def _together(said: Mapping[str, str], values: Mapping[str, Any]) -> list[Problem]:
    """What is right alone and wrong side by side."""
    found: list[Problem] = []
    if values.get("database", Settings.database) == values.get("vault", Settings.vault):
        found.append(Problem(PREFIX + "VAULT", "must not be the same database: who steals one must not have both"))
    found += [Problem(PREFIX + name, what) for name, what in translate_settings.together(said)]
    webhook = ("webhook_url", "webhook_listen", "webhook_secret")
    missing = [name for name in webhook if name not in said]
    if 0 < len(missing) < len(webhook) and all(name in values for name in webhook if name in said):
        names = ", ".join(_named(name).removeprefix(PREFIX) for name in webhook)
        found += [Problem(_named(name), f"is not set, and a webhook needs all of {names}") for name in missing]
    server = values.get("alarm_smtp")
    return found + [Problem(PREFIX + name, what) for name, what in alarm_settings.together(said, server)]


_KNOWN = {PREFIX + name for name in WHERE}


def _said(given: Mapping[str, str], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """What is written for each setting, the files of secrets opened; what cannot be opened goes to the problems."""
    for it in fields(Settings):
        file = given.get(PREFIX + _FILES.get(it.name, ""))
        if file:
            secret = from_file(Path(file))
            if isinstance(secret, Secret):
                yield it.name, secret.reveal()
            else:
                problems.append(Problem(PREFIX + _FILES[it.name], secret))
        elif it.name not in _ONLY_IN_FILES and (said := given.get(PREFIX + it.name.upper())):
            yield it.name, said


def _misplaced(env: Mapping[str, str], given: Mapping[str, str]) -> Iterator[Problem]:
    """What must not stand in the environment, and what nobody knows there."""
    for name in sorted(given):
        short = name.removeprefix(PREFIX)
        if short in NEVER_IN_ENVIRONMENT:
            instead = PREFIX + NEVER_IN_ENVIRONMENT[short]
            yield Problem(name, f"keys are never given in the environment; treat it as leaked and give {instead}")
        elif name not in _KNOWN:
            near = get_close_matches(name, sorted(_KNOWN), n=1)
            yield Problem(name, "there is no such setting" + (f"; do you mean {near[0]}?" if near else ""))
    yield from (Problem(*each) for each in secret_settings.misplaced(env, PREFIX))
    yield from (Problem(*each) for each in secret_settings.readable(env, PREFIX))


def _warnings(given: Mapping[str, str]) -> Iterator[str]:
    if PREFIX + "TOKEN" in given:
        yield f"{PREFIX}TOKEN is in the environment, where other programs can see it: only for a Telegram of your own."
    if translated := translate_settings.warning(given.get(PREFIX + "TRANSLATE_URL", "")):
        yield PREFIX + translated
    api = urlsplit(given.get(PREFIX + "API_URL", ""))
    if api.scheme == "http" and api.hostname not in LOOPBACK:
        yield f"{PREFIX}API_URL is http://: the token crosses the network for everybody on the way to read."
