"""Sentences about alerts, and about who is on duty when."""

from __future__ import annotations

from collections.abc import Mapping

OF_ALERTS: Mapping[str, str] = {
    "alert": (
        "🔔 {code} waits, and nobody has come.\n{language} · {urgency} · waiting {waited}\nNothing is lost. You can: "
        "claim it; or tap “I am on it” if you need some minutes first. Without a tap the next colleagues are called."
    ),
    "button.on_it": "I am on it",
    "toast.on_it": "Thank you. {code} is yours to claim within {hold}; then the next colleagues are called.",
    "alerts.head": "Who waits and has been called for:",
    "alerts.line": "{code} · {urgency} · waiting {waited}\n    {rung}{by}",
    "alerts.by": "; {name} is on it",
    "alerts.none": "Nobody waits, so there is no alert.",
    "alerts.blocked": "the chat is closed on her side, so nobody is called",
    "alerts.unsent": (
        "{count} could not be handed to mail or webhook yet. It is tried again until it is. "
        "You can: ask whoever runs the server to look at helpline doctor."
    ),
    "alerts.no_way_out": (
        "If nobody here answers, nobody else is called: neither mail nor a webhook is set. "
        "You can: ask whoever runs the server to set HELPLINE_ALARM_SMTP or HELPLINE_ALARM_WEBHOOK."
    ),
    "rung.0": "nobody is called yet",
    "rung.rota": "called: who is on the rota",
    "rung.language": "called: who speaks the language",
    "rung.coordinators": "called: the coordinators",
    "rung.outside": "called: everybody, and those outside of Telegram. She was told who else answers",
    "rota.head": "On duty, by the clock in {zone}:",
    "rota.day": "{day}: {who}",
    "rota.one": "{name} {hours}",
    "rota.nobody": "nobody",
    "rota.open_nobody": "🔴 nobody, and the desk is open",
    "rota.no_hours": "Nobody has said in desk.yaml when the desk is open, so it counts as open always.",
    "rota.how": (
        "Nothing was changed. Write the day, the hours and, if it is not you, the name: /rota sunday 10:00-16:00, "
        "/rota sunday 10:00-13:00,14:00-16:00 Desk Two, /rota 2026-12-27 off. A weekday holds every week; a date beats "
        "it, until /rota 2026-12-27 usual. What you write replaces what that day had for that colleague."
    ),
    "rota.put": "Kept: {name}, {day}: {hours}.",
    "rota.off": "not on duty",
    "rota.usual": "as in every week",
    "rota.who": (
        "Nothing was changed: no colleague, or more than one, is called “{name}”. You can: see the names with /staff."
    ),
    "rota.empty": (
        "🔴 Nobody is on the rota when the desk is open next, on {day} from {time}. Workers are told that it is open "
        "then. Nothing is lost. You can: see the week with /rota, and write somebody in."
    ),
    "refused.only_own": (
        "Nothing was changed: the hours of colleagues are written by a coordinator. You can: write your own, without a "
        "name."
    ),
    # What leaves Telegram: a code name, an urgency, a wait, and nothing else, whoever adds to it.
    "alarm.nobody_answered.subject": "Helpline: {code} waits and nobody answers",
    "alarm.nobody_answered": (
        "{code} has waited {waited} ({urgency}), and nobody of the desk has answered. "
        "You can: open the bot in Telegram, send /next and claim."
    ),
    "alarm.promise_broken.subject": "Helpline: {code} still waits",
    "alarm.promise_broken": (
        "{code} has waited {waited} ({urgency}): longer than she was told, and nobody of the desk has answered. "
        "You can: open the bot in Telegram, send /next and claim."
    ),
    "alarm.rota_empty.subject": "Helpline: nobody is on the rota",
    "alarm.rota_empty": (
        "The desk opens in {left}, and nobody is on the rota. Workers are told that it is open then. "
        "You can: open the bot in Telegram, and write somebody in with /rota."
    ),
    # Of the house itself. A part that fails loses nothing by that: each says what is safe, and where to look.
    "alarm.ledger_away.subject": "Helpline: its database is away",
    "alarm.ledger_away": (
        "The helpline's database has not answered for {since}. Nothing is lost: Telegram keeps for 24 hours what "
        "people write; until it is back they are told emergency numbers only. You can: start it (docs/operations.md)."
    ),
    "alarm.vault_away.subject": "Helpline: its keys cannot be read",
    "alarm.vault_away": (
        "The helpline has not been able to open its keys for {since}. Nothing is lost, and nobody is answered. "
        "You can: start the vault's database, look whether the key file is there, or see docs/operations.md."
    ),
    "alarm.telegram_silent.subject": "Helpline: Telegram is not heard",
    "alarm.telegram_silent": (
        "The helpline does not hear Telegram (seen {since} ago). Telegram keeps for 24 hours what people write; after "
        "that it is lost. You can: look at the network, publish the telephone number, see docs/operations.md."
    ),
    "alarm.token_refused.subject": "Helpline: Telegram no longer knows its token",
    "alarm.token_refused": (
        "Telegram refuses the helpline's token (seen {since} ago): it was revoked. Nothing leaves, nothing is lost. "
        "You can: take the new one from @BotFather and put it in with helpline keys rotate token."
    ),
    "alarm.nothing_leaves.subject": "Helpline: messages do not leave",
    "alarm.nothing_leaves": (
        "A message has been waiting to leave for more than five minutes (seen {since} ago). Nothing is lost. "
        "You can: look at the log for what Telegram answers, or see docs/operations.md."
    ),
    "alarm.disk_full.subject": "Helpline: its disk is nearly full",
    "alarm.disk_full": (
        "The disk with the helpline's databases has less than 100 MiB left (seen {since} ago). Nothing is lost. "
        "You can: make room; the helpline goes on by itself."
    ),
    "alarm.foreign_webhook.subject": "Helpline: somebody has turned its messages away",
    "alarm.foreign_webhook": (
        "Somebody who has the helpline's token has changed where Telegram sends what people write (seen {since} ago). "
        "It was put right at once; what was written meanwhile went elsewhere. "
        "You can: revoke the token now at @BotFather, and see docs/operations.md."
    ),
    "alarm.another_poller.subject": "Helpline: somebody else reads its messages",
    "alarm.another_poller": (
        "Another program asks Telegram for what people write to the helpline (seen {since} ago): a second copy of it, "
        "or a thief of its token. You can: stop the copy; where there is none, revoke the token now at "
        "@BotFather, and see docs/operations.md."
    ),
    "alarms_unheard": (
        "🔴 Alarms that leave Telegram have reached nobody for five minutes: neither mail nor the webhook takes them. "
        "Nothing is lost, and this chat works. You can: ask whoever runs the server to look at helpline doctor."
    ),
    "help.rota": "/rota - who is on duty when; your own hours: /rota sunday 10:00-16:00",
    "help.alerts": "/alerts - for coordinators: who waits, and who has been called",
}
