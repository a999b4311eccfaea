"""What ``policy new`` says around its questions, which are in questions.yaml with their words."""

from typing import Final

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
NOT_WRITTEN: Final = "This file cannot be written: {why}."
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
NEEDED: Final = "At least one is needed here, even where the document has none. ? gives an example."
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

# What the clause list says where the document is not quoted.
GROUPS: Final = {
    "scope": "What the document is for, what it covers and what may be raised",
    "records": "What is written down when a concern is raised",
    "stage": "Stage {n}, {name}: who is asked, for how long, and what is recorded",
    "risk": "What happens where somebody is in immediate danger",
    "told": "Who else is told, and when",
    "closing": "How a disagreement is settled and closed, and where what was learned goes",
}
"""By group of rules, the text of a clause that asks for it."""
UNSAID: Final = "Not yet put into words"
