"""Events as sealed, encrypted bytes, and the check that they are whole."""
