"""What each command of the command line does; ``bot.cli`` defines their options."""
