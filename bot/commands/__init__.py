"""The commands of `helpline`, by what they are about. `bot.cli` puts them together."""
