"""Reads YAML 1.2 into plain values with the line of each, and refuses what hides meaning.

The subset is deliberate: mappings, lists, text, whole numbers, true/false and empty. Anchors,
aliases and tags make a file say things its reader cannot see, so each is refused with its line. The
reader works on the parser's events, so a file that is nested too deep is refused before it is
built.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from policies.yaml_reading.fault import MAX_FAULTS, Fault, Path
from policies.yaml_reading.yaml_events import UnreadableYamlError, YamlEvent, YamlEventKind, events

MAX_BYTES: Final = 256 * 1024
"""Longest file in bytes: a contact list of some 1,500 people."""
MAX_POLICY_BYTES: Final = 96 * 1024
"""Longest policy in bytes. A policy needs about 30 KiB; far more is a wrong file. Parsing takes up
to 9 seconds a MiB, and nobody should wait two seconds for "this is the wrong file".
"""
MAX_DEPTH: Final = 24
"""Most levels of nesting; a policy file has about 10."""

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"

_LONGEST_NUMBER: Final = 9
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_FRACTION: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?")
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_REPAIR: Final = "Check the indentation, the colons and the quotation marks there."
_CHARACTER: Final = "This line holds a control character that no text should have. Retype the line."


class FileLine(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int


@dataclass(slots=True)
class YamlSource:
    """The values of a file and the place of each; for a merged file, also in which file."""

    name: str
    data: Value = None
    spots: dict[Path, FileLine] = field(default_factory=dict[Path, FileLine])
    layered: bool = False
    """Whether it is an overlay merged with its base, so that a line alone is not a place."""
    faults: list[Fault] = field(default_factory=list[Fault])
    unread: set[Path] = field(default_factory=set[Path])
    """Places whose value could not be read; a value missing there is not a second fault."""
    doubtful: set[Path] = field(default_factory=set[Path])
    """Places with a mistake of unclear meaning; what follows from it is not a second fault."""

    def spot(self, path: Path) -> FileLine:
        """Return the line of the nearest place that the file has."""
        while path and path not in self.spots:
            path = path[:-1]
        return self.spots.get(path, FileLine(self.name, 1))

    def where(self, path: Path) -> str:
        """Return the place in words, to name a second place in a fault: "line 12"."""
        spot = self.spot(path)
        return f"line {spot.line} of {spot.file}" if self.layered else f"line {spot.line}"

    def words(self, path: Path) -> str:
        """Return the path in words: list entries by their id if they have one."""
        return " > ".join(self._step(path[: end + 1]) for end in range(len(path)))

    def fault(self, path: Path, message: str) -> Fault:
        """Return a fault at a place of this file."""
        spot = self.spot(path)
        return Fault(spot.file, spot.line, self.words(path), message, path)

    def is_unread(self, path: Path) -> bool:
        """Return whether the value at a place, or one around it, could not be read."""
        return any(path[:end] in self.unread for end in range(len(path) + 1))

    def rename(self, path: Path, meant: str, value: Value) -> None:
        """Make the lines of a misspelt key and its value known under the key that was meant."""
        for below in _within(value):
            if spot := self.spots.get((*path, *below)):
                self.spots[(*path[:-1], meant, *below)] = spot

    def sure(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Yield the faults of meaning, except those that a mistake at the same place may have
        caused.
        """
        for fault in faults:
            ends = range(len(fault.steps) + 1)
            if not any(fault.steps[:end] in self.doubtful for end in ends):
                yield fault

    def _step(self, path: Path) -> str:
        last = path[-1]
        if isinstance(last, str):
            return last[:60]
        entry = value_at(self.data, path)
        name = entry.get("id", entry.get("role")) if isinstance(entry, dict) else None
        return name[:60] if isinstance(name, str) and name else f"entry {last + 1}"


def _within(value: Value) -> Iterator[Path]:
    """Yield the relative path of a value and of everything in it."""
    yield ()
    entries = value.items() if isinstance(value, dict) else ()
    numbered = enumerate(value) if isinstance(value, list) else ()
    for step, held in (*entries, *numbered):
        for below in _within(held):
            yield (step, *below)


def value_at(data: Value, path: Path) -> Value:
    """Return the value at a place, or None."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def read(text: str, name: str, most: int = MAX_POLICY_BYTES) -> YamlSource:
    """Read one document of at most ``most`` bytes; its faults are in the source. Never raises."""
    source = YamlSource(name)
    refused = _too_large(text, most) or _hidden_character(text)
    if refused:
        source.faults.append(Fault(name, *refused))
        return source
    builder = _Builder(source, events(text))
    try:
        builder.build()
    except _EnoughError:
        return source
    except UnreadableYamlError as error:
        stops = f"The file stops being readable as YAML here: {error.what}. {_REPAIR}"
        source.faults.append(Fault(name, error.line, "", stops if error.what else _CHARACTER))
    return source


def _too_large(text: str, most: int) -> tuple[int, str, str] | None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size <= most:
        return None
    message = (
        f"The file is {size // 1024} KiB long; at most {most // 1024} KiB are read. "
        "Check that this is the right file."
    )
    return 1, "", message


def _hidden_character(text: str) -> tuple[int, str, str] | None:
    # The parser takes a zero byte for the end of the file and would ignore what follows.
    found = re.search("[\x00\ud800-\udfff]", text)
    return (text.count("\n", 0, found.start()) + 1, "", _CHARACTER) if found else None


class _EnoughError(Exception):
    """The file has too many faults to read on."""


class _Builder:
    """Builds values from the parser's events, with the line and faults of each."""

    def __init__(self, source: YamlSource, met: Iterator[YamlEvent]) -> None:
        self.source = source
        self.met = met

    def build(self) -> None:
        """Read the one document. Raises UnreadableYamlError where the text stops being YAML."""
        documents = 0
        for met in self.met:
            if met.kind is not YamlEventKind.DOCUMENT:
                self.source.data = self.value(met, ())
                continue
            documents += 1
            if documents > 1:
                message = "A second document starts here (---). Keep one document in each file."
                self._fault(met.line, (), message)
                return
        if documents == 0:
            message = "The file is empty. Start from one of the policies that are there already."
            self._fault(1, (), message)

    def _fault(self, line: int, path: Path, message: str) -> None:
        source = self.source
        source.faults.append(Fault(source.name, line, source.words(path), message))
        if len(source.faults) > MAX_FAULTS:
            raise _EnoughError

    def value(self, met: YamlEvent, path: Path) -> Value:
        """Read the value that starts with ``met``, and all that is in it."""
        self.source.spots.setdefault(path, FileLine(self.source.name, met.line))
        if len(path) > MAX_DEPTH:
            raise UnreadableYamlError(
                met.line, f"lists and mappings are nested more than {MAX_DEPTH} deep"
            )
        self._refuse_hidden(met, path)
        if met.kind is YamlEventKind.MAPPING:
            return self._mapping(path)
        if met.kind is YamlEventKind.SEQUENCE:
            return self._sequence(path)
        if met.kind is YamlEventKind.ALIAS:
            self.source.unread.add(path)
            return None
        if _HIDDEN.search(met.text):
            self._fault(met.line, path, _CHARACTER)
            self.source.unread.add(path)
            return None
        return _scalar(met)

    def _mapping(self, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for met in self.met:
            if met.kind is YamlEventKind.MAPPING_END:
                break
            if met.kind is not YamlEventKind.SCALAR:
                self._odd_key(met, path)
                continue
            place = (*path, met.text)
            self._refuse_hidden(met, place)
            if met.text in found:
                self._repeated(met, place)
                continue
            self.source.spots[place] = FileLine(self.source.name, met.line)
            found[met.text] = self.value(next(self.met), place)
        return found

    def _sequence(self, path: Path) -> list[Value]:
        found: list[Value] = []
        for met in self.met:
            if met.kind is YamlEventKind.SEQUENCE_END:
                break
            found.append(self.value(met, (*path, len(found))))
        return found

    def _repeated(self, met: YamlEvent, place: Path) -> None:
        message = (
            f"“{met.text[:60]}” is given twice here; it is already on "
            f"{self.source.where(place)}. Keep one of the two."
        )
        self._fault(met.line, place, message)
        self._aside().value(next(self.met), place)

    def _odd_key(self, met: YamlEvent, path: Path) -> None:
        message = (
            "A list or a mapping stands here where a plain name is expected. Write “name: value”; "
            "text that starts with a bracket or brace goes in quotation marks."
        )
        self._fault(met.line, path, message)
        aside = self._aside()
        aside.value(met, (*path, "?"))
        aside.value(next(self.met), (*path, "?"))

    def _aside(self) -> "_Builder":
        """Return a builder that only looks for faults; what it reads is not part of the file."""
        return _Builder(YamlSource(self.source.name, faults=self.source.faults), self.met)

    def _refuse_hidden(self, met: YamlEvent, path: Path) -> None:
        if met.kind is YamlEventKind.ALIAS:
            what = f"The alias *{met.anchor} stands for text written elsewhere"
        elif met.anchor:
            what = f"The anchor &{met.anchor} lets text be repeated unseen"
        elif met.tag:
            what = f"The tag {met.tag} changes how the value is read"
        else:
            return
        rule = "Anchors, aliases and tags are not allowed: write the value out in full."
        self._fault(met.line, path, f"{what}. {rule}")


def _scalar(met: YamlEvent) -> Value:
    text = met.text
    if not met.plain or met.tag:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text) and len(text) <= _LONGEST_NUMBER:
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) and len(text) <= _LONGEST_NUMBER else text
