"""Cases to try faults on: Halton, whose managers are two on Slack and two on Teams."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from adapters.randomness import SystemRandomness
from core.accounts.reconfirmation import reconfirmation_letter
from core.cards import InputKind, Press
from core.cases.case import Case
from core.cases.casework import Casework, Done
from core.cases.commands import AnyCommand, OpenCase
from core.desk.cases import answers, forms
from core.outbox import Letter
from core.partnership.setting import Setting
from core.vocabulary import Action, LetterKind

POLICY = "halton"
RAISER = "halton.ada-pemberly"
"""On Slack, in the council's Runcorn team."""
ASKED = "halton.sorrel-whitcombe"
"""On Teams, a practitioner of the Bridgewater trust."""
OWN_MANAGERS = ("halton.edwin-netherby", "halton.orla-quarles")
"""Both on Slack, asked together for the raising side at the second stage."""
THEIR_MANAGERS = ("halton.nessa-underhill", "halton.zara-lockwood")
"""Both on Teams, asked together for the receiving side."""
FIRST, SECOND = "discussion", "managers"
WORDS = "Seen at home on Monday."

LONGER = float(os.environ.get("CONCORD_FAULTS", "1"))
"""How many times as long these tests go on: 1 in the fast suite, more for a long run."""


def rounds(usual: int) -> int:
    """How often a test repeats itself."""
    return max(2, round(usual * LONGER))


def a_seed() -> int:
    """What chance begins with: named by CONCORD_SEED, or new; printed, so that a failure shows it."""
    seed = int(os.environ.get("CONCORD_SEED") or secrets.randbelow(1_000_000))
    print(f"CONCORD_SEED={seed}")  # noqa: T201 - what to repeat a failure with
    return seed


def typed(setting: Setting, person: str, with_whom: str) -> dict[str, str]:
    """The opening form as a person fills it in: every required field, and whom it is about."""
    press = Press(action=Action.RAISE, target=setting.directory.partnership)
    values: dict[str, str] = {}
    for one in forms.form(press, None, setting, person, {}).inputs:
        options = [option.value for group in one.groups for option in group.options]
        if one.id == "with_whom":
            values[one.id] = f"person:{with_whom}"
        elif one.value or not one.required:
            values[one.id] = one.value
        elif options:
            values[one.id] = options[0]
        else:
            values[one.id] = str(setting.today) if one.kind is InputKind.DATE else WORDS
    return values


def concern(setting: Setting, person: str = RAISER, with_whom: str = ASKED) -> OpenCase:
    """The command behind that form."""
    reference = SystemRandomness().reference()
    values = typed(setting, person, with_whom)
    return answers.opening_command(values, setting, person, reference, action=Action.RAISE)


def letters_to(setting: Setting, people: Sequence[str]) -> tuple[Letter, ...]:
    """What these people are owed beside any case: the question of the month, and a code."""
    partnership, now = setting.directory.partnership, setting.now
    owed = []
    for person in people:
        channel = setting.directory.people[person].channels[0]
        code = Letter(
            key=f"code/{person}",
            partnership=partnership,
            person=person,
            kind=LetterKind.LINK_CODE,
            about="a ticket",
            channel=channel,
            owed_at=now,
            expires_at=now + timedelta(days=14),
            queue=f"{channel.platform}:{channel.tenant}",
        )
        question = reconfirmation_letter(partnership, person, "2026-11", now)
        owed += [code, replace(question, queue=code.queue)]
    return tuple(owed)


async def open_case(casework: Casework, setting: Setting, key: str = "") -> Case:
    """Open a case without going through a platform."""
    opened = await casework.open(POLICY, concern(setting), key)
    assert isinstance(opened, Done), opened
    return opened.case


async def done(casework: Casework, case: str, commands: Sequence[AnyCommand]) -> Case:
    """Carry out commands that must not be refused."""
    outcome = await casework.carry_out(case, commands)
    assert isinstance(outcome, Done), outcome
    return outcome.case
