"""The numbers of `/metrics`, by name. Every label is one of a few words of ours: no chat, no id, no language, no name.

`METRICS` is all that there is: dashboards and rules for alerts are held against it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from bot.chores.facts import past
from bot.counts import OTHER, Counts, Gauge, Spread
from bot.ledger import figures
from bot.ledger.figures import Figures
from bot.vitals import PATIENCE

if TYPE_CHECKING:
    from bot.build import Helpline

LABELS = frozenset({"part", "what", "urgency", "state", "le", "kind", "way", "result"})
"""All labels that there are; each has a few words of ours for values."""

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "helpline_"

METRICS = {
    "up": "1: this part does its work (as /readyz says).",
    "trouble": "1: the watchdog has raised this alarm, and it is still true.",
    "waiting_cases": "Cases that wait for a person, in whole fives: 4 are shown as 0.",
    "waiting_oldest_seconds": "How long the longest wait of this urgency has lasted, in whole five minutes.",
    "calls": "Calls to Telegram that are to be made, by state.",
    "call_oldest_seconds": "How long the oldest call that may leave has been waiting to leave.",
    "dead_letters": "Updates that could not be read or handled and are kept for a person to look at.",
    "facts_past_their_date": "Facts of the bundle that is served whose date to be checked again is over.",
    "alarms_open": "Alarms in the ledger that nobody has accepted yet.",
    "alarm_unheard_seconds": "How long the oldest alarm has been waiting for somebody to accept it.",
    "disk_free_bytes": "Free on the disk of the databases that lie on this machine, the least of them.",
    "updates": "Updates that are on disk, those that came again with them.",
    "batch_updates": "Updates in one transaction of the ledger.",
    "commit_seconds": "How long one transaction of the ledger took.",
    "sent": "What became of calls to Telegram, by kind of call. `later` counts each time.",
    "process": "Of many processes: whether this one is on duty, and whether it hears the others through Redis.",
    "alarms": "Alarms handed to mail and webhook, by whether they were accepted.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is asked of the house, at one moment; what writes it down asks nobody."""

    works: Mapping[str, bool]
    troubles: Mapping[str, bool]
    figures: Figures | None
    counts: Counts
    facts: int
    disk: int | None
    unheard: int
    gauges: Iterable[tuple[Gauge, Mapping[str, float]]]


async def read(house: Helpline) -> Reading:
    look = await house.vitals.look()
    stands: Figures | None = None
    if look.works["ledger"]:
        stands = await asyncio.wait_for(house.ledger.with_book(figures.look), PATIENCE)
    folders = house.vitals.folders
    return Reading(
        look.works, house.watchdog.troubles, stands, house.ledger.counts,
        len(past(house.bundle.facts, house.clock.now().date())),
        min((shutil.disk_usage(folder).free for folder in folders), default=None),
        max(look.unheard, house.watchdog.unheard, 0), [(gauge, gauge.read()) for gauge in house.gauges],
    )  # fmt: skip


def written(reading: Reading) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(reading))
    return generate_latest(registry)


class _Once:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterator[Metric]:
        yield from _of_the_house(self._reading)
        if self._reading.figures is not None:
            yield from _of_the_ledger(self._reading.figures)
        yield from _of_the_process(self._reading.counts)
        for gauge, values in self._reading.gauges:
            yield _seam(gauge, values)


def _of_the_house(now: Reading) -> Iterator[Metric]:
    yield _gauge("up", now.works, "part")
    yield _gauge("trouble", now.troubles, "what")
    yield _gauge("facts_past_their_date", now.facts)
    yield _gauge("alarm_unheard_seconds", now.unheard)
    if now.disk is not None:
        yield _gauge("disk_free_bytes", now.disk)


def _of_the_ledger(now: Figures) -> Iterator[Metric]:
    yield _gauge("waiting_cases", now.waiting)
    yield _gauge("waiting_oldest_seconds", now.oldest, "urgency")
    yield _gauge("calls", {"ready": now.ready, "sending": now.sending}, "state")
    yield _gauge("call_oldest_seconds", now.unsent)
    yield _gauge("dead_letters", now.letters)
    yield _gauge("alarms_open", now.alarms)


def _of_the_process(counts: Counts) -> Iterator[Metric]:
    updates = CounterMetricFamily(PREFIX + "updates", METRICS["updates"])
    updates.add_metric([], counts.updates)
    yield updates
    yield _histogram("batch_updates", counts.batches)
    yield _histogram("commit_seconds", counts.seconds)
    yield _counter("sent", ("kind", "state"), counts.calls)
    yield _counter("alarms", ("way", "result"), counts.alarms)


def _gauge(name: str, value: float | Mapping[str, float], label: str = "") -> Metric:
    made = GaugeMetricFamily(PREFIX + name, METRICS[name], labels=[label] if label else [])
    for word, number in value.items() if isinstance(value, Mapping) else [("", value)]:
        made.add_metric([word] if label else [], float(number))
    return made


def _counter(name: str, labels: tuple[str, str], counted: Mapping[tuple[str, str], int]) -> Metric:
    made = CounterMetricFamily(PREFIX + name, METRICS[name], labels=labels)
    for words, number in sorted(counted.items()):
        made.add_metric(words, number)
    return made


def _histogram(name: str, spread: Spread) -> Metric:
    so_far, buckets = 0, list[tuple[str, float]]()
    for edge, many in zip((*(str(float(edge)) for edge in spread.edges), "+Inf"), list(spread.counts), strict=True):
        so_far += many
        buckets.append((edge, so_far))
    made = HistogramMetricFamily(PREFIX + name, METRICS[name])
    made.add_metric([], buckets, spread.total)
    return made


def _seam(gauge: Gauge, values: Mapping[str, float]) -> Metric:
    """What another part of the house knows. A word that it has not named beforehand is not shown."""
    told: dict[str, float] = {}
    for word, number in values.items():
        known = word if word in gauge.values else OTHER
        told[known] = told.get(known, 0.0) + float(number)
    made = GaugeMetricFamily(PREFIX + gauge.name, METRICS[gauge.name], labels=[gauge.label])
    for word, number in sorted(told.items()):
        made.add_metric([word], number)
    return made
