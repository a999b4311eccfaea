"""The picture of a policy: nothing overlaps, nothing is cut, and it never changes by itself."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.patches import FancyBboxPatch
from matplotlib.transforms import Bbox, BboxBase

from bot.reports.diagram import as_png, as_svg, drawn
from core.policy.model import Bypass, Condition, Policy, Route, StandOff, Track
from core.policy.wording import diagram as say
from core.vocabulary import SubjectType
from policies.library import POLICIES, policy_of
from tests.bot.typed import ROOT, concord

LONG = (
    "Multi-agency arrangements for Donaudampfschifffahrtsgesellschaftskapitänsstellvertreterinnen"
)


def crowded() -> Policy:
    """Hounslow with names as long as they may be, a way beside the ladder and a track of its own."""
    policy = policy_of("hounslow").policy
    roles = tuple(replace(role, title=f"{role.title} {LONG}"[:75]) for role in policy.roles)
    (main,) = (track for track in policy.tracks if track.id == "main")
    stages = tuple(replace(one, name=f"{one.name} $5 {LONG} $6") for one in main.stages)
    side = Track(
        id="conference",
        name=f"Asking for a conference {LONG}",
        when=Condition(subjects=(SubjectType.ADULT,)),
        stages=tuple(replace(one, id=f"side_{one.id}", hand_up=None) for one in stages[:3]),
    )
    route = Route(id="ask", text=f"Ask for one {LONG}", advice="Ask.", to="side_discussion")
    tracks = (replace(main, stages=stages), side)
    bypass = Bypass(text="Go straight there.", targets=("heads_of_service", "partnership"))
    return replace(
        policy,
        title=LONG * 3,
        roles=roles,
        tracks=tracks,
        routes=(route,),
        immediate_risk=replace(policy.immediate_risk, bypass=bypass),
        stand_off=StandOff(text=f"Nothing changes for the child. {LONG}"),
    )


EVERY = [*(policy_of(one).policy for one in POLICIES), crowded()]
every_policy = pytest.mark.parametrize("policy", EVERY, ids=[*POLICIES, "crowded"])


def placed(policy: Policy) -> tuple[list[tuple[str, Bbox]], list[Bbox], BboxBase]:
    """Every line of text with where it stands, every box, and the page; in pixels."""
    figure = drawn(policy)
    figure.set_dpi(144)
    canvas: Any = figure.canvas
    renderer = canvas.get_renderer()
    (axes,) = figure.axes
    with mpl.rc_context({"text.hinting": "none"}):
        texts = [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts]
    shapes = (shape for shape in axes.patches if isinstance(shape, FancyBboxPatch))
    return texts, [shape.get_window_extent(renderer) for shape in shapes], figure.bbox


@every_policy
def test_no_two_texts_touch(policy: Policy) -> None:
    """However long the names are."""
    texts, _, _ = placed(policy)
    assert len(texts) > 30
    for (one, at), (other, there) in combinations(texts, 2):
        over = Bbox.intersection(at, there)
        assert over is None or over.width <= 1 or over.height <= 2, (one, other)


@every_policy
def test_nothing_leaves_the_page_or_its_box(policy: Policy) -> None:
    """A text lies on the page, and in a box that it begins in."""
    texts, boxes, page = placed(policy)
    for line, at in texts:
        assert page.x0 <= at.x0, line
        assert at.x1 <= page.x1, line
        assert page.y0 <= at.y0, line
        assert at.y1 <= page.y1, line
        for box in boxes:
            if box.contains(at.x0 + 1, (at.y0 + at.y1) / 2):
                assert at.x1 <= box.x1, line


@every_policy
def test_every_stage_is_on_it_with_its_time(policy: Policy) -> None:
    """Name, both sides and time of each rung; a default of ours says that it is ours."""
    texts, _, _ = placed(policy)
    said = " ".join(line for line, _ in texts)
    together = said.replace(" ", "")
    for stage in policy.ladder:
        assert stage.name.replace(" ", "") in together
        assert say.clock_words(stage.clock).replace(" ", "") in together
        if stage.clock.nudge:
            assert "No time in the policy; our default" in say.clock_words(stage.clock)
        for cap in stage.caps:
            assert say.limit(cap).replace(" ", "") in together
        if stage.hand_up:
            assert say.hand_up(stage.hand_up).replace(" ", "") in together
    for route in policy.immediate_risk.routes:
        assert route.number in said


def test_what_stands_beside_the_ladder_is_on_it() -> None:
    """Where it may be left, what stays as it is, ladders of their own and ways beside it."""
    said = " ".join(line for line, _ in placed(crowded())[0])
    assert "straight to Heads of Service" in said
    assert "Nothing changes for the child." in said
    assert "Its own ladder if it is about an adult at risk" in said
    assert "Ask for one" in said


def test_the_ladder_runs_from_top_to_bottom() -> None:
    """The first stage stands highest."""
    policy = policy_of("wandsworth").policy
    heights = {line: at.y0 for line, at in placed(policy)[0]}
    for above, below in pairwise(policy.ladder):
        assert heights[above.name] > heights[below.name]


def test_the_same_policy_gives_the_same_bytes() -> None:
    """As PNG and as SVG, so that it can be kept and compared."""
    policy = policy_of("halton").policy
    assert as_png(policy) == as_png(policy)
    assert as_svg(policy) == as_svg(policy)


def test_a_png_for_chat_keeps_to_the_size_asked_for() -> None:
    """Teams shows no picture with a side above 1,024 pixels."""
    picture = as_png(policy_of("wandsworth").policy, longest=1024)
    assert picture.startswith(b"\x89PNG")
    wide, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert 1000 < max(wide, high) <= 1024
    assert len(picture) < 1024 * 1024


def test_the_svg_needs_nothing_else_and_says_what_it_shows() -> None:
    """No font and no file is fetched; its title and its content stand in it in words."""
    policy = policy_of("hounslow").policy
    text = as_svg(policy).decode()
    assert text.rstrip().endswith("</svg>")
    assert policy.title in text
    assert "stage 2, Line managers: 5 working days or sooner" in text
    assert "font-family" not in text
    assert "<image" not in text


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_command_writes_the_picture(tmp_path: Path, ending: str) -> None:
    """And tells programs what it shows."""
    out = tmp_path / f"ladder.{ending}"
    typed = concord("policy", "diagram", ROOT / "policies" / "halton.yaml", "--out", out, "--json")
    assert typed.code == 0
    assert typed.data["bytes"] == out.stat().st_size > 10_000
    assert "stage 1" in typed.data["alt"]


@pytest.mark.parametrize("name", ["ladder.gif", "none/ladder.png"])
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    """Exit code 2, and no traceback."""
    policy = ROOT / "policies" / "halton.yaml"
    typed = concord("policy", "diagram", policy, "--out", tmp_path / name)
    assert (typed.code, typed.out) == (2, "")
    assert str(tmp_path / name) in typed.err


def test_nothing_that_draws_is_loaded_at_the_start() -> None:
    """The command line and the server start without waiting for it."""
    program = (
        "import sys, bot.cli, bot.app.web, bot.app.serving; sys.exit('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == 0
