"""`/metrics`: numbers under a few words of ours. Who asked for help, and when, cannot be read from them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.counts import FATES, KINDS, OTHER, Gauge, Spread
from bot.ledger import figures
from bot.on_duty import Duty
from bot.outgoing import Fate
from bot.watching import of_duty
from bot.web.metrics import LABELS, METRICS, PREFIX
from handoff.model import Urgency
from tests.bot.watchroom import Watched, watched
from tests.canaries import IDS, NAMES, TEXTS, all_forms

AMAL = IDS[4]
DUTY = cast(Duty, SimpleNamespace(on=True, signals=SimpleNamespace(degraded=True)))


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    async with watched(tmp_path, monkeypatch) as house:
        yield house


async def read(house: Watched) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name.removeprefix(PREFIX), frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(await house.metrics())
        for sample in family.samples
    }


def of(found: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


async def ask(house: Watched, people: Iterable[int]) -> None:
    for id in people:
        await house.post.room.person(id).asks_for_a_person()
    await house.post.settled()


async def test_what_waits_is_told_in_fives_and_by_five_minutes(house: Watched) -> None:
    """Somebody keeps these numbers for years: that one person came, and when, must not be among them."""
    before = await read(house)
    await ask(house, IDS[:4])
    assert of(await read(house), "waiting_cases") == of(before, "waiting_cases") == 0
    house.post.room.clock.advance(minutes=4)
    assert of(await read(house), "waiting_oldest_seconds", urgency="normal") == 0, "a wait that ends by now is not seen"
    await ask(house, IDS[5:6])
    house.post.room.clock.advance(minutes=9)
    found = await read(house)
    assert of(found, "waiting_cases") == 5
    assert of(found, "waiting_oldest_seconds", urgency="normal") == 600
    assert of(found, "waiting_oldest_seconds", urgency="now") == 0


async def test_calls_and_transactions_are_counted(house: Watched) -> None:
    await house.post.claimed(IDS[0], AMAL)
    found = await read(house)
    assert of(found, "sent_total", kind="card", state="sent") >= 1
    assert of(found, "calls", state="ready") == of(found, "calls", state="sending") == 0
    assert of(found, "updates_total") >= 7
    assert of(found, "commit_seconds_count") == of(found, "batch_updates_count") > 7
    assert of(found, "batch_updates_bucket", le="+Inf") == of(found, "batch_updates_count")
    assert of(found, "batch_updates_bucket", le="1.0") > of(found, "batch_updates_bucket", le="0.0") > 0


async def test_a_dead_letter_a_fact_past_its_date_and_what_fails_are_seen(house: Watched) -> None:
    await house.post.room.take({"update_id": 77, "message": "nothing that can be read"})
    house.post.room.clock.advance(days=5000)
    house.vitals.folders = (Path("/proc"),)
    await house.watchdog.once()
    found = await read(house)
    assert of(found, "dead_letters") == 1
    assert of(found, "facts_past_their_date") > 10
    assert of(found, "up", part="disk") == of(found, "disk_free_bytes") == 0
    assert of(found, "up", part="ledger") == 1
    assert of(found, "trouble", what="disk_full") == 1 and of(found, "trouble", what="ledger_away") == 0


async def test_while_the_ledger_is_away_nothing_is_told_of_it_rather_than_zeros(house: Watched) -> None:
    await house.post.room.ledger.stop()
    house.vitals.ledger = Gone()  # type: ignore[assignment]
    found = await read(house)
    assert of(found, "up", part="ledger") == 0
    assert not [name for name, _ in found if name in ("waiting_cases", "dead_letters")]


class Gone:
    async def with_book(self, work: object) -> None:
        raise OSError


async def test_another_part_of_the_house_shows_what_it_knows_by_words_it_has_named(house: Watched) -> None:
    known = {"on_duty": 1.0, NAMES[0]: 1.0}
    house.house.gauges = [Gauge("process", "what", frozenset({"on_duty"}), lambda: known)]
    found = await read(house)
    assert of(found, "process", what="on_duty") == 1
    assert of(found, "process", what=OTHER) == 1, "and no other"


async def test_of_many_processes_each_says_whether_it_is_on_duty(house: Watched) -> None:
    house.house.gauges = [of_duty(DUTY)]
    found = await read(house)
    assert (of(found, "process", what="on_duty"), of(found, "process", what="shares_signals")) == (1, 0)


async def test_no_canary_gets_out_and_every_label_is_a_word_of_ours(house: Watched) -> None:
    """People with the names, ids and words of canaries do all that is counted."""
    min_, _ = await house.post.claimed(IDS[0], AMAL)
    for text in TEXTS[:10]:
        await min_.says(text)
    await house.post.settled()
    house.post.room.ledger.counts.became(Fate(house.post.call(IDS[1], TEXTS[0], kind=TEXTS[1]), NAMES[2]))
    said = (await house.metrics()).encode()
    assert [kind for form, kind in all_forms().items() if form in said] == []
    words = KINDS | FATES | {OTHER, *Urgency, "ready", "sending", "mail", "webhook", "accepted", "not_accepted"}
    words |= {*(await house.vitals.look()).works, *house.watchdog.troubles}
    labels = re.findall(rb'([a-z]+)="([^"]*)"', said)
    assert {name.decode() for name, _ in labels} <= LABELS
    assert {value.decode() for name, value in labels if name != b"le"} <= words
    assert of(await read(house), "sent_total", kind=OTHER, state=OTHER) == 1


async def test_every_metric_is_named_in_the_list_and_shown(house: Watched) -> None:
    await house.post.claimed(IDS[0], AMAL)
    house.post.room.ledger.counts.alarm("mail", accepted=True)
    house.house.gauges = [of_duty(DUTY)]
    families = {family.name.removeprefix(PREFIX) for family in text_string_to_metric_families(await house.metrics())}
    assert families == METRICS.keys()


async def test_a_look_asks_nothing_of_long_tables(house: Watched) -> None:
    """How long it takes must not grow with the cases there were: only short tables, and what has an index."""
    plans = await house.post.room.look(
        lambda book: [
            row.detail
            for row in book.db.exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT urgency, count(*), min(waiting_since) FROM cases WHERE state = 'waiting' "
                "GROUP BY urgency"
            )
        ]
    )
    assert any("USING INDEX" in plan for plan in plans)
    assert isinstance(await house.post.room.look(figures.look), figures.Figures)


def test_a_spread_puts_each_value_where_it_belongs() -> None:
    spread = Spread((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 9.0):
        spread.add(value)
    assert (spread.counts, spread.total) == ([2, 1, 1], 12.0)
