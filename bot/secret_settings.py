"""Secrets among the settings: each in a file of its own, none of them an example, and none in the environment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from bot.secret import Secret, is_example, is_no_secret, open_to_others

LOOPBACK = ("127.0.0.1", "localhost", "::1")

WHERE = {
    "TOKEN": "@BotFather in Telegram gives it: /newbot, or /token for a bot you have",
    "TOKEN_FILE": "a file with nothing but the token that @BotFather gave, readable by the bot alone (chmod 400)",
    "REDIS_PASSWORD_FILE": "a file with nothing but the password of Redis, where it asks for one; chmod 400",
    "WEBHOOK_SECRET_FILE": "a file with 32 to 256 letters, digits, _ or -: openssl rand -hex 32 > PATH; chmod 400 PATH",
}
FILES = {"webhook_secret": "WEBHOOK_SECRET_FILE", "redis_password": "REDIS_PASSWORD_FILE"}
"""What is only ever given as a file."""

# The bots of Telegram's own manuals and of everybody's first example.
_EXAMPLE_BOTS = ("123456:", "1234567890:", "110201543:", "4839574812:")
_TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}")
_ANY_TOKEN = re.compile(r"[0-9]+:\S+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
# Read by PostgreSQL's own library from the environment.
_ELSEWHERE = {"PGPASSWORD": "?passfile=PATH in the address of the database"}
# `translate_url` and `alarm_smtp` say it themselves, each in its own words.
_ADDRESSES = ("DATABASE", "VAULT", "REDIS", "API_URL", "WEBHOOK_URL", "ALARM_WEBHOOK")
_LEAKED = "where other programs can see it; treat it as leaked"


def _token(said: str) -> Secret:
    if said.startswith(_EXAMPLE_BOTS) or is_example(said):
        raise ValueError("this is still the example value")
    if not _TOKEN.fullmatch(said):
        raise ValueError("this is not the shape of a bot token (digits, a colon, 35 letters and digits)")
    return Secret(said)


def token_here(said: str) -> Secret:
    """Of a Telegram on this machine, which takes what it was started with: a number, a colon, anything."""
    if not _ANY_TOKEN.fullmatch(said):
        raise ValueError("this is not a number, a colon and something more")
    return Secret(said)


def _webhook_secret(said: str) -> Secret:
    if is_no_secret(said):
        raise ValueError("this is an example, or not random")
    if not _WEBHOOK_SECRET.fullmatch(said):
        raise ValueError("the file must hold 32 to 256 letters, digits, _ or -")
    return Secret(said)


READ = {"token": _token, "webhook_secret": _webhook_secret, "redis_password": Secret}


def misplaced(env: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    """(name, what is wrong): secrets in the environment, which shows in `docker inspect`, /proc and crash reports."""
    for name, value in sorted(env.items()):
        if name in _ELSEWHERE:
            yield name, f"a password stands in the environment, {_LEAKED} and give {_ELSEWHERE[name]}"
        elif not name.startswith(prefix) and _TOKEN.fullmatch(value.strip()):
            yield name, f"holds what looks like the token of a bot, {_LEAKED} (/revoke at @BotFather) and remove it"
    for short in _ADDRESSES:
        if _password(env.get(prefix + short, "")):
            instead = f"{prefix}REDIS_PASSWORD_FILE" if short == "REDIS" else "?passfile=PATH, or a socket"
            instead = instead if short in ("DATABASE", "VAULT", "REDIS") else "an address without it"
            yield prefix + short, f"carries a password, {_LEAKED} and give {instead}"
    if env.get(prefix + "TOKEN", "").strip():
        yield from ((prefix + "TOKEN", what) for what in _token_in_sight(env, prefix))


def _token_in_sight(env: Mapping[str, str], prefix: str) -> Iterator[str]:
    """Only a Telegram on this machine, as the sandbox is, has tokens that are no secret."""
    if env.get(prefix + "TOKEN_FILE", "").strip():
        yield f"is given twice; keep {prefix}TOKEN_FILE and remove this one"
    elif not is_here(env.get(prefix + "API_URL", "")):
        yield f"a token stands in the environment, {_LEAKED} (/revoke at @BotFather) and give {prefix}TOKEN_FILE"


def readable(env: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    """The files that an address names: PostgreSQL's library passes over one that others may read, and says nothing."""
    for short in ("DATABASE", "VAULT"):
        for path in _query(env.get(prefix + short, "")).get("passfile", ()):
            if wrong := open_to_others(Path(path), group=True):
                yield prefix + short, f"its passfile is not used: {wrong}"


def with_password(values: dict[str, Any]) -> dict[str, Any]:
    """Redis is called by one address; its password, where there is one, becomes part of that here."""
    given, address = values.get("redis_password"), values.get("redis", "")
    if not given or not address:
        return values
    parts = urlsplit(address)
    user, _, place = parts.netloc.rpartition("@")
    netloc = f"{user}:{quote(given.reveal(), safe='')}@{place}"
    return {**values, "redis": urlunsplit(parts._replace(netloc=netloc))}


def _password(address: str) -> bool:
    try:
        return bool(urlsplit(address).password or _query(address).keys() & {"password", "sslpassword"})
    except ValueError:
        return False  # no address at all; who reads it says so


def is_here(address: str) -> bool:
    """Whether it leads to this machine."""
    try:
        return urlsplit(address.strip()).hostname in LOOPBACK
    except ValueError:
        return False


def _query(address: str) -> dict[str, list[str]]:
    return parse_qs(address.partition("?")[2])
