"""What would fail at three in the morning, found now: settings, keys, databases, Redis, content, Telegram."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from bot.refusals import beyond_settings
from bot.settings import PREFIX, BadSettings, Settings

LEAST_DISK = 1 << 30
PATIENCE = 5.0


class Finding(NamedTuple):
    what: str
    good: bool
    found: str
    remedy: str = ""


class _Unwell(Exception):
    """Something is not as it must be: what, and the remedy."""


def alive(env: Mapping[str, str]) -> list[Finding]:
    """Whether the bot that runs with these settings says of itself that it works. Quick: a container asks often."""
    listen = Settings.one(env, "listen")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(listen.host, listen.host)  # noqa: S104 (asked, not bound)
    address = f"http://{host}:{listen.port}/readyz"
    try:
        # Without a proxy, whatever the environment says: the answer must come from this machine.
        with build_opener(ProxyHandler({})).open(address, timeout=PATIENCE * 2) as answer:
            return [Finding("running bot", True, f"answers {answer.status}")]
    except HTTPError as said:
        return [Finding("running bot", False, _not_ready(said), "see its last log lines, and docs/operations.md")]
    except (URLError, OSError) as wrong:
        return [Finding("running bot", False, f"does not answer ({type(wrong).__name__})", "see its last log lines")]


def _not_ready(said: HTTPError) -> str:
    """The parts that do not work, as it says itself."""
    try:
        parts = json.loads(said.read(10_000))
        names = [name for name, works in parts.items() if works is False and name != "on_duty"]
    except (ValueError, AttributeError, OSError):
        names = []
    return f"answers {said.code}" + (f": {', '.join(names)}" if names else "")


async def examine(env: Mapping[str, str]) -> list[Finding]:
    """Everything, in the order in which the start would stumble over it."""
    try:
        settings = Settings.read(env)
    except BadSettings as bad:
        problems = (*bad.problems, *beyond_settings(env))
        return [Finding(problem.name, False, problem.what, problem.where) for problem in problems]
    found = [Finding("settings", True, "complete")]
    found += [Finding("settings", True, "works, but", warning) for warning in settings.warnings]
    found += [*_here(settings)]
    return found + [finding async for finding in _elsewhere(settings)]


def _here(settings: Settings) -> Iterator[Finding]:
    """What lies on this machine."""
    from bot.seal.keyring import Keyring

    with _finding("key file") as say:
        Keyring.read(settings.keyring_file)
        say("opens, and only its owner reads it")
    yield say.finding
    for name in ("database", "vault"):
        with _finding(name) as say:
            say(_database(name, getattr(settings, name)))
        yield say.finding
    with _finding("content") as say:
        say(_content(settings.content))
    yield say.finding
    with _finding("fonts") as say:
        say(_fonts())
    yield say.finding
    yield from _hours(settings)
    yield _ways_out(settings)
    with _finding("published") as say:
        say(_published(settings))
    yield say.finding


class _Said:
    """What one look found; bad until something good was said."""

    def __init__(self, what: str) -> None:
        self.finding = Finding(what, False, "was not looked at")

    def __call__(self, found: str) -> None:
        self.finding = Finding(self.finding.what, True, found)


@contextmanager
def _finding(what: str) -> Iterator[_Said]:
    """Whatever goes wrong while looking is the finding. Of a foreign error only the class: it may quote a password."""
    from bot.durable import UnsafeDatabase
    from bot.seal.keyring import KeyringRefused

    said = _Said(what)
    try:
        yield said
    except _Unwell as wrong:
        said.finding = Finding(what, False, *wrong.args)
    except (KeyringRefused, UnsafeDatabase) as wrong:
        said.finding = Finding(what, False, str(wrong))
    except Exception as wrong:  # told in the table
        said.finding = Finding(what, False, type(wrong).__name__, "check the setting, and that it is running")


def _database(what: str, url: str) -> str:
    from sqlalchemy import create_engine, make_url

    from bot.durable import of_postgres, refuse

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _folder(Path(parsed.database or "").parent)
    engine = create_engine(url, hide_parameters=True, connect_args={"connect_timeout": int(PATIENCE)})
    try:
        with engine.connect() as connection:
            refuse(what, of_postgres(connection))
    finally:
        engine.dispose()
    return "answers, and keeps what it says it keeps"


def _folder(folder: Path) -> str:
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < LEAST_DISK:
        raise _Unwell(f"only {free >> 20} MiB free on the disk", "make room: at least 1 GiB")
    return f"has room ({free >> 30} GiB free)"


def _content(root: Path) -> str:
    from bot import content
    from flows.engine.fault import Faulty

    try:
        content.load(root)
    except Faulty as wrong:
        raise _Unwell(f"{len(wrong.faults)} to put right", "helpline check shows each with its fix") from None
    return "can be used"


def _fonts() -> str:
    """Those of every script that she may write in: without them there is no PDF of a pack."""
    from bot.papers import fonts

    try:
        fonts.files(fonts.ALL, weights=("Regular",))
    except fonts.FontMissing as missing:
        raise _Unwell(f"{missing} is missing: packs leave without a PDF", "apt-get install fonts-noto-core") from None
    return "are there for every script"


def _published(settings: Settings) -> str:
    """What a start would serve: also an older bundle has to be readable by this version of the program."""
    from bot import publishing
    from bot.ledger.database import open_engine
    from bot.ledger.migrate import NEWEST, current

    if settings.database.startswith("sqlite:///") and not Path(settings.database[10:]).exists():
        return "nothing yet; the content folder is served"  # and to look must not make it
    engine = open_engine(settings.database)
    try:
        if current(engine) != NEWEST:
            return "nothing yet; the content folder is served"
        with engine.connect() as db:
            release, _ = publishing.served(db)
    except publishing.Refused as wrong:
        raise _Unwell(str(wrong).split(":")[0], "helpline rollback makes an earlier bundle current") from None
    finally:
        engine.dispose()
    return f"{release.short} by {release.by} is served" if release else "nothing yet; the content folder is served"


def _hours(settings: Settings) -> Iterator[Finding]:
    """What workers are told of the desk, and whether somebody is there then."""
    with _finding("opening hours") as say:
        say(_opening(settings))
    yield say.finding
    with _finding("bank holidays") as say:
        say(_bank_holidays(settings))
    yield say.finding
    with _finding("rota") as say:
        say(_rota(settings))
    yield say.finding


def _opening(settings: Settings) -> str:
    """Said in what follows for a worker: that is what whoever runs the server cannot see from there."""
    from bot import content
    from bot.opening import Opening

    if not Opening(content.load(settings.content)[0]).said():
        raise _Unwell(
            "nobody has said them, so the desk counts as open always: a worker who asks for a person at night is not "
            "told that nobody is there, nor when somebody will be; what she is told of her wait counts the night; and "
            "colleagues are called for her at every hour",
            "write hours: in desk.yaml, then helpline check",
        )
    return "are said"


def _bank_holidays(settings: Settings) -> str:
    from bot import content
    from bot.clock import Clock

    desk = content.load(settings.content)[0].desk
    named = {office.nation for office in desk.offices} - {""}
    if none := sorted(nation for nation in named if nation not in desk.holidays or not desk.holidays[nation].days):
        what, where = f"none is filled in for {', '.join(none)}", ", ".join(none)
    elif missing := desk.missing_holidays(Clock().now().date()):
        where = ", ".join(f"{each.nation} {year}" for each, year in missing)
        what = f"are missing: {where}"
    else:
        return "are filled in for this year" if named else "close nobody: no office names a nation"
    follows = "on such a day a worker is told that somebody is there, and her wait is counted as if somebody were"
    raise _Unwell(f"{what}; {follows}", f"copy the days of {where} into desk.yaml from the source it names")


def _rota(settings: Settings) -> str:
    """Only whether there is one: who is on it is sealed, and is for /rota."""
    from sqlalchemy import func, select

    from bot.ledger import tables as t
    from bot.ledger.database import open_engine
    from bot.ledger.migrate import NEWEST, current

    empty = _Unwell("nobody is on it: alerts begin with the next rung", "/rota in the bot; coordinators write it")
    if settings.database.startswith("sqlite:///") and not Path(settings.database[10:]).exists():
        raise empty
    engine = open_engine(settings.database)
    try:
        if current(engine) != NEWEST:
            raise empty
        with engine.connect() as db:
            many = db.execute(select(func.count(t.rota.c.staff_id.distinct()))).scalar_one()
    finally:
        engine.dispose()
    if not many:
        raise empty
    return f"has {many} on it"


def _ways_out(settings: Settings) -> Finding:
    """Without one an alert that nobody in Telegram answers is heard by nobody."""
    ways = [name for name, given in (("mail", settings.alarm_smtp), ("webhook", settings.alarm_webhook)) if given]
    if ways:
        return Finding("alarms", True, f"leave Telegram by {' and '.join(ways)}")
    what = "cannot leave Telegram: when nobody at the desk answers, nobody hears of it"
    return Finding("alarms", False, what, f"set {PREFIX}ALARM_SMTP or {PREFIX}ALARM_WEBHOOK")


async def _elsewhere(settings: Settings) -> AsyncIterator[Finding]:
    """What answers over a wire."""
    from bot.telegram.request import Wire

    if settings.redis:
        with _finding("Redis") as say:
            from redis.asyncio import Redis

            async with Redis.from_url(settings.redis, socket_timeout=PATIENCE) as redis:
                await redis.ping()
            say("answers")
        yield say.finding
    if settings.translate_url:
        with _finding("translation") as say:
            say(await _translation(settings))
        yield say.finding
    wire = Wire(settings.api_url, settings.token.reveal(), answer_within=PATIENCE)
    with _finding("Telegram") as say:
        await wire.open()
        answer = await wire.call("getMe", {})
        if not answer.ok:
            raise _Unwell(f"refuses the token ({answer.code})", f"{PREFIX}TOKEN_FILE must hold what @BotFather gave")
        say("knows the token")
    await wire.close()
    yield say.finding


async def _translation(settings: Settings) -> str:
    """In which of our languages it is of use. Nothing of anybody's is sent to it."""
    from bot import content
    from bot.libretranslate import LibreTranslate
    from handoff.ports import NotTranslated

    machine = LibreTranslate(settings.translate_url, settings.translate_key, within=PATIENCE)
    try:
        known = [code for code in content.load(settings.content)[0].spoken if await machine.speaks(code)]
    except NotTranslated as none:
        raise _Unwell(f"no languages ({none.why})", f"{PREFIX}TRANSLATE_URL must lead to a LibreTranslate") from None
    finally:
        await machine.close()
    return f"answers, for {', '.join(known) or 'none of our languages'}"
