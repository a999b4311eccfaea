"""The form that raises a concern: whom it is about, with whom, and what the policy asks."""

from dataclasses import replace

from core.cards import Input, Option, OptionGroup, Text, Tone
from core.cases.rules.fields import opening_fields
from core.cases.rules.ladder.entry_stages import needs_date, possible_entry_stages, starting_tracks
from core.cases.rules.ladder.linked_cases import route_fields, routes_at_opening
from core.cases.wording import questions as ask
from core.desk.inputs import choice, dates, day, policy_field, text
from core.desk.wording import screens as say
from core.directory.wording.names import at_post
from core.partnership.setting import Setting
from core.policy.model import Condition, Field
from core.policy.rule_list import policy_rules
from core.policy.wording.names import CHILD_STATUS, SUBJECT, stage
from core.routing.stage_contacts import unique
from core.vocabulary import ChildStatus, Level, SubjectType, Unit


def raising(setting: Setting, person: str) -> list[Input]:
    """Return the inputs that the policy wants when a concern is raised."""
    policy = setting.policy
    inputs = [*_routes(setting), *([_kinds(setting)] if policy.kinds else [])]
    inputs.append(text("subject"))
    if len(policy.subjects) > 1:
        inputs.append(choice("subject_type", tuple(Option(s, SUBJECT[s]) for s in policy.subjects)))
    if statuses := _statuses(setting):
        options = tuple(Option(s, CHILD_STATUS[s]) for s in statuses)
        inputs.append(choice("statuses", options, required=False, many=True))
    if len(policy.areas) > 1:
        areas = (Option("unknown", ask.NOT_KNOWN), *(Option(a.id, a.name) for a in policy.areas))
        inputs.append(choice("area", areas, required=False))
    inputs.append(choice("with_whom", groups=with_whom(setting, person)))
    inputs.append(choice("trigger", tuple(Option(c.id, c.text) for c in policy.triggers)))
    categories = [Option(c.id, c.text) for c in policy.categories]
    if "other" not in {c.id for c in policy.categories}:
        categories.append(Option("other", ask.OTHER))
    inputs.append(choice("category", tuple(categories)))
    inputs.extend(policy_field(one) for one in opening_fields(policy) if not is_subject(one))
    inputs.append(day("arose_on", setting.today.isoformat()))
    inputs.extend(dates(required=False)[:2])
    if all(needs_date(track.stages[0]) for track in starting_tracks(policy)):
        inputs[-2] = _date_needed(inputs[-2], setting)
    inputs.append(text("protective_reason", required=False))
    stages = possible_entry_stages(setting)
    if len(stages) > len(starting_tracks(policy)):
        first = stages[0].id if len(starting_tracks(policy)) == 1 else ""
        options = tuple(Option(s.id, stage(s.id, policy)) for s in stages)
        inputs.append(choice("entry_stage", options, required=False, value=first))
        inputs.append(text("entry_reason", required=False))
    return inputs


def _date_needed(asked: Input, setting: Setting) -> Input:
    """Require the date where a policy has no time of its own: prefilled with Concord's default in
    working days, and labelled as such.
    """
    needed = replace(asked, required=True, label=ask.DATE_NEEDED)
    nudge = setting.policy.ladder[0].clock.nudge
    if nudge is None or nudge.unit is not Unit.WORKING_DAYS:
        return needed
    day = setting.calendar.add_working_days(setting.today, nudge.value)
    return replace(needed, value=day.isoformat(), hint=ask.OUR_DATE)


def elsewhere(setting: Setting) -> tuple[Text, ...]:
    """Return the policy's advice on what belongs elsewhere; nothing is refused for it (S-02)."""
    return tuple(
        Text(say.elsewhere(one.text, one.redirect), Tone.QUIET) for one in setting.policy.exclusions
    )


def _routes(setting: Setting) -> list[Input]:
    """Ask whether the case takes the ladder or another route, with the fields of those routes;
    empty where the policy has no route at opening.
    """
    routes = routes_at_opening(setting)
    if not routes:
        return []
    ladder = Option("ladder", ask.ON_THE_LADDER)
    options = (ladder, *(Option(route.id, route.text) for route in routes))
    fields = dict.fromkeys(f for route in routes for f in route_fields(route, setting.policy))
    asked = (replace(policy_field(one), required=False) for one in fields)
    return [choice("route", options, value=ladder.value), *asked]


def _kinds(setting: Setting) -> Input:
    options = tuple(Option(kind.id, kind.text) for kind in setting.policy.kinds)
    return choice("kind", options, value=options[0].value)


def raising_now(setting: Setting, person: str) -> list[Input]:
    """Return the inputs of a new case on the immediate path: nothing is required (reading G9)."""
    return [
        replace(text("subject"), required=False),
        choice("with_whom", groups=with_whom(setting, person), required=False),
        text("account", required=False),
    ]


def _statuses(setting: Setting) -> tuple[ChildStatus, ...]:
    """Return the statuses that any rule of this policy depends on."""
    conditions = (getattr(part.value, "when", None) for part in policy_rules(setting.policy))
    named = {s for when in conditions if isinstance(when, Condition) for s in when.statuses}
    return tuple(status for status in ChildStatus if status in named)


def with_whom(setting: Setting, person: str) -> tuple[OptionGroup, ...]:
    """Return every other agency with its teams and enrolled practitioners; one's own agency last,
    where the policy covers disputes within an agency.
    """
    directory = setting.directory
    enrolled = directory.people.get(person)
    own = enrolled.agency if enrolled else ""
    groups: list[OptionGroup] = []
    practitioner = {r.id for r in setting.policy.roles if r.level is Level.PRACTITIONER}
    within = any(kind.within_agency for kind in setting.policy.kinds)
    agencies = sorted(directory.agencies.values(), key=lambda one: one.id == own)
    for agency in agencies:
        if (agency.id == own and not within) or agency.type == "partnership":
            continue
        teams = [t for t in directory.teams.values() if t.agency == agency.id]
        options = [Option(f"agency:{agency.id}", ask.WHOLE_AGENCY)] if not teams else []
        options.extend(Option(f"team:{t.id}", f"{t.name}: {ask.TEAM_IN_GENERAL}") for t in teams)
        people = unique(
            holder
            for post in directory.posts
            if post.agency == agency.id and practitioner & set(post.roles)
            for holder in post.holders
        )
        options.extend(Option(f"person:{p}", at_post(p, directory)) for p in people if p != person)
        groups.append(OptionGroup(agency.name, tuple(options)))
    return tuple(groups)


def is_subject(field: Field) -> bool:
    """Whether a policy field is the subject's name, which the form asks for anyway."""
    return field.id in {"child", "children", "subject", "name", "child_name", "subject_name"}


def subject_types(setting: Setting) -> tuple[SubjectType, ...]:
    """Return whom this policy protects."""
    return setting.policy.subjects
