"""The YAML parser's events as our own types; the only module that imports ruamel.yaml."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError


class YamlEventKind(StrEnum):
    """A kind of parser event."""

    DOCUMENT = "DocumentStartEvent"
    MAPPING = "MappingStartEvent"
    MAPPING_END = "MappingEndEvent"
    SEQUENCE = "SequenceStartEvent"
    SEQUENCE_END = "SequenceEndEvent"
    SCALAR = "ScalarEvent"
    ALIAS = "AliasEvent"


_KINDS = {str(kind): kind for kind in YamlEventKind}


@dataclass(frozen=True, slots=True)
class YamlEvent:
    """A parser event, with its line counted from 1."""

    kind: YamlEventKind
    line: int
    text: str = ""
    plain: bool = True
    """A scalar without quotation marks, so that ``5`` is a number."""
    anchor: str = ""
    tag: str = ""


class UnreadableYamlError(Exception):
    """The text stops being YAML at a line; ``what`` is "" for a forbidden character."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.what = what


def events(text: str) -> Iterator[YamlEvent]:
    """Yield the events of a text in order. Raises UnreadableYamlError where it stops being YAML."""
    for event in _parsed(text):
        kind = _KINDS.get(type(event).__name__)
        if kind:
            yield _yaml_event(kind, event)


def _parsed(text: str) -> Iterator[Any]:
    parser: Any = YAML(typ="safe", pure=True)
    reached = 1
    try:
        for event in parser.parse(text):
            reached = int(event.start_mark.line) + 1
            yield event
    except ReaderError as error:
        raise _misread(error, text) from error
    except MarkedYAMLError as error:
        raise _unreadable(error) from error
    except (
        YAMLError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        # Errors of the parser's own scanner on text that is not YAML, such as "\U99999999".
        raise UnreadableYamlError(reached, type(error).__name__) from error


def _yaml_event(kind: YamlEventKind, event: Any) -> YamlEvent:
    return YamlEvent(
        kind=kind,
        line=int(event.start_mark.line) + 1,
        text=str(getattr(event, "value", "")),
        plain=getattr(event, "style", None) is None,
        anchor=str(getattr(event, "anchor", None) or ""),
        tag=str(getattr(event, "tag", None) or ""),
    )


def _misread(error: Any, text: str) -> UnreadableYamlError:
    return UnreadableYamlError(text.count("\n", 0, int(error.position)) + 1, "")


def _unreadable(error: Any) -> UnreadableYamlError:
    mark = error.problem_mark or error.context_mark
    what = str(error.problem or error.context or "it cannot be read").split("\n")[0]
    return UnreadableYamlError(int(mark.line) + 1 if mark else 1, what[:160])
