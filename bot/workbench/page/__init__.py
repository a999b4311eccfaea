"""The web page of the workbench and its server."""
