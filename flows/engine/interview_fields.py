"""A field of a form: a question that is its own declaration."""

from __future__ import annotations

from collections.abc import Iterable

from flows.engine.draft import Declared, Draft
from flows.engine.form import Filled
from flows.engine.read import Block, Node


def in_order(draft: Draft, block: Block) -> Iterable[tuple[str, Node]]:
    """Decisions can only name what is declared; in an interview that is done by the questions, so these come first."""
    if draft.dialect.workers:
        return block.entries.items()
    return sorted(block.entries.items(), key=lambda entry: isinstance(entry[1], Block) and "branch" in entry[1].entries)


def declare(draft: Draft, name: str, filled: Filled, kind: str, choices: tuple[str, ...]) -> str:
    """It lives as long as the case, and those see it who take cases."""
    teams = tuple(team.name for team in draft.teams.values() if team.takes_cases)
    draft.answers[name] = Declared(name, kind, choices, "case", teams, True, filled.at.spot)
    return name


def may_be_left_out(filled: Filled) -> bool:
    """The form goes on without it."""
    return filled.has("need") and filled.one_of("need", "a need of the form") == "optional"
