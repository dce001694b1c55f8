"""Sentences about whether it is she who writes."""

from __future__ import annotations

from collections.abc import Mapping

OF_IDENTITY: Mapping[str, str] = {
    "word.asked": (
        "{code} - she has been asked to type her word. When she does, it is said here; the word itself is shown to "
        "nobody, and her chat is cleared. You can: go on meanwhile, and say nothing yet that only she may know."
    ),
    "word.none": (
        "{code} - she was not asked: she has chosen no word. Nothing was sent. You can: ask about something that only "
        "she and you know."
    ),
    "word.dropped": (
        "{code} - her word is forgotten here too. She is told nothing of it. You can: tell her that she can choose a "
        "new one in her settings."
    ),
    "word.not_dropped": (
        "{code} - nothing was changed: she has no word, or she may be watched. You can: ask about something that only "
        "she and you know, and speak with a coordinator."
    ),
    "word.confirmed": (
        "{code} - she has just typed her word: it is she. Her chat is cleared; she comes back by writing. "
        "You can: wait until she writes."
    ),
    "word.tried": (
        "{code} - her word was typed, after more than five other short messages within an hour. It may have been found "
        "by trying, so it does not count as hers. Nothing was changed. You can: ask for it with /confirm when she is "
        "back; then it counts."
    ),
    "word.tried.desk": (
        "{code} - her word was typed, after more than five other short messages within an hour. It may have been "
        "found by trying, so it does not count as hers. Nothing was changed. You can: make sure in another way that "
        "it is she; whoever claims the case can ask for her word with /confirm, and then it counts."
    ),
    "word.tried.sealed": (
        "🟡 {code} - everything of this case was to be deleted. Now her word was typed, after more than five other "
        "short messages within an hour: by her, or by somebody who found it by trying. So nothing is deleted and "
        "nothing is lost: the case stands as before, with nobody holding it, and her chat shows nothing of it. You "
        "can: have it claimed, and make sure in another way that it is she; then tap. Do not reach her in a way that "
        "she has not named as safe."
    ),
    "sealed.desk": (
        "{code} - from her phone somebody asked to delete everything, and nobody knows whether it was she. It is "
        "destroyed in {hours} hours, unless her word takes that back. You can: if you know in another way that it is "
        "she who has the phone, tap; then her word counts, whatever was typed there before. Nothing is shown in her "
        "chat."
    ),
    "word.awaited": (
        "{code} - nothing was shown in her chat, for it is hidden. When she types her word next, it counts, and it is "
        "said here. You can: wait, and say nothing yet that only she may know."
    ),
    "word.watched": (
        "🟡 {code} - careful: she may be watched. She has said so in a way that nobody sees. Her chat shows nothing of "
        "this case, and what you write waits. Nothing is lost. You can: stay calm, write nothing that would harm her, "
        "and speak with a coordinator. When her word brings her back, it is said here."
    ),
    "word.watched.desk": (
        "🟡 {code} - careful: she may be watched. She has said so in a way that nobody sees. Her chat shows nothing of "
        "the case, and what is written to her waits. You can: speak with whoever holds it, and decide together what is "
        "safest. Do not reach her in a way that she has not named as safe."
    ),
    "word.watched.banner": (
        "🟡 {code} - careful: she may be watched, since {since}. What you write waits until her word brings her "
        "back, or until somebody who knows that she is free taps the button."
    ),
    "word.held": (
        "{code} - she may be watched, so your message waits. She has not seen it. It goes to her when her word brings "
        "her back. You can: wait; nothing is lost."
    ),
    "word.back": (
        "{code} - she has typed her word: it is she, and she is back. What waited goes to her when she opens the chat."
    ),
    "word.lifted": (
        "{code} - her chat shows the case again, because {name} has made sure that she is free. What waited "
        "goes to her."
    ),
    "word.anew": (
        "🟡 {code} - somebody asks for a person in her chat, as {other}. She may be watched. You can: claim {other} "
        "and listen, and say nothing of {code} before you know that it is she."
    ),
    "word.elsewhere": "{code} - she is back in {other}, so this one is closed. Nothing is lost.",
    "word.elsewhere.watched": (
        "{code} - she has said once more that she may be watched. Her case is {other}, which waits for her, so this "
        "one is closed. Nothing is lost."
    ),
    "word.not_lifted": "{code} - nobody is said to watch her. Nothing was changed. You can: go on as before.",
    "word.since": (
        "{code} - after {silence} without a word of hers: that it is she was last confirmed {when}. "
        "You can: ask for her word with /confirm before you say anything that only she may know."
    ),
    "word.when": "on {day}",
    "word.never": "never; she chose her word on {day}",
    "back.asked": (
        "{code} - somebody who has her five words asks to come back from another phone.{other} Nothing was changed, "
        "and the other phone sees nothing of this case. You can: make sure that it is she, then tap. After Yes this "
        "case goes to the other phone, and the old one gets nothing more."
    ),
    "back.asked.sealed": (
        "{code} - somebody who has her five words asks to come back from another phone.{other} Everything of this "
        "case is to be deleted, {hours} hours after that was asked; whether it was she who asked, nobody knows. "
        "Nothing was changed, and the other phone sees nothing of this case. You can: make sure that it is she, then "
        "tap. After Yes nothing is deleted, the case waits in the queue for her other phone, and the old one gets "
        "nothing more."
    ),
    "back.other": " The same person waits as {other}: there you can talk with her first.",
    "back.yes": "{code} - from now on this case is on her other phone. The old one gets nothing more.",
    "back.no": "{code} - it stays where it is. Whoever asked has been told nothing.",
    "back.none": "{code} - nobody asks to come back any more. Nothing was changed.",
    "words.many": (
        "🟡 Five words are being given on other phones more often than usual. On all phones together {count} an hour "
        "are looked at; the others find nothing, and no case was changed. Somebody may be trying words. You can: look "
        "twice at each who asks to come back today, and ask whoever says that her words find nothing to give them "
        "again later."
    ),
    "button.free": "She is free",
    "button.word_counts": "Her word counts",
    "button.back_yes": "Yes, it is she",
    "button.back_no": "No",
    "help.newword": "/newword - she has forgotten her word, and you are sure that it is she: she can choose another",
    "help.confirm": "/confirm - ask her for her word, to know that it is she",
}
