"""How many workers a helpline carries, for people: what gives first, and how late answers are before it does."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bot.simulation.capacity import (
    ADVOCATES,
    ANSWER,
    ASK,
    AT_ONCE,
    CARD,
    MEASURED,
    PERSON,
    TAPS,
    Bar,
    House,
    answers,
    cards,
    limits,
    person,
)  # fmt: skip
from bot.simulation.rush import share

HOUSES = {
    "one of everything, 8 advocates": House(),
    "the same with 40 advocates": House(advocates=5 * ADVOCATES),
    "4 bots with a desk of 40 each, 4 processes": House(bots=4, processes=4, advocates=5 * ADVOCATES),
}
LOADS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
_WIDE = 40


def table(seed: int) -> str:
    ms = [1000 * each for each in MEASURED]
    lines = [
        f"A visit has {TAPS[0]} to {TAPS[1]} taps, and {ASK:.0%} of the visits ask for a person;",
        f"an advocate has {AT_ONCE} talks at once. An update costs {ms[0]:.2f} ms of one core, {ms[1]:.2f} ms",
        f"of it in the database's writer, and a commit {ms[2]:.1f} ms.",
    ]
    for name, house in HOUSES.items():
        lines += ["", name, "  what gives         workers a day   until then"]
        for limit in limits(house, seed):
            lines.append(f"  {limit.what:<18}{limit.workers:>14,}   {_good(limit.bar)}")
    return "\n".join(lines)


def _good(bar: Bar) -> str:
    return f"{bar.what} within {bar.most:.0f} {bar.unit}, {100 * bar.share:.0f} of 100"


def plot(seed: int) -> str:
    """For one of everything: how long is waited as more workers come, each bar by how much of what is good it takes."""
    return "\n".join(_plots(seed))


def _plots(seed: int) -> Iterator[str]:
    house = House()
    for bar, waits in ((ANSWER, answers), (CARD, cards), (PERSON, person)):
        yield f"{bar.what}, {100 * bar.share:.0f} of 100 within (a full line is {bar.most:.0f} {bar.unit})"
        for load in LOADS:
            found = waits(load, house, Random(seed))
            late = share(found, bar.share) if found else 0.0
            full = min(_WIDE, round(_WIDE * late / bar.most))
            more = "…" if late > bar.most else ""
            yield f"{load:>9,}  {_number(late)} {bar.unit:<4}{'█' * full}{more}".rstrip()
            if late > bar.most:
                break
        yield ""


def _number(value: float) -> str:
    return f"{value:>7.0f}" if value >= 10 else f"{value:>7.2g}"
