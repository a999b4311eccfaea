"""The Teams app package: manifest, icons and how they are drawn."""
