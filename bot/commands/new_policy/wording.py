"""What ``policy new`` asks a coordinator, and what it says back; every word of it is here."""

from typing import Final

ASKS: Final[dict[str, tuple[str, str]]] = {
    "partnership": (
        "What is the partnership called?",
        "Brackenvale Safeguarding Partnership",
    ),
    "title": (
        "What is the title of the document?",
        "Resolving professional disagreements",
    ),
    "edition": (
        "Which edition is it? Letters, digits, dots and dashes.",
        "2026-01",
    ),
    "agreed": (
        "When was it agreed, and by whom? As the document says it.",
        "January 2026, by the partnership",
    ),
    "next_review": (
        "When will it be reviewed? A date as in 2027-01-31, or none.",
        "2027-01-31",
    ),
    "jurisdiction": (
        "Where is it? England, Wales, Scotland or Northern Ireland (for the bank holidays).",
        "England",
    ),
    "subjects": (
        "Whom does it protect: children, adults, or both?",
        "children",
    ),
    "areas": (
        "Which areas does it cover? Several with “;” between them.",
        "Brackenvale; Upper Bracken",
    ),
    "numbered": (
        (
            "Are its paragraphs or sentences numbered 1, 2, 3 and so on? Write the last number, "
            "or none."
        ),
        "12",
    ),
    "prefix": (
        (
            "Each numbered sentence gets a short name in front of its number, such as BVP-07. Which "
            "two to five capital letters?"
        ),
        "BVP",
    ),
    "categories": (
        (
            "Which subjects of disagreement does the document name as examples? With “;” between "
            "them, or none."
        ),
        "Thresholds; Delay",
    ),
    "scope_clauses": (
        "Which numbers of the document say what it is for and what it covers?",
        "1, 2",
    ),
    "records": (
        (
            "What must be written down when a concern is raised? One question each, with “;” "
            "between them."
        ),
        "What is the problem?; What outcome do you want?",
    ),
    "records_clauses": (
        "Which numbers say what must be written down?",
        "3",
    ),
    "stages": (
        "How many stages does it have, the last one included?",
        "3",
    ),
    "stage_{n}_name": (
        "Stage {n}: what is it called?",
        "Line managers",
    ),
    "stage_{n}_level": (
        (
            "Stage {n}: how senior are the people in it? practitioner, manager, lead (a safeguarding "
            "lead or senior manager), head (head of service or director) or partnership."
        ),
        "manager",
    ),
    "stage_{n}_raising": (
        "Stage {n}: who acts for the agency that raised it? Posts, not people; several with “;”.",
        "Line manager",
    ),
    "stage_{n}_receiving": (
        "Stage {n}: who is asked in the other agency? Posts, not people; several with “;”.",
        "Line manager",
    ),
    "stage_{n}_partnership": (
        (
            "Stage {n}: who is asked at the partnership? The post that takes it on first; the others "
            "are kept informed."
        ),
        "Independent chair; Partnership office",
    ),
    "stage_{n}_time": (
        (
            "Stage {n}: how long may it take? As in 5 working days, 24 hours or 1 month; none where "
            "the document gives no time."
        ),
        "5 working days",
    ),
    "stage_{n}_tasks": (
        "Stage {n}: what must be done and recorded? With “;” between, or none.",
        "Talk to each other and record what was said",
    ),
    "stage_{n}_clauses": (
        "Stage {n}: which numbers say so?",
        "4, 5",
    ),
    "risk_text": (
        "Somebody is in immediate danger: what should people read first?",
        "If somebody is in immediate danger, ring 999 now. Nobody has to agree first.",
    ),
    "risk_routes": (
        (
            "Whom can they ring besides 999? As in Children's services: 020 7946 0321, with “;” "
            "between them, or none."
        ),
        "Children's services: 020 7946 0321; Out of hours: 020 7946 0322",
    ),
    "risk_tell": (
        "Which posts of the worried person's own agency are told at once? With “;” between them.",
        "Safeguarding lead",
    ),
    "risk_clauses": (
        "Which numbers speak of immediate danger?",
        "6",
    ),
    "told_plan": (
        (
            "Who else is told where the child has a child protection plan? A post of the "
            "partnership, such as the conference chair, or none."
        ),
        "Conference chair",
    ),
    "told_looked_after": (
        "Who else is told where the child is looked after? A post of the partnership, or none.",
        "Independent reviewing officer",
    ),
    "told_always": (
        "Is anybody at the partnership told of every case? The post, or none.",
        "Partnership office",
    ),
    "told_always_from": (
        "From which stage on? Its number.",
        "2",
    ),
    "told_clauses": (
        "Which numbers say who else is told?",
        "7",
    ),
    "learning": (
        (
            "Where does what was learned go when a case closes? A post or group of the partnership, "
            "or none."
        ),
        "Learning group",
    ),
    "closing_clauses": (
        "Which numbers speak of settling and closing, and of learning?",
        "8",
    ),
    "sentence_{n}": (
        (
            "Nothing so far keeps number {n}. What does it say, in a few words of your own? People "
            "will be shown it. Where it asks for something that I did not ask about, answer not "
            "yet and add the rule to the file."
        ),
        "The child's welfare comes first.",
    ),
    "agencies": (
        (
            "Which agencies take part? Name and kind, as in Brackenvale Council (council). Kinds: "
            "{kinds}."
        ),
        "Brackenvale Council (council); Brackenvale Police (police)",
    ),
    "coordinators": (
        (
            "Who coordinates it? Two people or more; two must put an edition into force. As in Ada "
            "Lovelock <ada.lovelock@brackenvale.example>."
        ),
        (
            "Ada Lovelock <ada.lovelock@brackenvale.example>; "
            "Ben Marlow <ben.marlow@brackenvale.example>"
        ),
    ),
}
"""By key: the question, and an example of an answer; ``{n}`` is the number of a stage."""

HEADINGS: Final[dict[str, str]] = {
    "partnership": "The document",
    "categories": "What can be raised",
    "stages": "The stages",
    "risk_text": "Immediate danger",
    "told_plan": "Who else is told",
    "told_always": "Who else is told",
    "learning": "Closing",
    "agencies": "The contact list",
}
"""Said before the question with this key."""

DEFAULT_RECORDS: Final = "What is the problem?; What outcome do you want?"
OTHER: Final = "Something else"
TRIGGERS: Final = (
    ("action", "Something another professional did"),
    ("inaction", "Something another professional did not do"),
    ("decision", "A decision another professional made"),
)
RESIDUAL: Final = "Do you still think that somebody is at risk?"
REFERRAL: Final = "Then this cannot close yet. Refer it now, or ring 999 where there is danger."

WELCOME: Final = (
    "I ask about your document, one question at a time, and write a policy file from your "
    "answers. At any question you may type ? for an example or back for the question before, and "
    "at most of them not yet where you do not know. An answer in [brackets] is taken when you press Enter. Leave "
    "with Ctrl-C: the answers are kept."
)
NOT_YET_TOO: Final = " Or “ours” where the document does not say it, or “not yet”."
RESUMED: Final = "Going on from {draft}, which holds {count} answers. Delete it to begin anew."
KEPT: Final = "Your answers so far are kept in {draft}. The same command goes on from there."
ENDED: Final = "The answers ended before the questions did. {kept}"
EXAMPLE: Final = "For example: {example}"
FIRST: Final = "This is the first question."
EXISTS: Final = "This file exists already. Choose another name, or add --force to write over it."
BAD_NAME: Final = (
    "Name a file that ends in .yaml, such as brackenvale.yaml: letters, digits, dots and dashes."
)
NO_FOLDER: Final = "There is no such folder. Make it first."
MISSING: Final = "This is not answered. {asks}"
UNKNOWN: Final = "No question has this name, or not with the other answers. Remove it."
NOT_ANSWERS: Final = (
    "Expected a JSON file with one object: a question's name and its answer, as in "
    '{"title": "..."}. “policy new FILE --json” prints every name.'
)
DRAFT_SPOILT: Final = "The kept answers cannot be read. Delete this file to begin anew."
WRITTEN: Final = "Written: {file}"
SOUND: Final = "{file} has no fault."
LEFT_OPEN: Final = "You answered “not yet” here; supply it in the file before it can run:"
FAULTS: Final = "So the check finds:"
MINTED: Final = (
    "Your document has no numbers, so its parts got {first} to {last}. {file} says which is which: "
    "write them beside its sentences, and divide them further where one says several things."
)
WHOLE: Final = (
    "The numbers you gave for a stage stand at every line of it, so the check cannot say which line "
    "keeps which. Read {file} line by line: leave at each only the numbers that it keeps, and add "
    "what I did not ask. “After the questions” in docs/writing-a-policy.md says what that is."
)
PEOPLE: Final = (
    "The contact list names posts but nobody in them yet. Checked together with the policy it "
    "lists every post that reaches nobody."
)
NEXT: Final = "Next: python -m bot policy check {file}"

# What is wrong with an answer.
EMPTY: Final = "Please write something, or ? for an example."
TOO_LONG: Final = "That is longer than {most} characters. Please say it more briefly."
CONTROL: Final = "There is a character in it that no text should have. Please type it again."
NO_LETTER: Final = "“{name}” has no letter in it to make a name of. Please write it in words."
NOT_NOW: Final = "This cannot wait: the rest of the file hangs on it. Please choose one."
CHOICE: Final = "Please answer with one of: {words}."
DATE: Final = "Please write a date such as 2027-01-31, or none."
EDITION: Final = "Please use letters, digits, dots and dashes only, such as 2026-01."
NUMBER: Final = "Please write a whole number from {least} to {most}."
NUMBERED: Final = "Please write the last number (at most 999), or none. None also fits 4.2 or b)."
PREFIX: Final = "Please write two to five capital letters, such as BVP."
TWICE: Final = "“{name}” is named twice. Please name it once."
MANY: Final = "That is more than {most}. Please keep to the main ones."
DAYS: Final = "Working days or calendar days? Please write it in full, as in 5 working days."
TIME: Final = (
    "Please write a number and working days, calendar days, hours or months, as in 5 working days; "
    "or same working day, or none."
)
TIME_MOST: Final = "Please write a number from 1 to 1000."
NUMBERS: Final = "Please write numbers from 1 to {most} with commas between, as in 4, 5."
ROUTE: Final = "“{name}” has no telephone number. Write it as in Police: 101, with a “:” between."
AGENCY: Final = "“{name}” has no kind. Write it as in Brackenvale Police (police). Kinds: {kinds}."
COORDINATOR: Final = "“{name}” has no address. Write it as in Ada Lovelock <ada@council.example>."
COORDINATORS: Final = "Two people at least: one alone can put nothing into force."
PARTNERSHIPS: Final = (
    "“{name}” is a post of the partnership at another place, and cannot act for one agency here. "
    "Name a post of the agency."
)
AGENCYS: Final = (
    "“{name}” is a post of an agency at another place. Name a post of the partnership itself."
)

# What is written into the files, beside the answers.
SCOPE: Final = "What the document is for, what it covers and what may be raised"
RECORDS: Final = "What is written down when a concern is raised"
STAGE: Final = "Stage {n}, {name}: who is asked, for how long, and what is recorded"
RISK: Final = "What happens where somebody is in immediate danger"
TOLD: Final = "Who else is told, and when"
CLOSING: Final = "How a disagreement is settled and closed, and where what was learned goes"
UNSAID: Final = "Not yet put into words"
SETTLE: Final = "{raising} to {receiving}: they try to settle it by talking to each other."
DECIDE: Final = "{raising} puts it before {receiving}."
TOLD_OF: Final[dict[str, str]] = {
    "plan": "Told because the child has a protection plan: {who}.",
    "looked_after": "Told because the child is looked after: {who}.",
    "always": "Told of every case: {who}.",
}
HEAD: Final = """\
# {title}
#
# How to read this file
#   clauses   the numbers of the document that a rule keeps (clauses/{file})
#   reading   the text is open to more than one reading; this names the one taken
#   origin    source (the document says so), reading (we read it so) or default (not in the
#             document, and shown to users so). Left out, it is source.
#   side      raising: the agency that disagrees; receiving: the agency it disagrees with; both
#   NOT YET   what was not known when this file was begun: supply it
# After a change run the policy check: it names every mistake with its line.
# docs/writing-a-policy.md explains every key."""
PARTS: Final[dict[str, tuple[str, str]]] = {
    "raised": ("What can be raised", "A list of examples, never a reason to refuse a case."),
    "roles": (
        "Who is asked",
        (
            "Posts, not people: who holds each is in the contact list (directories/{file}).\n"
            "partnership: true marks a post that belongs to neither side."
        ),
    ),
    "fields": (
        "What is written down",
        "Every opening form asks for the child or adult and for the other agency by itself.",
    ),
    "ladder": (
        "The ladder",
        (
            "Each stage: who is asked on both sides, for how long, what is recorded, and where it\n"
            "goes when it is not settled in time. It then moves up by itself."
        ),
    ),
    "risk": (
        "Immediate danger",
        "Shown before anything else, and never held up by a form or an approval.",
    ),
    "told": ("Who else is told", ""),
    "closing": ("Closing", ""),
    "principles": (
        "What users are shown",
        "Sentences of the document that no program can keep: people are shown them.",
    ),
}
CLAUSES_HEAD: Final = """\
# Every numbered clause of the document, in your own words: put yours in the place of these.
# A clause is normative where it asks something of somebody, data where it defines or lists.
# {file} must cite each one in a rule or show it."""
CLAUSES_MINTED: Final = """\
# The document has no numbers of its own: write these beside its sentences."""
CONTACTS_HEAD: Final = """\
# Who holds which post, and how they are reached.
#
#   people    one line each: their id, and the Slack, Teams or e-mail address that reaches them
#   posts     the roles of {file} a post fills; holders are asked in this order, then deputies
# NOT YET marks what is to be supplied. A person is written as
#   - {{id: {partnership}.ada-lovelock, name: Ada Lovelock, slack: U0EXAMPLE1}}
# and an agency on Slack needs slack_workspace (T and letters or digits), one on Teams needs
# teams_tenant. A person with mail alone is not messaged yet."""
NO_TIME: Final = "the document gives no time; a reminder after five days is our default"
OFFICE: Final = "our default, local time"
DAY_ONE: Final = "from the first day"
