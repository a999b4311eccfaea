"""What each command of the command line does; ``bot.cli`` says how it is called."""
