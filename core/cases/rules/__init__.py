"""The rules that ``decide`` applies, one folder for each part of a case's life."""
