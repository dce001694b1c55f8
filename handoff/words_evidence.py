"""Sentences about the digest of a file of hers."""

from __future__ import annotations

from collections.abc import Mapping

OF_EVIDENCE: Mapping[str, str] = {
    "evidence.how": (
        "To take the digest of a photo, file, video or voice message of hers, reply to it with /evidence and nothing "
        "more. Nothing was changed."
    ),
    "evidence.not_hers": (
        "{code} - no digest was taken: that is no message of hers. Nothing was changed. You can: reply to the file "
        "itself with /evidence."
    ),
    "evidence.no_file": (
        "{code} - no digest was taken: there is no photo, file, video or voice message in that. Nothing was changed. "
        "You can: reply to the file itself with /evidence."
    ),
    "evidence.fetching": (
        "{code} - fetching {kind} of hers once, to take its digest. The answer comes in place of this. If none comes "
        "in a few minutes, nothing was kept. You can: send /evidence again."
    ),
    "evidence.taken": "{code} - {kind} of hers, sent {when}, {size} bytes.",
    "evidence.made.photo": (
        "Telegram had made it smaller before it reached us, as it does with photos. You can: ask her, where it is "
        "safe, to send the original as a file; that one has a digest of its own."
    ),
    "evidence.made.document": "It is the file as it was sent: nothing was made smaller.",
    "evidence.made.other": "It is what Telegram delivered. Whether her app had made it smaller is not known.",
    "evidence.kept": "The bytes were not kept. This digest is, sealed with her message. SHA-256:",
    "evidence.same": "It is the same digest as on {when}, which is kept. The bytes were not. SHA-256:",
    "evidence.differs": (
        "🔴 {code} - THE DIGEST IS NOT THE SAME AS BEFORE. It is {kind} of hers, sent {when}; fetched on {first} "
        "and again now, and the bytes differ. Both digests are kept, the first one first; nothing of hers is lost. You "
        "can: not rely on either until somebody has looked into it, tell a coordinator, and ask her, where it is safe, "
        "to send it again as a file.\nFirst: {digest}\nNow:"
    ),
    "evidence.too_big": (
        "{code} - no digest was taken: the file is larger than 20 MB, and no larger one is given to a bot. Nothing was "
        "changed. You can: ask her, where it is safe, to send it in smaller parts."
    ),
    "evidence.gone": (
        "{code} - no digest was taken: Telegram does not give this file to us, at least not now. Nothing was changed. "
        "You can: send /evidence again later, or ask her, where it is safe, to send the file again."
    ),
    "evidence.away": (
        "{code} - no digest was taken: Telegram gave no answer, or not all of the file. Nothing was changed. "
        "You can: send /evidence again."
    ),
    "help.evidence": "/evidence - as a reply to a file of hers: its SHA-256 digest, size and day, kept with the case",
}
