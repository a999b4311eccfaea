"""Adaptive Cards with every kind of element the page must draw."""

from typing import Any

from tests.bot.workbench.on_slack.canned import REFERENCE

Json = dict[str, Any]


def text(words: str, **look: Any) -> Json:
    """A text block."""
    return {"type": "TextBlock", "text": words, "wrap": True, **look}


def heading(words: str) -> Json:
    """A heading."""
    return text(words, style="heading", size="large", weight="bolder")


def adaptive(*body: Json, actions: tuple[Json, ...] = ()) -> Json:
    """An Adaptive Card."""
    card: Json = {"type": "AdaptiveCard", "version": "1.5", "body": list(body)}
    return card | ({"actions": list(actions)} if actions else {})


def execute(title: str, token: str, style: str = "default") -> Json:
    """A button that acts at once."""
    data = {"concord": token}
    return {"type": "Action.Execute", "title": title, "verb": "press", "data": data, "style": style}


def opens(title: str, token: str) -> Json:
    """A button that opens a dialog."""
    data = {"concord": token, "msteams": {"type": "task/fetch"}}
    return {"type": "Action.Submit", "title": title, "data": data}


def sends(title: str, token: str, **more: Any) -> Json:
    """A dialog's button."""
    return {"type": "Action.Submit", "title": title, "data": {"concord": token}, **more}


def step(state: str, label: str, detail: str, **look: Any) -> Json:
    """A rung of a ladder."""
    return {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "70px", "items": [text(state, **look)]},
            {
                "type": "Column",
                "width": "stretch",
                "items": [text(label, **look), text(detail, isSubtle=True, size="small")],
            },
        ],
    }


def asked() -> Json:
    """The card a counterpart gets."""
    return adaptive(
        heading("You are asked to respond"),
        text("**Hounslow Council** and _West London Health_ see a decision differently\\."),
        {
            "type": "FactSet",
            "facts": [
                {"title": "Reference", "value": REFERENCE},
                {"title": "Your role", "value": "Named nurse, raising side"},
                {"title": "Respond by", "value": "Thursday 5 November 2026, 5 pm"},
            ],
        },
        {
            "type": "Container",
            "style": "emphasis",
            "separator": True,
            "items": [
                step("Done", "Stage 1, practitioners", "29 October", color="good"),
                step("Now", "Stage 2, managers", "due 5 November", color="accent", weight="bolder"),
                step("Ahead", "Stage 3, safeguarding leads", "2 working days", isSubtle=True),
            ],
        },
        {
            "type": "ActionSet",
            "actions": [
                execute("Accept", "accept", "positive"),
                opens("Open", "open"),
                opens("Escalate", "escalate"),
                execute("Immediate risk", "risk", "destructive"),
            ],
        },
        text("Due Thursday 5 November: 3 working days from Monday.", isSubtle=True, size="small"),
    )


def accepted() -> Json:
    """The card once it was accepted."""
    return adaptive(
        heading("Accepted"),
        text("You answer for the raising side since 10:00\\.", color="good"),
        {"type": "ActionSet", "actions": [opens("Open", "open")]},
    )


def home() -> Json:
    """A Home."""
    return adaptive(heading("What you owe, soonest first"), *asked()["body"][2:5])


def form(fault: str = "", **typed: str) -> Json:
    """A form with an input of every kind, after a fault with what was typed."""
    needed = {"isRequired": True, "errorMessage": "Please fill this in."}
    teams = [
        {"title": "Council: Referral and assessment", "value": "c1"},
        {"title": "Health: Midwifery", "value": "h2"},
    ]
    inputs: list[Json] = [
        {"type": "Input.Text", "id": "child", "label": "Child's name", "maxLength": 80, **needed},
        {
            "type": "Input.Text",
            "id": "why",
            "label": "What worries you, and what would settle it?",
            "isMultiline": True,
            **needed,
        },
        {"type": "Input.ChoiceSet", "id": "team", "label": "Team", "choices": teams, **needed},
        {
            "type": "Input.ChoiceSet",
            "id": "kinds",
            "label": "Kind of concern",
            "isMultiSelect": True,
            "choices": [
                {"title": "Early help", "value": "early"},
                {"title": "Thresholds", "value": "thr"},
            ],
        },
        {
            "type": "Input.ChoiceSet",
            "id": "status",
            "label": "Is the child subject to a plan?",
            "style": "expanded",
            "choices": [{"title": "Yes", "value": "yes"}, {"title": "No", "value": "no"}],
        },
        {"type": "Input.Date", "id": "by", "label": "Settle by"},
        {"type": "Input.Time", "id": "at", "label": "At", "value": "17:00"},
        {"type": "Input.Number", "id": "count", "label": "Children in the family"},
        {"type": "Input.Toggle", "id": "told", "title": "The parents know", "value": "false"},
    ]
    drawn: list[Json] = []
    for each in inputs:
        value = typed.get(each["id"]) or each.get("value")
        drawn.append(each | ({"value": value} if value else {}))
        if fault and each["id"] == "why":
            drawn.append(text(fault, color="attention", weight="bolder", spacing="none"))
    danger = text(
        "Is someone in immediate danger? Call 999. MASH 020 7946 0101.",
        color="attention",
        weight="bolder",
    )
    actions = (sends("Raise", "form", style="positive"),)
    return adaptive(danger, *drawn, actions=actions)


def shown() -> Json:
    """A dialog that shows something and has a button."""
    look = {"type": "ActionSet", "actions": [sends("Record", "rec", associatedInputs="none")]}
    return adaptive(step("Now", "Stage 2, managers", "due 5 November", color="accent"), look)


def raised() -> Json:
    """What stands in the form's place once it was handed in."""
    return adaptive(heading(REFERENCE), text("Both sides were told\\."))
