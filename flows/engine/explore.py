"""Walks everything that can happen in a bundle and says what must never: with the chat that leads there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flows.engine.bundle import Bundle
from flows.engine.explore_graph import MOST, Graph, TooMany
from flows.engine.explore_proofs import Proofs
from flows.engine.explore_screens import Length
from flows.engine.explore_telling import Telling, too_many
from flows.engine.fault import Fault


@dataclass(frozen=True, slots=True)
class Asked:
    """What the explorer may not ask the world for. `sources`: the files, to show the line in which something stands.
    `length`: how long a text is in a language; without it no message is measured. `topics`: walk only these, beside the
    flows that every house has; then nothing is said about flows that were not met."""

    today: date
    sources: Mapping[str, bytes]
    length: Length | None = None
    told: Callable[[int], None] | None = None
    most: int = MOST
    topics: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Explored:
    """`situations`: how many there are, so that growth is seen before it hurts."""

    faults: tuple[Fault, ...]
    situations: int
    moves: int


def explore(bundle: Bundle, asked: Asked) -> Explored:
    """Every fault that can be met by a worker, sorted by place."""
    telling = Telling(bundle, asked.sources)
    try:
        graph = Graph(bundle, asked.told, asked.most, asked.topics)
    except TooMany as stopped:
        return Explored((too_many(telling, stopped),), stopped.most, 0)
    faults = Proofs(graph, telling).all(asked.today, asked.length)
    found = tuple(sorted(faults, key=lambda fault: (fault.spot, fault.code)))
    return Explored(found, len(graph.situations), sum(len(moves) for moves in graph.moves))
