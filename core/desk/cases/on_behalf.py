"""What coordinators enter for somebody who cannot: whose acts, and the reason (reading G16)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from core.cards import Block, Button, Buttons, Form, Press, Style, Text, View
from core.cases import commands as c
from core.cases.access import ON_BEHALF, ONE_PRESS
from core.cases.wording.labels import TITLE
from core.desk.inputs import text
from core.desk.wording import screens as say
from core.directory.wording.names import described
from core.partnership.setting import Setting
from core.vocabulary import Action

SEPARATOR: Final = "|"


def wrapped(press: Press, person: str) -> Press:
    """Return the press by which a coordinator does what the person's own press would do."""
    target = SEPARATOR.join((person, press.action, press.target))
    return replace(press, action=Action.ENTER_FOR, target=target)


def unwrapped(press: Press) -> tuple[str, Press]:
    """Return for whom a press is, and their own press; ("", press) where it is for nobody else."""
    if press.action is not Action.ENTER_FOR or SEPARATOR not in press.target:
        return "", press
    person, action, target = press.target.split(SEPARATOR, 2)
    return person, replace(press, action=Action(action), target=target)


def whose_acts(people: Iterable[tuple[str, tuple[Button, ...]]], setting: Setting) -> View:
    """Return the view of what each person on the case could do now, as a coordinator's buttons."""
    blocks: list[Block] = [Text(say.ENTER_FOR)]
    for person, buttons in people:
        theirs = tuple(
            replace(one, press=wrapped(one.press, person), style=Style.PLAIN, opens=True)
            for one in buttons
            if one.press.action in ON_BEHALF
        )
        if theirs:
            blocks.append(Text(described(person, setting.directory)))
            blocks.extend(Buttons(theirs[at : at + 5]) for at in range(0, len(theirs), 5))
    return View(title=TITLE[Action.ENTER_FOR], blocks=tuple(blocks))


def asking_why(form: Form, press: Press, person: str, setting: Setting) -> Form:
    """Return a person's form as a coordinator fills it in: for whom, and first why."""
    _, theirs = unwrapped(press)
    inputs = () if theirs.action in ONE_PRESS else form.inputs
    whose = Text(say.entered_for(described(person, setting.directory)))
    return replace(
        form,
        press=press,
        blocks=(whose, *form.blocks),
        inputs=(text("because"), *inputs),
    )


def entered(commands: tuple[c.AnyCommand, ...], by: str, because: str) -> tuple[c.AnyCommand, ...]:
    """Return a person's commands as entered for them by a coordinator."""
    return tuple(replace(one, entered_by=by, entered_because=because) for one in commands)
