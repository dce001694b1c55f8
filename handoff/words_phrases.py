"""What an advocate reads about the phrasebook, and about words that a machine has translated."""

from __future__ import annotations

from collections.abc import Mapping

OF_PHRASES: Mapping[str, str] = {
    "help.say": "/say - phrases for this case: /say safe to write. She gets them in her language, you see both first",
    "phrases.found": "{code} - phrases for “{asked}”. Nothing is sent by a tap here: you see it first.",
    "phrases.first": (
        "{code} - the first phrases of the book. Nothing is sent by a tap here: you see it first. "
        "You can: look for others with /say and English words."
    ),
    "phrases.more": "And {count} more: add a word to find them.",
    "phrases.none": (
        "{code} - no phrase for “{asked}”. Nothing was sent. You can: look with other words, or write to her yourself."
    ),
    "phrases.no_book": "{code} - there is no phrasebook here. Nothing was sent. You can: write to her yourself.",
    "phrases.gone": (
        "{code} - this phrase is no longer in the book, or the draft is an old one. Nothing was sent. "
        "You can: look again with /say."
    ),
    "phrases.state.signed": "read and signed by people",
    "phrases.state.draft": "a draft: nobody has checked this translation",
    "phrases.state.english": "as it is written",
    "phrases.state.missing": "no translation",
    "phrases.mark.signed": "",
    "phrases.mark.english": "",
    "phrases.mark.draft": " · draft",
    "phrases.mark.missing": " · not in {language}",
    "phrases.preview": (
        "{code} - “{name}”. Not sent yet.\n\nIn English:\n{english}\n\n"
        "In {language}, as she would read it ({state}):\n{hers}"
    ),
    "phrases.preview_english": "{code} - “{name}”. Not sent yet. She would read:\n\n{hers}",
    "phrases.preview_missing": (
        "{code} - “{name}”\n\nIn English:\n{english}\n\nThis has no translation into {language}, so it cannot be sent "
        "as a phrase. Nothing was sent. You can: take another phrase, or write to her yourself."
    ),
    "phrases.changed": "It says something else than when you saw it. It was not sent; look at it again.",
    "phrases.ask": "{code} - “{name}”. Not sent yet.\n\n{english}\n\n{ask}",
    "phrases.ask_word": (
        "{ask} Reply to this message, with at most {most} letters and no figures. It goes to her as you write it, "
        "untranslated. What is no reply to this goes to her at once."
    ),
    "phrases.ask_time": "Tap, or reply to this message with a time such as 14:30.",
    "phrases.not_a_word": (
        "{code} - this does not fit there: at most {most} letters on one line, no figures and no address. Nothing was "
        "sent. You can: reply with another word."
    ),
    "phrases.not_a_time": (
        "{code} - this is no time of a day. Nothing was sent. You can: reply with one such as 14:30."
    ),
    "phrases.not_text": "{code} - this needs words. Nothing was sent. You can: reply with text.",
    "phrases.sent": "{code} - “{name}”, on its way to her. She reads:\n\n{hers}\n\nIn English:\n{english}",
    "phrases.sent_english": "{code} - “{name}”, on its way to her. She reads:\n\n{hers}",
    "phrases.left": "{code} - “{name}” was left. Nothing was sent.",
    "phrases.own": (
        "{code} - reply to this message with your own words. They go to her as yours, in the language in which you "
        "write, and the case keeps them so. “{name}” says:"
    ),
    "phrases.own_sent": "{code} - sent as your own words, begun from “{name}”. Nobody has approved them.",
    "help.translate": "/translate - your own words by a machine, where this desk has one: /translate Are you well?",
    "machine.off": (
        "{code} - this desk has no machine that translates. Nothing was sent. You can: send a phrase with /say, or "
        "write to her yourself."
    ),
    "machine.empty": "{code} - /translate needs words: /translate and what you want to say. Nothing was sent.",
    "machine.english": "{code} - she reads English here. Nothing was sent. You can: write to her as you are used to.",
    "machine.long": (
        "{code} - this is longer than {most} letters, and would not fit beside its translation. Nothing was sent. "
        "You can: send it in two parts."
    ),
    "machine.ours": (
        "{code} - this holds a text about safety, consent or the law. Those go in their own signed translation and "
        "never through a machine. Nothing was sent. You can: look for it with /say."
    ),
    "machine.waiting": "{code} - your words, not sent yet:\n{english}\n\nA machine is translating them.",
    "machine.shown": (
        "{code} - your words, not sent yet:\n{english}\n\nA machine's words in {language}; nobody has checked them:\n"
        "{said}\n\nThe same machine says that back as:\n{back}"
    ),
    "machine.doubts": "Agreed words that do not stand in it: {terms}.",
    "machine.none": "{code} - your words, not sent yet:\n{english}\n\nThere is no translation: {why}",
    "machine.why.away": "the server does not answer.",
    "machine.why.slow": "it took too long.",
    "machine.why.busy": "the server is busy.",
    "machine.why.refused": "the server refused it; its address or key may be wrong.",
    "machine.why.nonsense": "what came back cannot be a translation.",
    "machine.why.numbers": "the machine changed a number.",
    "machine.why.language": "the server does not know {language}.",
    "machine.hers": "{code} - by a machine, from {language}; nobody has checked it:",
    "machine.hers_none": (
        "{code} - no machine translation: {why} Her words stand above as she wrote them, and nothing is lost. "
        "You can: ask a colleague who reads her language, or go on with /say."
    ),
    "machine.sent": "{code} - on its way to her, with your words below the machine's:\n\n{hers}",
    "machine.sent_mine": "{code} - on its way to her, in your words:\n\n{hers}",
    "button.machine.both": "Send both",
    "button.machine.mine": "Send only mine",
    "button.phrase.send": "Send",
    "button.phrase.own": "In my own words",
    "button.phrase.drop": "Leave it",
}
