"""Normalise names for comparison, make ids from them, and guess an agency's kind from its name."""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from typing import Final

from core.vocabulary import AgencyType

_LONGEST_ID: Final = 80
_LONGEST_SLUG: Final = 40
_STANDING_IN: Final = re.compile(r"^\(?(interim|acting|temporary|locum)\)?\s+", re.IGNORECASE)
_GENERIC: Final = frozenset({"team", "teams", "service", "services", "the", "of", "and"})
_KINDS: Final[tuple[tuple[AgencyType, str], ...]] = (
    (AgencyType.ICB, r"integrated care board|\bicb\b|\bccg\b|clinical commissioning"),
    (AgencyType.POLICE, r"\bpolice\b|constabulary|\bcait\b"),
    (AgencyType.PROBATION, r"probation"),
    (AgencyType.HEALTH, r"\bnhs\b|hospital|health\b|midwife|\bgp\b|medical|infirmary|ambulance"),
    (AgencyType.SCHOOL, r"school|college|academy|nursery"),
    (AgencyType.HOUSING, r"housing|homes\b"),
    (AgencyType.VOLUNTARY, r"charity|voluntary|helpline"),
    (
        AgencyType.PARTNERSHIP,
        r"safeguarding (children |adults )*(board|partnership)|\blscb\b|\blscp\b|\bhscb\b",
    ),
    (
        AgencyType.COUNCIL,
        r"\bcouncil\b|\bborough of\b|social care|social services|children.?s services|youth offending",
    ),
)


@lru_cache(maxsize=8192)
def comparison_key(text: str) -> str:
    """Return a name for comparison: without case, accents, punctuation and double spaces."""
    plain = "".join(
        one
        for one in unicodedata.normalize("NFKD", text.replace("&", " and "))
        if not unicodedata.combining(one)
    )
    plain = re.sub(r"(?<=\w)['’](?=s\b)", "", plain.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def same_name(one: str, other: str) -> bool:
    """Return whether two names have the same key."""
    return comparison_key(one) == comparison_key(other)


def team_key(text: str) -> str:
    """Return a team's key without generic words ("team", "service"); all of it if none is left."""
    words = comparison_key(text).split()
    return " ".join(one for one in words if one not in _GENERIC) or " ".join(words)


def title_key(text: str) -> str:
    """Return a title's key without "Interim" or "Acting"."""
    return comparison_key(_STANDING_IN.sub("", text.strip()))


def title_without_interim(title: str) -> str:
    """Return a post's title without "Interim" or "Acting"."""
    return _STANDING_IN.sub("", title.strip())


def kind_of(name: str) -> AgencyType | None:
    """Return the kind of agency that a name suggests; None if it suggests none or two kinds."""
    found = [kind for kind, words in _KINDS if re.search(words, name.casefold())]
    if len(found) > 1 and AgencyType.HEALTH in found and AgencyType.COUNCIL not in found:
        return found[0]
    return found[0] if len(found) == 1 else None


def slug(text: str, otherwise: str) -> str:
    """Return a part of an id: lower-case letters, digits and dashes, beginning with a letter."""
    made = comparison_key(text).replace(" ", "-")[:_LONGEST_SLUG].strip("-")
    if not made:
        return otherwise
    return made if made[0].isalpha() else f"{otherwise}-{made}"


def unique_id(wanted: str, taken: Container[str]) -> str:
    """Return the id, or the id with the first number (from 2) that makes it unique."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def person_id(partnership: str, name: str, taken: Container[str]) -> str:
    """Return ``partnership.first-last``, with a number if it is taken."""
    return unique_id(f"{partnership}.{slug(name, 'contact')}"[: _LONGEST_ID - 5], taken)


def post_id(agency: str, team: str, title: str, taken: Container[str]) -> str:
    """Return ``agency.team.title``, with a number if it is taken."""
    parts = [part for part in (agency, team, slug(title, "post")) if part]
    return unique_id(".".join(parts)[: _LONGEST_ID - 5].rstrip(".-"), taken)
