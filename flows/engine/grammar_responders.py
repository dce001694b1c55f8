"""The same table for responders.yaml: First Responder organisations."""

from __future__ import annotations

import re

from flows.engine.facts import CONFIDENCE
from flows.engine.keys import Form, Holds, Key

W, N, C, D, F = Holds.WORD, Holds.NAMES, Holds.COUNT, Holds.DAY, Holds.FLAG

RESPONDER_NAME = re.compile(r"[a-z][a-z0-9_]{0,15}\Z")  # as with a phrase: it stands in buttons
UK = ("england", "wales", "scotland", "northern-ireland")
AGES = ("adults", "children")
FRO_SEXES = ("female", "male")
EXPLOITATION = ("domestic-servitude", "labour", "sexual", "criminal", "organs")
ONLY_FOR = ("domestic-worker-visa", "black-or-minority-ethnic", "refugee", "after-sexual-violence")
CAPACITY_STATES = ("open", "waiting-list", "paused")
LONGEST_LIST = 104  # weeks

CAPACITY = Form(
    "a capacity", "What somebody has said of how many they take. After 30 days it counts as not known.",
    {
        "state": Key(W, "open, waiting-list or paused", CAPACITY_STATES),
        "said": Key(D, "the day on which it was said"),
        "source": Key(W, "by whom or where it was said"),
    },
    {"weeks": Key(C, "for waiting-list: how many weeks people wait")},
)  # fmt: skip

RESPONDER = Form(
    "a First Responder", "An organisation that can make a referral, and for whom. What its source does not say is not "
    "written here, and counts as not known.",
    {
        "title": Key(W, "its name, as the form lists it"),
        "kind": Key(W, "statutory: a public office, charity: all others", ("statutory", "charity")),
        "nations": Key(N, f"where it makes referrals: {', '.join(UK)}"),
        "ages": Key(N, "for whom: adults, children"),
        "source": Key(W, "where it was found: an address or a document"),
        "checked": Key(D, "the day on which somebody compared it with its source"),
        "check_again": Key(D, "the day by which it must be compared again: at most 6 months later"),
        "checked_by": Key(W, "the team of teams.yaml that compares it"),
        "confidence": Key(W, "A: two or more documents say so, B: one, C: not certain", CONFIDENCE),
    },
    {
        "sexes": Key(N, "female, male; left out: all"),
        "types": Key(N, f"of exploitation: {', '.join(EXPLOITATION)}; left out: all"),
        "only": Key(N, f"for these people only: {', '.join(ONLY_FOR)}"),
        "languages": Key(N, "the codes of languages that somebody there speaks; left out: not known"),
        "contacts": Key(N, "facts of kind phone or link: how advocates reach it"),
        "hours": Key(W, "day-and-night, where its source says so", ("day-and-night",)),
        "order": Key(C, "where it stands in the order in which they are usually asked; left out: after those"),
        "intake": Key(F, "no: people are not sent there; it is on the form's list, and never proposed"),
        "last": Key(F, "yes: not somewhere to send a frightened person first; proposed after all others"),
        "capacity": Key(Holds.BLOCK, "what was last said of how many they take; advocates say newer things in the "
                        "chat, and those are not kept here", form=CAPACITY),
        "note": Key(W, "what advocates should know before they ask there"),
        "confirm": Key(W, "what must still be confirmed; advocates read it"),
        "lines": Key(N, "the lines of the collection of facts that it was taken from, as in 2.10"),
    },
)  # fmt: skip
