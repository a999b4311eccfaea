"""Draw cards, views, forms and homes as Adaptive Cards 1.5; pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, assert_never

from adapters.teams.drawing.fields import draw_fields
from adapters.teams.drawing.fit import CARD_BYTES, DIALOG_BYTES, fitted
from adapters.teams.drawing.text import literal
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Form,
    FormFaults,
    Heading,
    Home,
    Ladder,
    Picture,
    Rule,
    Step,
    StepState,
    Style,
    Text,
    Tone,
    View,
)
from core.desk.typed_text import clipped, plain
from core.notifications.wording import platforms, teams

TOKEN_KEY: Final = "concord"  # noqa: S105 - the name under which a token travels, not one
"""Key of a button's or form's opaque token in the data of an action."""
ACTION_KIND_KEY: Final = "concord_means"
"""Key that tells a pressed button from a submitted form, since Teams sends both alike."""
WORDS_KEY: Final = "concord_words"
"""Key of the words to be answered in a dialog when there is no token yet."""

CONTENT_TYPE: Final = "application/vnd.microsoft.card.adaptive"
ADAPTIVE_VERSION: Final = "1.5"
_IN_ONE_ROW: Final = 6
_LONGEST_TITLE: Final = 250
_LONGEST_LABEL: Final = 80
_LONGEST_ALT: Final = 2000
_LONGEST_SUMMARY: Final = 500

Json = dict[str, Any]

_TONES: Final[Mapping[Tone, Json]] = {
    Tone.PLAIN: {},
    Tone.QUIET: {"isSubtle": True, "size": "small"},
    Tone.STRONG: {"weight": "bolder"},
    Tone.GOOD: {"color": "good"},
    Tone.WARNING: {"color": "warning", "weight": "bolder"},
    Tone.DANGER: {"color": "attention", "weight": "bolder"},
}
_STYLES: Final[Mapping[Style, Json]] = {
    Style.PLAIN: {},
    Style.PRIMARY: {"style": "positive"},
    Style.DANGER: {"style": "destructive"},
}
_STEPS: Final[Mapping[StepState, Json]] = {
    StepState.DONE: {"color": "good"},
    StepState.LAPSED: {"color": "attention"},
    StepState.LIVE: {"color": "accent", "weight": "bolder"},
    StepState.AHEAD: {"isSubtle": True},
}


def draw_card(card: Card, *, repeat: bool = False) -> Json:
    """Return a message's attachment, below 28 KB. ``repeat`` marks it as a possible second copy."""
    note = [_paragraph(Text(teams.REPEAT, Tone.QUIET))] if repeat else []
    return _message(card.title, [*note, *_body(card.blocks, in_dialog=False)])


def draw_summary(card: Card) -> str:
    """Return a message's notification text, unescaped: it is never read as markup."""
    return clipped(plain(card.summary), _LONGEST_SUMMARY)


def draw_home(home: Home) -> Json:
    """Return a person's home as a message's attachment."""
    return _message(teams.HOME_TITLE, _body(home.blocks, in_dialog=False))


def draw_view(view: View) -> Json:
    """Return a dialog's card."""
    return _dialog(_body(view.blocks, in_dialog=True), [])


def draw_card_dialog(card: Card) -> Json:
    """Return a card for a dialog, in which every button is a submit action."""
    return _dialog([_title(card.title), *_body(card.blocks, in_dialog=True)], [])


def draw_form(
    form: Form, typed: Mapping[str, str] | None = None, faults: FormFaults | None = None
) -> Json:
    """Return a form's dialog card. After a fault it holds what was typed, with each fault below its
    field and those of the whole form on top.
    """
    faults = faults or FormFaults()
    top = [_fault(faults.form)] if faults.form else []
    stray = [faults.fields[name] for name in faults.fields if not _has(form, name)]
    above = [*top, *(_fault(words) for words in stray), *_body(form.blocks, in_dialog=True)]
    fields = draw_fields(form.inputs, typed or {}, faults.fields)
    return _dialog([*above, *fields], [_submit(form.submit, {TOKEN_KEY: form.token}, primary=True)])


def draw_retry_form(token: str, typed: Mapping[str, str]) -> Json:
    """Return a dialog card for when the form cannot be drawn: it sends the same values again."""
    said = [_fault(platforms.NOT_SAVED), _paragraph(Text(teams.TYPED_KEPT))]
    return _dialog(said, [_submit(teams.SUBMIT, {**typed, TOKEN_KEY: token}, primary=True)])


def draw_opener(title: str, data: Mapping[str, str]) -> Json:
    """Return a message's attachment with one button that opens a dialog, and no other content."""
    row = {"type": "ActionSet", "actions": [_opens(teams.OPEN, data)]}
    return _message(title, [row])


def words_of(card: Card) -> str:
    """Return a card's content as plain text, for places that show nothing else."""
    lines = [card.title]
    for block in card.blocks:
        match block:
            case Heading(text) | Text(text):
                lines.append(text)
            case Facts(facts):
                lines.extend(f"{fact.label}: {fact.value}" for fact in facts)
            case Ladder(steps):
                lines.extend(f"{teams.STEP[step.state]}: {step.label}" for step in steps)
            case Buttons() | Picture() | Rule():
                pass
            case _:
                assert_never(block)
    return plain("\n\n".join(filter(None, lines)))


def _message(title: str, body: list[Json]) -> Json:
    content = _content([_title(title), *body])
    return _attachment(fitted(content, CARD_BYTES, _paragraph(Text(teams.SHORTENED, Tone.QUIET))))


def _dialog(body: list[Json], actions: list[Json]) -> Json:
    content = _content(body)
    if actions:
        content["actions"] = actions
    end = _paragraph(Text(teams.SHORTENED_VIEW, Tone.QUIET))
    return _attachment(fitted(content, DIALOG_BYTES, end))


def _content(body: list[Json]) -> Json:
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": ADAPTIVE_VERSION,
        "msteams": {"width": "Full"},
        "body": body,
    }


def _attachment(content: Json) -> Json:
    return {"contentType": CONTENT_TYPE, "content": content}


def _body(blocks: Iterable[Block], *, in_dialog: bool) -> list[Json]:
    body: list[Json] = []
    line = False
    for block in blocks:
        if isinstance(block, Rule):
            line = True
            continue
        drawn = _block(block, in_dialog=in_dialog)
        if drawn and line:
            drawn[0] = {**drawn[0], "separator": True, "spacing": "medium"}
            line = False
        body.extend(drawn)
    return body


def _block(block: Block, *, in_dialog: bool) -> list[Json]:
    match block:
        case Heading(text):
            return [_heading(text)] if text else []
        case Text():
            return [_paragraph(block)] if block.text else []
        case Facts(facts):
            return [{"type": "FactSet", "facts": [_fact(fact) for fact in facts]}] if facts else []
        case Buttons(buttons):
            return _rows([_button(button, in_dialog=in_dialog) for button in buttons])
        case Ladder(steps):
            return [_step(step) for step in steps]
        case Picture(url, alt):
            said = clipped(plain(alt), _LONGEST_ALT)
            larger = {"msteams": {"allowExpand": True}}  # a press enlarges it to full screen
            return [{"type": "Image", "url": url, "altText": said, "size": "stretch", **larger}]
        case Rule():
            return []
        case _:
            assert_never(block)


def _title(text: str) -> Json:
    return {**_heading(clipped(text, _LONGEST_TITLE)), "size": "large"}


def _heading(text: str) -> Json:
    return {
        "type": "TextBlock",
        "text": literal(text),
        "wrap": True,
        "style": "heading",
        "size": "medium",
        "weight": "bolder",
    }


def _paragraph(text: Text) -> Json:
    return {"type": "TextBlock", "text": literal(text.text), "wrap": True, **_TONES[text.tone]}


def _fault(words: str) -> Json:
    return _paragraph(Text(words, Tone.DANGER))


def _fact(fact: Fact) -> Json:
    return {"type": "Fact", "title": literal(fact.label), "value": literal(fact.value)}


def _step(step: Step) -> Json:
    state = {"type": "TextBlock", "text": teams.STEP[step.state], "wrap": True}
    label = {"type": "TextBlock", "text": literal(step.label), "wrap": True}
    detail = _paragraph(Text(step.detail, Tone.QUIET)) | {"spacing": "none"}
    look = _STEPS[step.state]
    return {
        "type": "ColumnSet",
        "spacing": "small",
        "columns": [
            {"type": "Column", "width": "70px", "items": [state | look]},
            {
                "type": "Column",
                "width": "stretch",
                "items": [label | look, *([detail] if step.detail else [])],
            },
        ],
    }


def _rows(actions: list[Json]) -> list[Json]:
    """Return rows of at most six actions: Teams drops any above six in a row."""
    starts = range(0, len(actions), _IN_ONE_ROW)
    rows = (actions[start : start + _IN_ONE_ROW] for start in starts)
    return [{"type": "ActionSet", "actions": row} for row in rows]


def _button(button: Button, *, in_dialog: bool) -> Json:
    label = clipped(plain(button.label), _LONGEST_LABEL)
    style = _STYLES[button.style]
    data = {TOKEN_KEY: button.token}
    if in_dialog:  # dialogs support only submit actions
        pressed = _submit(label, {**data, ACTION_KIND_KEY: "press"}, primary=False)
        return pressed | style | {"associatedInputs": "none"}
    if button.opens:
        return _opens(label, data) | style
    at_once = _submit(label, data, primary=False) | style
    return {
        "type": "Action.Execute",
        "title": label,
        "verb": "press",
        "data": data,
        "fallback": at_once,
    } | style


def _opens(label: str, data: Mapping[str, str]) -> Json:
    opens = {**data, "msteams": {"type": "task/fetch"}}
    return {"type": "Action.Submit", "title": label, "data": opens}


def _submit(label: str, data: Mapping[str, str], *, primary: bool) -> Json:
    look = {"style": "positive"} if primary else {}
    title = clipped(plain(label), _LONGEST_LABEL)
    return {"type": "Action.Submit", "title": title, "data": dict(data), **look}


def _has(form: Form, name: str) -> bool:
    return any(field.id == name for field in form.inputs)
