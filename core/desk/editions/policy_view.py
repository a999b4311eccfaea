"""The view of a policy as it runs, for everybody whom it concerns."""

from collections.abc import Iterable

from core.cards import Block, Fact, Facts, Heading, Picture, Text, Tone, View
from core.desk.cases.views import emergency
from core.desk.wording import screens as say
from core.partnership.setting import Setting
from core.policy.model import Always, Policy
from core.policy.wording.diagram import alt
from core.policy.wording.names import listed, stage
from core.policy.wording.rules import ALWAYS_RULES


def policy_view(setting: Setting, address: str = "") -> View:
    """Show the policy as it runs: stages, times, and which times are Concord's defaults; with its
    picture if Concord has a public ``address``.
    """
    policy = setting.policy
    blocks: list[Block] = [*emergency(policy), Heading(policy.title)]
    said = f"{policy.partnership_name}. {say.edition(policy.edition)}"
    if policy.extends:
        said = f"{said} {say.built_on(policy.extends)}"
    blocks.append(Text(said, Tone.QUIET))
    if address:
        blocks.append(Picture(f"{address}/policies/{setting.edition}.png", alt(policy)))
    for one in (one for track in policy.tracks for one in track.stages):
        roles = listed(
            dict.fromkeys(policy.role(s.role).title for s in (*one.raising, *one.receiving))
        )
        clauses = ", ".join(one.basis.clauses)
        blocks.append(
            Facts((Fact(stage(one.id, policy), say.stage_line(one.clock, roles, clauses)),))
        )
    beside = (Fact(route.text, say.leads_to(stage(route.to, policy))) for route in policy.routes)
    elsewhere = (Fact(one.text, one.redirect) for one in policy.exclusions)
    redirected = (
        Fact(area.name, say.redirected(area.name, area.redirect_to))
        for area in policy.areas
        if area.redirect_to
    )
    if facts := (*beside, *elsewhere, *redirected):
        blocks.append(Facts(facts))
    blocks.extend(Text(choice.text, Tone.QUIET) for choice in policy.principles)
    blocks.extend(_named_texts(policy))
    if policy.always:
        blocks.append(Heading(say.ALWAYS))
        blocks.append(Facts(tuple(_always_rule(one) for one in policy.always)))
    if policy.readings:
        blocks.append(Heading(say.READINGS))
        blocks.extend(Text(say.reading_taken(one), Tone.QUIET) for one in policy.readings)
    if policy.display_only:
        blocks.append(Heading(say.SHOWN_ONLY))
        blocks.append(Facts(tuple(Fact(x.clause, say.shown_only(x)) for x in policy.display_only)))
    return View(title="Policy", blocks=tuple(blocks))


def _named_texts(policy: Policy) -> Iterable[Block]:
    """Yield the statements read out at meetings, and the law and guidance named (S-27)."""
    if policy.statements:
        yield Heading(say.STATEMENTS)
        yield from (Text(one.text, Tone.QUIET) for one in policy.statements)
    if policy.references:
        yield Heading(say.REFERENCES)
        yield Text("\n".join(say.reference(one) for one in policy.references), Tone.QUIET)


def _always_rule(one: Always) -> Fact:
    """Return something Concord does under every policy, with the clauses of this one it keeps."""
    text = ALWAYS_RULES[one.id]
    return Fact(", ".join(one.basis.clauses), f"{text[:1].upper()}{text[1:]}.")
