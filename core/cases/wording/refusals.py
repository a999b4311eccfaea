"""The sentence for every refusal: why, and what to do instead; calm, and to that person only."""

from datetime import date
from typing import Final

from core.cases.refusals import Reason, Refusal
from core.directory.wording.names import AGENCY_TYPE, described
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.names import SIDE, listed, stage
from core.vocabulary import AgencyType, Side

NOT_ENROLLED = (
    "Concord does not know you yet, so it cannot show you anything. If you are on your "
    "partnership's contact list, type /escalate link. If not, ask your coordinator to put you "
    "there. If someone is in immediate danger, ring 999."
)
NOT_FOUND = (
    "There is no case with that reference that you can see. Check the reference, or type "
    "/escalate list to see yours. If you should be on the case, ask the person who raised it or "
    "your coordinator."
)
UNREADABLE_DATE = "Please give a date such as 2026-11-30."
UNREADABLE_TIME = "Please give a time such as 16:30."
MOST_NAMED: Final = 3
"""Most people named as those who may do what was refused."""
YES_OR_NO = "Please choose Yes or No."


def sentence(refusal: Refusal, setting: Setting | None = None) -> str:
    """Return the sentence for a refusal; names come from the setting's directory."""
    match refusal.reason:
        case Reason.NOT_YOURS:
            return NOT_FOUND
        case Reason.NOT_ALLOWED:
            return (
                f"This is for {_whose(refusal, setting)}, so nothing was changed. "
                "You can add a note, or bring the deadline forward if it cannot wait."
            )
        case Reason.CLOSED:
            return f"This case was closed{_at(refusal)}, so nothing was changed."
        case Reason.AGREED:
            return (
                f"Both sides agreed an outcome{_at(refusal)}, so nothing was changed. If it does "
                "not hold, the person who raised the concern can say so and the case goes up."
            )
        case Reason.STALE:
            return (
                f"The case changed{_at(refusal)}, so this button no longer applies and nothing "
                "was done. This is how it stands now."
            )
        case Reason.TAKEN:
            who = described(refusal.about, setting.directory) if setting else "Somebody else"
            return f"{who} accepted this{_at(refusal)}. There is nothing more for you to do."
        case Reason.ALREADY_YOURS:
            return "You have accepted this already; it is yours. Nothing was changed."
        case Reason.ALREADY_DONE:
            return "That has been done already, so nothing was changed."
        case Reason.LAST_STAGE:
            return (
                "This is the last stage of the policy: there is no higher one. Ring the "
                "partnership's office, or flag immediate risk if the danger has grown."
            )
        case Reason.QUESTION_OPEN:
            return "The policy asks for this decision before the stage is left: yes or no, and why."
        case Reason.STILL_AT_RISK:
            return (
                f"Somebody still thinks there is a risk of harm. {_referral(setting)} "
                "Choose No only when it is true for your side."
            )
        case Reason.NOTHING_PROPOSED:
            return "There is no proposed outcome to answer any more. Open the case to see why."
        case Reason.OWN_PROPOSAL:
            return "Your side proposed this outcome; it is for the other side to confirm it."
        case Reason.OTHER_PROPOSAL:
            return (
                f"A new outcome was proposed{_at(refusal)}, so nothing was changed. "
                "Please read it, and then confirm it or say why not."
            )
        case Reason.COPIES_OPEN:
            side = SIDE[Side(refusal.about)].lower() if refusal.about else "one side"
            return (
                f"The {side} has not yet said that a copy is on their own file. "
                "They have been asked; the case can be closed as soon as they tick it."
            )
        case Reason.RAISER_NOT_TOLD:
            return (
                "The person who raised the concern has not been told of the outcome yet. "
                "The message is on its way; try again in a minute."
            )
        case Reason.RISK_STANDS:
            return (
                "Immediate risk is still flagged on this case. It has to be withdrawn, with a "
                "reason, before the case can be closed."
            )
        case Reason.NOT_AGREED:
            return "Both sides have to confirm an outcome first."
        case Reason.NO_DEPUTY:
            return "There is no such deputy on the contact list. Say Not me, and the next is asked."
        case Reason.NO_SUCH_ENTRY:
            return "There is no entry with that number. The record shows the numbers."
        case Reason.UNKNOWN_CHOICE:
            return "Please choose one of the entries on the list."
        case Reason.OWN_AGENCY:
            return (
                "That is the raising agency itself. This policy is for disagreements between agencies; "
                "inside one, use its own procedure. If a child is at risk, do not wait."
            )
        case Reason.EMPTY:
            return "Please fill this in."
        case Reason.TOO_LONG:
            return f"Please keep this to {refusal.about} characters."
        case Reason.FUTURE:
            return "This day has not come yet. Choose today or an earlier day."
        case Reason.TOO_LONG_AGO:
            return (
                f"Choose {_day(refusal)} or later: before that, the first stage would be over "
                "already. If it has waited that long, raise it as of today and escalate at once."
            )
        case Reason.DATE_NEEDED:
            return (
                "This policy gives no number of days, so please say by when it must be settled "
                "to protect the child (or adult)."
            )
        case Reason.NO_RISK:
            return "Immediate risk is not flagged on this case."
        case Reason.OWN_ALERT:
            return (
                "You raised this alert yourself, so it goes on until somebody else has seen it. "
                "If the danger is immediate, ring 999 now; do not wait for an answer here."
            )
        case Reason.NOT_IN_FORCE:
            return (
                "That edition of the policy is not the one in force, so nothing was changed. Open "
                "the case again to see what the present one changes."
            )
        case Reason.STAGE_GONE:
            return (
                f"The present edition has no {_stage(refusal, setting)}, where this case is or has "
                "been, so it goes on under the edition it began under."
            )
        case Reason.NOTHING_TO_RECORD:
            return "There is nothing here for you to record any more: it is done, or it is over."
        case Reason.NO_OVERRIDE:
            return "This policy has no list of special circumstances. Flag immediate risk instead."
        case Reason.NO_BYPASS:
            return "This policy lets no stage be passed over. Escalate, or flag immediate risk."
        case Reason.NO_DATE_TO_AGREE:
            return "There is no date to agree here now, so nothing was changed."
        case Reason.OTHER_DATE:
            return (
                f"Another date was named{_at(refusal)}, so nothing was changed. "
                "Please read it, and then agree to it or name yours."
            )
        case Reason.OWN_DATE:
            return "Your side named this date; it is for the other side to agree to it."
        case Reason.PAST:
            return "That is over already. Choose a time that is still to come."
        case Reason.BEYOND_LIMIT:
            return (
                f"The stage is due{_at(refusal)}, and a deadline is never made longer. "
                "Please name a date no later than that."
            )
        case Reason.NO_DISPOSITION:
            return "Nothing is to be decided at this stage about how it goes on."
        case Reason.NO_MEETING:
            return "This stage has no panel or meeting to record."
        case Reason.QUORUM:
            kinds = listed(AGENCY_TYPE[AgencyType(one)] for one in refusal.about.split(","))
            return (
                f"The policy wants these kinds of agency at the meeting as well: {kinds}. Without "
                "them it does not count. Write down what was said as a discussion instead."
            )
        case Reason.CHAIR_INVOLVED:
            return (
                "The chair's agency has, or had, a part in this case. The policy wants a chair from "
                "an agency that has none."
            )


def _referral(setting: Setting | None) -> str:
    """Return what the policy says to do while a risk remains, or else our own advice."""
    return (setting and setting.policy.closing.referral_text) or (
        "Use the child protection (or adult safeguarding) referral route, or flag immediate risk."
    )


def _stage(refusal: Refusal, setting: Setting | None) -> str:
    if setting is None or not refusal.about:
        return "stage like the one"
    return f"“{stage(refusal.about, setting.policy)}”"


def _whose(refusal: Refusal, setting: Setting | None) -> str:
    """Return whose act it is: the people by name and post, if anybody holds it."""
    people = refusal.about.split(",") if refusal.about and setting else []
    if setting is None or not 0 < len(people) <= MOST_NAMED:
        return "the people who hold this part of the case now"
    return listed(described(person, setting.directory) for person in people)


def _at(refusal: Refusal) -> str:
    return f" on {spoken_time(refusal.at)}" if refusal.at else ""


def _day(refusal: Refusal) -> str:
    return spoken_date(date.fromisoformat(refusal.about))
