"""The rules behind ``decide``, a file for each part of a case's life."""
