"""Why a start is refused, found together before anything is opened: settings, files of secrets, keys, databases.

An operator who puts one thing right and is told of the next one only then does it five times, at night.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.settings import PREFIX, BadSettings, Problem, Settings

PATIENCE = 5  # seconds for a database to answer


def settled(env: Mapping[str, str]) -> Settings:
    """The settings, and nothing else stands in the way. Raises BadSettings with all that does."""
    problems: list[Problem] = []
    try:
        found = Settings.read(env)
    except BadSettings as bad:
        problems += bad.problems
    problems += beyond_settings(env)
    if problems:
        raise BadSettings(tuple(problems))
    return found


def beyond_settings(env: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong with what the settings name, as far as they can be read."""
    return (*_of_keys(env), *_of_databases(env))


def _of_keys(env: Mapping[str, str]) -> Iterator[Problem]:
    from bot.seal.keyring import Keyring, KeyringRefused

    name = f"{PREFIX}KEYRING_FILE"
    if path := env.get(name, "").strip():
        try:
            Keyring.read(Path(path))
        except KeyringRefused as wrong:
            yield from (Problem(name, problem) for problem in wrong.problems)


def _of_databases(env: Mapping[str, str]) -> Iterator[Problem]:
    """Of PostgreSQL. What SQLite does is decided by us and looked at when it is opened: to look here would make it."""
    for short in ("database", "vault"):
        try:
            url = Settings.one(env, short)
        except BadSettings:
            continue  # told already
        if not url.startswith("sqlite:///"):
            yield from (Problem(PREFIX + short.upper(), what) for what in _of_postgres(url))


def _of_postgres(url: str) -> Iterator[str]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    from bot.durable import of_postgres, unsafe

    engine = create_engine(url, hide_parameters=True, connect_args={"connect_timeout": PATIENCE})
    try:
        with engine.connect() as db:
            yield from unsafe(of_postgres(db))
    except SQLAlchemyError as wrong:  # only its class: the rest may quote a password
        yield f"does not answer ({type(wrong).__name__}); is it running, and is the address right?"
    finally:
        engine.dispose()
