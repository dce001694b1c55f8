"""What came of a simulation, for people: a table, a plot for a terminal, and the same plot as an SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.simulation.rush import ADVOCATES, AT_ONCE, WORKERS, Rush, share
from bot.telegram.pace import BOT, GROUP, PRIVATE
from handoff.model import Urgency

EACH = 5  # minutes in one bar
_WIDTH, _HEIGHT, _LEFT, _LOW = 640, 240, 40, 30  # of the SVG
_LOOKS = 'font-family="sans-serif" font-size="11" role="img"'
_TWO_HOURS = 120


def table(rush: Rush) -> str:
    lines = [
        f"{WORKERS} workers wait and {ADVOCATES} advocates come, each with {AT_ONCE} talks at once at most.",
        f"Telegram takes {_many(GROUP, 60)} messages a minute in a group, {_many(PRIVATE, 60)} in a chat,",
        f"and {_many(BOT, 1)} a second from the bot.",
        "",
        "wait for a person      workers   median   9 of 10   longest",
    ]
    for urgency in Urgency:
        waits = rush.waits.get(urgency, [])
        lines.append(_row(urgency.value, waits, "min"))
    lines += ["", "wait for Telegram        calls   median 99 of 100   longest"]
    lines += [_row(what, rush.delays[what], "s", 0.99) for what in sorted(rush.delays)]
    lines += ["", f"Calls in the busiest second: {rush.busiest}."]
    return "\n".join(lines)


def _many(pace: tuple[float, float], seconds: int) -> str:
    return f"{seconds / pace[0]:.0f}"


def _row(what: str, values: Sequence[float], unit: str, most: float = 0.9) -> str:
    if not values:
        return f"{what:<22}{0:>8}"
    told = (f"{share(values, part):.0f} {unit}" for part in (0.5, most, 1.0))
    return f"{what:<22}{len(values):>8}" + "".join(f"{each:>10}" for each in told)


def plot(rush: Rush) -> str:
    """How many wait, and how late the cards in the staff chat are, in steps of five minutes."""
    lines = ["minute   waiting" + " " * 55 + "cards late by"]
    for minute, waiting, late in _bars(rush):
        lines.append(
            f"{minute:>6}   {waiting:>2} {'█' * waiting:<60} {f'{late:.0f} s' if late >= 1 else '':>6}".rstrip()
        )
    return "\n".join(lines)


def svg(rush: Rush) -> str:
    bars = list(_bars(rush))
    wide = (_WIDTH - _LEFT) / len(bars)
    high = (_HEIGHT - _LOW - 20) / WORKERS
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_LOOKS}>',
        f"<title>{WORKERS} workers wait and {ADVOCATES} advocates come: how many still wait, minute by minute</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for nth, (minute, waiting, late) in enumerate(bars):
        x, tall = _LEFT + nth * wide, waiting * high
        parts.append(
            f'<rect x="{x:.1f}" y="{_HEIGHT - _LOW - tall:.1f}" width="{wide - 2:.1f}" height="{tall:.1f}" '
            f'fill="#2a6f97"><title>minute {minute}: {waiting} wait; cards are late by {late:.0f} s</title></rect>'
        )
        if minute % 30 == 0:
            parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 14}">{minute}</text>')
    for many in range(0, WORKERS + 1, 20):
        y = _HEIGHT - _LOW - many * high
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{many}</text>')
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#0002"/>')
    parts.append(
        f'<text x="{_WIDTH}" y="{_HEIGHT - 2}" text-anchor="end">minutes since the first one asked</text></svg>'
    )
    return "\n".join(parts) + "\n"


def _bars(rush: Rush) -> Iterator[tuple[int, int, float]]:
    """(minute, how many wait, how late the latest card of these minutes was)."""
    for minute in range(0, _TWO_HOURS, EACH):
        waiting = rush.line[minute] if minute < len(rush.line) else 0
        yield minute, waiting, max(rush.cards[minute : minute + EACH], default=0.0)
