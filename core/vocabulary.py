"""Enums of the field that more than one module uses."""

from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """One of the two sides of a disagreement."""

    RAISING = "raising"
    RECEIVING = "receiving"

    @property
    def counterpart(self) -> "Side":
        """The opposite side."""
        return Side.RECEIVING if self is Side.RAISING else Side.RAISING


class Level(StrEnum):
    """The normalised rung of a stage; stage numbers differ between policies."""

    PRACTITIONER = "practitioner"
    MANAGER = "manager"
    LEAD = "lead"
    HEAD = "head"
    PARTNERSHIP = "partnership"


class Platform(StrEnum):
    """Platforms on which a person can be messaged."""

    SLACK = "slack"
    TEAMS = "teams"
    MAIL = "mail"


class AgencyType(StrEnum):
    """The kinds of agency a policy's role map distinguishes."""

    COUNCIL = "council"
    HEALTH = "health"
    ICB = "icb"
    POLICE = "police"
    SCHOOL = "school"
    PROBATION = "probation"
    HOUSING = "housing"
    VOLUNTARY = "voluntary"
    PARTNERSHIP = "partnership"


class SubjectType(StrEnum):
    """Whom the case protects."""

    CHILD = "child"
    ADULT = "adult"
    BOTH = "both"


class ChildStatus(StrEnum):
    """Statuses that oblige somebody else to be told."""

    PROTECTION_PLAN = "protection_plan"
    LOOKED_AFTER = "looked_after"


class Unit(StrEnum):
    """How a clock counts."""

    ELAPSED_HOURS = "elapsed_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    CALENDAR_MONTHS = "calendar_months"
    SAME_WORKING_DAY = "same_working_day"
    IMMEDIATE = "immediate"
    UNSPECIFIED = "unspecified"
    AGREED_BY_BOTH = "agreed_by_both"


OPEN_ENDED: Final = frozenset({Unit.UNSPECIFIED, Unit.AGREED_BY_BOTH})
"""Units without a length: a nudge, a cap or a date that people set gives the time."""


class ClockStart(StrEnum):
    """The happening a clock counts from."""

    DISAGREEMENT_AROSE = "disagreement_arose"
    CASE_OPENED = "case_opened"
    STAGE_ENTERED = "stage_entered"
    UNRESOLVED_RECORDED = "unresolved_recorded"
    PARTNERSHIP_NOTIFIED = "partnership_notified"
    DEADLINE_LAPSED = "deadline_lapsed"
    TASK_DONE = "task_done"
    REFERRAL_SENT = "referral_sent"
    DECISION_RECEIVED = "decision_received"
    MEETING_HELD = "meeting_held"
    RISK_FLAGGED = "risk_flagged"
    CASE_CLOSED = "case_closed"


class Strength(StrEnum):
    """Whether a clock binds or only guides."""

    BINDING = "binding"
    INDICATIVE = "indicative"


class Origin(StrEnum):
    """Where a rule comes from; users are shown the difference."""

    SOURCE = "source"
    READING = "reading"
    DEFAULT = "default"


class ReadingSource(StrEnum):
    """Who chose a reading where the document can be read in more than one way (S-28)."""

    SAFEST = "safest"
    """Concord's: sooner, more of the right people told, nothing between a worry and help."""
    PARTNERSHIP = "partnership"
    """The partnership's own, with a name and a date."""


class Modality(StrEnum):
    """How strongly the document asks: a must is chased, a should needs a reason to skip."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Sensitivity(StrEnum):
    """How freely a piece of information may be shown (S-17)."""

    CHAT_SAFE = "chat_safe"
    """May be shown on a card."""
    STORE_ONLY = "store_only"
    """Shown only in windows opened after an authorisation check, and in the record."""
    SPECIAL_CATEGORY = "special_category"
    """Always optional; shown only to those who act on the case."""


class DerivedField(StrEnum):
    """What can be worked out from the record instead of asking for it (S-17)."""

    RAISER = "raiser"
    RAISING_AGENCY = "raising_agency"
    CONTACT = "contact"
    SUBJECT = "subject"
    STAGE_REACHED = "stage_reached"
    TIME_TAKEN = "time_taken"
    CHRONOLOGY = "chronology"


class Occasion(StrEnum):
    """What sets off a conditional notification (S-13)."""

    STAGE = "stage"
    AGREED = "agreed"
    CLOSED = "closed"


class ShownAt(StrEnum):
    """When a sentence of a policy is shown, beside the policy page (S-27)."""

    RAISE = "raise"
    """On the form that raises a concern."""
    ASKED = "asked"
    """On the request, and in the case, of whoever is asked at a stage."""
    HAND_UP = "hand_up"
    """On the forms that escalate and that complete a hand-up."""
    CLOSING = "closing"
    """On the form that closes a case."""
    CONTACTS = "contacts"
    """With the posts of an agency."""


class AlwaysRule(StrEnum):
    """What Concord does under every policy, with nothing to set (wording holds the sentence)."""

    RECORD = "record"
    """Everything is an entry of the record: who, when, and never changed."""
    SHARE = "share"
    """Who raised it and both sides' contacts hear of what is written."""
    SUPPORT = "support"
    """Anybody who finds it hard can ask for somebody to support them."""
    PROTECT = "protect"
    """Emergency routes come first, nothing delays an alert, and the protective date wins."""


class CaseStatus(StrEnum):
    """Status of a case as a whole."""

    OPEN = "open"
    AGREED = "agreed"
    CLOSED = "closed"


class Action(StrEnum):
    """Everything that a person can press or ask for."""

    RAISE = "raise"
    OPEN = "open"
    ACCEPT = "accept"
    DECLINE = "decline"
    HAND_TO_DEPUTY = "hand_to_deputy"
    NAME_OTHER_SIDE = "name_other_side"
    DISCUSS = "discuss"
    TASK = "task"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    REJECT = "reject"
    ESCALATE = "escalate"
    ROUTE = "route"
    BRING_FORWARD = "bring_forward"
    IMMEDIATE_RISK = "immediate_risk"
    WITHDRAW_RISK = "withdraw_risk"
    OVERRIDE = "override"
    ANSWER = "answer"
    BYPASS = "bypass"
    AGREE_DATE = "agree_date"
    SAME_DATE = "same_date"
    DISPOSE = "dispose"
    MEETING = "meeting"
    NOTE = "note"
    DETAILS = "details"
    SUPPORT = "support"
    GAP = "gap"
    CORRECT = "correct"
    COPIED = "copied"
    CLOSE = "close"
    NOT_SATISFIED = "not_satisfied"
    ACKNOWLEDGE = "acknowledge"
    HAND_UP = "hand_up"
    MIGRATE = "migrate"
    ENTER_FOR = "enter_for"
    """A coordinator enters something for somebody who cannot."""
    EDITIONS = "editions"
    EDITION_CHANGES = "edition_changes"
    APPROVE_EDITION = "approve_edition"
    PEOPLE = "people"
    PEOPLE_HISTORY = "people_history"
    APPOINT = "appoint"
    DEPUTISE = "deputise"
    END_POST = "end_post"
    MARK_ABSENT = "mark_absent"
    VERIFY = "verify"
    LET_LEAVE = "let_leave"
    ENTER_PERSON = "enter_person"
    AWAY = "away"
    BACK = "back"
    STILL_ME = "still_me"
    RECORD = "record"
    HOME = "home"
    CHOOSE_PARTNERSHIP = "choose_partnership"
    LINK = "link"
    LINK_CODE = "link_code"
    LINK_CONFIRM = "link_confirm"
    LINK_REFUSE = "link_refuse"
    UNLINK = "unlink"
    NOT_ME_NOW = "not_me_now"
    ENTRY_CHANGED = "entry_changed"
    TO_MEND = "to_mend"


class Purpose(StrEnum):
    """Why a notice is owed to a person."""

    RECEIPT = "receipt"
    ASKED = "asked"
    INFORMED = "informed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    REMINDER = "reminder"
    LAPSED = "lapsed"
    ESCALATED = "escalated"
    BESIDE = "beside"
    IMMEDIATE_RISK = "immediate_risk"
    RISK_WITHDRAWN = "risk_withdrawn"
    OVERRIDE = "override"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    AGREED = "agreed"
    CLOSED = "closed"
    REOPENED = "reopened"
    BROUGHT_FORWARD = "brought_forward"
    DATE_PROPOSED = "date_proposed"
    DATE_AGREED = "date_agreed"
    DECIDED = "decided"
    SHARED = "shared"
    SUPPORT_WANTED = "support_wanted"
    ENTERED_FOR_YOU = "entered_for_you"
    GAP = "gap"
    UNREACHED = "unreached"
    NOBODY = "nobody"
    EDITION_CHANGED = "edition_changed"


class LetterKind(StrEnum):
    """Why a letter is owed; the wording has the sentences."""

    LINK_CODE = "link_code"
    """A code to the address on the list, for the person who asks to link an account to it."""
    LINK_WISH = "link_wish"
    """To the agency's administrators: somebody without an address on the list asks to be linked."""
    LINK_DONE = "link_done"
    """To a person's earlier channels: another was added or replaced one."""
    STILL_YOU = "still_you"
    """The monthly question whether the entry on the list is right."""
    FIX_LIST = "fix_list"
    """To coordinators: the defects of the contact list."""
    LINK_WELCOME = "link_welcome"
    """To an account that somebody else linked: who Concord takes it for."""
    LINK_REFUSED = "link_refused"
    """To an account that asked to be linked: nobody could say whose it is."""
    NOT_REACHED = "not_reached"
    """To coordinators: a letter reached somebody on no channel."""
    NOT_CONFIRMED = "not_confirmed"
    """To coordinators: somebody has not confirmed an account as theirs for two weeks."""
    CHANNEL_GONE = "channel_gone"
    """To coordinators: an account was closed, and its person is no longer reached there."""
    REPLY_CAME = "reply_came"
    """To coordinators: somebody replied to a message by e-mail, which nobody reads."""
    SIGN_IN_CODE = "sign_in_code"
    """A code to sign in to the pages behind e-mails, to the address that asked."""


class AskingStep(StrEnum):
    """A step by which a request not accepted, or an alert not acknowledged, goes further."""

    REMIND = "remind"
    """The same people again."""
    SECOND_CHANNEL = "second_channel"
    """The same people, on a channel on which they have not been told yet."""
    DEPUTY = "deputy"
    POST = "post"
    """Others in the same post, and those whom the policy names in its place."""
    ABOVE = "above"
    """The next level up on that side, and the coordinator."""
    AGAIN = "again"
    """All of them, every working day from then on."""
    OUT_OF_HOURS = "out_of_hours"
    """Those who stand in for a post while the office is closed; for alerts only."""


class AskedReason(StrEnum):
    """Why somebody was asked later than the stage's beginning."""

    DECLINED = "declined"
    DEPUTY = "deputy"
    """Handed on by the person asked."""
    NOT_ACCEPTED = "not_accepted"
    """Nobody had accepted; in records from before the steps were told apart."""
    UNREACHED = "unreached"
    UNDELIVERED = "undelivered"
    """A message had been undelivered for ten minutes."""
    STANDS_IN = "stands_in"
    """Nobody had accepted: a deputy is asked."""
    SAME_POST = "same_post"
    """Nobody had accepted: somebody else in the post is asked."""
    NEXT_LEVEL = "next_level"
    """Nobody had accepted: the next level up is asked."""
    LEFT = "left"


class AddressDoubt(StrEnum):
    """Why an address on a contact list is not messaged until somebody confirms it."""

    STALE_LIST = "stale_list"
    """It comes from a list that is past its review date."""
    OTHER_NAME = "other_name"
    """It seems to belong to another name or organisation than the row's."""
    ONE_OF_SEVERAL = "one_of_several"
    """The row has another address too, and nobody has said which is right."""
    REPLACED = "replaced"
    """Another address replaced it; kept to show whose it was."""


class FailureReason(StrEnum):
    """Why a contact could not be told (the wording has the sentence)."""

    NO_CHANNEL = "no_channel"
    MAIL_ONLY = "mail_only"
    NOT_INSTALLED = "not_installed"
    BLOCKED = "blocked"
    UNKNOWN_USER = "unknown_user"
    DEACTIVATED = "deactivated"
    LANE_STOPPED = "lane_stopped"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    OVERDUE = "overdue"
    """Undelivered for ten minutes."""
    STILL_OVERDUE = "still_overdue"
    """Undelivered for 30 minutes."""
    LEFT = "left"
    NO_MAILBOX = "no_mailbox"
    BOUNCED = "bounced"
