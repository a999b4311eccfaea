"""Replies of every desk: sentences, help, faults at their inputs, forms and views with tokens."""

from dataclasses import replace

from core.cards import (
    Card,
    Fact,
    Facts,
    Form,
    FormFaults,
    Say,
    ShowForm,
    ShowView,
    Text,
    Tone,
    View,
)
from core.cases.record.ledger import ActionTokens
from core.cases.refusals import Refusal
from core.cases.wording import refusals
from core.desk.wording import screens as say
from core.notifications.tokens import issue_tokens
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


async def show_form(tokens: ActionTokens, person: str, form: Form) -> ShowForm:
    """Return a form with a token for itself and on every button, for this person."""
    (token,) = await tokens.issue(person, (form.press,))
    blocks = await issue_tokens(tokens, person, form.blocks)
    return ShowForm(replace(form, token=token, blocks=blocks))


async def show_view(tokens: ActionTokens, person: str, view: View) -> ShowView:
    """Return a view with a token on every button, for this person."""
    return ShowView(replace(view, blocks=await issue_tokens(tokens, person, view.blocks)))
