"""What the templates of ``policy new`` are filled with: stages, posts, and the clauses behind each."""

from typing import Any, Final

from bot.commands.new_policy import wording as say
from bot.commands.new_policy.answers import Values, slug
from bot.commands.new_policy.questions import Walk, at_partnership, somebody_told, table, uncited
from bot.commands.new_policy.yaml_text import YamlText, templates
from core.cases.duty import DISPOSITION_TASK, STAND_OFF_TASK

_LONGEST_CLAUSE: Final = 200


def texts(walked: Walk, policy: str, file: str) -> list[str]:
    """The policy, its clauses and its contact list; ``policy`` is the id of the policy and of the
    partnership, ``file`` the name of each file.
    """
    values, cited = walked.values, _cited(walked)
    said = {group: _said(values, numbers) for group, numbers in cited.items()}
    said |= {group: "" for group in said if f"{group}_clauses" in walked.open}
    context = {
        **dict.fromkeys(table(), ()),  # what was not asked
        **values,
        "policy": policy,
        "file": file,
        "open": walked.open,
        "reserved": (STAND_OFF_TASK, DISPOSITION_TASK),
        "stages": _stages(values),
        "posts": _posts(values),
        "clauses": clauses(walked),
        "principles": [
            {"number": n, "clause": _clause(values, n), "text": values[f"sentence_{n}"]}
            for n in uncited(values)
        ],
        "basis": {group: YamlText(one or "# NOT YET: clauses") for group, one in said.items()},
        "within": {group: YamlText(f", {one}" if one else "") for group, one in said.items()},
    }
    return [
        templates().get_template(f"{name}.yaml.j2").render(context)
        for name in ("policy", "clauses", "contacts")
    ]


def clauses(walked: Walk) -> dict[str, str]:
    """What each clause says, by its id, in the order of their numbers."""
    values, said = walked.values, dict[int, list[str]]()
    for group, numbers in _cited(walked).items():
        kind, _, n = group.partition("_")
        text = say.GROUPS[kind].format(n=n, name=values.get(f"{group}_name"))
        for number in numbers:
            said.setdefault(number, []).append(text)
    for number in range(1, (values["numbered"] or 0) + 1):
        said.setdefault(number, [values.get(f"sentence_{number}") or say.UNSAID])
    return {_clause(values, n): "; ".join(said[n])[:_LONGEST_CLAUSE] for n in sorted(said)}


def _clause(values: Values, number: int) -> str:
    return f"{values['prefix']}-{number:02d}"


def _said(values: Values, numbers: tuple[int, ...]) -> str:
    """What a rule says that it rests on."""
    ids = ", ".join(_clause(values, one) for one in numbers)
    return f"clauses: [{ids}]" if ids else "origin: default"


def _cited(walked: Walk) -> dict[str, tuple[int, ...]]:
    """The numbers that each group of rules rests on. Where the document has numbers, those that were
    answered; else one for each group that the document speaks of.
    """
    values = walked.values
    stages = [f"stage_{n}" for n in range(1, values["stages"] + 1)]
    groups = ["scope", "records", *stages, "risk", "told", "closing"]
    if values["numbered"]:
        return {group: values.get(f"{group}_clauses", ()) for group in groups}
    silent = {
        "scope": not values["categories"],
        "records": walked.given["records"] == table()["records"].default,
        "told": not somebody_told(values),
        "closing": not values["learning"],
    }
    spoken = [group for group in groups if not silent.get(group)]
    return {group: (spoken.index(group) + 1,) if group in spoken else () for group in groups}


def _stages(values: Values) -> list[dict[str, Any]]:
    """Each stage with its answers; a name used twice gets its number into its id."""
    found: list[dict[str, Any]] = []
    for n in range(1, values["stages"] + 1):
        prefix = f"stage_{n}_"
        stage = {key.removeprefix(prefix): values[key] for key in values if key.startswith(prefix)}
        made = slug(stage["name"])
        twice = any(made == one["id"] for one in found)
        stage["id"] = f"{made}_{n}" if twice else made
        stage["group"] = f"stage_{n}"
        stage["asked"] = stage.get("partnership") or stage["receiving"]
        found.append(stage)
    return found


def _posts(values: Values) -> list[dict[str, str]]:
    """Every post named, once, in the order of the stages; its group of rules is the first that
    names it.
    """
    named: list[tuple[str, str, str]] = []
    for n in range(1, values["stages"] + 1):
        level = "head" if at_partnership(values, n) else values[f"stage_{n}_level"]
        named += [(f"stage_{n}_{side}", level, f"stage_{n}") for side in ("raising", "receiving")]
        named.append((f"stage_{n}_partnership", "partnership", f"stage_{n}"))
    named.append(("risk_tell", "lead", "risk"))
    named += [(f"told_{who}", "partnership", "told") for who in ("plan", "looked_after", "always")]
    named.append(("learning", "partnership", "closing"))
    found: dict[str, dict[str, str]] = {}
    for key, level, group in named:
        for title in values.get(key, ()):
            post = {"id": slug(title), "title": title, "level": level, "group": group}
            found.setdefault(post["id"], post)
    return list(found.values())
