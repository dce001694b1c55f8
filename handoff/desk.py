"""Every sentence that staff read, by key. One that brings bad news says: which case, what happened, what is safe,
what you can do. None ever holds a word of hers, her name, or where she is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handoff.model import Case, Refused
from handoff.words_alerts import OF_ALERTS
from handoff.words_directory import OF_THE_DIRECTORY
from handoff.words_erasing import OF_ERASING
from handoff.words_evidence import OF_EVIDENCE
from handoff.words_holding import OF_HOLDING
from handoff.words_identity import OF_IDENTITY
from handoff.words_marks import OF_MARKS
from handoff.words_moves import OF_MOVES
from handoff.words_packs import OF_PACKS
from handoff.words_people import OF_PEOPLE
from handoff.words_phrases import OF_PHRASES
from handoff.words_queue import OF_THE_QUEUE
from handoff.words_referral import OF_REFERRAL
from handoff.words_relay import OF_THE_RELAY
from handoff.words_waiting import OF_WAITING

_OF_CASES: Mapping[str, str] = {
    # The staff group: code name, language, urgency, waiting time. Nothing else, whoever adds to it.
    "card.waiting": "{code}\n{language} · {urgency} · waiting {waited}",
    "card.taken": "{code}\n{language} · with {name}",
    "card.closed": "{code}\n{language} · closed",
    "card.released": "{code}\n{language} · {urgency} · back in the queue, waiting {waited}",
    "urgency.now": "🔴 now",
    "urgency.soon": "🟠 soon",
    "urgency.normal": "⚪ normal",
    "button.claim": "Claim",
    "button.release": "Give back",
    "button.close": "Close",
    "button.keep": "Keep it",
    "button.for": "For {code}",
    "button.again": "Show it to me again",
    # What flashes up on the tap itself.
    "toast.claimed": "{code} is yours. Go to your chat with me.",
    "toast.taken": "{name} has it.",
    "toast.yours": "You have it already.",
    "toast.released": "{code} is back in the queue.",
    "toast.closed": "{code} is closed.",
    "toast.kept": "{code} stays with you.",
    "toast.old": "This button is no longer true. The message now shows how things stand.",
    # The advocate's own chat.
    "intro.topic": (
        "{code} is yours.\n{language} · {urgency} · waited {waited}\n\n"
        "What you write in this topic goes to her; she sees “an advocate”, never your name. "
        "👍 on your message means that Telegram has accepted it. A sign that you put under hers tells her "
        "that you have read it.\n"
        "/note keeps a note that she never sees. /release gives the case back. /close ends it."
    ),
    "intro.current": (
        "{code} is yours, and the case you now write to.\n{language} · {urgency} · waited {waited}\n\n"
        "What you write here goes to her; she sees “an advocate”, never your name. A reply to a message goes to the "
        "case of that message. 👍 on your message means that Telegram has accepted it.\n"
        "/note keeps a note that she never sees. /release gives the case back. /close ends it."
    ),
    "before_the_claim": "{code} - what she agreed to hand over:",
    "current": "Now writing to {code}.",
    "ask.which": (
        "You hold {codes}, and which of them you mean is not clear. Nothing was sent and nothing was changed. "
        "You can: reply to a message of that case, or write in its topic."
    ),
    "ask.mismatch": (
        "Your reply belongs to {code}, while you are writing to {current}. Nothing was sent. Who is it for?"
    ),
    "note.kept": "{code} - note kept. She does not see it.",
    "note.empty": "A note needs words: /note and what you want to keep. Nothing was kept, nothing was sent.",
    "released": "{code} is back in the queue at its old place. It is no longer yours; nothing you write reaches her.",
    "closed_by_you": "{code} is closed. She has been told, and told how to come back.",
    "reopened": "{code} came back and waits in the queue.",
    # Something did not happen.
    "refused.taken": "{code} - {name} has it. Nothing was changed. You can: take another one with /queue.",
    "refused.yours": "{code} is yours already.",
    "refused.not_holder": (
        "{code} - this was not done: the case is not with you. Nothing was changed. You can: see who waits with /queue."
    ),
    "refused.closed": (
        "{code} - this was not done: the case is closed. Nothing was changed. You can: wait until she comes back, or "
        "ask a coordinator to open it again."
    ),
    "refused.still_open": "{code} - it is open already. Nothing was changed. You can: see who waits with /queue.",
    "refused.frozen": "Your account is frozen. Nothing was changed. You can: speak to a coordinator.",
    "refused.not_staff": "Your role does not do this. Nothing was changed. You can: ask a coordinator.",
    "not_sent.not_holder": (
        "{code} - your message was not sent: the case is no longer with you. She has not seen it, and nobody else has. "
        "You can: copy it for {name}, who has the case now."
    ),
    "not_sent.waiting": (
        "{code} - your message was not sent: the case went back to the queue. She has not seen it, and nobody else "
        "has. You can: claim it again with /queue, then send it again."
    ),
    "not_sent.closed": (
        "{code} - your message was not sent: the case is closed. She has not seen it, and nobody else has. "
        "You can: wait until she comes back, or ask a coordinator to open it again."
    ),
    "not_sent.no_case": (
        "Your message was not sent: you hold no case. Nobody has seen it. You can: see who waits with /queue."
    ),
    "not_sent.kind": (
        "{code} - your message was not sent: {kind} cannot be passed on. She has not seen it. "
        "You can: send it as text, photo, voice message or document."
    ),
    "not_sent.edit": (
        "{code} - your change was not sent: what has reached her stays as it was. She has not seen the change. "
        "You can: send the right words as a new message."
    ),
    "not_known": (
        "{code} - whether a message of hers reached you is not known: Telegram gave no answer. Nothing is lost, it is "
        "kept with the case. You can: have it shown again; it may then stand here twice."
    ),
    "not_passed_on": (
        "{code} - she sent {kind}, which cannot be passed on. She has been told. Nothing else was lost. "
        "You can: ask her for a text, a photo or a voice message."
    ),
    "not_delivered.blocked": (
        "{code} - your message did not reach her: the chat with us is closed on her side. That may not be her choice. "
        "It waits, and goes to her when she writes again; the case stays with you. You can: wait, take it back with "
        "/delete, or tell a coordinator. Try no other way that she has not named as safe."
    ),
    "not_delivered.failed": (
        "{code} - your message did not reach her: Telegram would not take it. Nothing else is lost and the case stays "
        "with you. You can: send it again in other words or as another kind of file."
    ),
    "not_delivered.unknown": (
        "{code} - whether your message reached her is not known: Telegram gave no answer. It is not sent a second time "
        "by itself. The case stays with you. You can: ask her, or send it again; she may then see it twice."
    ),
    "hidden": (
        "{code} - she has hidden this chat on her phone. Somebody may be looking at it. Nothing is lost and the case "
        "stays with you. You can: wait until she writes; do not write first."
    ),
    "held": (
        "{code} - she has hidden this chat, so your message waits. She has not seen it. It goes to her when she opens "
        "the chat again. You can: wait; nothing is lost."
    ),
    "urgent": (
        "🔴 {code} - she wrote a word of danger. The emergency number was shown to her at once. "
        "You can: read what she wrote and answer now."
    ),
    "blocked": (
        "{code} - the chat with us is closed on her side. That may not be her choice. Nothing is lost and the case "
        "stays with you. You can: wait, or tell a coordinator."
    ),
    "unblocked": "{code} - the chat with us is open again on her side.",
    "welcome": (
        "Welcome, {name}. You are staff now ({role}). Cases appear in the staff chat; claim one there and it opens "
        "here. /help lists what you can do."
    ),
    "stranger": "This is for staff. Ask a coordinator for an invite.",
    "hidden.back": "{code} - she is back and has opened the chat again.",
    "closed_by_her": (
        "{code} - she does not want to go on for now, so the case is closed. Nothing is lost. "
        "You can: leave it; if she comes back, it goes to the queue."
    ),
    "closed_by_colleague": (
        "{code} - {name} closed this case. Nothing is lost. You can: ask {name}; what you write no longer reaches her."
    ),
    "lease_warning": (
        "{code} - nothing has been done for a while. In {left} the case goes back to the queue. Nothing is lost. "
        "You can: write to her, tap “Keep it”, or /release it now."
    ),
    "lease_ended": (
        "{code} - nothing was done for {lease}, so the case went back to the queue, at its old place. Nothing is lost. "
        "You can: claim it again with /queue."
    ),
    "facts_past_their_date": (
        "Past the day on which they had to be checked: {names}. Workers still see them, under a line that says how old "
        "they are, and are offered a person. You can: look at each source, then write the new days in facts.yaml."
    ),
    "facts_due_soon": (
        "To be checked soon: {names}. Until then nothing changes for workers. You can: see with helpline facts due who "
        "checks each of them, and against which source."
    ),
    # The help.
    "help.head": "What you write in a case goes to her. These do not:",
    "help.queue": "/queue - who is waiting, next first",
    "help.next": "/next - who is first for you, and why",
    "help.me": "/me - your languages, teams and how many cases at once: what the queue knows of you",
    "help.rest": "/rest - be offered nothing for some hours: /rest 2",
    "help.ready": "/ready - end your rest",
    "help.wish": "/wish - keep that a woman or a man was asked for",
    "help.mine": "/mine - the cases you hold",
    "help.show": "/show - see again what was said in this case; this chat is emptied each day",
    "help.note": "/note - keep a note she never sees",
    "help.release": "/release - give this case back to the queue",
    "help.close": "/close - end this case; she is told how to come back",
    "help.staff": "/staff - for coordinators: who is staff, and how to stop an account",
    "help.invite": "/invite - for coordinators: a link for a new colleague",
    "help.help": "/help - this list",
}

TEXTS: Mapping[str, str] = {
    **_OF_CASES,
    **OF_ALERTS,
    **OF_THE_DIRECTORY,
    **OF_ERASING,
    **OF_EVIDENCE,
    **OF_IDENTITY,
    **OF_MARKS,
    **OF_MOVES,
    **OF_HOLDING,
    **OF_PACKS,
    **OF_PEOPLE,
    **OF_PHRASES,
    **OF_THE_QUEUE,
    **OF_REFERRAL,
    **OF_THE_RELAY,
    **OF_WAITING,
}

_SLOT = re.compile(r"\{([a-z_]+)\}")


def say(key: str, **slots: str) -> str:
    """The sentence with its slots filled, all of them and no others. A value is never read as a template."""
    sentence = TEXTS[key]
    if slots.keys() != slots_of(key):
        raise ValueError(f"{key} has the slots {sorted(slots_of(key))}, and was given {sorted(slots)}")
    return _SLOT.sub(lambda slot: slots[slot[1]], sentence)


def slots_of(key: str) -> set[str]:
    return set(_SLOT.findall(TEXTS[key]))


def waited(minutes: int) -> str:
    """A wait as a person would say it; the longer, the rounder, and never longer than it was."""
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return count(minutes, "minute")
    hours, left = divmod(minutes, 60)
    if hours < 24:
        quarter = left - left % 15
        return count(hours, "hour") + (f" {quarter} minutes" if quarter else "")
    days, left = divmod(hours, 24)
    return count(days, "day") + (" " + count(left, "hour") if left and days < 7 else "")


def card(case: Case, language: str, minutes: int, why: str = "") -> str:
    """What the staff group sees of a waiting case. All there is to see. `why`: it is the next one, and why."""
    slots = {"why": why} if why else {}
    return say(
        "card.next" if why else "card.waiting",
        code=case.code_name,
        language=language,
        urgency=say(f"urgency.{case.urgency.value}"),
        waited=waited(minutes),
        **slots,
    )


def refusal(refused: Refused, code: str, holder: str = "a colleague") -> str:
    """Why not, in a sentence; `holder` is the desk name of who has it."""
    return _filled(f"refused.{refused.why}", code, holder)


def not_sent(refused: Refused, code: str, holder: str = "a colleague") -> str:
    """A message stopped at the gate: said to the one who wrote it, never silently sent elsewhere."""
    why = "waiting" if refused.why == "not_holder" and refused.holder is None else refused.why
    return _filled(f"not_sent.{why}", code, holder)


def help_lines() -> str:
    return "\n".join(text for key, text in TEXTS.items() if key.startswith("help."))


def _filled(key: str, code: str, name: str) -> str:
    """The sentences about one case name the case, the colleague, both or neither."""
    offered = {"code": code, "name": name}
    return say(key, **{slot: offered[slot] for slot in slots_of(key)})


def count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
