"""Fixtures that every test may ask for, and what all of them have in common."""

from policies.yaml_reading import source
from tests.pace import YAML_EVENTS

pytest_plugins = ["tests.databases"]

vars(source)["events"] = YAML_EVENTS
