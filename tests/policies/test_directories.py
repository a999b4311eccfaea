"""Contact lists: whom each policy can reach, on which platform, and every fault at once."""

import itertools
import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from core.directory.model import Channel, Directory
from core.policy.ladder import ClockRule, Disposition, Dispositions, Meeting, Span
from core.policy.model import Policy
from core.routing.gaps import MESSAGING_PLATFORMS, Gap, gaps
from core.routing.stage_contacts import Parties, ask
from core.vocabulary import (
    AgencyType,
    ChildStatus,
    ClockStart,
    Modality,
    Platform,
    Side,
    SubjectType,
    Unit,
)
from policies.contact_list_files.loader import load_directory
from policies.library import POLICIES, directory_of, directory_text, policy_of, policy_text
from policies.schemas import NAMES, schema_text
from policies.yaml_reading.fault import Fault
from policies.yaml_reading.source import read
from tests.policies.slips import slip

every_policy = pytest.mark.parametrize("policy_id", POLICIES)
Place = tuple[str, str]


def places(directory: Directory) -> list[Place]:
    """Every agency but the partnership's own, without a team and with each of its teams."""
    return [
        (agency.id, team)
        for agency in directory.agencies.values()
        if agency.type is not AgencyType.PARTNERSHIP
        for team in [
            "",
            *(team.id for team in directory.teams.values() if team.agency == agency.id),
        ]
    ]


def between(raising: Place, receiving: Place, directory: Directory) -> Parties:
    """A case imagined between two practitioners."""
    raiser = directory.resolve("practitioner", *raising).holders[0]
    counterpart = directory.resolve("practitioner", *receiving).holders[0]
    return Parties(
        raiser=raiser,
        raising_agency=raising[0],
        raising_team=raising[1],
        receiving_agency=receiving[0],
        receiving_team=receiving[1],
        counterpart=counterpart,
        subject_type=SubjectType.BOTH,
        statuses=tuple(ChildStatus),
    )


def climb(policy: Policy, directory: Directory, parties: Parties) -> list[tuple[str, str]]:
    """The first person asked on each side of every stage; fails where a seat reaches nobody."""
    found = []
    for rung in policy.ladder:
        sides = [ask(rung, side, parties, policy, directory) for side in Side]
        for asked in sides:
            assert not asked.gaps, (rung.id, parties, asked.gaps)
            assert asked.people, (rung.id, parties)
        raising, receiving = sides
        assert not set(raising.people) & set(receiving.people), (rung.id, parties)
        found.append((raising.people[0], receiving.people[0]))
        parties = replace(
            parties,
            acted_raising=(*parties.acted_raising, *raising.people),
            acted_receiving=(*parties.acted_receiving, *receiving.people),
        )
    return found


def home(directory: Directory, person: str) -> Platform:
    """The platform on which a person is asked first."""
    return directory.people[person].channels[0].platform


@every_policy
def test_every_stage_reaches_somebody_on_both_sides(policy_id: str) -> None:
    """Between any two agencies and teams every rung has two different people, none asked twice."""
    policy, directory = policy_of(policy_id).policy, directory_of(policy_id)
    pairs = [
        pair for pair in itertools.product(places(directory), repeat=2) if pair[0][0] != pair[1][0]
    ]
    assert len(pairs) >= 42
    for raising, receiving in pairs:
        climb(policy, directory, between(raising, receiving, directory))


@every_policy
@pytest.mark.parametrize(
    ("raising", "receiving"),
    [
        (AgencyType.COUNCIL, AgencyType.HEALTH),
        (AgencyType.HEALTH, AgencyType.COUNCIL),
        (AgencyType.POLICE, AgencyType.SCHOOL),
        (AgencyType.SCHOOL, AgencyType.POLICE),
    ],
)
def test_a_case_crosses_platforms(
    policy_id: str, raising: AgencyType, receiving: AgencyType
) -> None:
    """Slack asks Teams and Teams asks Slack at every stage that belongs to the agencies."""
    policy, directory = policy_of(policy_id).policy, directory_of(policy_id)
    of_type = {
        kind: next((one.id, "") for one in directory.agencies.values() if one.type is kind)
        for kind in (raising, receiving)
    }
    parties = between(of_type[raising], of_type[receiving], directory)
    slack = {AgencyType.COUNCIL, AgencyType.SCHOOL}
    wanted = [Platform.SLACK if one in slack else Platform.TEAMS for one in (raising, receiving)]
    for rung, people in zip(policy.ladder, climb(policy, directory, parties), strict=True):
        found = [home(directory, person) for person in people]
        if not any(policy.role(seat.role).partnership for seat in rung.receiving):
            assert found == wanted, rung.id
        assert Platform.MAIL not in found


@every_policy
def test_everybody_a_policy_needs_can_be_reached(policy_id: str) -> None:
    """No role of a stage, of the immediate path, an override or a notification is empty."""
    assert gaps(policy_of(policy_id).policy, directory_of(policy_id)) == ()


def test_a_post_nobody_fills_is_a_gap_until_it_is_declared() -> None:
    """Taking the Director away is noticed; saying so in the list is what makes it known."""
    policy, directory = policy_of("hounslow").policy, directory_of("hounslow")
    posts = tuple(post for post in directory.posts if "director" not in post.roles)
    bare = replace(directory, posts=posts)
    assert gaps(policy, bare) == (Gap(("director",), "override"),)
    assert gaps(policy, replace(bare, gaps={"director": "The post is vacant."})) == ()


def test_a_post_that_has_e_mail_only_is_a_gap() -> None:
    """A Concord that sends no e-mail would send its holder nothing; one that does reaches them."""
    policy, directory = policy_of("hounslow").policy, directory_of("hounslow")
    mail = [Channel(platform=Platform.MAIL, tenant="", user=f"{n}@x.example") for n in range(9)]
    holders = directory.resolve("director").everyone
    changed = {
        one: replace(directory.people[one], channels=(mail[position],))
        for position, one in enumerate(holders)
    }
    people = {**directory.people, **changed}
    by_mail = replace(directory, people=people)
    assert gaps(policy, by_mail) == (Gap(("director",), "override"),)
    assert gaps(policy, by_mail, MESSAGING_PLATFORMS | {Platform.MAIL}) == ()


def test_every_role_a_rule_names_has_to_reach_somebody() -> None:
    """Also of those who owe a task, chair a meeting, are told of an exit or of gaps in the policy."""
    policy, directory = policy_of("hounslow").policy, directory_of("hounslow")
    role = replace(policy.role("director"), id="nobody", title="Nobody's post")
    stage = policy.ladder[0]
    task = replace(stage.tasks[0], role="nobody")
    clock = ClockRule(span=Span(value=1, unit=Unit.WORKING_DAYS), since=ClockStart.STAGE_ENTERED)
    exits = Dispositions(
        text="How does it go on?",
        options=(Disposition(id="closed", text="Closed", tell=("nobody",)),),
        modality=Modality.MUST,
        clock=clock,
    )
    meeting = Meeting(id="panel", name="Panel", text="Meet", chair="nobody")
    for changed in (
        replace(stage, tasks=(task,)),
        replace(stage, dispositions=exits),
        replace(stage, meeting=meeting),
    ):
        tracks = tuple(
            replace(x, stages=tuple(changed if one.id == stage.id else one for one in x.stages))
            for x in policy.tracks
        )
        new = replace(policy, roles=(*policy.roles, role), tracks=tracks)
        assert gaps(new, directory) == (Gap(("nobody",), stage.id),)
    new = replace(policy, roles=(*policy.roles, role), gaps_to=("nobody",))
    assert gaps(new, directory) == (Gap(("nobody",), "gaps_to"),)


@every_policy
def test_a_list_can_be_read_in_one_sitting(policy_id: str) -> None:
    """A few dozen people, two coordinators, several deputies, some with e-mail only."""
    directory = directory_of(policy_id)
    assert 30 <= len(directory.people) <= 51
    assert len(directory.coordinators) == 2
    assert sum(bool(post.deputies) for post in directory.posts) >= 5
    by_mail = [person for person in directory.people.values() if len(person.channels) == 1]
    assert len(by_mail) >= 2
    assert all(person.channels[0].platform is Platform.MAIL for person in by_mail)
    coordinators = {directory.people[person].agency for person in directory.coordinators}
    assert {directory.agencies[one].type for one in coordinators} == {AgencyType.PARTNERSHIP}


def test_nobody_is_real_and_no_channel_is_shared() -> None:
    """Addresses end in .example, and over all five lists no address reaches two people."""
    channels = [
        channel
        for policy_id in POLICIES
        for person in directory_of(policy_id).people.values()
        for channel in person.channels
    ]
    assert len(channels) == len(set(channels))
    users = [one.user for one in channels]
    assert len(users) == len(set(users))
    mail = [one.user for one in channels if one.platform is Platform.MAIL]
    assert all(address.endswith(".example") for address in mail)
    tenants = {(one.platform, one.tenant) for one in channels}
    assert tenants == {
        (Platform.SLACK, "T0CONCORD1"),
        (Platform.SLACK, "T0CONCORD2"),
        (Platform.TEAMS, "11111111-1111-4111-8111-111111111111"),
        (Platform.TEAMS, "22222222-2222-4222-8222-222222222222"),
        (Platform.MAIL, ""),
    }


def faults_of(text: str) -> tuple[Fault, ...]:
    """The faults of a changed list; fails the test where it loads without one."""
    result = load_directory(text, "list.yaml", policy_of("hounslow").policy)
    assert isinstance(result, tuple), "the changed list loads without a fault"
    return result


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("roles: [safeguarding_lead]", "roles: [safeguarding_led]", "Did you mean safeguarding_le"),
        ("roles: [safeguarding_lead]", "roles: []", "fills no role"),
        ("        team: intake-west", "        team: intake-wast", "Did you mean intake-west?"),
        ("holders: [hounslow.wilf-greaves]", "holders: [hounslow.wilf-graves]", "Did you mean"),
        ("deputies: [hounslow.jonas-thorne]", "deputies: [hounslow.nobody]", "Add the person"),
        ("deputies: [hounslow.jonas-thorne]", "deputies: [hounslow.wilf-greaves]", "stand in for"),
        ("slack: U0HOU00002", "slack: U0HOU00001", "already belongs to Marlow Winstead"),
        ("slack: U0HOU00002", "slack: tobin", "a Slack user id, U or W"),
        ("slack: U0HOU00002, ", "teams: 00000001-0000-4000-8000-000000000999, ", "no “teams_ten"),
        (", mail: priya.ashdown@hounslow.example", "", "cannot be reached"),
        ("mail: tobin.zeller@hounslow.example", "mail: tobin.zeller", "an e-mail address"),
        ("{id: hounslow.tobin-zeller", "{id: halton.tobin-zeller", "begin with “hounslow.”"),
        ("type: council", "type: councel", "Did you mean council?"),
        ("id: council.family-help.lead", "id: council.family-help.manager", "already on line"),
        ("{id: intake-west, name", "{id: family-help, name", "already on line"),
        ("coordinators: [hounslow.noor-castellan,", "coordinators: [hounslow.noor,", "no person"),
        ("coordinators: [hounslow.noor-c", "coordinators: [hounslow.zoe-c", "no person"),
        ("partnership: {id: hounslow,", "partnership: {id: hounslov,", "Use the same partnership"),
    ],
)
def test_a_slip_in_a_list_is_named_on_its_line(old: str, new: str, words: str) -> None:
    """Each kind of mistake is told on its own line, in words that help."""
    text, line = slip(directory_text("hounslow"), old, new)
    assert any(fault.line == line and words in fault.message for fault in faults_of(text))


def test_five_mistakes_in_a_list_make_exactly_five_faults() -> None:
    """They are told together, whatever their kind, and nothing is told twice."""
    text = directory_text("hounslow")
    lines = []
    for old, new in [
        ("type: police", "type: polise"),
        ("roles: [independent_advisor]", "roles: [advisor]"),
        ("slack: U0HOU00002", "slack: U0HOU00001"),
        ("holders: [hounslow.wilf-greaves]", "holders: [hounslow.wilf]"),
        ("coordinators:", "closures: [{day: soon, name: Fair}]\ncoordinators:"),
    ]:
        text, line = slip(text, old, new)
        lines.append(line)
    assert [fault.line for fault in faults_of(text)] == sorted(lines)


@pytest.mark.parametrize("text", ["", "[", "a: *b", "agencies: 5", "agencies: [5]", "\x00"])
def test_no_list_makes_a_traceback(text: str) -> None:
    """Whatever a list holds, the answer is faults with a place."""
    assert all(fault.line >= 1 and fault.message for fault in faults_of(text))


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_kept_is_the_schema_made(name: str) -> None:
    """After a change to a model, ``python -m policies.schemas`` brings the schema up to date."""
    kept = files("policies").joinpath("schema", name).read_text(encoding="utf-8")
    assert kept == schema_text(name)


@every_policy
def test_an_editor_finds_our_files_in_order(policy_id: str) -> None:
    """Every file kept here is valid under the schema that its first line names."""
    for text in (policy_text(policy_id), directory_text(policy_id)):
        named = re.match(r"# yaml-language-server: \$schema=(?:\.\./)?schema/(\S+)\n", text)
        assert named is not None
        schema = json.loads(schema_text(named[1]))
        validator = jsonschema.Draft202012Validator(schema)
        validator.validate(read(text, policy_id).data)


@pytest.mark.parametrize(
    "name",
    [
        "Marlow\u202eWinstead",
        "Mar\u200blow Winstead",
        "Marlow\u00adWinstead",
        "\u2066Marlow Winstead\u2069",
        "M\u0430rlow Winstead",
        "\u039carlow Winstead",
        "Marlow\ufeff Winstead",
    ],
)
def test_a_name_with_hidden_turning_or_mixed_letters_is_refused(name: str) -> None:
    """Bidirectional marks, zero-width characters and look-alike letters: each at its line."""
    text = directory_text("hounslow").replace("name: Marlow Winstead", f"name: {json.dumps(name)}")
    found = load_directory(text, "contacts.yaml")
    assert isinstance(found, tuple)
    assert found


@pytest.mark.parametrize("name", ["Zoë O’Brien-Núñez", "Владимир Орлов", "Σοφία Παππά", "李 小龍"])
def test_a_name_in_any_one_alphabet_is_taken(name: str) -> None:
    """Who is called so is called so."""
    text = directory_text("hounslow").replace("name: Marlow Winstead", f"name: {name}")
    assert isinstance(load_directory(text, "contacts.yaml"), Directory)
