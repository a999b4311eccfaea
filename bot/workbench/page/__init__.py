"""The web page of the workbench and what it calls."""
