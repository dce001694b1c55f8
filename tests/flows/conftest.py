"""The bundle of the house."""

from __future__ import annotations

import pytest

from flows.engine.bundle import Bundle
from tests.flows.house import house_bundle


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return house_bundle()
