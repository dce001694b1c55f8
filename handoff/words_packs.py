"""Sentences about a pack: what keeps it in the house, that it is made, that it is gone."""

from __future__ import annotations

from collections.abc import Mapping

OF_PACKS: Mapping[str, str] = {
    "button.pack": "Pack",
    "button.pack.make": "Make it as PDF, DOCX and JSON",
    "button.pack.copy": "Copy it field by field",
    "button.pack.to_read": "Read it field by field",
    "button.pack.read": "I have read it: it names nobody",
    "button.pack.approve": "Ask the data-protection officer",
    "pack.head": "{code} - the pack for {to}.",
    "pack.to_nobody": "nobody yet",
    "pack.keeps": "Nothing can leave yet. {count} to be put right:",
    "pack.problem": "· {sentence} {fix}",
    "pack.more": "… and {count} more.",
    "pack.ready": (
        "It is complete, or says why not. It comes to this chat of yours alone, and you can save it, to bring it to "
        "the First Responder named above and to nobody else. Each page says who took it out, when, and of which case. "
        "After {hours} hours it is gone from here; what you have saved you delete yourself, at the latest when they "
        "have it."
    ),
    "pack.unread": (
        "Whether a text says who she is, no program can know. Read it to its end, also in her own words; after its "
        "last field you can say that you have. That is kept with your name, and nothing leaves before."
    ),
    "pack.ready.agreed": "She has agreed to be referred, and to each of the other consents.",
    "pack.ready.child": "It goes the way of a child, or of an age that is not sure, where no yes of hers is needed.",
    "pack.ready.notify": (
        "She has NOT agreed to be referred. This is a report under the Duty to Notify, with her name: she agreed to "
        "help the authorities."
    ),
    "pack.ready.unnamed": (
        "She has NOT agreed to be referred. This is a report under the Duty to Notify, and it names nobody."
    ),
    "pack.ready.rests": "· {what} - not on her yes: {basis}, and {second} agreed",
    "pack.differ": (
        "These dates cannot both be so. Nobody has to be wrong: ask, or write why they differ (fear, trauma, how it "
        "was translated) under “{where}”:"
    ),
    "pack.differ_two": "· the same is told of {one} and of {other}",
    "pack.differ_born": "· {one} is before the date of birth that stands there",
    "pack.making": (
        "{code} - the pack is being made. It comes in place of this. If nothing comes in a few minutes, nothing was "
        "made. You can: tap Pack again."
    ),
    "pack.made": "{code} - export {export}, {at} UTC. It is gone at {until} UTC. SHA-256 of each document:\n{digests}",
    "pack.caption": "{code} · export {export} · {kind}",
    "pack.no_pdf": (
        "There is no PDF: this font is missing on the server: {missing}. DOCX and JSON are whole. You can: tell "
        "whoever looks after the server."
    ),
    "pack.not_made": (
        "{code} - the pack was not made: what it rests on has changed meanwhile. Nothing left. You can: look at it "
        "again."
    ),
    "pack.failed": (
        "{code} - the pack was not made: that went wrong on our side. Nothing left, and nothing is lost. You can: tap "
        "Pack again, and tell a coordinator if it goes on."
    ),
    "pack.not_come": (
        "{code} - a document of the pack did not reach you. Nothing else is lost. You can: tap Pack and make it again."
    ),
    "pack.too_many": (
        "{code} - the pack was not made: you have made {most} within a day. Nothing left. You can: ask the "
        "data-protection officer for one more, or wait."
    ),
    "pack.gone": "{code} - a yes that it rested on is no more, so the pack that was made is deleted here too.",
    "pack.gone_way": (
        "{code} - whether she is an adult who agrees has been answered anew, so the pack that was made is deleted. "
        "You can: read it through, and make it again."
    ),
    "pack.field": "{code} · {nth} of {all} · {name}\n{label}",
    "pack.mark": "staff {staff} · export {export}",
    "pack.part": "part {nth} of {all}",
    "two.basis": (
        "{code} - {by} asks that a referral rests on something else than her yes.\n{why}\n\nNothing leaves before you "
        "agree. You can: speak with {by}, and agree only if you would decide so yourself; or leave it."
    ),
    "two.done.basis": (
        "{code} - that the referral rests on something else than her yes is agreed: {by} asked, {other} agreed. It is "
        "in the audit. What she says from now on counts more."
    ),
    "two.export": (
        "{code} - {by} has made as many packs as one may within a day, and asks for one more of this case. Nothing "
        "leaves before you agree. You can: agree, or leave it."
    ),
    "two.done.export": (
        "{code} - one more pack may be made within a day: {by} asked, {other} agreed. It is in the audit."
    ),
}
