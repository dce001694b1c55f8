"""Sentences about a case whose worker wants everything gone."""

from __future__ import annotations

from collections.abc import Mapping

OF_ERASING: Mapping[str, str] = {
    "card.sealed": "{code}\nTo be deleted. Nobody can read it.",
    "card.erased": "{code}\nErased.",
    "card.forgotten": "{code}\nForgotten: its time was over.",
    "toast.erased": "This case is not there any more: it was erased.",
    "erased": (
        "{code} - she has erased her conversation. Nobody can read it any more, and this chat is being cleared. "
        "You can: take another case with /queue."
    ),
    "sealed": (
        "{code} - from her phone somebody asked to delete everything. Whether it was she, nobody knows. From now on "
        "nobody can read it, and this chat is being cleared. In {hours} hours it is destroyed, unless she takes that "
        "back. It is not yours any more. You can: tell a coordinator if you fear for her; take another case with "
        "/queue."
    ),
    "sealed.held": (
        "{code} - from her phone somebody asked to delete everything. From now on nobody can read it, and this chat is "
        "being cleared. It is held for the law until {day} and destroyed after that. It is not yours any more. You "
        "can: tell a coordinator if you fear for her; take another case with /queue."
    ),
    "refused.sealed": (
        "{code} - this was not done: everything of this case is to be deleted, and nobody can read it any more. "
        "Nothing was changed. You can: take another case with /queue."
    ),
    "refused.not_confirmed": "{code} - this was not done: it is not certain that it is she. Nothing was changed.",
    "not_sent.sealed": (
        "{code} - your message was not sent: everything of this case is to be deleted, and nobody can read it any "
        "more. She has not seen it, and nobody else has. You can: take another case with /queue."
    ),
}
