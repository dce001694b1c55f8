"""The same table for the files beside the flows: facts, answers, consents, teams, sentences, words, house rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.engine.facts import CONFIDENCE, KINDS
from flows.engine.grammar import ANSWER_KINDS, NAME, NOTE, STEP_NAME, VALUE
from flows.engine.grammar_responders import RESPONDER, RESPONDER_NAME
from flows.engine.keys import Form, Holds, Key
from flows.engine.phrasebook import CARE, SLOT_KINDS
from flows.engine.rules import RULES

P, W, N, C, D, F = Holds.PEOPLE, Holds.WORD, Holds.NAMES, Holds.COUNT, Holds.DAY, Holds.FLAG

KEEP = ("none", "visit", "case", "count")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?\Z")

FACT = Form(
    "a fact", "A number, link, price, hour or legal sentence. Flows may only name it: {its_name}.",
    {
        "kind": Key(W, "what it is; only text is translated", KINDS),
        "source": Key(W, "where it was found: an address or a document"),
        "cite": Key(W, "the short name of the source that people see below the text"),
        "checked": Key(D, "the day on which somebody compared it with its source"),
        "check_again": Key(D, "the day by which it must be compared again: at most 6 months later, 3 for phones"),
        "checked_by": Key(W, "the team of teams.yaml that compares it"),
        "confidence": Key(W, "A: two or more documents say so, B: one, C: not certain", CONFIDENCE),
    },
    {
        "value": Key(W, "what is shown, the same in every language (all kinds but text)"),
        "text": Key(P, "the sentence that is shown (kind text)"),
        "for": Key(Holds.NAMED, "variants by one answer of kind choice or country; otherwise: is for the rest"),
        "from": Key(Holds.NAMED, "what is shown instead from a later day on, under that day, as in 2027-04-01: £13.00"),
        "published": Key(W, "when the source was published, as it says: 2021-05-06, 2026-04 or 2025"),
        "confirm": Key(P, "what must still be confirmed; people read it below the text"),
        "lines": Key(N, "the lines of the collection of facts that it was taken from, as in 4.16"),
        "changing": Key(F, "yes: it is likely to have changed since, so confirm: says what has to be looked at"),
        "desk": Key(F, "yes: the desk works with it or tells it in its report, so no text has to show it"),
        "footer": Key(F, "no: the source does not stand below the text, as on screens for emergencies"),
        "note": NOTE,
    },
)  # fmt: skip

DECLARED = Form(
    "an answer", "What is asked, why, how long it is kept and who may see it. This is the privacy record.",
    {
        "kind": Key(W, "what it can be", ANSWER_KINDS),
        "keep": Key(W, "none: until the next step; visit: until the visit ends; case: with the case, after consent; "
                    "count: only as a number", KEEP),
        "seen_by": Key(N, "the teams of teams.yaml that may see it"),
        "why": Key(W, "why it is asked, as a sentence for the person"),
    },
    {
        "choices": Key(N, "for kind choice: all values it can have"),
        "redact": Key(F, "yes: never in notifications, previews, exports or error reports"),
    },
)  # fmt: skip

SYSTEM = Form(
    "a system value", "A value that the program fills in, such as the place in the line.",
    {
        "kind": Key(W, "what it is", ("number", "word", "money")),
        "longest": Key(W, "its longest value, to measure screens with"),
    },
    {"rule": Key(W, "what works it out from answers and facts; without it the program knows it", tuple(RULES))},
)  # fmt: skip

AGREEMENT = Form(
    "a consent", "What she may agree to.",
    {
        "purpose": Key(W, "what her answers are used for"),
        "version": Key(W, "of the wording; a change of meaning needs a new one"),
        "teams": Key(N, "the teams that it covers"),
        "take_back": Key(W, "how she takes it back, and what happens then"),
    },
)  # fmt: skip

TEAM = Form(
    "a team", "Who answers.",
    {"what": Key(W, "what it does"), "cases": Key(F, "whether a chat can be handed to it")},
)  # fmt: skip

LANGUAGE = Form(
    "a language", "A language that is spoken here.",
    {
        "name": Key(W, "its own name, as it stands on the button"),
        "direction": Key(W, "of its writing", ("ltr", "rtl")),
        "state": Key(W, "preview: not every text is checked by a speaker yet, and she is told so", ("live", "preview")),
    },
)  # fmt: skip

LIMITS = Form(
    "limits", "How much is too much.", {},
    {
        "taps_to_a_person": Key(C, "from every question a person is at most so many taps away"),
        "letters_on_a_screen": Key(C, "a longer text does not fit on a small phone"),
        "letters_on_a_button": Key(C, "a longer English button is cut off in translation"),
        "buttons": Key(C, "so many below one question"),
    },
)  # fmt: skip

ALWAYS = Form(
    "a rule of the house", "Whoever says the one comes by the other before the chat ends.",
    {
        "when": Key(W, "what she has said, as in a decision"),
        "pass": Key(N, "the steps of which she comes by one, each as flow.step"),
    },
    {"why": Key(W, "why, for whoever meets it")},
)  # fmt: skip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ZONES = (
    "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Madrid", "Asia/Manila", "Asia/Jakarta", "Asia/Kolkata",
    "Asia/Colombo", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Karachi", "Africa/Addis_Ababa",
)  # fmt: skip
"""Where an office can be: in the UK, or with colleagues in a country whose language is spoken here."""
NATIONS = ("england-and-wales", "scotland", "northern-ireland")
"""As https://www.gov.uk/bank-holidays divides them."""
RUNGS = ("rota", "language", "coordinators", "outside")
LONGEST_LADDER = 7 * 24 * 60  # minutes
SHORTEST_AGAIN = 5  # minutes

WEEK = Form(
    "the hours of a week", "When it is open, by its own clock. A day that is not written is closed.", {},
    {day: Key(W, "as in 09:00-17:00 or 10:00-13:00, 14:00-16:00, or closed") for day in WEEKDAYS},
)  # fmt: skip

OFFICE = Form(
    "an office", "Where people sit who answer, and when.",
    {
        "teams": Key(N, "the teams of teams.yaml that sit there; any office of a team is enough"),
        "zone": Key(W, "whose clock it goes by, with its summer time", ZONES),
    },
    {
        "hours": Key(Holds.BLOCK, "when it is open; left out while nobody has said so, and then it counts as open "
                     "always", form=WEEK),
        "days": Key(Holds.NAMED, "other hours on one day, under that day, as in 2026-12-24: 09:00-12:00, or closed"),
        "nation": Key(W, "whose bank holidays close it, where days: says nothing else", NATIONS),
        "languages": Key(N, "the codes of languages that somebody there speaks"),
        "words_wait": Key(F, "no: out of hours a chat is not handed over, and the flow goes on at closed:. Else it is, "
                          "and she is told when the desk opens"),
    },
)  # fmt: skip

BANK_HOLIDAYS = Form(
    "bank holidays", "The bank holidays of a nation, copied from where it publishes them.",
    {"source": Key(W, "where they were found")},
    {
        "looked_at": Key(D, "the day on which somebody looked there"),
        "days": Key(N, "the days, each as 2026-11-23"),
    },
)  # fmt: skip

LADDER = Form(
    "a ladder", "After how many minutes without a person's tap an alert goes on to the next ones.", {},
    {
        "rota": Key(C, "who is on the rota now, each in private"),
        "language": Key(C, "all advocates who speak her language"),
        "coordinators": Key(C, "the coordinators"),
        "outside": Key(C, "mail and webhook, outside of Telegram; and she is told who answers at every hour"),
        "again": Key(C, "after so many minutes, at least 5, the last rung is called once more, until a person answers"),
    },
)  # fmt: skip

PHRASE_NAME = re.compile(r"[a-z][a-z0-9_]{0,22}\Z")  # with all else it must fit into the 64 bytes of a button

GAP = Form(
    "a gap", "What is filled in before a phrase is sent.",
    {
        "kind": Key(W, "fact: one of those under of; day, time: asked for with buttons; choice: one of those under "
                    "choices; word: a short word of the advocate's, which is not translated", SLOT_KINDS),
        "ask": Key(W, "what the advocate is asked, in English"),
    },
    {
        "of": Key(N, "for kind fact: the facts that can stand there"),
        "choices": Key(Holds.NAMED, "for kind choice: under each value the words that are sent", name=STEP_NAME),
    },
)  # fmt: skip

PHRASE = Form(
    "a phrase", "What an advocate sends with two taps. She reads the worker's language beside it before it leaves.",
    {
        "text": Key(P, "what is said; {a_fact} and {a_gap} stand in it under their names"),
        "tags": Key(N, "English words by which it is found, besides those in the text"),
    },
    {
        "slots": Key(Holds.NAMED, "what is filled in, under the names that the text has", name=STEP_NAME, form=GAP),
        "care": Key(W, "what carries a fact or asks for consent: two people sign it, nobody edits it, no machine "
                    "translates it", CARE),
        "note": NOTE,
    },
)  # fmt: skip

SENTENCE = Form("a sentence", "A sentence of the program.", {"text": Key(P, "the sentence")}, {"note": NOTE})

FILES: Mapping[str, Form] = {
    "house-rules.yaml": Form(
        "this file", "The limits of the house and the languages it speaks.",
        {
            "languages": Key(Holds.NAMED, "the languages under their codes", name=LANGUAGE_CODE, form=LANGUAGE),
            "limits": Key(Holds.BLOCK, "how much is too much", form=LIMITS),
        },
        {
            "always": Key(Holds.LIST, "what must hold on every way through the flows", form=ALWAYS),
            "hosts": Key(N, "the only places that a link may lead to, as in: gov.uk"),
        },
    ),
    "teams.yaml": Form("this file", "Who takes cases, and who answers for what is written.",
        {"teams": Key(Holds.NAMED, "the teams under their names", name=NAME, form=TEAM)},
        {"reviewers": Key(Holds.NAMED, "under the code of a language: who may sign its translations, by name",
                          name=LANGUAGE_CODE)}),
    "desk.yaml": Form("this file", "When the desk is open, and whom an alert reaches. It can be left out.",
        {"offices": Key(Holds.NAMED, "the offices under their names", name=NAME, form=OFFICE)},
        {"bank_holidays": Key(Holds.NAMED, "under the nation", name=re.compile(f"({'|'.join(NATIONS)})\\Z"),
                              form=BANK_HOLIDAYS),
         "ladders": Key(Holds.NAMED, "under now, soon or normal; rungs that are not written are the program's own",
                        name=re.compile(r"(now|soon|normal)\Z"), form=LADDER)}),
    "answers.yaml": Form("this file", "What is asked, why, how long it is kept, who may see it.",
        {"answers": Key(Holds.NAMED, "the answers under their names", name=STEP_NAME, form=DECLARED)},
        {"system": Key(Holds.NAMED, "what the program fills in", name=STEP_NAME, form=SYSTEM),
         "retired": Key(N, "names of answers that are gone and must never be used again")}),
    "consents.yaml": Form("this file", "What she may agree to.",
        {"consents": Key(Holds.NAMED, "the consents under their names", name=STEP_NAME, form=AGREEMENT)},
        {"bases": Key(Holds.NAMED, "reasons to hand over without consent, each with a sentence", name=STEP_NAME)}),
    "facts.yaml": Form("this file", "One place for every number, link, price and legal sentence.",
        {"facts": Key(Holds.NAMED, "the facts under their names", name=STEP_NAME, form=FACT)}),
    "globals.yaml": Form(
        "this file", "What works everywhere, and the sentences of the program itself.",
        {
            "first": Key(W, "the flow after she has picked a language"),
            "person": Key(W, 'the flow behind the button "A person"'),
            "danger": Key(W, "the flow after a word of danger, at any step"),
            "back_from_hiding": Key(W, "the flow after Hide; only its outcome safe opens the chat again"),
            "texts": Key(Holds.NAMED, "the sentences under the names by which the program says them"),
        },
        {
            "menu": Key(N, "flows in the order of the main menu; others with menu: follow them"),
            "retired": Key(N, "names of flows that are gone and must never be used again"),
        },
    ),
    "responders.yaml": Form("this file", "The First Responders: who can make a referral, for whom. It can be left out.",
        {"responders": Key(Holds.NAMED, "the organisations under short names", name=RESPONDER_NAME, form=RESPONDER)}),
    "phrases.yaml": Form("this file", "The phrasebook of the desk, in the order in which it is offered.",
        {"phrases": Key(Holds.NAMED, "the phrases under their names", name=PHRASE_NAME, form=PHRASE)}),
}  # fmt: skip

_LISTS: Mapping[str, str] = {
    "danger": "anywhere in a message, at any step: the emergency number at once",
    "hide": "as the whole message, like all that follow: wipes what can be wiped and shows something harmless",
    "person": "asks for a person",
    "language_words": "shows the languages again",
    "back": "one step back",
    "menu": "to the main menu",
    "again": "shows the step once more",
    "yes": "means the button that agrees",
    "no": "means the button that does not",
    "skip": "means that she would rather not say",
}
WORD_LISTS = tuple(_LISTS)
SAFETY_WORDS = ("danger", "hide", "person")

WORDS = Form(
    "a list of words", "words/CODE.yaml: plain words and phrases that a speaker of the language chose.",
    {
        "language": Key(W, "the code of the language, as in house-rules.yaml", name=LANGUAGE_CODE),
        **{name: Key(N, means, own=name in SAFETY_WORDS) for name, means in _LISTS.items()},
    },
    {
        "topics": Key(
            Holds.NAMED,
            "under the name of a flow: words that lead to it. At the menu they count anywhere in a message, and of "
            "several the first listed; at any other step as the whole message",
        ),
        "written_as": Key(W, "the lists also hold the usual spelling in these letters", ("latin",)),
    },
)  # fmt: skip

MOST_WORDS, LONGEST_WORD = 300, 100
"""Of one list, and letters of one phrase."""

FACT_KINDS, CONFIDENCES = KINDS, CONFIDENCE
ANSWER_NAME, CHOICE_VALUE = STEP_NAME, VALUE

PROTECTED: Mapping[str, str] = {"emergency_number": "999"}
"""What no edit may change: a wrong one would be called in the worst minute."""
