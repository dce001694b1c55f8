"""Sentences about signs, words taken back, and what has not arrived."""

from __future__ import annotations

from collections.abc import Mapping

OF_MARKS: Mapping[str, str] = {
    "mark.hers": "{code} - she put {sign} under a message.",
    "mark.hers_unseen": "{code} - she put a sign under a message that cannot be shown here. Nothing else was lost.",
    "mark.not_passed": (
        "{code} - your sign was not passed on: it could be misread. She has not seen it. You can: use one of {signs}, "
        "or write."
    ),
    "mark.not_holder": (
        "{code} - your sign was not passed on: the case is not with you. Nothing was changed. You can: see who waits "
        "with /queue."
    ),
    "mark.held": (
        "{code} - your sign was not passed on: the chat is hidden or closed on her side, or now it is not safe for "
        "her. She has not seen it. You can: wait until she writes."
    ),
    "mark.failed": (
        "{code} - your sign was not passed on: Telegram would not take it. She has not seen it. You can: write instead."
    ),
    "delete.how": (
        "To delete a message from her chat, reply to your message with /delete. Nothing was changed. It works for 48 "
        "hours, for your own messages only. What somebody deletes in an app is not told to the bot: there it stays."
    ),
    "delete.not_yours": (
        "{code} - nothing was deleted: that is not a message of yours to her. Nothing was changed. You can: reply to "
        "your own message with /delete."
    ),
    "delete.too_old": (
        "{code} - this cannot be deleted any more: Telegram lets us for 48 hours. It stays in her chat. You can: ask "
        "her to delete it herself, or write what is right."
    ),
    "delete.unsent": "{code} - deleted before it was sent. She has not seen it, and it does not go to her any more.",
    "delete.under_way": (
        "{code} - it is on its way and cannot be stopped. It is deleted from her chat as soon as it has arrived. "
        "You can: wait; you are told."
    ),
    "delete.unknown": (
        "{code} - this cannot be deleted: whether it reached her is not known, so we do not know which message it is. "
        "You can: ask her, or write what is right."
    ),
    "delete.partly": (
        "{code} - what is known to have reached her is being deleted. Whether the rest of it reached her is not known, "
        "so that cannot be deleted. You can: ask her, or write what is right."
    ),
    "delete.perhaps": (
        "{code} - it does not go to her any more. Whether it had reached her before is not known, so that cannot be "
        "deleted. You can: ask her, or write what is right."
    ),
    "delete.elsewhere": (
        "{code} - nothing was deleted now: that message went to the phone she had before. When she moved, that chat "
        "was cleared as far as Telegram lets us, 48 hours back. You can: write what is right."
    ),
    "delete.again": "{code} - that message is deleted already. Nothing was changed.",
    "delete.done": (
        "{code} - deleted from her chat. She may have read it before. It stays, sealed, in the record of the case."
    ),
    "delete.failed": (
        "{code} - it was not deleted: Telegram would not do it. It stays in her chat. You can: write what is right, or "
        "ask her to delete it herself."
    ),
    "typing.shown": "{code} - asked for: she sees for a few seconds that somebody writes.",
    "typing.not_shown": (
        "{code} - not shown: the chat is hidden or closed on her side, or now it is not safe for "
        "her. Nothing was changed. You can: wait until she writes."
    ),
    # What has not arrived.
    "not_delivered.waiting": (
        "{code} - your message waits: Telegram lets us send it only later. She has not seen it. It goes by itself, in "
        "its order, and 👍 shows when it has gone. You can: wait, or see with /status how it stands."
    ),
    "held.away": (
        "{code} - your message waits: the chat with us is closed on her side. She has not seen it. It goes to her when "
        "she writes again, if the case is with you then. You can: wait, or take it back with /delete."
    ),
    "not_sent.perhaps": (
        "{code} - your message is not sent again: the case is not with you any more. Whether it had reached her "
        "before is not known. Nothing else is lost. You can: tell whoever goes on with the case, or a coordinator."
    ),
    "back": "{code} - she writes again. What waited for her goes to her now.",
    "status.head": "{code} - what has not arrived:",
    "status.none": (
        "{code} - nothing waits. All that you wrote here has been taken by Telegram for her. Whether she has read it, "
        "nobody can tell."
    ),
    "status.away": "The chat with us is closed on her side. Nothing warns or runs out until she writes.",
    "status.sending": "{when} · {what} of yours · on its way",
    "status.waiting": "{when} · {what} of yours · waits, Telegram lets us send it later; it goes by itself",
    "status.held": "{when} · {what} of yours · waits until she writes; /delete takes it back",
    "status.failed": "{when} · {what} of yours · not sent; you can send it again",
    "status.blocked": "{when} · {what} of yours · not sent; you can send it again once she writes",
    "status.never": "{when} · {what} of yours · never sent: the case was closed while it waited",
    "status.unknown": "{when} · {what} of yours · not known whether it arrived; ask her, or send it again",
    "status.asked": "{when} · {what} of yours · not sent; you have not said who it is for",
    "status.hers": "{when} · {what} of hers · not with you yet; it comes by itself",
    "unreached.head": "Their chat with us is closed on their side, so nothing warns or runs out:",
    "unreached.none": "Nobody's chat with us is closed.",
    "unreached.line": "{code} · with {name}",
    "queue.away": "{count} more wait, whose chat with us is closed. They are back at their place when they write.",
    # The staff chat itself.
    "desk.lost": (
        "I am not in the staff chat any more, or may not write there, so nobody sees who waits. Nothing is lost: "
        "workers are answered and their words are kept. You can: look with /queue, and add me to the staff chat again; "
        "the cards then come by themselves."
    ),
    "desk.found": "I am back in the staff chat. The cards there show how things stand now.",
    "desk.demoted": (
        "Somebody has made me an ordinary member of the staff chat. Cards still come, and nothing is lost. You can: "
        "ask who did it, and look who else is in that chat."
    ),
    "desk.unseen": (
        "I cannot see who wrote this. An anonymous admin or a channel is never staff here, and nothing was done. "
        "You can: switch off “Remain anonymous”, and write to me in a chat of your own."
    ),
    "help.status": "/status - what has not arrived yet, and why",
    "help.delete": "/delete - as a reply to your message: take it out of her chat, within 48 hours",
    "help.typing": "/typing - show her for a few seconds that somebody writes",
}
