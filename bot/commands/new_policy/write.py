"""The policy file that ``policy new`` writes: grouped, commented, ready to be gone on with."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from bot.commands.new_policy import answers as read
from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import JURISDICTIONS, NONE, SUBJECTS, GivenAnswers
from bot.commands.new_policy.clause_basis import Bases
from bot.commands.new_policy.questions import uncited
from bot.commands.new_policy.yaml_text import entry, flow, heading, scalar
from core.cases.duty import DISPOSITION, STAND_OFF


class RolePost(NamedTuple):
    """A post of the policy."""

    id: str
    title: str
    level: str
    partnership: bool
    group: str
    """The group of rules that names it first."""


NAMED_TOLD: Final = ("plan", "looked_after", "always")
_STATUS: Final = {
    "plan": "{child_status: [protection_plan]}",
    "looked_after": "{child_status: [looked_after]}",
    "always": "{}",
}


def posts(given: GivenAnswers) -> tuple[RolePost, ...]:
    """Every post named, once, in the order of the stages."""
    found: dict[str, RolePost] = {}

    def name(key: str, level: str, group: str, *, partnership: bool = False) -> None:
        for title in given.several(key):
            post = RolePost(read.slug(title), title, level, partnership, group)
            found.setdefault(post.id, post)

    for n in range(1, given.stages + 1):
        level = given[f"stage_{n}_level"].casefold()
        own = "head" if level == "partnership" else level
        name(f"stage_{n}_raising", own, f"stage_{n}")
        name(f"stage_{n}_receiving", own, f"stage_{n}")
        name(f"stage_{n}_partnership", "partnership", f"stage_{n}", partnership=True)
    name("risk_tell", "lead", "risk")
    for who in NAMED_TOLD:
        name(f"told_{who}", "partnership", "told", partnership=True)
    name("learning", "partnership", "closing", partnership=True)
    return tuple(found.values())


def policy_text(given: GivenAnswers, held: Bases, policy: str, file: str) -> str:
    """The whole policy file; ``policy`` is its id and the partnership's, ``file`` its name."""
    lines = [
        *say.HEAD.format(title=given["title"], file=file).splitlines(),
        "format: 1",
        "",
        *_about(given, held, policy),
        *_raised(given, held),
        *_heading("roles", file),
        *_roles(given, held),
        *_heading("fields", file),
        *_fields(given, held),
        *_heading("ladder", file),
        *_ladder(given, held),
        *_heading("risk", file),
        *_risk(given, held),
        *_told(given, held, file),
        *_heading("closing", file),
        *_closing(given, held),
        *_principles(given, held, file),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(part: str, file: str) -> Iterator[str]:
    title, words = say.PARTS[part]
    yield from heading(title, words.format(file=file))


def _about(given: GivenAnswers, held: Bases, policy: str) -> Iterator[str]:
    partnership = given["partnership"]
    yield "about:"
    yield f"  id: {policy}"
    yield from entry("title", given["title"], 2)
    yield f"  partnership: {{id: {policy}, name: {scalar(partnership)}}}"
    yield f"  edition: {scalar(given['edition'])}"
    yield f"  jurisdiction: {JURISDICTIONS[given['jurisdiction'].casefold()]}"
    yield f"  areas: {flow(read.listed(given['areas']))}"
    yield f"  subjects: {flow(SUBJECTS[given['subjects'].casefold()])}"
    yield from entry("agreed", given["agreed"], 2)
    if given["next_review"].casefold() != NONE:
        yield f"  next_review: {date.fromisoformat(given['next_review'])}"
    yield f'  office: {{opens: "09:00", closes: "17:00"}}   # {say.OFFICE}'
    yield f"  clause_prefix: {scalar(held.prefix)}"
    yield f"  {held.line('scope')}"


def _raised(given: GivenAnswers, held: Bases) -> Iterator[str]:
    yield from _heading("raised", "")
    yield "triggers:"
    for name, text in say.TRIGGERS:
        yield f"  - {{id: {name}, text: {text}, origin: default}}"
    yield ""
    yield "categories:"
    for text in given.several("categories"):
        if read.slug(text) != "other":
            end = held.within("scope")
            yield f"  - {{id: {read.slug(text)}, text: {scalar(text)}{end}}}"
    yield f"  - {{id: other, text: {say.OTHER}, origin: default}}"


def _roles(given: GivenAnswers, held: Bases) -> Iterator[str]:
    yield "roles:"
    for post in posts(given):
        yield f"  - id: {post.id}"
        yield from entry("title", post.title, 4)
        yield f"    level: {post.level}"
        if post.partnership:
            yield "    partnership: true"
        yield f"    {held.line(post.group)}"


def _fields(given: GivenAnswers, held: Bases) -> Iterator[str]:
    yield "# kind: line (a few words), text (a few sentences) or choice."
    yield "fields:"
    for text in given.several("records"):
        yield f"  - id: {read.slug(text)}"
        yield from entry("label", text, 4)
        yield "    kind: text"
        yield "    at: opening"
        yield f"    {held.line('records')}"


def _ladder(given: GivenAnswers, held: Bases) -> Iterator[str]:
    yield "tracks:"
    yield "  - id: main"
    yield "    name: The stages of the document"
    yield f"    {held.line('stage_1')}"
    yield "    stages:"
    ids = stage_ids(given)
    for n in range(1, given.stages + 1):
        yield from _stage(given, held, n, ids)


def stage_ids(given: GivenAnswers) -> tuple[str, ...]:
    """An id for each stage, made of its name; a name used twice gets its number as well."""
    found: list[str] = []
    for n in range(1, given.stages + 1):
        made = read.slug(given[f"stage_{n}_name"])
        found.append(f"{made}_{n}" if made in found else made)
    return tuple(found)


def _stage(given: GivenAnswers, held: Bases, n: int, ids: tuple[str, ...]) -> Iterator[str]:
    group, at_top = f"stage_{n}", given.at_partnership(n)
    asked = given.several(f"{group}_partnership" if at_top else f"{group}_receiving")
    raising = given.several(f"{group}_raising")
    said = say.DECIDE if at_top else say.SETTLE
    yield ""
    yield f"      - id: {ids[n - 1]}"
    yield from entry("name", given[f"{group}_name"], 8)
    yield f"        level: {given[f'{group}_level'].casefold()}"
    yield from entry("text", said.format(raising=raising[0], receiving=asked[0]), 8)
    yield f"        {held.line(group)}"
    end = held.within(group)
    yield "        raising:"
    for title in raising:
        yield f"          - {{role: {read.slug(title)}{end}}}"
    yield "        receiving:"
    for place, title in enumerate(asked):
        informed = ", informed: true" if at_top and place else ""
        yield f"          - {{role: {read.slug(title)}{informed}{end}}}"
    yield from _clock(given, held, n)
    if tasks := given.several(f"{group}_tasks"):
        yield "        tasks:"
        for text in tasks:
            made = read.slug(text)
            yield f"          - id: {f'{made}_done' if made in {STAND_OFF, DISPOSITION} else made}"
            yield from entry("text", text, 12)
            yield f"            side: {'receiving' if at_top else 'both'}"
            yield "            modality: must"
            yield f"            {held.line(group)}"
    if n < len(ids):
        yield "        hand_up:"
        yield f"          to: {ids[n]}"
        yield "          side: raising"
        yield f"          carries: {flow(read.slug(one) for one in given.several('records'))}"
        yield f"          {held.line(group)}"


def _clock(given: GivenAnswers, held: Bases, n: int) -> Iterator[str]:
    key = f"stage_{n}_time"
    found = read.length(given[key])
    end = held.within(f"stage_{n}")
    if given.is_open(key):
        yield f"        clock: {{unit: working_days, since: stage_entered{end}}}   # NOT YET: value"
    elif found is None:
        yield f"        clock:                  # {say.NO_TIME}"
        yield "          unit: unspecified"
        yield "          since: stage_entered"
        yield "          nudge: {value: 5, unit: working_days, origin: default}"
        yield f"          {held.line(f'stage_{n}')}"
    else:
        first = n == 1 and found.unit in {"working_days", "calendar_days", "calendar_months"}
        since = "disagreement_arose" if first else "stage_entered"
        value = f"value: {found.value}, " if found.value else ""
        note = f"   # {say.DAY_ONE}" if first else ""
        yield f"        clock: {{{value}unit: {found.unit}, since: {since}{end}}}{note}"


def _risk(given: GivenAnswers, held: Bases) -> Iterator[str]:
    end = held.within("risk")
    yield "immediate_risk:"
    yield from entry("text", given["risk_text"], 2)
    yield f"  {held.line('risk')}"
    yield "  routes:"
    yield '    - {label: Emergency services, number: "999"}'
    if given.is_open("risk_routes"):
        yield "    - {label: NOT YET, number: NOT YET}   # who can be rung, and the number"
    for one in given.several("risk_routes"):
        if (route := read.route(one)) and route[1].replace(" ", "") != "999":
            yield f'    - {{label: {scalar(route[0])}, number: "{route[1]}"}}'
    yield "  tell:"
    for title in given.several("risk_tell"):
        yield f"    - {{role: {read.slug(title)}{end}}}"
    yield f"  clock: {{unit: immediate{end}}}"


def _told(given: GivenAnswers, held: Bases, file: str) -> Iterator[str]:
    whom = {who: given.several(f"told_{who}") for who in NAMED_TOLD}
    if not any(whom.values()):
        return
    ids = stage_ids(given)
    yield from _heading("told", file)
    yield "notifications:"
    for who, titles in whom.items():
        if titles:
            from_stage = ids[int(given["told_always_from"]) - 1 if who == "always" else 0]
            yield f"  - id: {who}"
            yield f"    roles: {flow(map(read.slug, titles))}"
            yield f"    when: {_STATUS[who]}"
            yield f"    from_stage: {from_stage}"
            yield from entry("text", say.TOLD_OF[who].format(who="; ".join(titles)), 4)
            yield f"    {held.line('told')}"


def _closing(given: GivenAnswers, held: Bases) -> Iterator[str]:
    yield "closing:"
    yield f"  residual_risk_question: {scalar(say.RESIDUAL)}"
    yield f"  referral_text: {scalar(say.REFERRAL)}"
    if learning := given.several("learning"):
        yield f"  learning_to: {flow(map(read.slug, learning))}"
    yield f"  {held.line('closing')}"


def _principles(given: GivenAnswers, held: Bases, file: str) -> Iterator[str]:
    left = uncited(given)
    if not left:
        return
    yield from _heading("principles", file)
    kept = [n for n in left if not given.is_open(f"sentence_{n}")]
    for n in left:
        if n not in kept:
            yield f"# NOT YET: {held.prefix}-{n:02d} is kept by no rule"
    if kept:
        yield "principles:"
    for n in kept:
        yield f"  - id: sentence_{n}"
        yield from entry("text", given[f"sentence_{n}"], 4)
        yield f"    clauses: [{held.prefix}-{n:02d}]"
