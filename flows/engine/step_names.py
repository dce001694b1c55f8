"""Names of steps that are gone: chats, translations and recordings still hang on them, so each stays what it was."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.draft import Draft
from flows.engine.form import Filled
from flows.engine.model import Step
from flows.engine.read import Page, Text


def new_names(draft: Draft, page: Page, flow: str, filled: Filled) -> dict[str, str]:
    """`renamed:` old name -> the step that it is now."""
    block = filled.block_of("renamed")
    if block is None:
        return {}
    nodes = {old: node for old, node in block.entries.items() if isinstance(node, Text)}
    return {old: draft.mention("step", page, node, flow) for old, node in nodes.items()}


def not_used_again(page: Page, filled: Filled, steps: Mapping[str, Step]) -> None:
    old = filled.block_of("renamed")
    for node in (*filled.names("retired"), *(old.keys.values() if old else ())):
        if node.text in steps:
            sentence = f'"{node.text}" is said to be gone, but it is a step of this flow.'
            note = f"the step is here ({page.file}:{steps[node.text].spot.line})"
            page.fault("F029", node, sentence, "Give the step a new name, or take it out here.", note=note)
