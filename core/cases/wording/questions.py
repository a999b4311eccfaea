"""The question and hint of each form input, by input id."""

from typing import Final

QUESTION_AND_HINT: Final[dict[str, tuple[str, str]]] = {
    "because": ("Why do they not do it themselves?", "They are told, and it stays in the record."),
    "subject": (
        "Who is this about?",
        "Initials or a case number, or the name your policy asks for. Never shown in messages.",
    ),
    "subject_type": ("Whom does this protect?", ""),
    "route": ("What do you ask for?", ""),
    "kind": ("What kind of disagreement is it?", ""),
    "area": (
        "Which is their home area?",
        "It decides which contact is asked. Not known: every area's is.",
    ),
    "statuses": ("Tick what is true; the policy then tells others or asks for more", ""),
    "trigger": ("What is it that you challenge?", ""),
    "category": ("What is it mainly about?", ""),
    "with_whom": ("Which agency and team, or which person there?", ""),
    "arose_on": ("On which day did the disagreement arise?", "Today or an earlier day."),
    "protective_date": (
        "Does this need settling sooner than the policy's limit? By which day?",
        "A deadline can be brought forward, never pushed back. 5 pm on that day counts.",
    ),
    "protective_time": ("And by what time?", "Leave empty for the end of the office day."),
    "protective_reason": ("Why by then?", ""),
    "entry_stage": ("At which stage should this begin?", ""),
    "entry_reason": ("If not at the first stage: why?", ""),
    "account": (
        "What do you know?",
        "You can add it later. Only people on the case can read it.",
    ),
    "reason": ("Why?", "Only people on the case can read it."),
    "deputy": ("To which deputy?", "They still have to accept."),
    "between": ("Who talked?", ""),
    "method": ("How?", ""),
    "held_on": ("On which day?", ""),
    "duty": ("Which of these do you record?", ""),
    "done": ("Has it been done?", "If not, please say why below."),
    "note": ("Anything to add? If it was not done: why?", "Only people on the case can read it."),
    "people": ("Who took part?", "Names and posts."),
    "tasks": ("Which of these does it settle?", ""),
    "outcome": ("What has been agreed, or what do you propose?", ""),
    "outstanding": (
        "What is still to be done? One action a line, with who and by when",
        "Leave empty if nothing is.",
    ),
    "still_at_risk": ("Does anyone on your side still think there is a risk of harm?", ""),
    "event": ("Which of these has happened?", ""),
    "text": ("What would you like to write down?", "Only people on the case can read it."),
    "entry": ("Number of the entry to correct", "The record shows the numbers."),
    "learning": ("What should others learn from this?", "You can leave this empty."),
    "bypass": ("Is it necessary to go straight to a higher stage?", ""),
    "to": ("If yes: to which?", "It begins at once; nobody has to approve it."),
    "date_by": ("By which day should this stage be settled?", ""),
    "date_time": ("And by what time?", "Leave empty for the end of the office day."),
    "disposition": ("How does it go on?", ""),
    "held_as": ("In which form was it held?", ""),
    "agencies": ("Which agencies were there?", ""),
    "chair_agency": ("Which agency did the chair come from?", ""),
    "chair": ("Who chaired?", "Name and post."),
    "decision": ("What was decided?", "Only people on the case can read it."),
    "decided_by": ("Who decided it?", "Name and post: not always the chair."),
    "product": ("What was written?", "Only people on the case can read it."),
    "partnership": ("Which partnership is this for?", ""),
}

SUBMIT: Final = "Submit"
SAVE: Final = "Save"
ALERT_NOW: Final = "Alert now"
REPORT: Final = "Report now"
CONTINUE: Final = "Continue"
YES: Final = "Yes"
NO: Final = "No"
WITHIN: Final = "People of one agency"
BETWEEN: Final = "The two agencies"
OTHER: Final = "Something else"
NOT_KNOWN: Final = "Not known"
ON_THE_LADDER: Final = "Settle a disagreement, stage by stage"
BESIDE_FIRST: Final = (
    "This begins a matter of its own, with its own reference, contacts and deadline. The case it "
    "grows from goes on unchanged, and each shows the other."
)
TEAM_IN_GENERAL: Final = "The team, nobody in particular"
WHOLE_AGENCY: Final = "The agency, nobody in particular"

METHODS: Final[tuple[tuple[str, str], ...]] = (
    ("telephone", "Telephone"),
    ("video", "Video call"),
    ("face to face", "Face to face"),
    ("meeting", "Meeting"),
    ("e-mail", "E-mail"),
)

WHAT_HAPPENS: Final = (
    "When you submit, the other agency's contact gets a message without any details, you get a "
    "reference, and the deadline starts."
)
ALERT_FIRST: Final = (
    "Ring first. Then press Alert now: your own line and the people the policy names are messaged "
    "at once. Nothing below has to be filled in."
)
OVERRIDE_FIRST: Final = (
    "The people the policy names for this are messaged when you press Report now. Nothing but what "
    "has happened has to be chosen, and any deadline of a disagreement keeps running."
)
ESCALATE_FIRST: Final = (
    "The next stage opens at once and its contacts on both sides are messaged. The deadline of "
    "this stage is recorded as not met by agreement."
)
CONFIRM_FIRST: Final = "By confirming you give your side's written agreement to this outcome."
NOT_SATISFIED_FIRST: Final = (
    "The case goes on at the next stage of the policy at once, and its contacts on both sides are "
    "messaged."
)
SENSITIVE: Final = "You can leave this empty. Only those who act on the case can read it."
WHAT_WAS_SAID: Final = "What was said?"
DATE_NEEDED: Final = "By which day must this be settled to protect the person it is about?"
"""For a policy without a timescale, which has no limit that a date could be sooner than."""
OUR_DATE: Final = (
    "The policy gives no time. The day filled in is Concord's default; choose a sooner one wherever "
    "that protects the person better."
)
"""The hint with that date (reading HIL-A1)."""
CORRECTION: Final = "What should it say? The old entry stays beside it."
WHY_THEN: Final = "Why by then?"
GAP: Final = "Which gap in policy or procedure did this show?"
GAP_FIRST: Final = (
    "Whoever your policy names for this is told that there is a report; only in the case can it be "
    "read. It stands in the coordinators' register. Write what is missing, not who is to blame."
)
READ_OUT: Final = "Please read this out before you begin:"
WE_CONFIRM: Final = "We confirm this"
WISH: Final = "What would help you?"
SUPPORT_FIRST: Final = (
    "The next people in your own line, or else your coordinator, are told that you ask for support."
)
FOR_YOUR_SIDE: Final = "Answer for everybody on your side."
CLOSE_FIRST: Final = "Both sides have agreed and both files have a copy."


def reason_for(question: str) -> str:
    """Return the label for the reason of a yes-or-no decision."""
    return f"Why? ({question})"
