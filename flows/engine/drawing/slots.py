"""What a layout moves about: layers of slots, one for each box, each label, and each place where a long way passes."""

from __future__ import annotations

from dataclasses import dataclass, field

BESIDE_BOXES, BESIDE_BENDS = 26.0, 12.0
"""The least room between neighbours of a layer; lines may run closer to each other than boxes."""


@dataclass(slots=True, eq=False)
class Slot:
    """`before` and `after` is its room across, on both sides of `at`; `deep` its room along. `box` is None for a place
    where a line only passes, or carries its label."""

    layer: int
    before: float
    after: float
    deep: float
    box: str | None = None
    order: int = 0
    at: float = 0.0
    up: list[Link] = field(default_factory=list)
    down: list[Link] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Link:
    """Between slots of neighbouring layers. `out` and `into`: how far from the middle of each its end is."""

    upper: Slot
    lower: Slot
    weight: float = 1.0
    out: float = 0.0
    into: float = 0.0


@dataclass(slots=True, eq=False)
class Line:
    """All ways from one box to another, from the upper to the lower: `turned` when they lead up."""

    source: str
    target: str
    turned: bool
    slots: list[Slot]
    links: list[Link]
    label: Slot | None = None


Layers = list[list[Slot]]


def apart(left: Slot, right: Slot) -> float:
    """How far the middles of two neighbours must be from each other."""
    room = BESIDE_BOXES if left.box is not None and right.box is not None else BESIDE_BENDS
    return left.after + room + right.before


def number(layers: Layers) -> None:
    for layer in layers:
        for order, slot in enumerate(layer):
            slot.order = order
