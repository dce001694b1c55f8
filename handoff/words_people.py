"""Sentences about colleagues: who is staff, who comes, who is stopped, who leaves."""

from __future__ import annotations

from collections.abc import Mapping

OF_PEOPLE: Mapping[str, str] = {
    "role.advocate": "advocate",
    "role.coordinator": "coordinator",
    "role.admin": "admin",
    "role.reviewer": "reviewer",
    "role.auditor": "auditor",
    "role.dpo": "data-protection officer",
    "none": "none",
    "console": "Somebody at the console",
    "staff.head": "Who is staff. Tap a name for what you can do.",
    "staff.line": "{name} · {role} · {cases}",
    "staff.line_frozen": "{name} · {role} · {cases} · frozen",
    "button.freeze": "Freeze this account now",
    "button.thaw": "Let this account in again",
    "button.part": "Leaves the staff…",
    "button.parts": "Yes, {name} leaves the staff now",
    "button.approve": "Approve",
    "button.refuse": "Refuse",
    "people.gone": (
        "This is no longer true: the colleague or the invite is gone. Nothing was changed. You can: look with /staff."
    ),
    # Coming.
    "invite.how": (
        "To invite somebody, write /invite, then a role, then the name that colleagues will see. Nothing was "
        "changed. Roles: {roles}. For example: /invite advocate Desk Two"
    ),
    "invite.made": (
        "The link for {name}:\n{link}\n\nIt works once, for 24 hours, and only when another coordinator has "
        "approved it. They have been asked. Send it to {name} yourself, on a way that only {name} reads."
    ),
    "invite.ask": (
        "{by} invites {name} as {role}. You can: approve it, if you know of it and know the person; or refuse it, "
        "and the link will never work. Until then it does not."
    ),
    "invite.approved": "{by} has approved the invite for {name}. The link works now, once.",
    "invite.refused": "{by} has refused the invite for {name}. The link does not work any more.",
    "invite.waits": (
        "Your invite is real, but a second coordinator has not approved it yet. Nothing was changed. You can: ask "
        "who invited you, and open the link again."
    ),
    # Stopping.
    "frozen": (
        "{name}'s account was frozen by {by}. Nothing leaves from it any more, also what was on its way. Back in "
        "the queue: {codes}. You can: let it in again with /staff."
    ),
    "thawed": "{name}'s account was let in again by {by}. Cases have to be claimed anew.",
    # Leaving.
    "part.ask": (
        "If {name} leaves the staff: {cases} held now goes back to the queue, open invites stop working, what I "
        "wrote to {name} in the last 48 hours is deleted, and the account is a stranger's. This cannot be undone; "
        "a new invite can bring {name} back. Nothing has been done yet."
    ),
    "parted": (
        "{name} is no longer staff; {by} did it. Back in the queue: {codes}. Invites stopped: {links}. Their chat "
        "with me is being cleared as far as Telegram lets me.\n\nWhat cannot be called back:\n· what I wrote there "
        "before {since}, copies, photos and what {name} remembers. Read so far: {read}\n· {name} may still be in "
        "the staff group: remove them there by hand\n· access that is not mine: the server, its keys, backups, the "
        "content folder. Whoever looks after these must be told"
    ),
    "tidy.left": (
        "{count} about cases could not be taken out of the chat of {name} with me: two days are over, and Telegram "
        "lets me delete nothing older. Nothing else is known of them here. You can: ask {name} to delete the older "
        "messages of that chat on the phone, and to tell you when it is done."
    ),
    # Not done.
    "refused.own": (
        "You asked for this invite yourself, so somebody else must approve it. Nothing was changed. You can: ask "
        "another coordinator."
    ),
    "refused.over": (
        "This invite is used, refused or older than 24 hours. Nothing was changed. You can: make a new one with "
        "/invite."
    ),
    "refused.approved": (
        "This invite is approved already. Nothing was changed. You can: refuse it while nobody has used it."
    ),
    "refused.alone": (
        "You are the only coordinator, and an invite needs a second one. Nothing was changed. You can: have it "
        "made with “helpline staff invite” on the server; you will be asked to approve it."
    ),
    "refused.yourself": "Nobody does this to their own account. Nothing was changed. You can: ask another coordinator.",
    "refused.is_frozen": "This account is frozen already. Nothing was changed. You can: look with /staff.",
    "refused.not_frozen": "This account is not frozen. Nothing was changed. You can: look with /staff.",
}
