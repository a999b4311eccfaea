"""Commands about accounts and whole lists: in whose name they are given, and what is refused."""

from dataclasses import replace

import pytest

from core.directory import (
    ChannelEnded,
    ChannelLinked,
    ListEntry,
    ListTaken,
    PersonLeft,
    PersonVerified,
    fold,
)
from core.directory import commands as a
from core.directory.access import permitted
from core.directory.decide import decide_list_change
from core.directory.model import Channel, Directory, Principal
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.wording.refusals import refusal_sentence
from core.vocabulary import Platform
from tests.core.directory.lists import (
    ADA,
    BEN,
    CEL,
    COR,
    DAN,
    DOT,
    GONE,
    LIST,
    NIA,
    ROLES,
    TODAY,
    TOMORROW,
    act,
    at_slack,
    taken,
)

PLACE = LIST.people[ADA].channels[0].tenant
MAIL = "dot@vale.example"
LISTED = replace(
    LIST,
    agencies={
        **LIST.agencies,
        "council": replace(LIST.agencies["council"], slack_workspace=PLACE, administrators=(CEL,)),
    },
    people={
        **LIST.people,
        DOT: replace(
            LIST.people[DOT], channels=(Channel(platform=Platform.MAIL, tenant="", user=MAIL),)
        ),
    },
)
"""Dot has an address only; Cel confirms whose an account in the council's workspace is."""
NEW = Principal(Platform.SLACK, PLACE, "UNEWUSER")
ADAS, NEWS = LIST.people[ADA].channels[0], at_slack("UNEWUSER")[0]

LINK = a.LinkChannel(by="", person=DOT, account=NEW)
COMMANDS: dict[str, tuple[a.AnyListCommand, set[str]]] = {
    "a code": (replace(LINK, address=MAIL.title()), {DOT}),
    "a code to another address": (replace(LINK, address="d@vale.example"), set()),
    "a code in another workspace": (
        replace(LINK, address=MAIL, account=replace(NEW, tenant="T0ELSEWHERE")),
        set(),
    ),
    "a colleague's word": (LINK, {COR, DAN, CEL}),
    "a word for the administrator": (replace(LINK, person=CEL), {COR, DAN}),
    "a word for somebody of another workspace": (replace(LINK, person=NIA), set()),
    "a word for nobody": (replace(LINK, person="vale.nobody"), set()),
    "an end": (a.EndChannel(by="", person=ADA, channel=ADAS), {ADA, ""}),
    "still me": (a.ConfirmChannel(by="", channel=ADAS), {ADA}),
    "a whole list": (a.TakeList(by="", directory=LIST, source="list.csv"), {COR, DAN}),
}
EVERYBODY = (*LIST.people, "vale.stranger", "")


def outcome(
    command: a.AnyListCommand,
    directory: Directory | None = LISTED,
    entries: tuple[ListEntry, ...] = (),
) -> object:
    """The events that follow, or why it is refused; each refusal has its sentence."""
    found = decide_list_change(directory, command, ROLES, TODAY, entries)
    if not isinstance(found, ListRefusal):
        return found
    assert refusal_sentence(found, directory).endswith((".", "?"))
    return found.why


@pytest.mark.parametrize("by", EVERYBODY)
@pytest.mark.parametrize("what", COMMANDS)
def test_in_whose_name_it_is_given(what: str, by: str) -> None:
    """A code is its addressee, a report is nobody, a confirmation is who has the account; being a
    coordinator does not help.
    """
    given, may = COMMANDS[what]
    command = replace(given, by=by)
    assert permitted(LISTED, command, TODAY) is (by in may)
    assert (outcome(command) is ListRefusalReason.NOT_ALLOWED) is (by not in may)


def test_an_account_is_linked_in_place_of_the_one_before() -> None:
    """By a colleague's word, in one entry; a code never does that."""
    command = replace(LINK, by=COR, person=ADA)
    assert outcome(command) == (
        ChannelEnded(person=ADA, channel=ADAS),
        ChannelLinked(person=ADA, channel=NEWS),
    )
    decided = decide_list_change(LISTED, command, ROLES, TODAY, ())
    assert isinstance(decided, tuple)
    after = fold([taken(LISTED), act(*decided)])
    assert after is not None
    assert after.people[ADA].channels[0].verified_on == TODAY


def with_address(person: str, **more: object) -> Directory:
    """The list with an address beside somebody's account, or with more changed of them."""
    mail = Channel(platform=Platform.MAIL, tenant="", user=MAIL)
    there = replace(LISTED.people[person], channels=(*LIST.people[person].channels, mail))
    changed = replace(there, **more)  # type: ignore[arg-type]
    return replace(LISTED, people={**LISTED.people, person: changed})


BY_CODE = replace(LINK, by=DOT, address=MAIL)
LINKED = (ChannelLinked(person=DOT, channel=NEWS),)


@pytest.mark.parametrize(
    ("ended_by", "where", "came"),
    [
        (DOT, PLACE, LINKED),
        ("", PLACE, ListRefusalReason.NOT_CONFIRMED),
        (COR, PLACE, ListRefusalReason.NOT_CONFIRMED),
        ("", "T0ELSEWHERE", LINKED),
    ],
)
def test_a_code_is_not_enough_where_an_account_was_lost(
    ended_by: str, where: str, came: object
) -> None:
    """Ended by anybody but the person themselves, in that workspace: the address may have passed
    to somebody else.
    """
    lost = ChannelEnded(person=DOT, channel=replace(NEWS, user="UOLDUSER", tenant=where))
    others = ChannelEnded(person=BEN, channel=LIST.people[BEN].channels[0])
    entries = (act(others), act(lost, by=ended_by))
    assert outcome(BY_CODE, LISTED, entries) == came
    assert outcome(replace(LINK, by=COR), LISTED, entries) == LINKED


def test_a_code_is_not_enough_where_there_is_an_account() -> None:
    """A colleague has to say so."""
    command = replace(BY_CODE, by=ADA, person=ADA)
    assert outcome(command, with_address(ADA)) is ListRefusalReason.NOT_CONFIRMED


def test_a_code_acts_for_somebody_until_the_day_they_leave() -> None:
    """Whoever will leave works their last weeks like any other."""
    assert outcome(replace(BY_CODE, by=ADA, person=ADA), with_address(ADA, channels=())) is (
        ListRefusalReason.NOT_ALLOWED
    )
    dots = LISTED.people[DOT].channels
    assert outcome(BY_CODE, with_address(DOT, channels=dots, left_on=TOMORROW)) == LINKED
    gone = with_address(DOT, channels=dots, left_on=TODAY)
    assert outcome(BY_CODE, gone) is ListRefusalReason.NOT_ALLOWED


@pytest.mark.parametrize(
    ("command", "directory", "why"),
    [
        (replace(LINK, person=GONE), LISTED, ListRefusalReason.CANNOT_BE_LINKED),
        (LINK, with_address(DOT, left_on=TODAY), ListRefusalReason.CANNOT_BE_LINKED),
        (LINK, with_address(DOT, mailbox=True), ListRefusalReason.CANNOT_BE_LINKED),
        (LINK, with_address(DOT, channels=(NEWS,)), ListRefusalReason.NOTHING_CHANGES),
        (LINK, with_address(ADA, channels=(NEWS,)), ListRefusalReason.ACCOUNT_TAKEN),
        (LINK, None, ListRefusalReason.NO_LIST),
    ],
)
def test_what_no_colleague_can_confirm(
    command: a.LinkChannel, directory: Directory | None, why: ListRefusalReason
) -> None:
    """One account, one person; a mailbox and whoever has left are nobody."""
    assert outcome(replace(command, by=COR), directory) is why


def test_only_what_is_linked_ends() -> None:
    """A second report of the same ends nothing more."""
    command = a.EndChannel(by="", person=ADA, channel=ADAS)
    assert outcome(command) == (ChannelEnded(person=ADA, channel=ADAS),)
    for other in (replace(command, channel=NEWS), replace(command, person="vale.nobody")):
        assert outcome(other) is ListRefusalReason.NOT_LINKED


def test_a_confirmation_counts_for_the_channel_it_came_through() -> None:
    """And for the entry; nobody confirms after they have left."""
    command = a.ConfirmChannel(by=ADA, channel=ADAS)
    assert outcome(command) == (PersonVerified(person=ADA, on=TODAY, channel=ADAS),)
    gone = fold([taken(), act(PersonLeft(person=ADA, on=TOMORROW))])
    assert gone is not None
    assert permitted(gone, command, TODAY)
    assert not permitted(gone, command, TOMORROW)


FILE = a.TakeList(by=a.SETTINGS, directory=LIST, source="list.yaml", digest="new")


def by_settings(digest: str, by: str = a.SETTINGS) -> ListEntry:
    """A whole list taken before."""
    return act(ListTaken(directory=LIST, source="list.yaml", digest=digest), by=by)


def test_the_file_in_the_settings_never_undoes_what_somebody_did() -> None:
    """It is taken first, and again when it changed, until anybody else has written."""
    new = (ListTaken(directory=LIST, source="list.yaml", digest="new"),)
    assert outcome(FILE, None) == new
    assert outcome(FILE, LIST, (by_settings("old"),)) == new
    assert outcome(FILE, LIST, (by_settings("new"),)) is ListRefusalReason.NOTHING_CHANGES
    back = (by_settings("new"), by_settings("old"))
    assert outcome(FILE, LIST, back) == new
    for by in (COR, ""):
        entries = (by_settings("old"), act(PersonVerified(person=ADA, on=TODAY), by=by))
        assert outcome(FILE, LIST, entries) is ListRefusalReason.NOT_ALLOWED


@pytest.mark.parametrize("by", [COR, a.SETTINGS])
def test_a_list_made_for_another_state_of_the_log_is_not_taken(by: str) -> None:
    """Somebody wrote in between: it is made again."""
    command = replace(FILE, by=by, after=1)
    assert isinstance(outcome(command, LIST, (by_settings("old"),)), tuple)
    two = (by_settings("older"), by_settings("old"))
    assert outcome(command, LIST, two) is ListRefusalReason.BUSY
    assert outcome(replace(command, after=0), LIST, two) is ListRefusalReason.BUSY
