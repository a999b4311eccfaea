"""Find e-mail addresses in a cell, check them, and compare them with the name of their contact."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import email_validator

from adapters.contact_lists.cells.name_variants import are_forms_of_one_name
from adapters.contact_lists.cells.names import name_parts, without_rank
from adapters.contact_lists.cells.phones import CellRemark
from adapters.contact_lists.drafts import DraftAddress
from adapters.contact_lists.text import links, plain
from core.desk import typed_text
from core.imports.findings import FindingKind
from core.vocabulary import AddressDoubt

# Special-use domains stay valid: some agencies have internal mail under .local.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

_LABEL: Final = re.compile(r"^(?:e-?mail|mail|mailto|email address|e)\s{0,2}[:=]", re.IGNORECASE)
_ENDINGS: Final = ("com", "org", "net", "info", "example", "police", "london", "wales", "scot")
"""Common top-level domains of more than two letters; one keystroke from these is a typing error."""
_REAL_ENDINGS: Final = frozenset({"ong", "cam", "vet", "bet", "pet", "cpa", "coop"})
"""Real top-level domains that are one letter from a common one."""

_MAILBOX_PARTS: Final = re.compile(
    r"safeguard|enquir|inquir|referral|contact|maternity|mailbox|service|helpdesk|partnership"
    r"|secretar|reception|childprot|socialcare|earlyhelp|outofhours|escalat"
)
"""Parts of mailbox names, long enough never to be part of a person's name."""
_MAILBOX_WORDS: Final = re.compile(
    r"team|teams|duty|mash|admin|info|office|hub|lado|dsl|iro|spa|generic|shared|camhs|edt|ooh"
    r"|policy|desk|mail|post|children|adults|social|care|[a-z]{0,3}sc[bp]|[a-z]{0,3}sab"
)
"""Mailbox names only as whole words: "hub" is a mailbox, "hubbard" a surname."""
_STAFF_NUMBER: Final = re.compile(r"[a-z]{0,3}\d{3,}[a-z]?")


class AddressOwner(StrEnum):
    """Whose an address seems to be."""

    THEIRS = "theirs"
    TEAM = "team"
    """A team's or shared mailbox."""
    ANOTHER = "another"
    UNTOLD = "untold"
    """The address names nobody, such as a staff number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of one cell in order, and the findings about them."""

    addresses: tuple[DraftAddress, ...] = ()
    remarks: tuple[CellRemark, ...] = ()


def addresses_in(raw: str) -> Addresses:
    """Read every address in a cell, each once; of several, all are kept and none is chosen."""
    found: dict[str, DraftAddress] = {}
    remarks: list[CellRemark] = []
    text = plain(raw)
    for target, shown in links(raw):
        if "@" in shown and "@" in target and target.casefold() != shown.casefold():
            remarks.append(CellRemark(what=FindingKind.LINK_DIFFERS, raw=shown, detail=target))
            text = f"{text} {target}"
        elif "@" not in shown and "@" in target:
            text = f"{text} {target}"
    for token in _tokens(text):
        normalised = normalise(token)
        if normalised:
            found.setdefault(normalised, DraftAddress(raw=token, normalised=normalised))
        else:
            found.setdefault(token, DraftAddress(raw=token, normalised=""))
            remarks.append(CellRemark(what=FindingKind.BROKEN_ADDRESS, raw=token))
    addresses = tuple(found.values())
    whole = [address for address in addresses if address.normalised]
    if len(whole) > 1:
        raw_of_all = " and ".join(address.raw for address in whole)
        if not any(remark.what is FindingKind.LINK_DIFFERS for remark in remarks):
            remarks.append(CellRemark(what=FindingKind.SEVERAL_ADDRESSES, raw=raw_of_all))
        addresses = tuple(
            replace(address, doubt=AddressDoubt.ONE_OF_SEVERAL) if address.normalised else address
            for address in addresses
        )
    return Addresses(addresses=addresses, remarks=tuple(remarks))


def _tokens(text: str) -> Iterator[str]:
    for word in re.split(r"[\s;,<>()\[\]\"“”|]+", text):
        if "@" not in word:
            continue
        bare = _LABEL.sub("", word)
        for part in bare.split("/") if bare.count("@") > 1 else (bare,):
            if token := part.strip(".:'’‘*_/"):
                yield token


def normalise(token: str) -> str:
    """Return the address in lower case, or "" if it is invalid or its ending is a typing error."""
    address = typed_text.address(token.casefold())
    if address is None:
        return ""
    try:
        email_validator.validate_email(
            address, allow_smtputf8=False, strict=True, check_deliverability=False
        )
    except email_validator.EmailNotValidError:
        return ""
    return "" if not address.isascii() or _is_slip(address.rpartition(".")[2]) else address


def _is_slip(ending: str) -> bool:
    """Whether an ending is one typing error away from a common one, and not a known one."""
    if len(ending) < 2 or not ending.isalpha():
        return True
    if ending in _ENDINGS or ending in _REAL_ENDINGS or len(ending) <= 2:  # a country's
        return False
    return ending == "ukk" or any(is_one_typo_apart(ending, common) for common in _ENDINGS)


def is_one_typo_apart(one: str, other: str) -> bool:
    """Whether one typing error (a letter added, missing or changed, two swapped) separates them."""
    if one == other:
        return True
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])


def owner_of(address: str, names: Iterable[str]) -> AddressOwner:
    """Compare an address with the names it may belong to.

    Initials, order, case, hyphens, accents, numbers, middle names and short forms of first names
    make no difference. If the address holds a given name and a family name, both must match:
    "orla.kempton" is not Orla Coverley's.
    """
    local = address.casefold().partition("@")[0]
    parts = tuple(
        part
        for part in (re.sub(r"[^a-z]", "", one) for one in re.split(r"[._\-+]+", local))
        if part
    )
    names = tuple(names)
    if any(_is_of(parts, name) for name in names):
        return AddressOwner.THEIRS
    if _MAILBOX_PARTS.search("".join(parts)) or any(map(_MAILBOX_WORDS.fullmatch, parts)):
        return AddressOwner.TEAM
    if not parts or _STAFF_NUMBER.fullmatch(local):
        return AddressOwner.UNTOLD
    if not any(name_parts(name) for name in names):
        return AddressOwner.UNTOLD
    return AddressOwner.ANOTHER


def _is_of(parts: tuple[str, ...], name: str) -> bool:
    words = name_parts(without_rank(name)[1])
    if not words or not parts:
        return False
    given, family = (words[:-1], words[1:]) if len(words) > 1 else (words, words)
    if len(parts) == 1:
        return _is_joined(parts[0], words, given, family)
    return _is_spelled(parts, words, given, family)


def _is_spelled(
    parts: tuple[str, ...], words: tuple[str, ...], given: tuple[str, ...], family: tuple[str, ...]
) -> bool:
    """Compare an address with separators: "p.jolley", "jolley.priya", "priya.a.jolley"."""
    joined = "".join(words)
    if "".join(parts) in {joined, *(a + b for a in given for b in family)}:
        return True
    firsts = [p for p in parts if any(are_forms_of_one_name(p, word) for word in given)]
    lasts = [p for p in parts if p in family or p in {"".join(family), "".join(words[-2:])}]
    initials = {word[0] for word in words}
    rest = [p for p in parts if p not in firsts and p not in lasts]
    if lasts and "".join(rest) == "".join(word[0] for word in given):
        return True  # "sj.holt"
    if firsts and lasts:
        return True  # anything else may follow: a middle name, a service, an initial
    if firsts or lasts:
        singles = [p for p in rest if len(p) == 1]
        own = [p for p in singles if p in initials]
        return len(singles) == len(rest) and bool(own or not rest)
    return False


def _is_joined(
    part: str, words: tuple[str, ...], given: tuple[str, ...], family: tuple[str, ...]
) -> bool:
    """Compare an address without separators: "priyajolley", "pjolley", "jolleyp", "pj"."""
    if part in words or part == "".join(words) or part in {"".join(family), "".join(given)}:
        return True
    initials = "".join(word[0] for word in words)
    if part in {initials, initials[0] + initials[-1]} or any(
        are_forms_of_one_name(part, word) for word in given
    ):
        return True
    for last in (*family, "".join(family)):
        if part.startswith(last) and _is_first(part[len(last) :], given):
            return True
        if part.endswith(last) and _is_first(part[: -len(last)], given):
            return True
    return any(
        part.startswith(first) and part[len(first) :] in {word[0] for word in family}
        for first in given
    )


def _is_first(text: str, given: tuple[str, ...]) -> bool:
    """Whether the text is a first name, its initial, or its initial and that of a middle name."""
    for first in given:
        if text == first or are_forms_of_one_name(text, first):
            return True
        if text.startswith(first[0]) and len(text) <= 2:
            return True
    return False


def is_mailbox(address: str) -> bool:
    """Whether an address without a name is a shared mailbox's."""
    return owner_of(address, ()) is AddressOwner.TEAM
