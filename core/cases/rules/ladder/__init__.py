"""Rules for how a case begins and moves from stage to stage."""
