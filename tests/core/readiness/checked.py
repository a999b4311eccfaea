"""What a check finds for a partnership, with what is known beside its list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.cases.record.delivery_history import DeliveryHistory
from core.directory.absences import list_on_day
from core.directory.model import Channel, Directory, Person, Post
from core.local_time import local
from core.readiness.defects import Defect, DefectKind
from core.readiness.findings import Findings, findings_of
from core.readiness.monthly_check import MonthlyAnswers
from core.routing.gaps import MESSAGING_PLATFORMS, coverage_board
from core.vocabulary import Platform
from tests.core.given import MONDAY, World


def checked(
    here: World,
    reached: Mapping[tuple[str, Platform], DeliveryHistory] | None = None,
    standing: MonthlyAnswers | None = None,
    at: datetime = MONDAY,
    sends: frozenset[Platform] = MESSAGING_PLATFORMS,
) -> Findings:
    """The findings of a moment."""
    day = local(at).date()
    today = list_on_day(here.directory, day)
    setting = replace(here.at(at), directory=today)
    made = coverage_board(here.policy, today, sends)
    return findings_of(
        setting, here.directory, made, dict(reached or {}), standing or MonthlyAnswers(today=day)
    )


def defects(findings: Findings, wrong: DefectKind) -> list[Defect]:
    """Those of one kind."""
    return [one for one in findings.defects if one.wrong is wrong]


def with_post(directory: Directory, post_id: str, **changes: Any) -> Directory:
    """The list with one post changed."""
    posts = tuple(replace(p, **changes) if p.id == post_id else p for p in directory.posts)
    assert posts != directory.posts
    return replace(directory, posts=posts)


def with_person(directory: Directory, person_id: str, **changes: Any) -> Directory:
    """The list with one person changed."""
    person: Person = replace(directory.people[person_id], **changes)
    return replace(directory, people={**directory.people, person_id: person})


def post_of(directory: Directory, post_id: str) -> Post:
    """A post by its id."""
    return next(one for one in directory.posts if one.id == post_id)


def mail(address: str) -> Channel:
    """A way to send somebody an e-mail."""
    return Channel(platform=Platform.MAIL, tenant="", user=address)
