"""A page that needs nothing else: to be read on a screen or aloud, printed, laid before a board."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)


def page(template: str, **values: object) -> str:
    """The whole page, everything on it escaped. Besides what the template itself wants, ``title``
    and ``about`` are the window's name, ``of`` says beneath it of what and when, ``summed`` is what
    it comes to, the most important first, and ``wrong`` whether that is bad.
    """
    return _TEMPLATES.get_template(template).render(values)
