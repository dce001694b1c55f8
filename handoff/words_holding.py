"""Sentences about what takes two people: a case held for the law, and one that is kept though nothing happens."""

from __future__ import annotations

from collections.abc import Mapping

OF_HOLDING: Mapping[str, str] = {
    "button.hold": "Hold for the law…",
    "button.lift": "End the hold…",
    "button.renew": "Keep it longer",
    "button.agree": "I agree",
    "hold.how": (
        "{code} - a hold keeps a case that would else be forgotten or erased, because the law demands that. To ask for "
        "one, reply to this message: /hold 30 and why, in your own words. The number is of days, {most} at most. Where "
        "the law forbids that she is told: /hold 30 secret and why. A second person must agree. Nothing was changed."
    ),
    "lift.how": (
        "{code} is held for the law until {day}. To ask that this ends, reply to this message: /lift and why, in your "
        "own words. A second person must agree. Nothing was changed."
    ),
    "hold.which": (
        "Which case is not clear, and nothing was changed. You can: choose one with /desk, tap “Hold for the law…”, "
        "and reply to what I write then."
    ),
    "two.hold": (
        "{code} - {by} asks that this case be held for the law for {days}: nothing of it is forgotten or erased so "
        "long. {told} The reason: {why}\n\nNothing was changed. You can: agree, if you know of this yourself; or leave "
        "it."
    ),
    "two.lift": (
        "{code} - {by} asks that the hold for the law ends now. What has had its time goes then, and what she asked "
        "to have erased is erased. The reason: {why}\n\nNothing was changed. You can: agree, or leave it."
    ),
    "two.keep": (
        "{code} - {by} asks to keep this case though nothing happens in it, for another {days}. Nothing was changed. "
        "You can: agree, or leave it."
    ),
    "two.asked": "{code} - asked. One of {names} must agree within a week; until then nothing changes.",
    "two.nobody": (
        "{code} - nobody else here may agree, and nothing was changed. You can: invite a second coordinator or a "
        "data-protection officer, and ask again."
    ),
    "two.done.hold": ("{code} is held for the law until {day}: {by} asked, {other} agreed. {told} It is in the audit."),
    "two.done.lift": (
        "{code} is held no more: {by} asked, {other} agreed. What has had its time goes within two days, and what was "
        "to be erased within a minute."
    ),
    "hold.told": "She may be told of it.",
    "hold.barred": "The law forbids that she is told.",
    "two.done.keep": "{code} is kept: {by} asked, {other} agreed. Its time begins anew today.",
    "two.over": "This was not asked any more. Nothing was changed.",
    "hold.ends": (
        "{code} - {day} is the last day of its hold for the law. {then} You can: ask for another hold, with the "
        "button; or leave it."
    ),
    "hold.then_forgotten": "After that it is forgotten like any other case, and erased if she wants that.",
    "hold.then_erased": "It is to be erased, and on the day after nothing of it can be brought back.",
    "keep.review": (
        "{code} - nothing has happened in this case for {days}. On {day} it is forgotten with everything in it. You "
        "can: claim it, close it, or keep it longer; for that two of you must agree."
    ),
    "keep.dated": (
        "{code} - this case is closed, and a date after its referral is still to come. On {day} it is forgotten with "
        "everything in it, and nobody is reminded of that date. You can: open it again; or keep the date elsewhere."
    ),
    "refused.not_on_hold": "{code} - this case is not held. Nothing was changed.",
    "refused.hold_days": (
        "{code} - not asked: a hold has a number of days, from 1 to 90. Nothing was changed. You can: reply again, "
        "for example /hold 30 and why."
    ),
    "refused.hold_words": (
        "{code} - not asked: it needs a reason in your own words. Nothing was changed. You can: reply again with the "
        "command and the reason; it is kept sealed with the case."
    ),
    "refused.asked_yourself": "{code} - you asked for this yourself, so somebody else must agree. Nothing was changed.",
    "help.hold": "/hold - for coordinators and the data-protection officer: hold a case for the law; it takes two",
    "help.lift": "/lift - for the same two: end a hold",
}
