"""Damaged policy files: whatever happens to one, it loads or says where it is wrong."""

import random

import pytest

from policies.directories import load_directory
from policies.fault import Fault
from policies.loader import LoadedPolicy, load_policy
from policies.shelf import directory_text, policy_text

_TOKENS = [
    "&a ", "*a ", "!!int ", "!", "%", "@", "`", "|", ">", "\t", ":", ": ", "- ", "? ", "#", " #",
    "[", "]", "{", "}", ",", '"', "'", "---\n", "...\n", "\n", "\r", "  ", "\x00", "\x85", "\u2028",
    "\ufeff", "\ud83d", "😀", "null", "~", "true", "999999999999999999999", "-1", "1e9", ".inf",
    "2026-13-45", "25:61", "<<: *a\n", "\\", "\\x", "name: value\n", "id: main\n", "HOU-1", "[]", "{}",
]  # fmt: skip


def damaged(text: str, chance: random.Random) -> str:
    """The text after one to three accidents of the kinds that happen to files."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) or 1)
        lines = text.splitlines(keepends=True) or [""]
        row = chance.randrange(len(lines))
        match chance.randrange(9):
            case 0:
                text = text[:at] + text[at + chance.randint(1, 40) :]
            case 1 | 2:
                text = text[:at] + chance.choice(_TOKENS) + text[at:]
            case 3:
                text = text[:at] + chance.choice(_TOKENS) + text[at + 1 :]
            case 4:
                text = "".join((*lines[:row], *lines[row + 1 :]))
            case 5:
                text = "".join((*lines[: row + 1], lines[row], *lines[row + 1 :]))
            case 6:
                lines[row] = chance.choice([" ", "    ", ""]) + lines[row].lstrip(" ")
                text = "".join(lines)
            case 7:
                other = chance.randrange(len(lines))
                lines[row], lines[other] = lines[other], lines[row]
                text = "".join(lines)
            case _:
                text = text[:at] if chance.random() < 0.2 else text.replace(": ", ":", 1)
    return text


def check(faults: tuple[Fault, ...], text: str, name: str) -> None:
    """Every fault names the file, a line that exists, and something to do."""
    assert faults
    last = text.count("\n") + 2
    for fault in faults:
        assert fault.file == name
        assert 1 <= fault.line <= last, fault
        assert len(fault.message) > 20
        assert fault.message.endswith((".", "?")), fault.message
        assert "\n" not in str(fault), fault


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_policy_is_refused_with_places_or_loads(seed: int) -> None:
    """Thirty accidents for each seed, three hundred in all: never a traceback."""
    chance = random.Random(seed)
    whole = policy_text("halton")
    refused = 0
    for _ in range(30):
        text = damaged(whole, chance)
        result = load_policy(text, "halton.yaml")
        if not isinstance(result, LoadedPolicy):
            check(result, text, "halton.yaml")
            refused += 1
    assert refused > 10


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_contact_list_is_refused_with_places_or_loads(seed: int) -> None:
    """The same accidents happen to contact lists, and are told in the same way."""
    chance = random.Random(100 + seed)
    whole = directory_text("halton")
    for _ in range(20):
        text = damaged(whole, chance)
        result = load_directory(text, "list.yaml")
        if isinstance(result, tuple):
            check(result, text, "list.yaml")
