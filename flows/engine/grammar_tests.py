"""The same table for the tests beside a flow: what she does, line by line, and what must come of it."""

from __future__ import annotations

from flows.engine.grammar_files import WORD_LISTS
from flows.engine.keys import Form, Holds, Key

W, S, N, C, B = Holds.WORD, Holds.STEP, Holds.NAMES, Holds.COUNT, Holds.BLOCK

TEAM_IS = ("open", "closed")
MEANINGS = (*(name for name in WORD_LISTS if name != "language_words"), "language")

HANDED_OVER = Form(
    "a handoff in a test", "To whom the chat must be handed, and with what.",
    {"to": Key(W, "the team of teams.yaml")},
    {"urgency": Key(W, "now, soon or normal"), "summary": Key(N, "the answers that are handed over")},
)  # fmt: skip

KEPT = Form(
    "what is kept", "The answers that must be kept when the script has ended, by how long.",
    {}, {"case": Key(N, "with the case"), "visit": Key(N, "until the visit ends")},
)  # fmt: skip

LINE_OF_TEST = Form(
    "a line of a script", "One thing that she does, or one that must be seen.",
    {},
    {
        "choose": Key(W, "she taps the button with this value; skip: the one that leaves a question out"),
        "type": Key(W, "she writes this"),
        "send": Key(W, "she sends a voice message, a photo or a document"),
        "word": Key(W, "she writes a word from this list of words/LANGUAGE.yaml"),
        "wait": Key(W, "time goes by, as in: 30 hours"),
        "team": Key(W, "whether somebody is on duty from here on", TEAM_IS),
        "see": Key(S, "this step must be shown: flow.step"),
        "shows": Key(W, "this fact must stand on what was shown since she last did something"),
        "not_shows": Key(W, "this fact must not stand there"),
        "handoff": Key(B, "the chat must be handed to a team here", form=HANDED_OVER),
    },
)  # fmt: skip

TEST = Form(
    "a test", "One way through the flow. It is played in every language.",
    {
        "name": Key(W, "what it shows, as a sentence"),
        "script": Key(Holds.LIST, "its lines, in order", form=LINE_OF_TEST),
    },
    {
        "given": Key(B, "answers that are known before it begins"),
        "lang": Key(N, "the languages it is played in, if not all"),
        "never": Key(N, "steps that must not be shown"),
        "at_most": Key(C, "how many taps it may take"),
        "kept": Key(B, "what is kept at its end", form=KEPT),
    },
)  # fmt: skip

TEST_FILE = Form(
    "a file of tests", "The tests of the flow beside it.", {"tests": Key(Holds.LIST, "the tests", form=TEST)}
)
