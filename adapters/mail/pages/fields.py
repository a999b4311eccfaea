"""A form's inputs as their template draws them: ids, what describes them, boxes or a menu; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.mail.pages.read import FIELD
from core.cards import FormFaults, Input, InputKind

_FEW: Final = 7
"""Up to so many choices stand as radio buttons, more as a menu."""
_LINE: Final = 120
"""Up to so many characters a line's box is narrower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInput:
    """An input with what was typed and what is wrong with it."""

    input: Input
    value: str
    fault: str = ""
    prefix: str = FIELD
    """What its name begins with."""
    special: Mapping[str, str] = field(default_factory=dict[str, str])
    """Attributes of its box that no other input has."""

    @property
    def id(self) -> str:
        """The id of its element."""
        return f"f-{re.sub(r'[^A-Za-z0-9_-]', '-', self.input.id)}"

    @property
    def name(self) -> str:
        """Under which its value is posted."""
        return f"{self.prefix}{self.input.id}"

    @property
    def several(self) -> bool:
        """Whether more than one choice can be ticked."""
        return self.input.kind is InputKind.CHOICES

    @property
    def chosen(self) -> Sequence[str]:
        """The values that are ticked."""
        return self.value.split(",") if self.several else [self.value]

    @property
    def boxes(self) -> bool:
        """Whether it stands as radio buttons or tick boxes."""
        count = sum(len(group.options) for group in self.input.groups)
        few = len(self.input.groups) == 1 and count <= _FEW
        return self.several or (self.input.kind is InputKind.CHOICE and few and self.input.required)

    @property
    def target(self) -> str:
        """Where a fault's link leads: the input, or the first of its choices."""
        return f"{self.id}-0" if self.boxes else self.id

    @property
    def described(self) -> str:
        """The ids of its hint and its fault."""
        hint = f"{self.id}-hint" if self.input.hint else ""
        return " ".join(filter(None, (hint, f"{self.id}-fault" if self.fault else "")))

    @property
    def attributes(self) -> Mapping[str, str]:
        """What tells the box of a line, a date or a time from others."""
        if self.input.kind is not InputKind.LINE:
            return {"type": self.input.kind, "class": "date"}
        longest = self.input.max_length
        narrow = {"class": "short"} if longest <= _LINE else {}
        return {"type": "text", "maxlength": str(longest), **narrow, **self.special}


def problems(inputs: Sequence[ShownInput], faults: FormFaults) -> Sequence[tuple[str, str]]:
    """Where each fault's link leads, "" for nowhere, and what it says. A fault by itself says
    little in a list: the label of what it is about stands before it.
    """
    known = {one.input.id: one for one in inputs}
    said = [("", faults.form)] if faults.form else []
    for name, sentence in faults.fields.items():
        if one := known.get(name):
            said.append((one.target, f"{one.input.label.rstrip('?.: ')}: {sentence}"))
        else:
            said.append(("", sentence))
    return said
