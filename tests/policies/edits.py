"""Random edits of a policy file, of every kind that slips and malice make."""

import random
import re
from collections.abc import Callable
from typing import Final

_TOKENS: Final = [
    "&a ", "*a ", "!!int ", "!", "%", "@", "`", "|", ">", "\t", ":", ": ", "- ", "? ", "#", " #",
    "[", "]", "{", "}", ",", '"', "'", "---\n", "...\n", "\n", "\r", "  ", "\x00", "\x85", "\u2028",
    "\ufeff", "\ud83d", "😀", "null", "~", "true", "999999999999999999999", "-1", "1e9", ".inf",
    "2026-13-45", "25:61", "<<: *a\n", "\\", "\\x", "name: value\n", "id: main\n", "HOU-1", "[]", "{}",
]  # fmt: skip
_VALUES: Final = [
    "5", "-1", "0", "1e400", "9" * 400, "0x1F", "0o17", ".nan", "true", "no", "null", "~", "", "''",
    "[]", "{}", "[[]]", "[1, 2]", "{a: b}", "- x", "2026-02-30", "25:61", "soon", "HOU-99", "G99",
    "main", "practitioner", "x" * 3000, '"\\ud800"', '"\\x00"', "é́😀", "{remove: true}", "*a",
    "&a x", "!!int 5", "!!binary aGk=", "!!python/object/apply:os.getcwd []", "!<x> y", "|", ">-",
    "[" * 40 + "]" * 40, "{a: " * 40 + "}" * 40, "@x", "%x", "`x`", "? x", ": x", "# x", "'x", '"x',
]  # fmt: skip
_LINES: Final = [
    "<<: *a", "<<: {id: main}", "<<: [*a, *b]", "? [a, b]\n: c", "extends: hounslow.yaml",
    "extends: ../up.yaml", "remove: true", "before: other", "format: 1", "roles: []", "tracks:",
    "%YAML 9.9", "%TAG ! x", "---", "...", "\x00", "\x07", "!!set {a}", "&a [*a]", "- - - -",
]  # fmt: skip
_KEY: Final = re.compile(r"(?<![\w#])([a-z_]+|[A-Z]{3}-\d+):(?= |\n)")
_VALUE: Final = re.compile(r"(?<=: )[^\s{}\[\],#][^{}\[\],#\n]*")
_REFERENCE: Final = re.compile(r"(?<=\bto: )\w+|(?<=from_stage: )\w+|(?<=role: )\w+")

Edit = Callable[[str, random.Random], str]


def edited(text: str, randomness: random.Random) -> str:
    """The text after one to three random edits."""
    for _ in range(randomness.randint(1, 3)):
        text = randomness.choices(*zip(*_EDITS, strict=True))[0](text, randomness)
    return text


def _at(
    pattern: re.Pattern[str], text: str, randomness: random.Random, new: Callable[[str], str]
) -> str:
    """The text with one random match of a pattern replaced."""
    found = list(pattern.finditer(text))
    if not found:
        return text + new("x")
    one = randomness.choice(found)
    return text[: one.start()] + new(one[0]) + text[one.end() :]


def _misspelt(word: str, randomness: random.Random) -> str:
    at = randomness.randrange(len(word) or 1)
    word = word or "x"
    return (
        word[:at]
        + randomness.choice(["", "x", word[at] * 2, word[at].upper(), "-"])
        + word[at + 1 :]
    )


def _key(text: str, randomness: random.Random) -> str:
    return _at(_KEY, text, randomness, lambda key: f"{_misspelt(key[:-1], randomness)}:")


def _value(text: str, randomness: random.Random) -> str:
    return _at(_VALUE, text, randomness, lambda value: _misspelt(value, randomness))


def _wrong_type(text: str, randomness: random.Random) -> str:
    return _at(_VALUE, text, randomness, lambda _: randomness.choice(_VALUES))


def _crossed(text: str, randomness: random.Random) -> str:
    """A reference that points elsewhere: back to its own stage, round in a circle, nowhere."""
    names = _REFERENCE.findall(text) or ["main"]
    return _at(_REFERENCE, text, randomness, lambda _: randomness.choice(names))


def _anchored(text: str, randomness: random.Random) -> str:
    text = _at(_VALUE, text, randomness, lambda value: f"&a {value}")
    return _at(_VALUE, text, randomness, lambda _: "*a")


def _block(text: str, randomness: random.Random) -> str:
    """Some lines taken away, doubled, moved, or set in another depth."""
    lines = text.splitlines(keepends=True) or [""]
    start = randomness.randrange(len(lines))
    end = start + randomness.choice([1, 1, 2, 5, 20])
    block = lines[start:end]
    kept = [*lines[:start], *lines[end:]]
    match randomness.randrange(5):
        case 0:
            return "".join(kept)
        case 1:
            return "".join((*lines[:end], *block, *lines[end:]))
        case 2:
            at = randomness.randrange(len(kept) + 1)
            return "".join((*kept[:at], *block, *kept[at:]))
        case 3:
            pad = randomness.choice([" ", "    ", "\t"])
            return "".join((*lines[:start], *(pad + one for one in block), *lines[end:]))
        case _:
            return "".join((*lines[:start], *(one.lstrip(" ") for one in block), *lines[end:]))


def _line(text: str, randomness: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = randomness.randrange(len(lines) + 1)
    pad = " " * randomness.choice([0, 0, 2, 4, 6])
    return "".join((*lines[:at], f"{pad}{randomness.choice(_LINES)}\n", *lines[at:]))


def _characters(text: str, randomness: random.Random) -> str:
    at = randomness.randrange(len(text) + 1)
    gone = randomness.choice([0, 0, 1, 20])
    return text[:at] + randomness.choice([*_TOKENS, ""]) + text[at + gone :]


def _deep(text: str, randomness: random.Random) -> str:
    opening = randomness.choice(["[", "{a: ", "- ", "? ", "[{"])
    return _at(_VALUE, text, randomness, lambda _: opening * randomness.choice([10, 30, 5000]))


def _encoded(text: str, randomness: random.Random) -> str:
    """What an editor saves in another encoding, read as if it were ours."""
    wrong = randomness.choice(["utf-16", "utf-32-be", "cp037", "utf-7", "utf-8-sig"])
    raw = text.encode(wrong, "replace")
    return raw.decode(randomness.choice(["latin-1", "utf-8", "cp1252"]), "replace")


def _long(text: str, randomness: random.Random) -> str:
    """Ten megabytes: of the same again, of remarks, of one line, of entries."""
    more = randomness.choice([text, "# x\n", "x", "  - {id: a, role: b}\n", "k: 1\n"])
    return text + more * (10_000_000 // len(more) + 1)


def _many(text: str, randomness: random.Random) -> str:
    """As much of one slip as is still read of a policy."""
    more = randomness.choice(
        ["k{n}: 1\n", "  k{n}: 1\n", "  - {{idd: a{n}}}\n", "- &a{n} x\n", "roles: 1\n"]
    )
    many = "".join(more.format(n=n) for n in range(30_000))
    return text + many[: max(0, 98_000 - len(text.encode("utf-8", "surrogatepass")))]


_EDITS: Final[list[tuple[Edit, int]]] = [
    (_key, 12),
    (_value, 12),
    (_wrong_type, 14),
    (_crossed, 8),
    (_anchored, 4),
    (_block, 16),
    (_line, 10),
    (_characters, 14),
    (_deep, 2),
    (_encoded, 1),
    (_long, 1),
    (_many, 1),
]
"""Every kind of edit, and how often it is made."""
