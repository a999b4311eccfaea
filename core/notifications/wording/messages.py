"""The sentence of each message: a pointer with a verb, a reference, a role and a due time.

Nothing about the child, the adult or the story may be in it: only practitioners' names.
"""

from typing import Final

from core.cases.case import Case
from core.cases.rules.ladder.moving import next_stage_up
from core.cases.wording.asking_steps import REQUEST
from core.cases.wording.decisions import meeting_name, option
from core.cases.wording.duties import task_text
from core.cases.wording.failure_reasons import why_missed
from core.directory.wording.names import described, name
from core.partnership.setting import Setting
from core.policy.wording.deadlines import spoken_time
from core.policy.wording.names import SIDE, for_side, listed, quoted, side_at, stage, title
from core.vocabulary import AskedReason, FailureReason, Platform, Purpose, Side

RISK_STANDS: Final = "Immediate risk is flagged on this case: somebody may be in danger now."


def body(purpose: Purpose, case: Case, about: str, setting: Setting) -> str:
    """Return the sentence of a message."""
    people = setting.directory
    match purpose:
        case Purpose.RECEIPT:
            return _receipt(case, setting)
        case Purpose.ASKED:
            return _asked(case, about, setting)
        case Purpose.INFORMED:
            return _informed(about, setting)
        case Purpose.ACCEPTED:
            return f"{described(about, people)} has taken it on."
        case Purpose.DECLINED:
            return _declined(case, about, setting)
        case Purpose.LAPSED:
            return _lapsed(case, about, setting)
        case Purpose.ESCALATED:
            now = f"It is now at {stage(case.stage, setting.policy)}. {_holders(case, setting)}"
            return f"{now}{_hand_ups(case, setting)}"
        case Purpose.BESIDE:
            return (
                f"It has a reference of its own, {about}, and its own contacts and deadline. This "
                "case goes on unchanged."
            )
        case Purpose.IMMEDIATE_RISK:
            return (
                f"{described(about, people)} says that somebody is in immediate danger. If nobody "
                "has rung 999 yet, ring now. Open the case, act under your own procedures, and "
                "press I have seen this."
            )
        case Purpose.RISK_WITHDRAWN:
            return f"{described(about, people)} withdrew it and gave a reason. Open it to read why."
        case Purpose.OVERRIDE:
            return (
                "Special circumstances named in the policy have been reported. The ladder is "
                "over-ridden; protecting the child or adult goes on under ordinary procedures, "
                "and the deadlines of the disagreement keep running."
            )
        case Purpose.PROPOSED:
            return (
                f"{described(about, people)} wrote down an outcome. It needs the other side's yes."
            )
        case Purpose.REJECTED:
            return f"{described(about, people)} did not confirm it. The deadline has kept running."
        case Purpose.AGREED:
            return _agreed(case, setting)
        case Purpose.CLOSED:
            return "Thank you. The record stays; learning from it goes where the policy says."
        case Purpose.REOPENED:
            raiser = described(case.raiser, people)
            where = stage(case.stage, setting.policy)
            return f"{raiser} is not satisfied with the outcome. It is now at {where}."
        case Purpose.BROUGHT_FORWARD:
            return f"{described(about, people)} set a date to protect the child or adult."
        case Purpose.DATE_PROPOSED:
            named = case.visit.named_date
            who = described(named.by if named else case.raiser, people)
            until = spoken_time(named.date) if named else "another day"
            return f"{who} named {until} as the day to settle this by. Agree, or name another."
        case Purpose.DATE_AGREED:
            return f"{described(about, people)} agreed. It is the date of this stage from now on."
        case Purpose.DECIDED:
            return _decided(about, setting)
        case Purpose.SHARED:
            return f"{described(about, people)} added to the record. Open it to read."
        case Purpose.GAP:
            return (
                f"{described(about, people)} reported a gap in policy or procedure that this case "
                "brought to light. Open it to read the report; it stands in the register."
            )
        case Purpose.SUPPORT_WANTED:
            return (
                f"{described(about, people)} asks for support. Challenge is part of good work, "
                "and nobody should have to make it alone."
            )
        case Purpose.ENTERED_FOR_YOU:
            return (
                f"{described(about, people)} entered something in your place, as a coordinator. Open "
                "it to read what and why. If it is not right, say so there: Correct an entry."
            )
        case Purpose.EDITION_CHANGED:
            return (
                f"{described(about, people)} moved it there and gave a reason; open it to read "
                f"why. {case.visit.explanation}"
            )
        case Purpose.UNREACHED:
            return _unreached(about, setting)
        case Purpose.NOBODY:
            return _vacant(case, about, setting)
        case Purpose.REMINDER:
            return _reminder(case, about, setting)
        case Purpose.LEFT:
            return _gone(case, about, setting)


def _receipt(case: Case, setting: Setting) -> str:
    if case.visits and case.receiving.asked:
        return f"What happens next: {_holders(case, setting)} You will hear at every step."
    return "What happens next: your coordinator finds out who the other side is. You will hear."


def _holders(case: Case, setting: Setting) -> str:
    """Say who holds each side, or was asked for it."""
    parts: list[str] = []
    for side in Side:
        state, acts = case.side(side), for_side(side, case.stage, setting.policy)
        if state.owner:
            parts.append(f"{name(state.owner, setting.directory)} holds it {acts}")
        elif state.current:
            people = listed(name(p, setting.directory) for p in state.current)
            parts.append(f"{people} {_has(state.current)} been asked {acts}")
        else:
            parts.append(f"nobody could be found {acts}; the coordinator knows")
    sentence = f"{'; '.join(parts)}."
    return sentence[0].upper() + sentence[1:]


def _has(people: tuple[str, ...]) -> str:
    return "has" if len(people) == 1 else "have"


def _asked(case: Case, about: str, setting: Setting) -> str:
    raiser = described(case.raiser, setting.directory)
    whys: dict[str, str] = {
        "opened": f"{raiser} has raised a concern under the escalation policy.",
        "bypassed": "It was brought straight to this stage.",
        "disposed": "It was sent to you by a decision at another stage.",
        "beside": f"{raiser} has asked for this under the policy, beside its ladder.",
        "lapsed": "The stage below ended without an agreement in its time.",
        "escalated": "The stage below could not settle it.",
        "reopened": f"{raiser} is not satisfied with what was agreed.",
    }
    if about in set(AskedReason):
        whys[about] = REQUEST[AskedReason(about)]
    why = whys.get(about, f"{raiser} has raised a concern under the escalation policy.")
    return f"{why} Accept it if it is yours, or say Not me and the next person is asked."


def _informed(about: str, setting: Setting) -> str:
    for rule in setting.policy.notifications:
        if rule.id == about:
            return f"{rule.text} You need not do anything; you can open it and add to the record."
    kind, _, task = about.partition(":")
    text = task_text(task, setting.policy).rstrip(".")
    if kind == "duty":
        return f"The policy asks your post for something: {text}. Open it to record what was done."
    if kind == "task":
        return f"The policy has your post told that this is done: {text}."
    if about.startswith("route:"):
        return "This has begun beside a case. You can open it and add to the record."
    return "The policy names your post here. You can open it and add to the record."


def _lapsed(case: Case, about: str, setting: Setting) -> str:
    if case.stage == about:
        return (
            f"{stage(about, setting.policy)} was the last stage and its time has run out without a "
            "recorded outcome. Everybody on the case and the coordinator now have to act."
        )
    was = f"{stage(about, setting.policy)} ended without a recorded outcome."
    now = f"It is now at {stage(case.stage, setting.policy)}. {_holders(case, setting)}"
    return f"{was} {now}{_hand_ups(case, setting)}"


def _hand_ups(case: Case, setting: Setting) -> str:
    """Say who still has to hand up in person; begins with a space."""
    return "".join(
        f" {name(one.by, setting.directory)} is to hand it up in person by {spoken_time(one.due)}."
        for one in case.hand_ups_open
    )


def _decided(about: str, setting: Setting) -> str:
    """Say what kind of decision it was, in the policy's words; what was written stays in the
    record.
    """
    kind, _, rest = about.partition(":")
    first, _, second = rest.partition(":")
    if kind == "bypass":
        went = "to go straight to a higher stage" if first == "yes" else "to keep the stages' order"
        return f"{described(second, setting.directory)} decided {went}. Open it to read why."
    if kind == "disposition":
        return f"It was decided how it goes on: {option(setting.policy, first, second)}."
    met = meeting_name(setting.policy, first)
    return f"{met} has met. Open it to read what was decided and who was there."


def _agreed(case: Case, setting: Setting) -> str:
    said = setting.policy.closing.copy_text
    copies = (
        f"Each agency confirms for its part: {quoted(said)} Then it can be closed."
        if said
        else "Each agency puts a copy on its own file and ticks it off; then it can be closed."
    )
    late = " It was resolved late: the lapse stays on the record." if case.late else ""
    return f"{copies} The person who raised it may still say that they are not satisfied.{late}"


def unseen(case: Case) -> str:
    """Tell the person who raised an alert that nobody has seen it and not to rely on it."""
    told = len(case.risk.told) if case.risk else 0
    return (
        f"Nobody has said yet that they have seen your alert; {told} people have been told, and it "
        "goes on. Do not wait for Concord: if somebody is in danger, ring 999 now."
    )


def debrief(offered: str) -> str:
    """Offer a debrief and say how to take it; nobody is chased for it."""
    return f"{offered} If so, tell the other side or your coordinator; it is up to you."


def _unreached(about: str, setting: Setting) -> str:
    person, why, what, platform = [*about.split("|"), "", "", ""][:4]
    of = " of the immediate risk" if what == Purpose.IMMEDIATE_RISK else ""
    on = Platform(platform) if platform in set(Platform) else None
    reason = why_missed(FailureReason(why), on) if why in set(FailureReason) else why
    return (
        f"{described(person, setting.directory)} could not be told{of}: {reason}. "
        "Please ring them, and mend the contact list."
    )


def _declined(case: Case, about: str, setting: Setting) -> str:
    left = f"{described(about, setting.directory)} says this is not theirs."
    side = case.side_of(about)
    return f"{left} {_next_person(case, side, setting)}"


def _gone(case: Case, about: str, setting: Setting) -> str:
    left = f"{name(about, setting.directory)} is not on the contact list any more."
    side = case.side_of(about)
    return f"{left} {_next_person(case, side, setting)}"


def _next_person(case: Case, side: Side | None, setting: Setting) -> str:
    """Say whether somebody else of a side has been asked."""
    if side is None or case.side(side).current:
        return "The next person has been asked; the deadline does not move."
    acts = for_side(side, case.stage, setting.policy)
    ring = _ring(side, case, setting)
    return f"Nobody else could be found {acts}. {ring}; the deadline does not move."


def _ring(side: Side, case: Case, setting: Setting) -> str:
    """Ask to ring whoever appoints the people of a side, and to mend the contact list."""
    of_an_agency = side_at(side, case.stage, setting.policy) == SIDE[side]
    whom = "the agency" if of_an_agency else "the partnership"
    return f"Please ring {whom} and mend the contact list"


def _vacant(case: Case, about: str, setting: Setting) -> str:
    """Say that a side has nobody, as of now: somebody may have been asked since."""
    kind, _, what = about.partition(":")
    if kind == "side" and what in set(Side):
        side = case.side(Side(what))
        if not side.agency:
            return (
                "The other agency is not named yet, so nobody there could be asked. Please find "
                "out which it is, open the case and press Name the other agency."
            )
        if side.contacts:
            acts = for_side(Side(what), case.stage, setting.policy)
            return f"Somebody has been asked {acts} since."
    return _nobody(case, about, setting)


def _nobody(case: Case, about: str, setting: Setting) -> str:
    kind, _, what = about.partition(":")
    if kind == "role":
        return (
            f"The policy names this post here: {title(what, setting.policy)}. The contact list has nobody who can be "
            "told or asked. Please ring the agency and mend the contact list."
        )
    if what not in set(Side):
        return "Nobody can be asked for one side. Please ring the agency and mend the contact list."
    acts = for_side(Side(what), case.stage, setting.policy)
    return f"Nobody can be asked {acts}. {_ring(Side(what), case, setting)}."


def _not_accepted(case: Case, about: str, setting: Setting) -> str:
    """Say on which side, or as which post, nobody has accepted."""
    side = Side(about.split(":")[2])
    seat = side_at(side, case.stage, setting.policy)
    acts = f"on the {seat.lower()} " if seat == SIDE[side] else ""
    as_post = "" if acts else f" as {seat}"
    return f"Nobody {acts}has accepted it yet{as_post}{_of(case, about, setting)}"


def _runs_out(case: Case, setting: Setting) -> str:
    return "It lapses" if next_stage_up(case, setting) else "Its time runs out"


def _of(case: Case, about: str, setting: Setting) -> str:
    """Return who has been asked, for those who may ring them; "" for the first chase."""
    _, _, side, number = about.split(":")
    asked = case.side(Side(side)).asked
    if number == "1" or not asked:
        return ""
    return f"; asked: {listed(name(one, setting.directory) for one in asked)}"


def _untold(case: Case, rule: str, setting: Setting) -> str:
    told = case.notified.get(rule)
    posts = listed(title(role, setting.policy) for role in (told.gaps if told else ()))
    return (
        f"The policy says that this post must be told, and the contact list has nobody in it: "
        f"{posts}. Please ring the agency, tell whoever holds the post, and mend the contact list; "
        "Concord then tells them as well."
    )


def _reminder(case: Case, about: str, setting: Setting) -> str:
    kind = about.partition(":")[0]
    due = spoken_time(case.visit.due)
    match kind:
        case "before" | "on":
            if next_stage_up(case, setting) is None:
                return f"Its time runs out on {due}. This is the last stage: record how it ends."
            return f"It lapses on {due} unless an outcome is recorded, and then goes up by itself."
        case "overdue":
            return f"Its last stage ran out on {due}. No outcome is recorded yet."
        case "chase":
            return f"{_not_accepted(case, about, setting)}. {_runs_out(case, setting)} on {due}."
        case "vacant":
            side = about.split(":")[2] if about.count(":") > 1 else ""
            return f"{_nobody(case, f'side:{side}', setting)} {_runs_out(case, setting)} on {due}."
        case "handup":
            owed = case.hand_up(Side(about.split(":")[2]))
            return (
                f"{name(owed.by, setting.directory) if owed else 'The contact'} "
                "was to hand it up in person by now. Accepting at the next stage settles this too."
            )
        case "untold":
            return _untold(case, about.split(":")[1], setting)
        case "confirm":
            return "Please confirm it, or say why not. The deadline keeps running meanwhile."
        case "copy":
            said = setting.policy.closing.copy_text
            if said:
                return f"Please confirm for your agency: {quoted(said)}"
            return "Please put a copy on your own agency's file and tick it off."
        case "close":
            return "Both sides agreed and both files have a copy. Please close it."
        case "risk":
            return (
                "Nobody has acknowledged it yet. If nobody has rung 999 and somebody is in danger, "
                "ring now; then open the case and press I have seen this."
            )
        case _:
            return "Please open it."
