"""Signs that one person puts under the words of another, and how long words can be taken back."""

from __future__ import annotations

from datetime import timedelta

TAKEN = "👍"
"""Under an advocate's own message, from the bot: Telegram has accepted its copy for her."""

CHANGED = "✍"
"""In the place of that: Telegram has accepted a change of it too."""

KIND = frozenset(["👍", "❤", "🙏", "👌", "🤝", "🕊", "🤗", "🫡", "✍", "👀", "👏", "🎉", "💯", "😇", "😢"])
"""What an advocate can put under her messages. The rest of what Telegram knows can mock or frighten, and one tap
beside the right one is enough."""

DELETABLE = timedelta(hours=48)  # how long Telegram lets a bot delete (Bot API, deleteMessage)


def plain(sign: str) -> str:
    """Without the mark that asks for colour: some apps send it, and Telegram's own list has none."""
    return sign.replace("\ufe0f", "")


def is_kind(sign: str) -> bool:
    return plain(sign) in KIND
