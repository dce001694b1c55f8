"""Killed at random moments, under traffic and with a failing Telegram, the helpline loses nothing and errs nowhere."""

from __future__ import annotations

import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

import pytest

from bot.ledger import tables as t
from tests.services import Postgres
from tests.system.kill import FEW, Plan, Trial, trial
from tests.system.reckoning import Words, number_in
from tests.system.story import stories

KILLS = int(os.environ.get("KILLS", "60"))
SEED = int(os.environ.get("SEED", "0")) or SystemRandom().randrange(1, 1_000_000)
NOT_OK = {"gate_fault", "task_ended", "crashed", "thread_crashed", "not_kept", "not_noted", "call_refused"}
ROUNDS, A_ROUND = 8, 10
SHORT = (0.0, 0.3)  # seconds: most of a fault shows while a new life takes what has waited for it


@pytest.fixture
def two_databases(postgres: Postgres) -> Iterator[tuple[str, str]]:
    """The ledger's and the vault's."""
    names = [f"kill_{secrets.token_hex(4)}", f"kill_{secrets.token_hex(4)}"]
    yield postgres.create(names[0]), postgres.create(names[1])
    for name in names:
        postgres.drop(name)


@pytest.fixture
def two_files() -> Iterator[tuple[str, str]]:
    """The same on a disk, where writing takes as long as in life; other tests have theirs in memory."""
    with TemporaryDirectory(prefix="helpline-kill-", dir="/tmp") as folder:
        yield f"sqlite:///{folder}/helpline.db", f"sqlite:///{folder}/vault.db"


async def test_p01_on_sqlite_with_topics(
    tmp_path: Path, two_files: tuple[str, str], measured: Callable[[str], None]
) -> None:
    async with trial(Plan(KILLS * 3 // 5, SEED), tmp_path, *two_files) as it:
        await _nothing_goes_wrong(it, measured)


async def test_p01_on_postgresql_without_topics(
    tmp_path: Path, two_databases: tuple[str, str], measured: Callable[[str], None]
) -> None:
    async with trial(Plan(KILLS // 5, SEED + 1, topics=False), tmp_path, *two_databases) as it:
        await _nothing_goes_wrong(it, measured)


async def test_p01_by_webhook(tmp_path: Path, two_files: tuple[str, str], measured: Callable[[str], None]) -> None:
    async with trial(Plan(KILLS // 5, SEED + 2, webhook=True), tmp_path, *two_files) as it:
        await _nothing_goes_wrong(it, measured)


async def _nothing_goes_wrong(it: Trial, measured: Callable[[str], None]) -> None:
    await it.kill(it.plan.kills)
    reckoning = await it.settle()
    measured(f"{it.summary}: {reckoning}")
    assert len(it.killed) == it.plan.kills
    assert it.count(t.cases.c.state != "claimed") == 0, "a claim was refused: what she wrote waits for another"
    assert reckoning.clean, f"{it.summary}\n{reckoning}\n{await stories(it, reckoning)}"
    assert it.traffic.expired <= it.traffic.may_die
    assert not NOT_OK & it.house.kinds.keys(), it.house.kinds
    assert it.count(t.outbox.c.state != "") == 0
    assert it.count(t.messages.c.delivery != "sent") == reckoning.unknown
    assert it.count(t.dead_letters.c.update_id != 0) == 0
    await _people_see_what_the_journal_says(it)


async def _people_see_what_the_journal_says(it: Trial) -> None:
    for chat in it.traffic.cast.chats:
        seen = Counter(number_in(message["text"]) for message in await it.player.seen(chat) if message["from"] == "bot")
        said = Counter(
            arrival.thing.number
            for arrival in it.traffic.seen
            if arrival.chat == chat and isinstance(arrival.thing, Words)
        )
        assert {number: count for number, count in seen.items() if number} == said


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("early", "lost"),
        ("forgetful", "lost"),
        ("hasty", "out_of_order"),
        ("unmarked", "without_mark"),
        ("deaf", "not_noted"),
    ],
)
async def test_p01_the_reckoning_finds_what_is_planted(
    fault: str, found: str, tmp_path: Path, two_files: tuple[str, str]
) -> None:
    """`early` is the one that matters most: the acknowledgement before the commit."""
    await _is_found(fault, found, tmp_path, two_files)


async def test_p01_by_webhook_it_finds_the_acknowledgement_before_the_commit(
    tmp_path: Path, two_files: tuple[str, str]
) -> None:
    """And the story of it says whose fault it is."""
    story = await _is_found("early", "lost", tmp_path, two_files, webhook=True)
    assert re.search(r"received and not in the ledger: \d+", story), story


async def _is_found(
    fault: str, found: str, tmp_path: Path, databases: tuple[str, str], *, webhook: bool = False
) -> str:
    run = ("tests.system.planted", fault)
    plan = Plan(ROUNDS * A_ROUND, SEED, webhook=webhook, run=run, lives=SHORT, numbers=FEW)
    async with trial(plan, tmp_path, *databases) as it:
        for _ in range(ROUNDS):
            await it.kill(A_ROUND)
            reckoning = await it.settle()
            if getattr(reckoning, found):
                return await stories(it, reckoning)
        pytest.fail(f"{fault} was not found: {it.summary}\n{reckoning}")
