"""The first house, small and soon read, with a desk.yaml of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.flows.first import CONTENT

OFFICE = """\
offices:
  desk:
    teams: [advocates]
    zone: Europe/London
    nation: england-and-wales
"""
HOURS = """\
    hours:
      monday: 09:00-17:00
      tuesday: 09:00-17:00
      wednesday: 09:00-17:00
      thursday: 09:00-17:00
      friday: 09:00-17:00
      sunday: 10:00-13:00
"""
HOLIDAYS = """\
bank_holidays:
  england-and-wales: {source: A test, looked_at: 2026-11-20, days: [2026-12-25, 2027-01-01]}
"""
ALWAYS, BY_DAY = f"{OFFICE}{HOLIDAYS}", f"{OFFICE}{HOURS}{HOLIDAYS}"


def house_with(folder: Path, desk: str) -> Path:
    """A content root below `folder`."""
    root = folder / "house"
    shutil.copytree(CONTENT, root)
    (root / "desk.yaml").write_text(desk, encoding="utf-8")
    answers, sentences = root / "answers.yaml", root / "globals.yaml"
    slots = "  opens_day: {kind: word, longest: Wednesday 23 September}\n  opens_time: {kind: word, longest: '10:30'}\n"
    answers.write_text(answers.read_text("utf-8").replace("system:\n", f"system:\n{slots}"), encoding="utf-8")
    said = sentences.read_text("utf-8").replace("at this hour.", "at this hour. We open on {opens_day}, {opens_time}.")
    sentences.write_text(said, encoding="utf-8")
    return root
