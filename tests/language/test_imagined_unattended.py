"""Nobody answers in the partnerships of no source: every stage lapses, and people are told."""

import pytest

from core.cases.events import ContactTold, StageLapsed
from core.vocabulary import CaseStatus
from tests.journeys.kept import kept_secret
from tests.language.imagined_files import imagined

RAISERS = {
    "eastmarsh": ("council-practitioner", "hospital-practitioner"),
    "northbeck": ("council-practitioner-north", "hospital-practitioner"),
    "greywater": ("council-practitioner", "trust-practitioner"),
    "vale": ("council-practitioner", "trust-practitioner"),
}
"""For each partnership a practitioner on Slack and one on Teams."""

WAYS = [
    (partnership, *pair)
    for partnership, (slack, teams) in RAISERS.items()
    for pair in ((slack, teams), (teams, slack))
]


@pytest.mark.parametrize(("partnership", "raiser", "other"), WAYS)
async def test_left_alone_a_case_reaches_the_last_stage(
    partnership: str, raiser: str, other: str
) -> None:
    """Stage after stage lapses at its time, those of the next are asked, the raiser always hears,
    and at the last the coordinators do; nothing is closed by itself.
    """
    async with imagined(partnership) as here:
        colleague = here[raiser]
        await colleague.raise_concern(f"person:{partnership}.{other}")
        await here.settle()
        reference = (await here.case()).reference
        ladder = here.setting.policy.ladder
        for number, stage in enumerate(ladder, start=1):
            case = await here.case()
            assert case.stage == stage.id
            assert case.due is not None
            await here.until(case.due)
            lapses = await here.events(StageLapsed)
            assert (len(lapses), lapses[-1].stage) == (number, stage.id)
            assert not lapses[-1].marked_late
            colleague.told(f"{reference}: the time for this stage has run out")
            since = lapses[-1].at
            told = {e.person for e in await here.events(ContactTold) if e.at >= since}
            if stage is ladder[-1]:
                assert told & set(here.setting.directory.coordinators)
            else:
                case = await here.case()
                assert {*case.raising.asked, *case.receiving.asked} <= told
        case = await here.case()
        assert case.status is CaseStatus.OPEN
        assert case.visit.lapsed_at is not None
        kept_secret(here)
