"""Block Kit with every kind of block the page must draw."""

from typing import Any

Json = dict[str, Any]
REFERENCE = "ESC-7KQ4-M2XP"


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(label: str, value: str, note: str = "") -> Json:
    """An option of a choice."""
    return {"text": plain(label), "value": value} | ({"description": plain(note)} if note else {})


def button(label: str, token: str, style: str = "") -> Json:
    """A button that carries a token."""
    drawn = {"type": "button", "text": plain(label), "value": token, "action_id": f"a-{token}"}
    return drawn | ({"style": style} if style else {})


def asked() -> Json:
    """The card a counterpart gets."""
    return {
        "text": f"{REFERENCE}: you are asked to respond as team manager by Thursday 5 November.",
        "blocks": [
            {"type": "header", "text": plain("You are asked to respond")},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "*Hounslow Council* and _West London Health_ see a decision differently."
                    " A &lt;different&gt; view is `normal`.",
                },
            },
            {
                "type": "section",
                "fields": [
                    plain(f"Reference\n{REFERENCE}"),
                    plain("Your role\nTeam manager, receiving side"),
                    plain("Respond by\nThursday 5 November 2026, 5 pm"),
                    plain("Stage\n2, managers"),
                ],
            },
            {"type": "divider"},
            {
                "type": "actions",
                "elements": [
                    button("Accept", "accept", "primary"),
                    button("Open", "open"),
                    button("Escalate", "escalate"),
                    button("Not me", "decline"),
                    button("Child at immediate risk", "risk", "danger"),
                ],
            },
            {
                "type": "context",
                "elements": [
                    plain("Due Thursday 5 November 2026, 5 pm: 3 working days from Monday.")
                ],
            },
        ],
    }


def accepted() -> Json:
    """The card once it was accepted."""
    return {
        "text": f"{REFERENCE}: accepted.",
        "blocks": [
            {"type": "header", "text": plain("Accepted")},
            {
                "type": "section",
                "text": plain("You answer for the receiving side since 10:00."),
                "accessory": button("Open", "open"),
            },
        ],
    }


def cases() -> Json:
    """A private list."""
    return {
        "response_type": "ephemeral",
        "text": "One open case.",
        "blocks": [
            {"type": "section", "text": plain(f"{REFERENCE}, stage 2, due Thursday 5 November.")},
            {"type": "actions", "elements": [button("Open", "open")]},
        ],
    }


def home() -> Json:
    """A Home."""
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("What you owe, soonest first")},
            *asked()["blocks"][2:5],
            {"type": "header", "text": plain("What you raised")},
            {"type": "context", "elements": [plain("Nothing is open.")]},
        ],
    }


def shown() -> Json:
    """A modal that only shows something."""
    return {
        "type": "modal",
        "title": plain("Case"),
        "close": plain("Close"),
        "blocks": [
            {"type": "section", "text": plain("✓ Stage 1, practitioners · 29 October")},
            {"type": "section", "text": plain("▶ Stage 2, managers · due 5 November")},
            {"type": "actions", "elements": [button("Record a discussion", "discuss")]},
        ],
    }


def _input(name: str, label: str, element: Json, *, optional: bool = False, hint: str = "") -> Json:
    drawn = {
        "type": "input",
        "block_id": f"field-{name}",
        "label": plain(label),
        "element": {"action_id": "value", **element},
        "optional": optional,
    }
    return drawn | ({"hint": plain(hint)} if hint else {})


def form() -> Json:
    """The form of ``/escalate``: an input of every kind."""
    teams = [
        {"label": plain("Council"), "options": [option("Referral and assessment", "c1")]},
        {
            "label": plain("Health"),
            "options": [option("Health visiting", "h1"), option("Midwifery", "h2")],
        },
    ]
    kinds = [option("Early help", "early"), option("Thresholds", "thr", "Whether a line was met")]
    return {
        "type": "modal",
        "title": plain("Raise a concern"),
        "submit": plain("Raise"),
        "close": plain("Cancel"),
        "private_metadata": "form-token",
        "blocks": [
            {
                "type": "section",
                "text": plain(
                    "⛔ Is someone in immediate danger? Call 999. MASH 020 7946 0101, out of hours"
                    " 020 7946 0102."
                ),
            },
            _input("child", "Child's name", {"type": "plain_text_input", "max_length": 80}),
            _input(
                "why",
                "What worries you, and what would settle it?",
                {"type": "plain_text_input", "multiline": True},
                hint="At least ten characters. Only people on the case can read this.",
            ),
            _input(
                "team", "Team you disagree with", {"type": "static_select", "option_groups": teams}
            ),
            _input(
                "status",
                "Is the child subject to a plan?",
                {"type": "radio_buttons", "options": [option("Yes", "yes"), option("No", "no")]},
            ),
            _input("kinds", "Kind of concern", {"type": "checkboxes", "options": kinds}),
            _input(
                "others",
                "Who else should know",
                {"type": "multi_static_select", "option_groups": teams},
                optional=True,
            ),
            _input("by", "Settle by", {"type": "datepicker"}, optional=True),
            _input("at", "At", {"type": "timepicker", "initial_time": "17:00"}, optional=True),
        ],
    }


def raised() -> Json:
    """What stands in the form's place once it was handed in."""
    return {
        "type": "modal",
        "title": plain("Raised"),
        "close": plain("Close"),
        "blocks": [
            {"type": "header", "text": plain(REFERENCE)},
            {"type": "section", "text": plain("Both sides were told. What happens next: ...")},
        ],
    }
