"""A session as bytes, and what names a bundle."""

from __future__ import annotations

import pytest
from hypothesis import given

from flows.engine.bundle import load
from flows.engine.model import Session
from flows.engine.session import freeze, thaw
from tests.flows.anything import HOUSE, SESSIONS
from tests.flows.house import changed, house_files


@given(SESSIONS)
def test_a_session_survives_being_written_down(session: Session) -> None:
    assert thaw(freeze(session)) == session


@pytest.mark.parametrize("kept", ["[1,B]", "[2,B,1795000000]", "[3,B,1795000000,0]"])
def test_one_of_before_more_was_noted_is_read(kept: str) -> None:
    """Nobody knows when she was last alive: she counts as if she were here. And nothing was chosen."""
    session = thaw(kept.replace("B", '"b","en",[],{},{},7,0,false').encode())
    assert (session.bundle, session.generation, session.last, session.tidy) == ("b", 7, 0, -1)


@pytest.mark.parametrize("kept", [b"", b"[]", b"{}", b"[2,1]", b"null", b"\xff", b'[1,"","",5,{},{},0,0,false]'])
def test_bytes_that_are_no_session_are_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r"session|Expecting|decode|unpack"):
        thaw(kept)


def test_the_house_files_are_what_the_bundle_is_named_after() -> None:
    assert load(house_files()).id == HOUSE.id
    assert load(changed("flows/welcome.yaml", "Thank you.", "Thanks.")).id != HOUSE.id
    assert HOUSE.short == HOUSE.id[:6]
