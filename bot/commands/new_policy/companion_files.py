"""What ``policy new`` writes beside the policy file: its clauses, and a contact list to fill in."""

from collections.abc import Iterator

from bot.commands.new_policy import answers as read
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import GivenAnswers
from bot.commands.new_policy.clause_basis import Bases
from bot.commands.new_policy.write import posts
from bot.commands.new_policy.yaml_text import entry, scalar


def clauses_text(given: GivenAnswers, held: Bases, policy: str, file: str) -> str:
    """The clause list."""
    lines = [
        *say.CLAUSES_HEAD.format(file=file).splitlines(),
        *([] if given.last_number else say.CLAUSES_MINTED.splitlines()),
        "format: 1",
        f"policy: {policy}",
        f"prefix: {scalar(held.prefix)}",
        *entry("document", given["title"], 0),
        "",
        "clauses:",
        *(
            f"  - {{id: {clause}, kind: normative, text: {scalar(held.texts[clause])}}}"
            for clause in sorted(held.texts, key=lambda one: int(one.partition("-")[2]))
        ),
    ]
    return "\n".join(lines) + "\n"


def contacts_text(given: GivenAnswers, partnership: str, file: str) -> str:
    """The contact list: every agency with its posts, and nobody in them yet."""
    lines = [
        *say.CONTACTS_HEAD.format(file=file, partnership=partnership).splitlines(),
        "format: 1",
        "",
        f"partnership: {{id: {partnership}, name: {scalar(given['partnership'])}}}",
        "",
        "agencies:",
        *_agencies(given),
        *_partnership(given, partnership),
        *_coordinators(given, partnership),
    ]
    return "\n".join(lines) + "\n"


def _agencies(given: GivenAnswers) -> Iterator[str]:
    if given.is_open("agencies"):
        yield ""
        yield "  # NOT YET: the agencies that take part, each with its posts, like the one below"
    for one in given.several("agencies"):
        if found := read.agency(one):
            name, kind = found
            made = read.slug(name, "-")
            made = f"{made}-agency" if made == "partnership" else made
            yield ""
            yield f"  - id: {made}"
            yield from entry("name", name, 4)
            yield f"    type: {kind}"
            yield "    people: []              # NOT YET"
            yield "    posts:"
            for post in posts(given):
                if not post.partnership:
                    yield from _post(made, post.id, post.title)


def _post(agency: str, role: str, title: str) -> Iterator[str]:
    yield f"      - id: {agency}.{role}"
    yield from entry("title", title, 8)
    yield f"        roles: [{role}]"
    yield "        holders: []         # NOT YET"


def _people(given: GivenAnswers, partnership: str) -> tuple[tuple[str, str, str], ...]:
    """Id, name and address of each coordinator."""
    found = filter(None, map(read.coordinator, given.several("coordinators")))
    return tuple(
        (f"{partnership}.{read.slug(name, '-')}", name, address) for name, address in found
    )


def _partnership(given: GivenAnswers, partnership: str) -> Iterator[str]:
    yield ""
    yield "  - id: partnership"
    yield from entry("name", given["partnership"], 4)
    yield "    type: partnership"
    people = _people(given, partnership)
    yield "    people:" if people else "    people: []              # NOT YET"
    for person, name, address in people:
        yield f"      - {{id: {person}, name: {scalar(name)}, mail: {scalar(address)}}}"
    if own := [post for post in posts(given) if post.partnership]:
        yield "    posts:"
        for post in own:
            yield from _post("partnership", post.id, post.title)


def _coordinators(given: GivenAnswers, partnership: str) -> Iterator[str]:
    people = _people(given, partnership)
    yield ""
    if not people:
        yield "coordinators: []            # NOT YET: two people or more"
        return
    yield "# Two of them put an edition into force."
    yield f"coordinators: [{', '.join(person for person, _, _ in people)}]"
