"""Which texts are addresses that mail can be sent to."""

import pytest

from adapters.mail.text import is_address


@pytest.mark.parametrize(
    "text",
    [
        "ira.fenwick@council.example",
        "Ira.O'Brien+case@Council.Example",
        "concord@trust.local",
        "concord@trust.test",
        "root@mailhost",
        f"{'a' * 64}@council.example",
    ],
)
def test_an_address_can_be_written_to(text: str) -> None:
    """Also one of a domain that exists inside an organisation only."""
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ira.fenwick",
        "@council.example",
        "ira@",
        "ira..fenwick@council.example",
        ".ira@council.example",
        "ira@council..example",
        "ira@-council.example",
        "ira@council.example.",
        "ira@council.example\n",
        "ira@council.example, ben@council.example",
        "Ira <ira@council.example>",
        '"ira fenwick"@council.example',
        "ira@[127.0.0.1]",
        "jürgen@council.example",
        "ira@müncil.example",
        "ira@ｃouncil.example",
        f"{'a' * 65}@council.example",
        f"ira@{'a' * 64}.example",
        f"ira@{'council.' * 31}example",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Nothing of it can become a second recipient or another header."""
    assert not is_address(text)
