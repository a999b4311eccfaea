"""Activities of every kind, read into who asks for what."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.receiving.read import (
    Ask,
    DialogAsked,
    DialogPressed,
    DialogSubmitted,
    HomeAsked,
    Installed,
    NothingToDo,
    Removed,
    SentBack,
    TeamsPressed,
    Typed,
    UnreadableActivity,
    read,
)
from core.directory.model import Principal
from core.vocabulary import Platform
from tests.adapters.teams.office import APP, TENANT, USER

BOT = {"id": f"28:{APP}"}


def _activity(kind: str, **given: Any) -> dict[str, Any]:
    shape = {
        "type": kind,
        "from": {"id": "29:x", "aadObjectId": USER},
        "recipient": BOT,
        "conversation": {"id": "a:1", "conversationType": "personal"},
    }
    return shape | given


def _ask(kind: str, **given: Any) -> Ask:
    return read(_activity(kind, **given), TENANT).ask


def test_who_asks_is_the_account_in_its_tenant() -> None:
    """Never a name, an address or the id within one chat."""
    turn = read(_activity("message", text="list"), TENANT)
    assert turn.who == Principal(Platform.TEAMS, TENANT, USER)
    assert turn.personal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("escalate", ""),
        ("/escalate", ""),
        ("Escalate", ""),
        ("escalate list", "list"),
        ("/escalate show ESC-7KQ4-M2XP", "show ESC-7KQ4-M2XP"),
        ("<at>Concord</at> escalate list", "list"),
        ('<at id="0">Concord</at>&nbsp;list', "list"),
        ("  list \n", "list"),
        ("list\u00a0", "list"),
        ("help", "help"),
        ("", "help"),
        (None, "help"),
        ("<at>Concord</at>", "help"),
        ("escalated nothing", "escalated nothing"),
        ("what is this", "what is this"),
    ],
)
def test_words_are_read_with_or_without_the_command(text: Any, words: str) -> None:
    """Slash or not, mention or not."""
    assert _ask("message", text=text) == Typed(words)


@pytest.mark.parametrize("text", ["home", "Home", "/escalate home", "<at>Concord</at> home"])
def test_home_is_a_word(text: str) -> None:
    """The list is one word away."""
    assert _ask("message", text=text) == HomeAsked()


def test_a_message_with_our_token_is_a_pressed_button() -> None:
    """Clients without Universal Actions send it so; the words in it do not count."""
    value = {"concord": "t1", "extra": 1}
    ask = _ask("message", text="list", value=value, replyToId="m1")
    assert ask == SentBack("t1", "m1")


def test_a_message_with_some_other_value_is_only_words() -> None:
    """Only our own token means a button."""
    assert _ask("message", text="list", value={"token": "t1"}) == Typed("list")


DATA = {"concord": "t1", "what": "A", "when": "2026-11-23", "msteams": {"type": "x"}}
INVOKES: list[tuple[str, Any, Ask]] = [
    (
        "adaptiveCard/action",
        {"action": {"verb": "press", "data": {"concord": "t1"}}},
        TeamsPressed("t1"),
    ),
    ("task/fetch", {"data": {"concord": "t1", "type": "task/fetch"}}, DialogAsked("t1")),
    ("task/fetch", {"data": {"concord_words": "show X"}}, DialogAsked("", "show X")),
    ("composeExtension/fetchTask", {"commandId": "escalate"}, DialogAsked("")),
    ("composeExtension/fetchTask", None, DialogAsked("")),
    ("task/submit", {"data": DATA}, DialogSubmitted("t1", {"what": "A", "when": "2026-11-23"})),
    (
        "composeExtension/submitAction",
        {"commandId": "escalate", "data": DATA},
        DialogSubmitted("t1", {"what": "A", "when": "2026-11-23"}),
    ),
    ("task/submit", {"data": DATA | {"concord_means": "press"}}, DialogPressed("t1")),
    ("composeExtension/query", {"commandId": "x"}, NothingToDo()),
    ("signin/verifyState", {}, NothingToDo()),
]


@pytest.mark.parametrize(("name", "value", "expected"), INVOKES)
def test_invokes_are_read(name: str, value: Any, expected: Ask) -> None:
    """Every kind that is used, and the others as nothing."""
    assert _ask("invoke", name=name, value=value) == expected


@pytest.mark.parametrize(
    ("given", "text"),
    [("a\r\nb", "a\nb"), (None, ""), (True, "true"), (3, "3"), ("a,b", "a,b"), ("\ud800", "\ufffd"),
     ("nul\0", "nul")],
)  # fmt: skip
def test_values_become_text(given: Any, text: str) -> None:
    """In the format of Input.value, and such that every store can hold it."""
    ask = _ask("invoke", name="task/submit", value={"data": {"concord": "t", "f": given}})
    assert ask == DialogSubmitted("t", {"f": text})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("adaptiveCard/action", None),
        ("adaptiveCard/action", {"action": []}),
        ("adaptiveCard/action", {"action": {"data": {"concord": 7}}}),
        ("adaptiveCard/action", {"action": {"data": {"concord": ""}}}),
        ("adaptiveCard/action", {"action": {"data": {"concord": "é"}}}),
        ("adaptiveCard/action", {"action": {"data": {"concord": "x" * 999}}}),
        ("task/fetch", {"data": "x"}),
        ("task/submit", {"data": {"what": "A"}}),
        ("task/submit", {"data": {"concord": "t", "f": {"a": 1}}}),
        ("task/submit", {"data": {"concord": "t", "f": ["a"]}}),
    ],
)
def test_what_has_another_shape_is_unreadable(name: str, value: Any) -> None:
    """Said so, for it to be kept; its code holds nothing of it."""
    with pytest.raises(UnreadableActivity):
        _ask("invoke", name=name, value=value)


ADDED = {"membersAdded": [BOT]}


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("installationUpdate", {"action": "add"}, Installed(welcome=True)),
        ("installationUpdate", {"action": "add-upgrade"}, Installed(welcome=False)),
        ("installationUpdate", {"action": "remove"}, Removed()),
        ("installationUpdate", {"action": "remove-upgrade"}, Removed()),
        ("installationUpdate", {"action": 7}, NothingToDo()),
        ("conversationUpdate", ADDED, Installed(welcome=False)),
        ("conversationUpdate", {"membersRemoved": [BOT]}, Removed()),
        ("conversationUpdate", {"membersAdded": [{"id": "29:x"}]}, NothingToDo()),
        ("conversationUpdate", {"membersRemoved": [{"id": "29:x"}]}, NothingToDo()),
        ("conversationUpdate", {"membersAdded": "?"}, NothingToDo()),
        ("messageReaction", {}, NothingToDo()),
        ("typing", {}, NothingToDo()),
        ("event", {"name": "application/vnd.microsoft.readReceipt"}, NothingToDo()),
    ],
)
def test_comings_and_goings_are_read(kind: str, given: Any, expected: Ask) -> None:
    """One welcome, however many events an installation makes."""
    assert _ask(kind, **given) == expected


@pytest.mark.parametrize(
    "conversation",
    [{"conversationType": "groupChat"}, {"conversationType": "channel"}, {}, {"id": "a"},
     {"conversationType": "personal", "isGroup": True}, {"conversationType": ["personal"]}],
)  # fmt: skip
def test_only_a_personal_chat_is_personal(conversation: Any) -> None:
    """What does not say that it is one is treated as if others read along."""
    assert not read(_activity("message", conversation=conversation), TENANT).personal


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["data", "action", "concord", "concord_words", "verb", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["message", "invoke", "installationUpdate", "conversationUpdate"])},
        optional=dict.fromkeys(("text", "value", "from", "conversation", "recipient", "membersAdded", "action", "replyToId"), _JSON)
        | {
            "name": st.sampled_from(
                ["task/fetch", "task/submit", "adaptiveCard/action", "composeExtension/fetchTask"]
            )
        },
    )
)  # fmt: skip
def test_no_activity_breaks_the_reader(activity: dict[str, Any]) -> None:
    """It is read, or it is unreadable; nothing else."""
    with suppress(UnreadableActivity):
        read(activity, TENANT)
