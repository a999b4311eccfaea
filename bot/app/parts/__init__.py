"""The parts of Concord, each wired for itself; ``bot.app.wiring`` puts them together."""
