"""The report as a page that stands alone: no script, no font and nothing else from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from html import escape
from itertools import groupby

from bot.reporting import SPLITS, WHAT, Report, figures, in_words, monday
from handoff.statistics import LEAST, SPLIT, Line

_WIDE, _HIGH, _LEFT, _ROW, _NAMES = 640, 160, 40, 22, 230
_INK, _BAR, _QUIET = "#1b1b1b", "#2a6f97", "#8a8a8a"
_STYLE = f"""
body {{ font-family: sans-serif; color: {_INK}; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
body {{ line-height: 1.5; }} h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.2rem; margin-top: 2.5rem; }}
h3 {{ font-size: 1rem; font-weight: normal; }}
svg {{ width: 100%; height: auto; }} svg text {{ font-family: sans-serif; font-size: 11px; fill: {_INK}; }}
table {{ border-collapse: collapse; }} td, th {{ text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; }}
td.number {{ text-align: right; }} .small {{ color: #555; font-size: 0.9rem; }}
"""


def page(told: Report) -> str:
    return "\n".join((*_head(told), *_figures(told), *_body(told), *_method(), "</body></html>")) + "\n"


def _head(told: Report) -> Iterator[str]:
    since, until = told.asked
    title = f"Finding a First Responder, {since} to {until}"
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
    yield f"<h1>{escape(title)}</h1>"
    yield '<p class="small">Counts of one desk. No number is about one person, and none is below five.</p>'


def _figures(told: Report) -> Iterator[str]:
    found = figures(told)
    if not found:
        yield "<p>So few things came to pass in this time that nothing can be told of it.</p>"
        return
    yield "<table>"
    for each in found:
        shown, _, of = each.told.partition(" ")
        of = f" <span class='small'>{escape(of)}</span>" if of else ""
        yield f'<tr><td class="number"><strong>{shown}</strong></td><td>{escape(each.what)}{of}</td></tr>'
    yield "</table>"


def _body(told: Report) -> Iterator[str]:
    for what, name in WHAT.items():
        totals = told.of(what)
        if not totals:
            continue
        yield f"<h2>{escape(name)}</h2>"
        yield _over_time(totals, name)
        for (of, split), how in SPLITS.items():
            lines = told.of(of, split) if of == what else []
            for time, part in groupby(lines, key=lambda line: (line.since, line.until)):
                yield f"<h3>By {escape(how)}, {_days(*time)}</h3>"
                yield _bars(list(part), f"{name}, by {how}")
        context = [each for each in told.context if each.what == what]
        if context:
            yield '<p class="small">Published elsewhere, for comparison:</p><ul class="small">'
            yield from (f"<li>{escape(it.sentence)} ({escape(it.cite)}, {escape(it.published)})</li>" for it in context)
            yield "</ul>"


def _days(since: int, until: int) -> str:
    return f"{monday(since)} to {monday(until) + timedelta(days=6)}"


def _over_time(lines: Sequence[Line], name: str) -> str:
    """As many a week as on average in each piece of time; the number over a piece is its total."""
    first, weeks = lines[0].since, lines[-1].until - lines[0].since + 1
    wide = (_WIDE - _LEFT) / weeks
    tallest = max(line.many / (line.until - line.since + 1) for line in lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img">',
        f"<title>{escape(name)}: how many a week</title>",
    ]
    for line in lines:
        span = line.until - line.since + 1
        tall = (_HIGH - 50) * line.many / span / tallest
        x = _LEFT + (line.since - first) * wide
        about = f"{_days(line.since, line.until)}: {line.many}"
        parts.append(
            f'<rect x="{x:.1f}" y="{_HIGH - 25 - tall:.1f}" width="{max(span * wide - 2, 1):.1f}" height="{tall:.1f}" '
            f'fill="{_BAR}"><title>{about}</title></rect>'
        )
        parts.append(f'<text x="{x + 2:.1f}" y="{_HIGH - 29 - tall:.1f}">{line.many}</text>')
    parts.append(f'<line x1="{_LEFT}" x2="{_WIDE}" y1="{_HIGH - 25}" y2="{_HIGH - 25}" stroke="{_QUIET}"/>')
    parts.append(f'<text x="{_LEFT}" y="{_HIGH - 8}">{monday(first)}</text>')
    last = monday(lines[-1].until) + timedelta(days=6)
    parts.append(f'<text x="{_WIDE}" y="{_HIGH - 8}" text-anchor="end">{last}</text></svg>')
    return "".join(parts)


def _bars(lines: Sequence[Line], name: str) -> str:
    longest = max((line.many for line in lines), default=0) or 1
    high = _ROW * len(lines) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" role="img"><title>{escape(name)}</title>'
    ]
    for nth, line in enumerate(lines):
        y, wide = nth * _ROW, (_WIDE - _NAMES - 40) * line.many / longest
        parts.append(f'<text x="{_NAMES - 8}" y="{y + 15}" text-anchor="end">{escape(in_words(line))}</text>')
        parts.append(f'<rect x="{_NAMES}" y="{y + 3}" width="{wide:.1f}" height="{_ROW - 6}" fill="{_BAR}"/>')
        parts.append(f'<text x="{_NAMES + wide + 6:.1f}" y="{y + 15}">{line.many}</text>')
    return "".join((*parts, "</svg>"))


def _method() -> Iterator[str]:
    yield "<h2>How this was counted</h2>"
    yield (
        "<p>Each thing is counted in the week in which it was written down. Weeks are told together until "
        f"{LEAST} came to pass, and by reason, days or outcome only for {SPLIT} or more; what would be small is told "
        "together with something else that was chosen beforehand, or not at all. The same weeks are told in every "
        "report, so two reports never differ by something small. No count can be led back to a case. Shares are of "
        "what could be told apart; times in which few had the one or the other are missing from them.</p>"
    )
    yield '<p class="small">A person reads this page before it is published.</p>'
