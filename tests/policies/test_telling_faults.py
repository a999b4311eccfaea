"""Faults in whom a policy tells and when, and in how freely its fields may be shown."""

from core.policy.model import Field, Policy
from core.vocabulary import DerivedField, Modality, Occasion, Sensitivity, Unit
from policies.library import policy_text
from tests.policies.slips import loaded, one_fault

FROM = "    from_stage: line_managers   # and at once where the risk is immediate\n"
FIELD = "    kind: text\n    at: opening\n    clauses: [HOU-28, HOU-33]\n"
OVERRIDE = "  tell: [director, partnership_office]\n"


def changed(*slips: tuple[str, str]) -> Policy:
    """Hounslow with these places changed, which loads."""
    text = policy_text("hounslow")
    for old, new in slips:
        assert old in text
        text = text.replace(old, new, 1)
    return loaded(text)


def field(policy: Policy, id_: str) -> Field:
    """One of its fields."""
    return next(one for one in policy.fields if one.id == id_)


def test_a_notification_at_a_stage_names_the_first_one() -> None:
    """Without it nobody knows when it goes out."""
    fault = one_fault(
        "  - id: protection_plan\n    roles: [conference_chair]\n"
        "    when: {child_status: [protection_plan]}\n" + FROM,
        "  - id: protection_plan\n    roles: [conference_chair]\n"
        "    when: {child_status: [protection_plan]}\n",
    )
    assert "does not say from which" in fault.message


def test_a_notification_of_the_agreement_has_no_first_stage() -> None:
    """It goes out at whatever stage that is."""
    fault = one_fault(FROM, "    from_stage: line_managers\n    on: agreed\n")
    assert "Remove “from_stage”" in fault.message


def test_a_notification_says_when_it_goes_out_and_how_strongly() -> None:
    """Left out, it is a must and goes out at a stage."""
    policy = changed((FROM, "    on: closed\n    modality: should\n    on_closing: false\n"))
    plan, care = policy.notifications
    assert (plan.on, plan.modality, plan.on_closing) == (Occasion.CLOSED, Modality.SHOULD, False)
    assert (care.on, care.modality, care.on_closing) == (Occasion.STAGE, Modality.MUST, True)


def test_special_circumstances_say_how_soon_and_cannot_wait() -> None:
    """The same working day at the latest; days are refused with their line."""
    clock = "  clock: {unit: same_working_day, clauses: [HOU-67]}\n"
    policy = changed((OVERRIDE, OVERRIDE + clock))
    assert policy.override is not None
    assert policy.override.clock is not None
    assert policy.override.clock.span.unit is Unit.SAME_WORKING_DAY
    fault = one_fault(OVERRIDE, "  clock: {unit: calendar_days, clauses: [HOU-67]}\n" + OVERRIDE)
    assert "cannot wait for calendar_days" in fault.message


def test_special_category_data_is_never_demanded() -> None:
    """Optional, or a fault that says so."""
    private = "    sensitivity: special_category\n"
    fault = one_fault(FIELD, private + FIELD)
    assert "Add “required: false”" in fault.message
    one = field(changed((FIELD, FIELD + private + "    required: false\n")), "concern")
    assert one.sensitivity is Sensitivity.SPECIAL_CATEGORY
    assert field(loaded(policy_text("hounslow")), "concern").sensitivity is Sensitivity.STORE_ONLY


def test_what_anybody_may_type_can_never_stand_on_a_card() -> None:
    """Only words the policy itself offers, or what messages say anyway, are chat_safe."""
    safe = "    sensitivity: chat_safe\n"
    assert "never stand on a card" in one_fault(FIELD, safe + FIELD).message
    choice = "    kind: choice\n    options: [Today, This week]\n    at: opening\n"
    policy = changed((FIELD, choice + safe + "    clauses: [HOU-28, HOU-33]\n"))
    assert field(policy, "concern").sensitivity is Sensitivity.CHAT_SAFE


def test_what_is_worked_out_is_never_asked() -> None:
    """It has neither options nor a hint, and is never required of anybody."""
    worked = "    derived: chronology\n"
    policy = changed((FIELD, FIELD + worked))
    assert field(policy, "concern").derived is DerivedField.CHRONOLOGY
    assert not field(policy, "concern").required
    fault = one_fault(FIELD, "    hint: All of it.\n" + worked + FIELD)
    assert "Remove its" in fault.message or "Remove it" in fault.message


def test_law_and_guidance_say_what_stands_in_their_place() -> None:
    """References, statements and whom gaps are reported to are carried over; a role must exist."""
    lines = (
        "statements:\n  - {id: open, text: We are here for the child., clauses: [HOU-02]}\n"
        "principles:\n"
    )
    act = "  - {id: act, text: The Act of 2004, superseded: The Act of 2017, clauses: [HOU-02]}\n"
    policy = changed(("principles:\n", lines), ("references:\n", f"references:\n{act}"))
    assert policy.gaps_to == ("independent_advisor",)
    assert [one.text for one in policy.statements] == ["We are here for the child."]
    first = policy.references[0]
    assert (first.text, first.superseded) == ("The Act of 2004", "The Act of 2017")
    fault = one_fault("gaps_to: [independent_advisor]\n", "gaps_to: [advisor]\n")
    assert "no role called advisor" in fault.message
