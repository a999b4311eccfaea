"""Rules for how a case opens and moves from stage to stage."""
