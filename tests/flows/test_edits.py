"""Harmful edits of the real content are caught, each for its own reason; harmless ones are not."""

from __future__ import annotations

import sys

import pytest

from tests.flows.edits import Edit, codes, edits, score


def _id(edit: Edit) -> str:
    return f"{edit.code or 'none'}-{edit.within or edit.file}"


@pytest.mark.parametrize("edit", edits("harmless"), ids=_id)
def test_an_edit_that_harms_nobody_is_let_through(edit: Edit) -> None:
    assert not codes(edit), edit.why


def test_every_edit_that_would_harm_somebody_is_caught(capsys: pytest.CaptureFixture[str]) -> None:
    told, missed = score()
    with capsys.disabled():
        sys.stdout.write(f"harmful edits: {told}\n")
    assert not missed, "\n".join(f"{_id(edit)}: {edit.why} {sorted(found)}" for edit, found in missed.items())
    assert len(edits("harmful")) >= 60
    assert len(edits("harmless")) >= 10


def test_no_edit_stands_there_twice() -> None:
    for name in ("harmful", "harmless"):
        assert len({edit[:4] for edit in edits(name)}) == len(edits(name))
