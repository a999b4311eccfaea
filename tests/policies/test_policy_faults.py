"""Faults in a policy file: all at once, each on its line, with what to do about it."""

import pytest

from policies.library import policy_text
from policies.policy_files.loader import LoadedPolicy, load_policy
from tests.policies.slips import faults_of, loaded, one_fault, slip


def test_eight_mistakes_make_exactly_eight_faults() -> None:
    """Misspelt keys and words, a wrong type and broken meaning are found in one pass."""
    text = policy_text("hounslow")
    mistakes = [
        ("jurisdiction: ENG", "jurisdiction: EGN", "Did you mean ENG?"),
        ("    title: Line manager\n", "    titel: Line manager\n", "Did you mean title?"),
        ("edition: 2024-09", "edition: 2024", "Put it in quotation marks"),
        ("value: 5, unit: working_days", "value: 5, unit: workingdays", "Did you mean working_da"),
        ("to: line_managers", "to: line_manger", "Did you mean line_managers?"),
        ("role: head_of_service, clauses", "role: head_of_servise, clauses", "no role called"),
        ("[HOU-43, HOU-44]", "[HOU-43, HAL-44]", "clause of another document"),
        ("kind: text\n    at: closing", "kind: memo\n    at: closing", "Expected one of: line"),
    ]
    expected = []
    for old, new, words in mistakes:
        text, line = slip(text, old, new)
        expected.append((line, words))
    faults = faults_of(text)
    assert [fault.line for fault in faults] == sorted(line for line, _ in expected)
    for line, words in expected:
        assert any(fault.line == line and words in fault.message for fault in faults), words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("clock: {value: 2,", "clock: &two {value: 2,", "anchor &two"),
        ("clock: {value: 2,", "clock: !!map {value: 2,", "tag tag:yaml.org,2002:map"),
        ("  learning_to: [learning_subgroup,", "  learning_to: [*anything,", "alias *anything"),
        ("    level: head\n", "    level: head\n    level: lead\n", "given twice"),
    ],
)
def test_what_hides_meaning_is_refused(old: str, new: str, words: str) -> None:
    """Anchors, aliases, tags and repeated keys are named with their line, and nothing else is."""
    text, line = slip(policy_text("hounslow"), old, new)
    (fault,) = faults_of(text)
    assert words in fault.message
    assert fault.line == line + new.count("\n", 0, new.find("level: lead"))


def test_a_file_too_large_is_refused() -> None:
    """More than 96 KiB is a wrong file, and is not read at all."""
    text = policy_text("hounslow")
    (fault,) = faults_of(text + "#" * (256 * 1024))
    assert "KiB" in fault.message
    assert loaded(text + "#" * 1024).id == "hounslow"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_file_too_deep_is_refused(opening: str) -> None:
    """Nesting is stopped while reading, however deep it goes on."""
    (fault,) = faults_of(opening * 5000)
    assert "nested more than 24 deep" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# nothing but a remark\n",
        "5",
        "- a\n- b\n",
        "format: 1\n---\nformat: 1\n",
        "a: b: c",
        "a: [",
        'a: "\\U99999999"',
        'a: "\\ud800"',
        "a: \x00",
        "\ud800",
        "\ta: 1",
        "a: \x07",
        "? [1, 2]\n: 3\n",
        "%YAML 9.9\n---\na: 1\n",
        "*all",
        "&a [*a]",
    ],
)
def test_no_text_makes_a_traceback(text: str) -> None:
    """Whatever a file holds, the answer is faults with a place."""
    for fault in faults_of(text):
        assert fault.line >= 1
        assert fault.message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("to: safeguarding_leads", "to: line_managers", "round in a circle"),
        ("to: partnership\n", "to: nowhere\n", "no stage of the track main called nowhere"),
        ("since: stage_entered, clauses: [HOU-57]", "since: noon, clauses: [HOU-57]", "noon"),
        ("{value: 22,", "{value: 12,", "ends before the one of the earlier stage"),
        (
            "since: stage_entered, clauses: [HOU-57]",
            "since: meeting_held, clauses: [HOU-57]",
            "never",
        ),
        ("since: stage_entered", "since: risk_flagged", "may never happen"),
        ("{value: 28,", "{value: 0,", "How many calendar_days?"),
        ("{unit: immediate, since", "{value: 3, unit: immediate, since", "has no number"),
        ("unit: same_working_day", "unit: working_days", "cannot wait"),
        ('number: "999"', 'number: "112"', "must be 999"),
        ("carries: [other_practitioner, concern", "carries: [concerns, concern", "called concerns"),
        ("carries: [other_practitioner, concern", "carries: [policy_gap, concern", "at closing"),
        ("fields: [policy_gap, learning]", "fields: [policy_gap, learnin]", "called learnin"),
        ("from_stage: line_managers", "from_stage: managers", "stage of the main track"),
        ("tell: [director,", "tell: [direktor,", "Did you mean director?"),
        ("[learning_subgroup, ind", "[partnership_offic, ind", "Did you mean partnership_office?"),
        ("  HOU-80:", "  HOU-79:", "kept by a rule"),
        ("because: An alert raised", "becaus: An alert raised", "Did you mean because?"),
        ("clauses: [HOU-66]", "clauses: [HOU-99]", "has no clause HOU-99"),
        ("reading: HOU-A9", "reading: HOU-9", "name of a reading"),
        ("reading: HOU-A10", "reading: HAL-A10", "reading of another document"),
        ("reading: HOU-A10", "reading: HOU-A10\n    origin: source", "needs no reading"),
        ("reading: HOU-A10", "origin: reading", "Name the reading"),
        ("at: opening\n", "at: openning\n", "Did you mean opening?"),
        ("next_review: 2025-09-30", "next_review: 2023-09-30", "not after the last one"),
        ("next_review: 2025-09-30", "next_review: soon", "must be a date"),
        ('closes: "17:00"', 'closes: "07:00"', "must close after it opens"),
        ("subjects: [child]", "subjects: child", "must be a list"),
        ("subjects: [child]", "subjects: []", "at least 1 entry"),
        ("  HOU-80:", "  HOU-8:", "“HOU-8” is not written as it must be"),
        ("tell: [director, partnership_office]", "tell:", "“tell” is empty"),
        ("inside_next: false", "inside_next: no", "must be true or false"),
        ("format: 1", "format: 2", "Expected one of: 1"),
    ],
)
def test_a_slip_is_named_on_its_line(old: str, new: str, words: str) -> None:
    """Each kind of mistake makes one fault, on its own line, in words that help."""
    if words in {"kept by a rule", "has no clause HOU-99"}:
        text, line = slip(policy_text("hounslow"), old, new)
        assert any(f.line == line and words in f.message for f in faults_of(text))
        return
    assert words in one_fault(old, new).message


def test_a_cap_may_be_shorter_with_a_note() -> None:
    """A cap below the stage's own clock is a slip unless the file says why."""
    old = "{value: 5, unit: working_days, since: disagreement_arose"
    assert "shorter" in one_fault(old, old.replace("5", "4")).message
    noted = old.replace("5", "4").replace("{", "{note: Agreed locally., ")
    first = loaded(slip(policy_text("hounslow"), old, noted)[0]).ladder[0]
    assert first.caps[0].span.value == 4


@pytest.mark.parametrize("path", ["immediate_risk", "override"])
@pytest.mark.parametrize("gate", ["fields: [concern]", "carries: [concern]", "approval: manager"])
def test_nothing_can_be_put_in_the_way_of_help(path: str, gate: str) -> None:
    """A required field on the immediate path or the override is refused, and says why (G9)."""
    text, line = slip(policy_text("hounslow"), f"\n{path}:\n", f"\n{path}:\n  {gate}\n")
    (fault,) = faults_of(text)
    assert fault.line == line + 2
    assert "Nothing may be asked for here" in fault.message


def test_a_stage_without_a_time_needs_a_nudge() -> None:
    """An unspecified clock without our labelled nudge could stall a case for ever."""
    nudge = "\n          nudge: {value: 5, unit: working_days, origin: default}"
    text, line = slip(policy_text("halton"), nudge, "")
    (fault,) = faults_of(text, "halton")
    assert fault.line == line - 2
    assert "a nudge is needed" in fault.message


def test_a_nudge_must_say_that_it_is_ours() -> None:
    """A nudge that does not call itself a default could pass for the policy's own words."""
    fault = one_fault(
        "nudge: {value: 5, unit: working_days, origin: default}",
        "nudge: {value: 5, unit: working_days, origin: source}",
        policy="halton",
    )
    assert "Expected one of: default" in fault.message


def test_a_stage_needs_a_way_out() -> None:
    """Only the last stage may end without saying where it hands up to."""
    text = policy_text("hounslow")
    start = text.index("        hand_up:\n          to: heads_of_service")
    end = text.index("      - id: heads_of_service")
    faults = faults_of(text[:start] + text[end:])
    found = {fault.message.split(".")[0] for fault in faults}
    assert "The stage safeguarding_leads has no way out" in found


def test_both_sides_need_an_owner() -> None:
    """A side on which everybody is only informed has nobody to settle anything."""
    old = "{role: line_manager, clauses: [HOU-40]"
    new = old.replace("clauses", "informed: true, clauses")
    text, line = slip(policy_text("hounslow"), old, new)
    (fault,) = faults_of(text)
    assert fault.line == line - 1
    assert "Nobody is asked on the receiving side" in fault.message


def test_a_lost_clause_is_a_fault() -> None:
    """A clause that neither a rule nor display_only mentions is named."""
    text = policy_text("hounslow")
    start = text.index("  HOU-81:")
    end = text.index("  HOU-83:")
    (fault,) = faults_of(text[:start] + text[end:])
    assert "No rule keeps clause HOU-81" in fault.message


def test_a_name_used_twice_is_told_with_the_first_line() -> None:
    """Two roles of one name: the second is the fault, and says where the first stands."""
    text, line = slip(policy_text("hounslow"), "id: independent_advisor", "id: line_manager")
    first = slip(text, "id: line_manager", "")[1]
    twice, *others = sorted(faults_of(text), key=lambda fault: fault.line)
    assert (twice.line, f"line {first}" in twice.message) == (line, True)
    assert all("no role called independent_advisor" in fault.message for fault in others)


def test_a_slip_does_not_hide_the_ones_behind_it() -> None:
    """What stands under a misspelt key is checked too, and reported in the same pass."""
    old, new = "\nclosing:\n  residual_risk_question", "\nclosng:\n  residual_risk_qestion"
    text, line = slip(policy_text("hounslow"), old, new)
    faults = faults_of(text)
    assert [(fault.line, "Did you mean" in fault.message) for fault in faults] == [
        (line + 1, True),
        (line + 2, True),
    ]


def test_a_slip_within_a_slip_is_told_as_well() -> None:
    """A clause that is misspelt, and a value under it that is of the wrong kind."""
    text, line = slip(
        policy_text("hounslow"), "  HOU-01:\n    text: ", "  HOU01:\n    text: 5\n    was: "
    )
    faults = faults_of(text)
    assert {line, line + 1} <= {fault.line for fault in faults}


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    """One slip is one fault: the key that was meant does not count as left out."""
    fault = one_fault("        clock:\n          {value: 5", "        clok:\n          {value: 5")
    assert fault.message == "“clok” is not a key that belongs here. Did you mean clock?"
    assert fault.path == "tracks > main > stages > discussion > clok"


def test_a_fault_reads_like_a_compilers() -> None:
    """File, line, place and sentence stand on one line."""
    fault = one_fault("jurisdiction: ENG", "jurisdiction: FRA")
    assert str(fault) == (
        f"hounslow.yaml:{fault.line}: (about > jurisdiction) “jurisdiction” is “FRA”, which "
        "Concord does not know. Expected one of: ENG, WLS, SCT, NIR."
    )


def test_the_same_file_has_the_same_identity_whatever_its_remarks() -> None:
    """Remarks and layout are not the edition; a word of it is."""
    text = policy_text("hounslow")
    plain = load_policy(text, "a.yaml")
    remarked = load_policy("# Another remark.\n" + text, "b.yaml")
    reworded = load_policy(slip(text, "Talk to each other", "Talk together")[0], "c.yaml")
    assert isinstance(plain, LoadedPolicy)
    assert isinstance(remarked, LoadedPolicy)
    assert isinstance(reworded, LoadedPolicy)
    assert plain.digest == remarked.digest != reworded.digest
