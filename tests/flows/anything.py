"""Anything she may do, and anything that may have been kept of her."""

from __future__ import annotations

from hypothesis import strategies as st

from flows.engine.model import Began, Input, Place, Sent, Session, Tapped, Wrote
from tests.flows.house import house_bundle

HOUSE = house_bundle()
EVERYWHERE = sorted(HOUSE.steps)
OWN = ["person!", "hide!", "back!", "menu!", "lang!", "skip!", "done!", "lang:ar", "lang:xx", "flow:passport-kept", "x"]
VALUES = st.sampled_from([*sorted({value for card in HOUSE.cards.values() for value in card.offers}), *OWN])
WORDS = st.sampled_from(["hide", "saklolo", "person", "menu", "back", "wika", "1", "2", "yes", "no", "passport", "oo"])
INPUTS: st.SearchStrategy[Input] = st.one_of(
    st.just(Began()),
    st.builds(Tapped, st.sampled_from([card.at for card in HOUSE.cards.values()]), st.integers(0, 5), VALUES),
    st.builds(Wrote, st.text(max_size=30) | WORDS),
    st.builds(Sent, st.sampled_from(["voice", "photo", "document"]), st.text(max_size=5)),
)
SESSIONS = st.builds(
    Session,
    st.sampled_from([HOUSE.id, "another", ""]),
    st.sampled_from(["", "en", "ar", "fil", "xx"]),
    st.lists(st.sampled_from([*EVERYWHERE, Place("gone", "gone"), Place("welcome", "gone")]), max_size=15).map(tuple),
    st.dictionaries(
        st.sampled_from(["danger", "who_has_it", "gone"]), st.sampled_from(["now", "no", "me"]), max_size=2
    ),
    st.dictionaries(st.sampled_from(["talk_with_advocate", "gone"]), st.text(max_size=3), max_size=2),
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
)
