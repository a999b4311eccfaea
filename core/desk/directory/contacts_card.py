"""The card of an agency's posts and who holds them, for everybody on the contact list."""

from core.cards import Block, Card, Fact, Facts, Heading, Text, Tone
from core.desk.wording import screens as say
from core.directory.wording.names import name
from core.partnership.setting import Setting
from core.policy.wording.guidance import about_contacts
from core.policy.wording.names import listed


def contacts_card(words: str, setting: Setting) -> Card:
    """Return the answer to ``/escalate contacts AGENCY``: posts and holders, no addresses, and
    what the document says of its list.
    """
    directory = setting.directory
    wanted = words.strip().casefold()
    agencies = [a for a in directory.agencies.values() if wanted and wanted in a.name.casefold()]
    if not agencies:
        names = listed(a.name for a in directory.agencies.values())
        return Card(title="Contacts", summary="Contacts", blocks=(Text(say.which_agency(names)),))
    blocks: list[Block] = []
    for one in agencies[:3]:
        blocks.append(Heading(one.name))
        facts = [
            Fact(
                ", ".join(x for x in (post.title, _team(post.team, setting)) if x),
                listed(name(p, directory) for p in post.holders) or say.VACANT,
            )
            for post in directory.posts
            if post.agency == one.id
        ]
        blocks.append(Facts(tuple(facts[:30])) if facts else Text(say.NO_POSTS))
    shown = tuple(one.name for one in agencies[:3])
    others = tuple(one.name for one in directory.agencies.values() if one.name not in shown)
    said = about_contacts(setting.policy, shown, others)
    blocks.extend(Text(one, Tone.QUIET) for one in said)
    return Card(title="Contacts", summary="Contacts", blocks=tuple(blocks))


def _team(team: str, setting: Setting) -> str:
    found = setting.directory.teams.get(team)
    return found.name if found else ""
