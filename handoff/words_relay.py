"""Sentences about kinds of messages, what is covered, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping

OF_THE_RELAY: Mapping[str, str] = {
    "button.reveal": "Show it",
    # She sent something that is not shown before somebody wants to see it.
    "covered": (
        "{code} - she sent {kind}. It is kept with the case and not shown here by itself. You can: tap “Show it” when "
        "you need it; that you looked is noted."
    ),
    "covered.changed": (
        "{code} - she changed {kind} that she sent. Both are kept with the case. You can: tap “Show it” when you need "
        "it; that you looked is noted."
    ),
    "covered.read": "({kind}: only who holds the case can have it shown)",
    "photo_made_smaller": (
        "{code} - her photo came smaller than she took it; that is how chats send photos. She has been told, once, how "
        "to send one whole: as a file. You can: ask for that where it matters."
    ),
    "show.all": "{code} - that is all there is: {count}.",
    "show.more": (
        "{code} - these are the newest: {count} of {all}. You can: see more with /show and a number, or /show all."
    ),
    "not_shown": "{code} - this is no longer here to be shown. Nothing was changed.",
    "not_sent.place": (
        "{code} - your message was not sent: {kind} can give away a place or a person, also yours. She has not seen "
        "it. You can: write the address or the number as text, and send a picture as a photo, not as a file."
    ),
    "not_sent.caption": (
        "{code} - your message was not sent: its words begin like a command, so they may be meant for nobody but you. "
        "She has not seen it. You can: send the file without them, and the command as a message of its own."
    ),
    # Changes of the advocate's own words.
    "not_sent.edit_early": (
        "{code} - your change was not sent: the message itself is still on its way. She has not seen the change. "
        "You can: change it again once 👍 stands under it."
    ),
    "not_sent.edit_command": (
        "{code} - your change was not sent: it begins like a command, and words that reached her are never made into "
        "one. She sees what she saw before. You can: send a message of its own."
    ),
    "not_sent.edit_file": (
        "{code} - your change was not sent: another file cannot be put in the place of one that has reached her. She "
        "sees what she saw before. You can: send the right file as a new message."
    ),
    "not_sent.edit_elsewhere": (
        "{code} - your change was not sent: that message went to the phone she had before, and where she writes now it "
        "does not stand. She has not seen the change. You can: send the right words as a new message."
    ),
    "change.of_nothing": (
        "Your change was not sent: the message never reached anybody as yours. Nobody has seen the change. "
        "You can: send the right words as a new message."
    ),
    # What it is: "she sent …", "… cannot be passed on".
    "kind.text": "a text",
    "kind.photo": "a photo",
    "kind.live_photo": "a live photo",
    "kind.voice": "a voice message",
    "kind.document": "a file",
    "kind.picture_file": "a photo or video as a file, which may show where it was taken",
    "kind.video": "a video",
    "kind.video_note": "a round video",
    "kind.animation": "an animation",
    "kind.audio": "a piece of audio",
    "kind.sticker": "a sticker",
    "kind.contact": "a contact (somebody's name and number)",
    "kind.venue": "a place with its address",
    "kind.location": "a place on the map",
    "kind.live_location": "where somebody is, minute by minute",
    "kind.dice": "a die or another game of chance",
    "kind.poll": "a poll",
    "kind.checklist": "a checklist",
    "kind.game": "a game",
    "kind.invoice": "an invoice",
    "kind.paid_media": "a picture for payment",
    "kind.giveaway": "a giveaway",
    "kind.giveaway_winners": "winners of a giveaway",
    "kind.story": "a story",
    "kind.passport_data": "documents of Telegram Passport",
    "kind.users_shared": "somebody's account",
    "kind.chat_shared": "a chat",
    "kind.web_app_data": "data of a web page",
    "kind.unknown": "a kind of message that is not known here",
}
