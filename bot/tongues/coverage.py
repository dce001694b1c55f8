"""The table of topics and languages in README.md: made here, and compared by a test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.page_parts import Part
from bot.tongues.signatures import LIVE
from bot.tongues.status import Standing, per_cent

PART = Part("table", "<!-- coverage: helpline i18n coverage --write -->", "<!-- end of coverage -->")
_FIT = ("not reviewed", "changed after review", LIVE)


def table(standings: Iterable[Standing]) -> str:
    """Per cent of the texts of a topic that are translated; with how many of them are signed, where any is."""
    columns = list(standings)
    return "\n".join(_lines(columns))


def _lines(columns: Sequence[Standing]) -> Iterator[str]:
    yield f"| topic | texts | {' | '.join(standing.tongue.code for standing in columns)} |"
    yield f"|---|--:|{'--:|' * len(columns)}"
    for topic, keys in columns[0].by_topic.items():
        yield f"| {topic} | {len(keys)} | {' | '.join(_cell(standing, topic) for standing in columns)} |"
    yield ""
    signed = sum(standing.states.get(LIVE, 0) for standing in columns)
    yield f"Per cent of the texts that are translated, the facts they name with them. {_signed(signed)}"


def _signed(count: int) -> str:
    if not count:
        return "Signed by a speaker: none yet, in any language."
    return "Behind the comma: how many texts a speaker has signed."


def _cell(standing: Standing, topic: str) -> str:
    there = standing.of(topic)
    whole, signed = sum(there.values()), there.get(LIVE, 0)
    translated = per_cent(sum(there.get(state, 0) for state in _FIT), whole)
    return f"{translated}, {signed}" if signed else str(translated)
