"""Reading what was typed: a choice holds only what a form offers, and text is cleaned in one way; each
door keeps what it asks beyond that.
"""

import pytest

from adapters.contact_lists.cells.addresses import normalise
from adapters.mail.pages import read
from bot.commands.answer import ProblemError
from bot.commands.directory.acts import entering
from core.cards import Press
from core.cases.commands import RecordDiscussion
from core.cases.events import CaseOpened
from core.desk import typed_text
from core.desk.cases import answers
from core.vocabulary import Action
from tests.core.given import HOUNSLOW, MARLOW, ROBIN, given, only, opened, opening

STORY = "she was hurt on Sunday"
ADDRESS = "marlow.winstead@council.example"


def test_a_choice_that_was_not_offered_is_not_kept() -> None:
    """How a discussion was held is no narrative and is stored in the clear: no story gets there."""
    case = given(opening())
    press = Press(action=Action.DISCUSS, case=case.id, stage=case.stage)
    for typed, kept in (("telephone", "telephone"), (STORY, "not said"), ("", "not said")):
        values = {"method": typed, "people": "Marlow", "account": "x"}
        (found,) = answers.case_commands(press, values, case, HOUNSLOW.at(), ROBIN)
        assert isinstance(found, RecordDiscussion)
        assert found.method == kept


def test_an_alert_keeps_no_choice_that_was_not_offered() -> None:
    """Nothing gates it, and yet trigger and category hold nothing but the policy's own ids."""
    urgent = opening(immediate=True, trigger=STORY, category=STORY, counterpart=MARLOW)
    found = only(CaseOpened, opened(urgent, HOUNSLOW.at()))
    assert (found.trigger, found.category) == ("", "")
    sound = only(CaseOpened, opened(opening(immediate=True), HOUNSLOW.at()))
    assert (sound.trigger, sound.category) == ("decision", "levels_of_need")


@pytest.mark.parametrize("typed", [ADDRESS, f" {ADDRESS.title()}\n", ADDRESS.upper()])
def test_an_address_is_trimmed_and_in_lower_case_at_every_door(typed: str) -> None:
    """Chat, pages, contact lists and the command line; a request to link keeps it as typed."""
    assert typed_text.address(typed) == ADDRESS
    assert read.address(typed) == ADDRESS
    assert normalise(typed) == ADDRESS
    assert typed_text.any_address(typed) == typed.strip()
    entered = entering("hounslow.x", "X", "council", "me", typed, (), mailbox=False)
    (channel,) = entered(None).person.channels  # type: ignore[arg-type, union-attr]
    assert channel.user == ADDRESS


@pytest.mark.parametrize(
    "typed", ["", "x", "a@b@c.example", "two words@council.example", "@x.example"]
)
def test_what_has_not_the_form_of_an_address_is_none_anywhere(typed: str) -> None:
    """The command line takes nothing for no address."""
    assert typed_text.address(typed) is None
    assert typed_text.any_address(typed) is None
    assert read.address(typed) is None
    assert not normalise(typed)
    if typed:
        with pytest.raises(ProblemError):
            entering("hounslow.x", "X", "council", "me", typed, (), mailbox=False)


def test_a_host_of_the_own_network_is_an_address_but_on_no_list() -> None:
    """Whoever asks for a code there gets the answer that everybody gets."""
    assert typed_text.any_address("root@mailhost") == read.address("root@mailhost")
    assert typed_text.address("root@mailhost") is None
    assert not normalise("root@mailhost")


def test_an_address_is_as_long_as_mail_servers_take() -> None:
    """254 characters, 64 of them before the @."""
    longest = f"{'a' * 64}@{'b' * 181}.example"
    assert len(longest) == typed_text.LONGEST_ADDRESS
    assert typed_text.any_address(longest) == longest
    assert typed_text.any_address(f"a{longest}") is None
    assert typed_text.any_address(longest.replace("@", "@b")) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\0", "a\nb\nc"),
        ("half \ud800 pair", "half \ufffd pair"),
        (" \u200b\u2060\n", ""),
        (" as typed ", " as typed "),
    ],
)
def test_words_can_be_stored_and_are_nothing_where_nothing_is_visible(
    typed: str, kept: str
) -> None:
    """So that an invisible text never counts as a reason."""
    assert typed_text.words(typed) == kept
