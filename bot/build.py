"""The one place that plugs everything together."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import Engine
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import colleagues, content, enlist, signals
from bot.alarm import ways
from bot.chores.renewal import Renewal, at_start
from bot.chores.watchdog import Watchdog
from bot.clock import Clock
from bot.counts import Gauge
from bot.emergency import Emergency
from bot.errands import Errands
from bot.evidence import take_evidence
from bot.interpreter import Interpreter, interpret
from bot.ledger.asks import LedgerAsks
from bot.ledger.book import Book
from bot.ledger.database import STUCK, open_engine
from bot.ledger.ledger import Ledger
from bot.ledger.migrate import migrate
from bot.ledger.records import DESK
from bot.ledger.sole import LetGo, with_it
from bot.ledger.tools import Tools
from bot.libretranslate import LibreTranslate
from bot.line import Line
from bot.logs import event, trouble
from bot.memory import one_arena
from bot.on_duty import STAFF_CHAT, Duty
from bot.packing import take_packs
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from bot.seal.word import Slow
from bot.settings import Settings
from bot.telegram.fetching import Fetcher
from bot.telegram.gate import Gate
from bot.telegram.intake import Poller, agree, webhook_server
from bot.telegram.request import AiohttpRequest, Wire
from bot.telegram.sounds import SoundWire
from bot.telegram.staff_chat import Watch
from bot.vitals import Vitals
from bot.watching import told_of_chat, watch_over
from bot.web.health import health_app
from bot.weighing import Weighing
from bot.works import works_of
from flows.engine.bundle import Bundle
from flows.engine.changes import Edition
from flows.engine.session import freeze, thaw
from handoff.model import Role

Runner = web.AppRunner | web.ServerRunner
Folder = Callable[[Path], Edition]
"""How the folder of content is opened, where nothing is published yet."""
_GARBAGE = (20_000, 20, 50)  # turns make no cycles to speak of; looking for them after every 700 objects costs a tenth
_TOLD_WITHIN = 10.0  # seconds in which Telegram takes a few notices; the rest goes with the next start


class TokenRefused(Exception):
    """Telegram does not know this token."""


@dataclass(slots=True)
class Helpline:
    """A running bot. `stop` ends it with nothing in flight lost."""

    ledger: Ledger
    gate: Gate
    asks: LedgerAsks
    wire: Wire
    line: Line
    vault: Vault
    clock: Clock
    renewal: Renewal
    weighing: Weighing
    door: Emergency
    machine: LibreTranslate | None = None
    interpreter: Interpreter | None = None
    errands: tuple[Errands, ...] = ()
    poller: Poller | None = None
    duty: Duty | None = None  # where it is one of many processes
    let_go: LetGo | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    servers: list[Runner] = field(default_factory=list)
    gauges: list[Gauge] = field(default_factory=list)  # what parts of the house show at /metrics
    vitals: Vitals = field(init=False)
    watchdog: Watchdog = field(init=False)

    @property
    def bundle(self) -> Bundle:
        """What is served to whoever comes now."""
        return self.line.shelf.edition.bundle

    def begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work, name=name))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for server in self.servers:
            await server.cleanup()
        await self.gate.stop()
        await asyncio.gather(*(errand.stop() for errand in (self.weighing, *self.errands)))
        if self.interpreter is not None and self.machine is not None:
            await self.interpreter.stop()
            await self.machine.close()
        await self.ledger.stop()
        if self.duty is not None:
            await self.duty.give_back()
            await self.duty.signals.__aexit__(None, None, None)
        await self.wire.close()
        self.vault.close()
        if self.let_go is not None:
            self.let_go()


def _stores(settings: Settings) -> tuple[Engine, Tools]:
    keyring = Keyring.read(settings.keyring_file)
    vault = Vault(settings.vault, keyring, clock=time.monotonic)
    engine = open_engine(settings.database, stuck_after=STUCK)
    migrate(engine)
    return engine, Tools(vault, Index(*keyring.idx), freeze, thaw, settings.staff_chat, settings.keep)


def _house(settings: Settings, clock: Clock, folder: Folder) -> Helpline:
    """Everything that would fail at three in the morning fails here instead. Nothing is started yet."""
    engine, tools = _stores(settings)
    tools.vault.mint([DESK])
    with engine.connect() as db:
        shelf, seq = at_start(db, partial(folder, settings.content), int(clock.now().timestamp()))
    line = Line(shelf, settings.staff_chat, channels=tuple(way.channel for way in ways(settings)))
    duty = _duty(settings, engine, tools.vault)
    ledger = Ledger(engine, tools, line, clock.now, outlet=duty.outlet if duty else None)
    wire = SoundWire(settings.api_url, settings.token.reveal(), settings.content, settings.token_file)
    asks = LedgerAsks(ledger, line)
    gate = Gate(wire, asks, unix=clock.unix, may=duty.holds if duty else None)
    machine = LibreTranslate(settings.translate_url, settings.translate_key) if settings.translate_url else None
    interpreter = interpret(ledger, line, asks, machine) if machine else None
    return Helpline(
        ledger, gate, asks, wire, line, tools.vault, clock, Renewal(ledger, line, clock.now, seq),
        Weighing(ledger, line, Slow(), tools.way_back), Emergency(ledger.take, line, gate.asides.say, clock),
        machine, interpreter,
        (take_evidence(ledger, line, asks, Fetcher(wire)), take_packs(ledger, line, asks, wire)), duty=duty,
    )  # fmt: skip


def _duty(settings: Settings, engine: Engine, vault: Vault) -> Duty | None:
    """SQLite takes one process, whatever there is to wake others with."""
    if not settings.redis or engine.dialect.name == "sqlite":
        return None
    secret = vault.ring().keyring.subkeys("signals")[0]
    return Duty(engine, signals.make(settings.redis, secret=secret, clock=time.monotonic))


async def start(settings: Settings, clock: Clock, folder: Folder = content.open_folder) -> Helpline:
    house = _house(settings, clock, folder)
    gc.enable()  # from here on it may have to wait for Telegram, for hours
    house.let_go = await with_it(house.ledger.engine, shared=house.duty is not None)
    await house.wire.open()
    house.ledger.start(house.gate)
    try:
        await _meet_telegram(house, settings)
        if house.duty is None:
            house.gate.carry(await house.asks.left_behind(), ())
        else:
            await house.duty.signals.__aenter__()
        await house.weighing.begin_with_what_is_left()
        await _open_doors(house, settings)
    except BaseException:  # also when somebody stops us while Telegram is away
        await house.stop()
        raise
    event("started", bundle=house.bundle.short)
    return house


def _bot(house: Helpline, settings: Settings) -> Bot:
    request = AiohttpRequest(house.wire)
    return Bot(settings.token.reveal(), f"{settings.api_url}/bot", request=request, get_updates_request=request)


async def _meet_telegram(house: Helpline, settings: Settings) -> None:
    """Who are we, have we topics, and how shall updates come? Waits for Telegram; only a wrong token ends the start."""
    bot = _bot(house, settings)
    pause = 0.2
    while True:
        try:
            house.line.username = str((await bot.get_me()).username)
            await _watch(house, settings).once()
            await agree(bot, settings.webhook_url, settings.webhook_secret)
            return
        except InvalidToken:
            raise TokenRefused(
                "Telegram does not know this token. Nothing was started and nothing is lost. "
                "Look it up with /token at @BotFather, or correct HELPLINE_API_URL."
            ) from None
        except TelegramError as fault:
            trouble("telegram_unreachable", fault)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)


def _watch(house: Helpline, settings: Settings) -> Watch:
    return Watch(_bot(house, settings), house.gate, settings.staff_chat, *told_of_chat(house))


async def go_by(house: Helpline, settings: Settings, name: str) -> None:
    """Give the bot this name. Only for stages of our own: a real bot keeps what its owner told @BotFather."""
    await _bot(house, settings).set_my_name(name)


async def _open_doors(house: Helpline, settings: Settings) -> None:
    if settings.webhook_url and settings.webhook_secret and settings.webhook_listen:
        server = webhook_server(house.door.take, settings.webhook_secret.reveal(), house.gate.asides.rider)
        house.gate.asides.riding = True
        await _serve(house, web.ServerRunner(server), *settings.webhook_listen, many=house.duty is not None)
    watch_over(house, settings, partial(agree, _bot(house, settings), settings.webhook_url, settings.webhook_secret))
    await _serve(house, web.AppRunner(health_app(house), access_log=None), *settings.listen)
    house.begin("renewal", house.renewal.run())  # every process serves what was published
    works = partial(works_of, house, settings)
    if house.duty is None:
        house.begin("watch", _watch(house, settings).run())
        for name, work in works().items():
            house.begin(name, work)
    else:
        house.line.changed = partial(house.duty.ring, STAFF_CHAT)
        house.begin("watch", _watch(house, settings).run(house.duty.signals.wakes(STAFF_CHAT).within))
        house.begin("waking", house.duty.tell())
        house.begin("duty", house.duty.run(house.ledger, house.gate, works))


async def _serve(house: Helpline, runner: Runner, host: str, port: int, *, many: bool = False) -> None:
    """`many`: processes on this machine may share the port, and whoever lives gets what comes."""
    await runner.setup()
    await web.TCPSite(runner, host, port, reuse_port=many or None).start()
    house.servers.append(runner)


@contextlib.asynccontextmanager
async def running(settings: Settings, clock: Clock, folder: Folder = content.open_folder) -> AsyncIterator[Helpline]:
    house = await start(settings, clock, folder)
    try:
        yield house
    finally:
        await house.stop()


async def invite(settings: Settings, role: Role, name: str) -> tuple[str, int]:
    """A link for a new colleague, also while the bot runs; and how many coordinators were asked to approve it."""
    house = _house(settings, Clock(), content.open_folder)
    await house.wire.open()
    house.ledger.start(house.gate)
    try:
        me = await _bot(house, settings).get_me()
        payload, asked = await house.ledger.with_book(partial(_invite, house.line, role, name))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TOLD_WITHIN):
                while house.gate.unsent:  # noqa: ASYNC110 (the gate has nobody else to tell)
                    await asyncio.sleep(0.02)
        return f"https://t.me/{me.username}?start={payload}", asked
    finally:
        await house.stop()


def _invite(line: Line, role: Role, name: str, book: Book) -> tuple[str, int]:
    payload, id = enlist.make(book, role, name, book.now)
    return payload, colleagues.ask_others(line.applying(book), id, None)


async def run(settings: Settings) -> None:
    """`helpline run`: until SIGTERM or SIGINT, or until one of the tasks that must not end has ended."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked.set)
    one_arena()
    starting = asyncio.create_task(start(settings, Clock()))
    await asyncio.wait({starting, asyncio.create_task(asked.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return
    house = starting.result()
    gc.collect()
    gc.freeze()  # what the start has made stays as long as the process: nobody need look at it again
    gc.set_threshold(*_GARBAGE)
    try:
        for task in house.tasks:
            task.add_done_callback(partial(_ended, asked))
        await asked.wait()
    finally:
        await house.stop()


def _ended(asked: asyncio.Event, task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        trouble("task_ended", task.exception(), what=task.get_name())
    asked.set()
