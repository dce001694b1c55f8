"""A local Telegram in which to play every role."""
