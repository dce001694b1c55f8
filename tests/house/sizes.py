"""How long files and functions are, and the few that are longer for now."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

LONGEST_FILE = 320
LONGEST_FUNCTION = 60
SLACK = 10  # a longer one may shrink by so much before its line here must follow

# May only shrink: a number goes down with its file or function, and a line goes when it has become short enough.
LONGER_FOR_NOW: Mapping[str, int] = {}


def measured(path: str, text: str) -> Iterator[tuple[str, int, int]]:
    """(what, its lines, how many it may have) for the file and each of its functions."""
    yield path, text.count("\n"), LONGEST_FILE
    if path.endswith(".py") and "/migrations/versions/" not in path:  # a migration is a list, not a thought
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1, LONGEST_FUNCTION


def complaints(sizes: Mapping[str, tuple[int, int]], ratchet: Mapping[str, int]) -> Iterator[str]:
    """What is too long, and what the ratchet still excuses without need."""
    for what, (lines, most) in sizes.items():
        if lines > ratchet.get(what, most):
            yield f"{what}: {lines} lines, and at most {ratchet.get(what, most)} are allowed"
    for what, excused in ratchet.items():
        lines, most = sizes.get(what, (0, 0))
        if lines <= most:
            yield f"{what}: short enough or gone; take its line out"
        elif lines < excused - SLACK:
            yield f"{what}: {lines} lines now; lower its line to that"
