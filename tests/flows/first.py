"""The house as it first stood: five flows. What the mechanisms are tested on must not change when the content grows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.flows import house

CONTENT = Path(__file__).parent / "first_house"

house_files = partial(house.house_files, CONTENT)
house_bundle = partial(house.house_bundle, CONTENT)
changed = partial(house.changed, folder=CONTENT)
