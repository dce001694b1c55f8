"""Sentences about how long she waits, and when it is safe to write to her."""

from __future__ import annotations

from collections.abc import Mapping

OF_WAITING: Mapping[str, str] = {
    "hours.held": (
        "{code} - kept and not sent: she has said when it is safe to write to her, and now is not. It leaves at "
        "{opens} (UK time), or as soon as she writes. Nothing is lost. You can: go on writing; it comes in order."
    ),
    "hours.told": (
        "{code} - she has said when it is safe to write to her, and now is not. She will see that you are here at "
        "{opens} (UK time), or as soon as she writes. You can: write to her now; it is kept until then."
    ),
    "promise_broken": (
        "{code} - still waiting, longer than she was told. She has been told that, once. Nothing is lost, and her "
        "place is kept. You can: see who waits with /queue, and who could take the case."
    ),
}
