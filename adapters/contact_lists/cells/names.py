"""Read names of people and teams, with the ranks, units and posts written among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from adapters.contact_lists.text import fold

_ADDRESSED_AS: Final = """
    mr mrs ms miss mx dr prof professor sir dame lady lord rev revd cllr councillor
"""
_RANK_WORDS: Final = """
    det detective sgt sergeant insp inspector supt superintendent ch chief constable commander
    acting temp cpt captain
"""
_RANK_LETTERS: Final = "PC PS DC DS DI DCI DSU DSUPT CI CSUPT PCSO T/DI A/DI T/DCI A/DCI"
"""Ranks only in capitals: Di and Ps may be names; DI and PS are not."""
_TEAM_WORDS: Final = """
    team teams service services hub mash unit office department desk helpline board partnership
    switchboard trust hospital council reception surgery practice school schools centre mailbox
    inbox duty group committee police icb ccg nhs admin lado cait camhs
"""
_POST_WORDS: Final = """
    manager managers director nurse nurses nursing head lead leads officer supervisor doctor gp
    midwife midwives sergeant inspector superintendent safeguarding children childrens children's
    adult adults named designated designate principal practitioner consultant matron specialist
    advisor adviser chair chairperson coordinator co-ordinator assistant deputy social worker
    headteacher teacher secretary executive commissioner representative designation interim acting
    operational operations divisional advanced senior independent reviewing maternity paeds a&e
    paediatric paediatrics community public health education housing probation commissioning
    quality clinical associate strategic professional early help welfare family families
    attendance inclusion pastoral governance other useful contacts contact front
    door intake
"""
_PARTICLE_WORDS: Final = "de da di del della van von der den al el bin ibn le la du mac mc st"

_ADDRESSED: Final = frozenset(_ADDRESSED_AS.split())
_RANKS: Final = frozenset(_RANK_WORDS.split())
_RANKS_IN_CAPITALS: Final = frozenset(_RANK_LETTERS.split())
_TEAM: Final = frozenset(_TEAM_WORDS.split())
_POST: Final = frozenset(_POST_WORDS.split()) | _TEAM
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_WORD: Final = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’.\-])*$")
_INTERIM: Final = re.compile(r"\b(?:interim|acting|temporary|secondment|seconded)\b", re.IGNORECASE)
_INSTRUCTION: Final = re.compile(
    r"^(?:please|who will|nb|via|(?:contact|e-?mail|call|ring|phone|ask|consult|speak|refer|send)\s+"
    r"(?:the|your|to|us|with|via|by|on|in))\b",
    re.IGNORECASE,
)
_PIECE: Final = re.compile(
    r"(?P<mark>[(),;\n]|\s/\s|\s[-–—]\s?|[-–—]\s"
    r"|\s(?:or|and|&)\s(?=[^\W\d_a-z][^\W\d_]+\s[^\W\d_a-z]))"
)
_SLASH: Final = re.compile(r"(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})")
_MOST_WORDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPerson:
    """A person (``name`` "" if there is only a post) with the post written next to the name."""

    name: str
    title: str = ""
    rank: str = ""
    """A rank in the name, or the unit in brackets before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPeople:
    """Everybody named in the text before a telephone number or an address."""

    people: tuple[NamedPerson, ...]
    certain: bool
    """Whether there is only one way to read it."""


def is_interim(text: str) -> bool:
    """Whether a post or a name says that it is interim, acting or temporary."""
    return _INTERIM.search(text) is not None


def is_instruction(text: str) -> bool:
    """Whether the text tells the reader what to do instead of naming a post."""
    return _INSTRUCTION.match(text.strip()) is not None


def is_team(text: str) -> bool:
    """Whether a name is that of a team, a service or an organisation."""
    words = {word.strip(".,()'’").casefold() for word in text.replace("/", " ").split()}
    return bool(words & _TEAM)


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether the text can only be a person's name: two to five capitalised words."""
    words = without_rank(text)[1].split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return False
    return all(
        _WORD.match(word)
        and (word[0].isupper() or word.casefold() in _PARTICLES)
        and word.casefold() not in _POST
        for word in words
    )


@lru_cache(maxsize=4096)
def without_rank(text: str) -> tuple[str, str]:
    """Return the ranks as written, and the name without rank and courtesy title."""
    words = text.split()
    ranks: list[str] = []
    while len(words) > 1:
        word = words[0].strip(".,")
        parts = [part for part in re.split(r"[/.]", word.casefold()) if part]
        if word in _RANKS_IN_CAPITALS or (parts and all(part in _RANKS for part in parts)):
            ranks.append(words.pop(0))
        elif word.casefold() in _ADDRESSED:
            words.pop(0)
        else:
            break
    return " ".join(ranks), " ".join(words)


@lru_cache(maxsize=4096)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the words of a name for comparing: lower case, no accents, split at hyphens."""
    words = re.split(r"[\s\-.]+", re.sub(r"\(.*?\)", " ", fold(name)))
    cleaned = (re.sub(r"[^a-z]", "", word) for word in words)
    return tuple(word for word in cleaned if word and word not in _ADDRESSED)


def name_key(name: str) -> str:
    """Return a key that is equal for rows that name the same person, as far as names can tell."""
    return " ".join(name_parts(without_rank(name)[1]))


def read_name(text: str) -> NamedPerson:
    """Read a cell that holds a name: "Jolley, Priya", "DI Leila Yardley", "Priya Jolley
    (acting)".
    """
    rank, name = without_rank(text)
    family, comma, given = name.partition(",")
    if comma and is_person(f"{given.strip()} {family.strip()}") and len(given.split()) == 1:
        name = f"{given.strip()} {family.strip()}"
    elif comma and is_person(family.strip()):
        return NamedPerson(name=family.strip(), title=given.strip(), rank=rank)
    before, bracket, after = name.partition("(")
    if bracket and is_person(before.strip()):
        return NamedPerson(name=before.strip(), title=after.strip(" )"), rank=rank)
    return NamedPerson(name=name, rank=rank)


def read_people(text: str) -> NamedPeople:
    """Read free text that names people and their posts, before or after the names.

    "Edwin Netherby - Principal Manager", "Zuri Ransome, Divisional Manager", "Supt Saskia Selby",
    "Matron (Paeds -Quinn Farrow, A&E - Zuri Vane)". Text without a name is a post.
    """
    pieces = tuple(_pieces(_spaced(text)))
    people = [piece for mark, piece in pieces if not mark and is_person(piece)]
    if not people:
        return NamedPeople(people=(NamedPerson(name="", title=text.strip()),), certain=True)
    if len(people) == 1 and not pieces[0][0] and pieces[0][1] == people[0]:
        rank, name = without_rank(people[0])
        rest = text.strip()[len(people[0]) :].strip(" ,;-–—/")
        if rest.startswith("(") and rest.endswith(")"):
            rest = rest[1:-1]
        return NamedPeople(people=(NamedPerson(name=name, title=rest, rank=rank),), certain=True)
    return NamedPeople(people=tuple(_shared_out(pieces)), certain=len(people) == 1)


def _spaced(text: str) -> str:
    """Space the slash of "Priya Jolley/Bethan Jessop", but not that of "Det/Sgt Harun Langley"."""
    halves = _SLASH.split(text)
    return " / ".join(halves) if all(is_person(half) for half in halves) else text


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each separator as (mark, "") and each text between separators as ("", text)."""
    at = 0
    for found in _PIECE.finditer(text):
        if piece := text[at : found.start()].strip():
            yield "", piece
        yield found["mark"].strip(), ""
        at = found.end()
    if piece := text[at:].strip():
        yield "", piece


def _shared_out(pieces: tuple[tuple[str, str], ...]) -> Iterator[NamedPerson]:
    """Give each person the post next to the name: before it, unless the text begins with a name."""
    names_first = is_person(next(piece for mark, piece in pieces if not mark))
    waiting: list[NamedPerson] = []
    post, unit = "", ""
    depth = 0
    for mark, piece in pieces:
        if mark:
            depth += {"(": 1, ")": -1}.get(mark, 0)
            if mark == ")":
                post, unit = "", ""
        elif is_person(piece):
            rank, name = without_rank(piece)
            if names_first:
                if waiting and waiting[-1].title:
                    yield from waiting
                    waiting = []
                waiting.append(NamedPerson(name=name, rank=rank))
            else:
                title = ", ".join(part for part in (post, unit) if part)
                yield NamedPerson(name=name, title=title, rank=rank or unit)
        elif names_first:
            waiting = [
                replace(one, title=", ".join(part for part in (one.title, piece) if part))
                for one in waiting
            ]
        elif depth > 0:
            unit = piece
        else:
            post = piece
    yield from waiting
