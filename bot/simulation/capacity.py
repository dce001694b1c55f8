"""Past this machine: how many workers a day one database, one bot token, one staff group and one desk carry.

A discrete-event model. What people do is chance; what the program and Telegram take is measured or published: the
processor and the commit by `helpline bench` (`Measured`), the paces by bot.telegram.pace. Nothing here knows a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush, heapreplace
from random import Random
from typing import NamedTuple

from bot.simulation.month import A_DAY
from bot.simulation.rush import share
from bot.telegram.pace import BOT, GROUP

HOUR = 3600.0
BATCH = 64  # updates in one transaction, as the ledger's
MOST = 150_000  # updates that one look plays: the busiest hour, or so much of it
TAPS = (8, 20)  # of a visit, from first to last
BETWEEN = 15.0  # seconds between two of them, on average
ASK = 0.1  # of the visits end with a person who is asked for
CARDS = 6  # calls into the staff group that one case makes, with those for a card that is late
OPENS, CLOSES = 9, 21
TALK = (3.4, 0.5)  # minutes of a talk: logarithms of the median and of the spread
AT_ONCE = 3  # talks of one advocate
ADVOCATES = 8


class Measured(NamedTuple):
    """Seconds. `update`: of the processor, from what Telegram sends to the answer on its way. `write`: of the one
    writer's thread, for one more update in a transaction. `commit`: of the transaction itself, until it is on disk."""

    update: float
    write: float
    commit: float


MEASURED = Measured(update=0.000_41, write=0.000_15, commit=0.001_0)
"""Of one core of the machine that docs/simulation.md names; `update` holds the writer's thread too."""


@dataclass(frozen=True, slots=True)
class House:
    measured: Measured = MEASURED
    bots: int = 1  # tokens, each with its own staff group, on one database
    processes: int = 1  # each on a core of its own
    advocates: int = ADVOCATES  # of each bot, while it is open


class Bar(NamedTuple):
    """What is still good, and of which share of all."""

    what: str
    share: float
    most: float
    unit: str


ANSWER = Bar("answer to a tap", 0.99, 3.0, "s")
CARD = Bar("card in the staff group", 0.99, 60.0, "s")
PERSON = Bar("a person", 0.9, 60.0, "min")


# --- people --------------------------------------------------------------------------------------------------------


def busiest(workers: float) -> float:
    """Visits a second that begin in the busiest hour, of so many workers a day."""
    return workers * max(A_DAY) / sum(A_DAY) / HOUR


def taps(workers: float, chance: Random) -> list[float]:
    """When updates come in the busiest hour, sorted; a part of it if there are more than `MOST`."""
    each = sum(TAPS) / 2
    span = min(HOUR, MOST / (busiest(workers) * each))
    found: list[float] = []
    # Whoever began before the span still taps in it.
    at = -TAPS[1] * BETWEEN
    while (at := at + chance.expovariate(busiest(workers))) < span:
        tap = at
        for _ in range(chance.randint(*TAPS)):
            if 0 <= tap < span:
                found.append(tap)
            tap += chance.expovariate(1 / BETWEEN)
    return sorted(found)


def asked(workers: float, chance: Random) -> list[float]:
    """When a person is asked for on one day, in seconds since midnight; sorted."""
    found: list[float] = []
    for hour, weight in enumerate(A_DAY):
        many, at = workers * ASK * weight / sum(A_DAY), hour * HOUR
        while many and (at := at + chance.expovariate(many / HOUR)) < (hour + 1) * HOUR:
            found.append(at)
    return found


# --- what serves them ----------------------------------------------------------------------------------------------


def through(times: Sequence[float], each: float, servers: int = 1) -> Iterator[float]:
    """When each is done: first come, first served, `each` seconds by one of the servers."""
    free = [0.0] * servers
    for at in times:
        done = max(at, free[0]) + each
        heapreplace(free, done)
        yield done


def committed(times: Sequence[float], measured: Measured) -> Iterator[float]:
    """When each is on disk: the one writer takes whatever waits, `BATCH` at most, as one transaction."""
    free, nth = 0.0, 0
    while nth < len(times):
        begins, last = max(free, times[nth]), nth
        while last < len(times) and last - nth < BATCH and times[last] <= begins:
            last += 1
        free = begins + measured.commit + (last - nth) * measured.write
        yield from [free] * (last - nth)
        nth = last


def paced(times: Sequence[float], pace: tuple[float, float]) -> Iterator[float]:
    """When each leaves: `pace` is (seconds a call, calls at once), as Telegram's limits are kept."""
    each, burst = pace
    due = 0.0
    for at in times:
        due = max(due, at)
        yield max(at, due - each * (burst - 1))
        due += each


# --- what is waited for --------------------------------------------------------------------------------------------


def answers(workers: float, house: House, chance: Random) -> list[float]:
    """Seconds from a tap to its answer on its way to Telegram, in the busiest hour."""
    came = taps(workers, chance)
    parsed = sorted(through(came, house.measured.update, house.processes))
    kept = list(committed(parsed, house.measured))
    left: list[float] = [0.0] * len(kept)
    for bot in range(house.bots):
        left[bot :: house.bots] = paced(kept[bot :: house.bots], BOT)
    return [out - at for at, out in zip(came, left, strict=True)]


def cards(workers: float, house: House, chance: Random) -> list[float]:
    """Seconds that a call waits for its staff group, on one day."""
    calls = [at for at in asked(workers / house.bots, chance) for _ in range(CARDS)]
    return [out - at for at, out in zip(calls, paced(calls, GROUP), strict=True)]


def person(workers: float, house: House, chance: Random) -> list[float]:
    """Minutes until a person comes, while the desk is open; whoever asks at night waits from the morning on."""
    free = [OPENS * HOUR] * (AT_ONCE * house.advocates)
    heapify(free)
    waits: list[float] = []
    for at in asked(workers / house.bots, chance):
        if at >= CLOSES * HOUR:
            break
        since = max(at, OPENS * HOUR)
        begins = max(since, heappop(free))
        waits.append((begins - since) / 60)
        heappush(free, begins + 60 * chance.lognormvariate(*TALK))
    return waits


Waits = Callable[[float, House, Random], list[float]]


def holds(bar: Bar, waits: Sequence[float]) -> bool:
    return not waits or share(waits, bar.share) <= bar.most


def carries(waits: Waits, bar: Bar, house: House, seed: int) -> int:
    """The most workers a day with which the bar holds, to two digits."""
    low, high = 0.0, 100.0
    while holds(bar, waits(high, house, Random(seed))):
        low, high = high, 2 * high
    while high - low > low / 50:
        middle = (low + high) / 2
        low, high = (middle, high) if holds(bar, waits(middle, house, Random(seed))) else (low, middle)
    return int(float(f"{low:.1e}"))


class Limit(NamedTuple):
    what: str
    workers: int
    bar: Bar


def limits(house: House, seed: int) -> list[Limit]:
    """What gives first stands first. Each as if all the others had no end."""
    free = replace(house, measured=Measured(0.0, 0.0, 0.0))
    found = [
        Limit("database", carries(_written, ANSWER, house, seed), ANSWER),
        Limit("processes", carries(_parsed, ANSWER, house, seed), ANSWER),
        Limit("tokens", carries(answers, ANSWER, free, seed), ANSWER),
        Limit("staff groups", carries(cards, CARD, house, seed), CARD),
        Limit("desks", carries(person, PERSON, house, seed), PERSON),
    ]
    return sorted(found, key=lambda limit: limit.workers)


def _written(workers: float, house: House, chance: Random) -> list[float]:
    came = taps(workers, chance)
    return [out - at for at, out in zip(came, committed(came, house.measured), strict=True)]


def _parsed(workers: float, house: House, chance: Random) -> list[float]:
    came = taps(workers, chance)
    done = through(came, house.measured.update, house.processes)
    return [out - at for at, out in zip(came, done, strict=True)]
