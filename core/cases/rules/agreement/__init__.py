"""Rules for agreeing, meeting, noting and settling."""
