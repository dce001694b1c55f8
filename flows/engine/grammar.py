"""The one table of what may be written in a flow. Reader, checker, extractor, JSON Schema and manual all ask it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.engine.keys import Form, Holds, Key

STEP_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
FLOW_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}\Z")  # with all else it must fit into the 64 bytes of a button
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}\Z")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

ANSWER_KINDS = ("text", "number", "age", "date", "country", "language", "phone", "place", "choice", "message")
MESSAGES = ("text", "voice", "photo", "document")
URGENCIES = ("now", "soon", "normal")

LABEL_CUT, LABEL_LONG, SCREEN_LONG, BUTTONS = 32, 18, 600, 6
"""Telegram cuts a button at about 32; translations grow, so English stays shorter."""

P, W, S, N, L = Holds.PEOPLE, Holds.WORD, Holds.STEP, Holds.NAMES, Holds.LIST

NEXT = Key(S, "the step that follows; it is always written, so moving a block never changes the way", own=True)
NOTE = Key(W, "for translators and colleagues: the tone, what must not be softened; nobody else reads it")
VOICE = Key(W, "whether it is also read aloud; with required no language goes live without a recording",
            ("required", "yes", "no"))  # fmt: skip
HINT = Key(P, "a short sentence below the question that helps to answer it")
SAVE = Key(W, "the answer of answers.yaml under which it is kept; without it nothing is kept")
SKIP = Key(S, 'adds the button "Rather not say" and leads to this step', own=True)

OPTION = Form(
    "a button", "One button below a question.",
    {
        "text": Key(P, "what stands on the button"),
        "value": Key(W, "what is kept and tested; nobody sees it, so the text can change", name=VALUE),
    },
    {"next": NEXT, "note": NOTE},
)  # fmt: skip

LINE = Form(
    "a line of a decision", "One line of a decision: the first whose condition is true wins.",
    {
        "when": Key(W, "a condition in words: danger is now, country is not known, age is at least 18, and, or, not"),
        "next": NEXT,
    },
)  # fmt: skip

CONSENT = Form(
    "a consent", "What she is asked to agree to.",
    {
        "to": Key(W, "a consent of consents.yaml, where its purpose and version stand"),
        "text": Key(P, "what she agrees to, in plain words; it stands above the two buttons"),
        "agree": Key(P, "the button that agrees"),
        "refuse": Key(P, "the button that does not agree; it must sound as good as the other"),
    },
    {"note": NOTE},
)  # fmt: skip

HANDOFF = Form(
    "a handoff", "To whom the chat is given.",
    {
        "to": Key(W, "a team of teams.yaml that takes cases"),
        "urgency": Key(W, "how soon a person must answer", URGENCIES),
        "closed": Key(S, "the step when nobody of the team is on duty"),
    },
    {
        "summary": Key(N, "the answers that are handed over; all others are not"),
        "basis": Key(W, "why it may be handed over without her consent: a name under bases: in consents.yaml"),
    },
)  # fmt: skip

ANSWER = Form(
    "an answer", "How a written answer is understood.",
    {"kind": Key(W, "what is expected; countries and languages are understood in every language", ANSWER_KINDS)},
    {
        "accept": Key(N, "for kind message: what she may send", MESSAGES),
        "most": Key(Holds.COUNT, "for kind message: how many messages belong to one answer"),
        "min": Key(Holds.COUNT, "for kind number and age: the least that can be right"),
        "max": Key(Holds.COUNT, "for kind number and age: the most that can be right; for text: how many letters"),
        "choices": Key(N, "for kind choice: the words that can be typed"),
        "day": Key(W, "for kind date: whether it must have come already; today is both", ("past", "future")),
    },
)  # fmt: skip

FITS: Mapping[str, tuple[str, ...]] = {
    "accept": ("message",), "most": ("message",), "min": ("number", "age"), "max": ("number", "age", "text"),
    "choices": ("choice",), "day": ("date",),
}  # fmt: skip
"""Which kinds of answer each of these keys says something about."""

STEPS: Mapping[str, Form] = {
    "say": Form(
        "a message", "Sends a message and goes on.",
        {"say": Key(P, "the message")},
        {
            "next": NEXT, "end": Key(W, "this message is the last; the chat is back in the menu", ("true",)),
            "note": NOTE, "voice": VOICE,
            "attach": Key(W, "a file below the content folder that is sent with it"),
            "picture": Key(W, "a picture below the content folder that is sent with it"),
        },
    ),
    "choice": Form(
        "a question", "Asks a question with buttons. She may also type.",
        {"ask": Key(P, "the question"), "options": Key(L, "the buttons, one below the other", form=OPTION)},
        {"next": Key(S, "the step for all buttons that name none"), "save": SAVE, "skip": SKIP, "hint": HINT,
         "note": NOTE, "voice": VOICE},
    ),
    "answer": Form(
        "a question", "Asks a question that is answered by writing, voice or photo.",
        {"ask": Key(P, "the question"), "answer": Key(Holds.BLOCK, "what kind of answer is expected", form=ANSWER),
         "next": NEXT, "skip": SKIP},
        {
            "save": SAVE, "if_wrong": Key(P, "what is said when it was not understood; it speaks about the bot"),
            "tries": Key(Holds.COUNT, "how often it may be wrong before the chat goes on to else; 2 if not written"),
            "else": Key(S, "where the chat goes on when it was not understood so often; nobody is stuck in a question"),
            "hint": HINT, "note": NOTE, "voice": VOICE,
        },
    ),
    "branch": Form(
        "a decision", "Decides silently by what is known. Nothing is sent.",
        {"branch": Key(L, "the lines, from top to bottom; the first that is true wins", form=LINE),
         "otherwise": Key(S, "the step when no line is true", own=True)},
    ),
    "run": Form(
        "a sub-flow step", "Goes through another flow, then comes back.",
        {"run": Key(W, "the flow to go through", name=FLOW_NAME),
         "then": Key(Holds.NAMED, "for every way that flow can end: the step that follows")},
    ),
    "consent": Form(
        "a consent", "Asks for consent and stores the proof.",
        {"consent": Key(Holds.BLOCK, "what she is asked", form=CONSENT),
         "agreed": Key(S, "the step after she has agreed"),
         "refused": Key(S, "the step after she has not agreed; the help must be as good there")},
        {"voice": VOICE},
    ),
    "handoff": Form(
        "a handoff", "Gives the chat to a team. Every way here passes a consent, or basis says why not.",
        {"handoff": Key(Holds.BLOCK, "to whom, how soon, with which answers", form=HANDOFF)},
        {"say": Key(P, "what she is told when it was given over"), "next": NEXT, "note": NOTE},
    ),
    "return": Form(
        "a way out", "Leaves a sub-flow with an outcome.",
        {"return": Key(W, "the name of the outcome; whoever runs this flow says what follows", name=STEP_NAME)},
    ),
    "end": Form("an end", "Ends the flow; she is back in the menu.", {"end": Key(W, "always true", ("true",))}),
}  # fmt: skip
"""The eight kinds of step; a question has two forms, and return and end are one kind."""

FLOW = Form(
    "a flow", "One conversation: flows/NAME.yaml.",
    {
        "flow": Key(W, "its name, the same as that of the file; never reused for another topic", name=FLOW_NAME),
        "format": Key(W, "the version of this language, not of the text", ("1",)),
        "owner": Key(W, "the team of teams.yaml that is asked when something here goes out of date"),
        "start": Key(S, "the first step"),
        "steps": Key(
            Holds.NAMED, "the steps under their names; a name is for ever, translations hang on it", name=STEP_NAME
        ),
    },
    {
        "menu": Key(P, "its button in the main menu; without it only other flows lead here"),
        "renamed": Key(Holds.NAMED, "old name of a step: new name, so that running chats and translations move along"),
        "retired": Key(N, "what is gone and must never be used again: step, step.value of a button, return outcome"),
    },
)  # fmt: skip

GLOBAL_TEXTS = (
    "picker", "person", "hide", "back", "skip", "done", "menu_button", "language", "come_back", "start_new", "not_now",
    "leave_queue", "menu", "not_understood", "newest_buttons", "improved", "source", "unconfirmed", "preview",
    "emergency_now", "out_of_date", "cannot_work_out", "harmless", "held_while_hidden", "waiting", "kept_for_person",
    "waiting_till_open", "kept_till_open", "nobody_yet", "person_joined", "with_person", "person_left_returning",
    "closed_by_person", "closed_case", "machine_made", "left_queue", "cannot_open_kind", "photo_as_file", "live_place",
    "something_wrong", "expired_button",
    "repeat_mark", "safe_hours", "any_time", "whom", "woman", "man", "either", "waiting_until", "likely_between",
    "still_waiting", "only_safe_hours", "ask_safe_hours", "ask_wish", "wish_kept", "wish_takes_longer", "wish_again",
    "read_sign", "person_changed", "closed_while_waiting", "closed_lost_contact",
    "ask_helped", "ask_clear", "thank_you", "yes", "a_little", "no",
    "settings", "your_settings", "what_we_keep", "delete_all", "kept_always", "kept_answers", "kept_talk", "kept_older",
    "kept_hours", "show_my_words", "ask_show_words", "it_is_safe", "no_words", "older_words", "ask_delete",
    "delete_now", "deleted", "ask_keep", "ask_prepare", "ask_refer", "ask_share", "agreed_kept", "refused_kept",
    "take_back", "yes_taken_back", "yes_taken_back_alone",
    "my_word", "choose_word", "one_word", "word_intro", "word_type", "word_again", "word_differs", "word_not_this",
    "word_second", "word_done", "word_prove", "word_wrong", "word_later", "ask_word", "another_phone", "show_words",
    "have_words", "know_them", "way_back", "way_back_words", "way_back_type", "way_back_kept", "way_back_not",
    "way_back_give", "way_back_given", "way_back_here",
    "tidy", "ask_tidy", "tidy_off", "keep_all", "some_left", "who_sees", "who_sees_it",
)  # fmt: skip
"""The program says these by name, so each must be there."""

LABELS = frozenset(
    {
        "person",
        "hide",
        "back",
        "skip",
        "done",
        "menu_button",
        "language",
        "come_back",
        "start_new",
        "not_now",
        "leave_queue",
        "take_back",
        "safe_hours",
        "any_time",
        "whom",
        "woman",
        "man",
        "either",
        "yes",
        "a_little",
        "no",
        "settings",
        "my_word",
        "choose_word",
        "one_word",
        "another_phone",
        "show_words",
        "have_words",
        "know_them",
        "what_we_keep",
        "delete_all",
        "show_my_words",
        "it_is_safe",
        "older_words",
        "delete_now",
        "tidy",
        "keep_all",
        "who_sees",
    }
)
"""Those of them that stand on buttons."""

RENDERED_SLOTS = frozenset({"source", "checked", "unconfirmed"})
"""Filled by the renderer from the facts of a screen."""

RENDERED_TEXTS = frozenset({"globals/source", "globals/unconfirmed", "globals/out_of_date"})
"""In which it does so."""
