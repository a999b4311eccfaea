"""Posts for children or adults, for one area or all, and the roles asked where a post is vacant."""

from dataclasses import replace

import pytest

from core.directory.model import Directory, Post
from core.policy.model import Policy, Role, Seat
from core.vocabulary import Level, SubjectType
from tests.core.given import SMALL, World, given, small_opening, world

CHILD, ADULT, BOTH = SubjectType.CHILD, SubjectType.ADULT, SubjectType.BOTH


def with_posts(*posts: Post, but: str = "") -> Directory:
    """The small contact list with these posts more, and without one."""
    kept = (post for post in SMALL.directory.posts if post.id != but)
    return replace(SMALL.directory, posts=(*kept, *posts))


def board(holder: str, *, subjects: tuple[SubjectType, ...] = (), areas: str = "") -> Post:
    """A post on the board."""
    return Post(
        id=f"post.{holder}",
        title="Board",
        agency="joint",
        roles=("board",),
        holders=(f"small.{holder}",) if holder != "nobody" else (),
        subjects=subjects,
        areas=tuple(areas.split()),
    )


CHAIRS = with_posts(
    board("chair", subjects=(CHILD,)), board("vice", subjects=(ADULT,)), but="post.board-chair"
)
BOROUGHS = with_posts(
    board("chair", areas="north"), board("vice", areas="south"), but="post.board-chair"
)


@pytest.mark.parametrize(
    ("subject", "asked"),
    [(CHILD, "chair"), (ADULT, "vice"), (BOTH, "chair vice"), (None, "chair vice")],
)
def test_a_post_for_whom_the_case_is_about_comes_first(subject: SubjectType, asked: str) -> None:
    """A case about a child and an adult is for the posts of either, as one not known is."""
    found = CHAIRS.resolve("board", subject=subject)
    assert found.holders == tuple(f"small.{one}" for one in asked.split())


@pytest.mark.parametrize(
    ("area", "asked"),
    [("north", "chair"), ("south", "vice"), ("", "chair vice"), ("west", "chair vice")],
)
def test_the_home_areas_post_is_asked_and_all_where_it_is_not_known(area: str, asked: str) -> None:
    """Reading TRI-A7; an area for which nobody has a post misses nobody either."""
    found = BOROUGHS.resolve("board", area=area)
    assert found.holders == tuple(f"small.{one}" for one in asked.split())


def test_nobody_is_missed_because_a_post_that_would_fit_is_vacant() -> None:
    """The other area's post is asked rather than nobody."""
    lone = with_posts(
        board("nobody", areas="north"), board("vice", areas="south"), but="post.board-chair"
    )
    assert lone.resolve("board", area="north").holders == ("small.vice",)


def test_an_adults_case_is_asked_of_the_adults_post() -> None:
    """The resolver of live cases looks at whom the case is about."""
    here = replace(SMALL, directory=CHAIRS)
    adult = small_opening(subject_type=ADULT, entry_stage="s3", entry_reason="urgent")
    assert given(adult, here=here).raising.asked == ("small.vice",)
    child = small_opening(subject_type=CHILD, entry_stage="s3", entry_reason="urgent")
    assert given(child, here=here).raising.asked == ("small.chair",)


def with_pool(policy: Policy) -> Policy:
    """The small policy with a pool of advisers behind its managers."""
    adviser = Role(id="adviser", title="Adviser", level=Level.MANAGER, partnership=True)
    first, second, third = policy.ladder
    seat = Seat(role="boss", fallback=("adviser",))
    second = replace(second, raising=(seat,), receiving=(seat,))
    track = replace(policy.tracks[0], stages=(first, second, third))
    return replace(policy, roles=(*policy.roles, adviser), tracks=(track,))


def pool(vacant: str) -> World:
    """Advisers in the council and the school, and one managers' post vacant."""
    post = Post(
        id="post.pool",
        title="Adviser",
        agency="school",
        roles=("adviser",),
        holders=("small.stu",),
    )
    return world(with_pool(SMALL.policy), with_posts(post, but=vacant))


def test_where_a_post_is_vacant_the_role_named_in_its_place_is_asked() -> None:
    """After the deputies and before the stage above (TRI-30)."""
    start = small_opening(entry_stage="s2", entry_reason="urgent")
    vacant = given(start, here=pool("post.team-manager"))
    assert vacant.receiving.asked == ("small.stu",)
    held = given(start, here=pool(""))
    assert held.receiving.asked == ("small.max",)
