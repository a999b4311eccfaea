"""Replies that need no case: sentences, help, and faults at their inputs."""

from core.cards import Card, Fact, Facts, FormFaults, Say, Text, Tone
from core.cases.refusals import Refusal
from core.cases.wording import refusals
from core.desk.wording import screens as say
from core.partnership.setting import Setting


def say_only(*sentences: str) -> Say:
    """Return a reply of these sentences, shown to that person only."""
    blocks = tuple(Text(sentence) for sentence in sentences)
    return Say(Card(title="Concord", summary="Concord", blocks=blocks))


def help_card(first: str = "") -> Card:
    """Return a card of what can be typed, under the sentence ``first`` if there is one."""
    facts = Facts(tuple(Fact(word, meaning) for word, meaning in say.HELP))
    blocks = (Text(first, Tone.STRONG), facts) if first else (facts,)
    return Card(title=say.HELP_TITLE, summary=say.HELP_TITLE, blocks=blocks)


def form_faults(refused: tuple[Refusal, ...], setting: Setting) -> FormFaults:
    """Return the faults at their inputs; those without an input apply to the form as a whole."""
    fields = {one.input: refusals.sentence(one, setting) for one in refused if one.input}
    whole = [refusals.sentence(one, setting) for one in refused if not one.input]
    return FormFaults(fields=fields, form=" ".join(whole))
