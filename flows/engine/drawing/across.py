"""How far left or right each slot stands, its layer's order kept: lines as straight as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from flows.engine.drawing.slots import Layers, Line, Slot, apart

_SWEEPS = 24
_NEAR = 40.0  # a line goes so far out of its way to end straight


def place_across(layers: Layers, lines: Sequence[Line]) -> None:
    for layer in layers:
        _pack(layer)
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            _settle(layer)
    for line in lines:
        _straighten(line, layers)
    most_left = min(slot.at - slot.before for layer in layers for slot in layer)
    for layer in layers:
        for slot in layer:
            slot.at -= most_left


def _pack(layer: list[Slot]) -> None:
    """Side by side, the middle of the layer at 0."""
    for left, right in pairwise(layer):
        right.at = left.at + apart(left, right)
    middle = layer[-1].at / 2
    for slot in layer:
        slot.at -= middle


def _settle(layer: list[Slot]) -> None:
    """Each slot to where its neighbours above and below pull it; where two want one place, they share the way there.

    The least sum of squares under "so far apart at least": pool adjacent violators.
    """
    offset, pools = 0.0, list[list[float]]()  # of each pool: where it wants to be, its weight, how many slots
    offsets = []
    for number, slot in enumerate(layer):
        offset += apart(layer[number - 1], slot) if number else 0.0
        offsets.append(offset)
        wanted, weight = _pull(slot)
        pools.append([wanted - offset, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            right, left = pools.pop(), pools[-1]
            left[0] = (left[0] * left[1] + right[0] * right[1]) / (left[1] + right[1])
            left[1] += right[1]
            left[2] += right[2]
    settled = [wanted for wanted, _, count in pools for _ in range(int(count))]
    for slot, wanted, offset in zip(layer, settled, offsets, strict=True):
        slot.at = wanted + offset


def _pull(slot: Slot) -> tuple[float, float]:
    """Where the links of a slot want it, and how strongly."""
    total = weight = 0.0
    for link in slot.up:
        total += link.weight * (link.upper.at + link.out - link.into)
        weight += link.weight
    for link in slot.down:
        total += link.weight * (link.lower.at + link.into - link.out)
        weight += link.weight
    return (total / weight, weight) if weight else (slot.at, 0.001)


def _straighten(line: Line, layers: Layers) -> None:
    """The middle of a line becomes one straight piece, or as few as there is room for, best in line with its ends."""
    middle = line.slots[1:-1]
    first, last = line.links[0], line.links[-1]
    ends = (first.upper.at + first.out, last.lower.at + last.into)
    while middle:
        run, low, high = _run(middle, layers)
        mean = sum(slot.at for slot in run) / len(run)
        fitting = [end for end in ends if low <= end <= high and abs(end - mean) < _NEAR]
        chosen = min(fitting, key=lambda end: abs(end - mean)) if fitting else min(max(mean, low), high)
        for slot in run:
            slot.at = chosen
        middle = middle[len(run) :]


def _run(middle: Sequence[Slot], layers: Layers) -> tuple[Sequence[Slot], float, float]:
    """The longest beginning that can stand one under the other without coming too near to anybody, and where."""
    low, high = float("-inf"), float("inf")
    for count, slot in enumerate(middle):
        least, most = _room(slot, layers[slot.layer])
        if max(low, least) > min(high, most) and count:
            return middle[:count], low, high
        low, high = max(low, least), min(high, most)
    return middle, low, high


def _room(slot: Slot, layer: Sequence[Slot]) -> tuple[float, float]:
    left = layer[slot.order - 1] if slot.order else None
    right = layer[slot.order + 1] if slot.order + 1 < len(layer) else None
    return (
        left.at + apart(left, slot) if left else float("-inf"),
        right.at - apart(slot, right) if right else float("inf"),
    )
