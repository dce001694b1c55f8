"""The order within each layer, so that few lines cross. Nothing here is left to chance."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable

from flows.engine.drawing.slots import Layers, Link, Slot, number

_SWEEPS, _PATIENCE = 24, 6


def uncross(layers: Layers) -> None:
    """Sweep down and up, each slot to the middle of its neighbours; keep the best that was seen."""
    number(layers)
    best, fewest, since = _orders(layers), crossings(layers), 0
    for sweep in range(_SWEEPS):
        if not fewest or since > _PATIENCE:
            break
        _sweep(layers, downwards=sweep % 2 == 0)
        _exchange(layers)
        found = crossings(layers)
        since += 1
        if found < fewest:
            best, fewest, since = _orders(layers), found, 0
    for layer, order in zip(layers, best, strict=True):
        layer[:] = order
    number(layers)


def crossings(layers: Layers) -> int:
    return sum(_between(layer) for layer in layers)


def _between(layer: list[Slot]) -> int:
    """Pairs of links below this layer that cross."""
    seen: list[float] = []
    count = 0
    for slot in layer:
        ends = [_low(link) for link in slot.down]
        count += sum(len(seen) - bisect_left(seen, end + 0.001) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def _low(link: Link) -> float:
    return link.lower.order


def _high(link: Link) -> float:
    return link.upper.order


def _orders(layers: Layers) -> Layers:
    return [list(layer) for layer in layers]


def _sweep(layers: Layers, downwards: bool) -> None:
    for layer in layers if downwards else reversed(layers):
        wanted = {slot: _middle(slot, downwards) for slot in layer}
        layer.sort(key=lambda slot: (wanted[slot], slot.order))
        for order, slot in enumerate(layer):
            slot.order = order


def _middle(slot: Slot, downwards: bool) -> float:
    ends = sorted(_high(link) for link in slot.up) if downwards else sorted(_low(link) for link in slot.down)
    if not ends:
        return float(slot.order)
    half = len(ends) // 2
    return ends[half] if len(ends) % 2 else (ends[half - 1] + ends[half]) / 2


def _exchange(layers: Layers) -> None:
    """Neighbours change places while that takes crossings away."""
    for layer in layers:
        better = True
        while better:
            better = False
            for at in range(len(layer) - 1):
                left, right = layer[at], layer[at + 1]
                if _crossed(left, right) > _crossed(right, left):
                    layer[at], layer[at + 1] = right, left
                    left.order, right.order = at + 1, at
                    better = True


def _crossed(left: Slot, right: Slot) -> int:
    """Crossings between the links of two slots, when the one stands left of the other."""
    return _pairs(left.up, right.up, _high) + _pairs(left.down, right.down, _low)


def _pairs(left: list[Link], right: list[Link], end: Callable[[Link], float]) -> int:
    return sum(end(one) > end(other) for one in left for other in right)
