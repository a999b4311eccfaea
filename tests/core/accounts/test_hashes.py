"""What stands for an account in keys: rows that earlier versions wrote are looked up by it."""

from core.accounts.hashes import account_hash, keyed_hash
from core.desk.subject_desk import stranger_id
from core.directory.model import Principal
from core.vocabulary import Platform

ACCOUNT = Principal(Platform.SLACK, "T0HOUNSLOW", "U0HOU00001")
STORED = "e0f67f4fd5103bcfdf0212ce9e2ae219a7f8406647626ee19bcc70edae5d408c"


def test_an_account_has_the_hash_that_earlier_versions_stored() -> None:
    """32 digits in keys; all 64 for who owns a stranger's tokens."""
    assert account_hash(ACCOUNT) == STORED[:32]
    assert stranger_id(ACCOUNT) == f"~{STORED}"


def test_a_keyed_hash_is_the_one_that_earlier_versions_stored() -> None:
    """How often a code was asked for at an address; when a sender was answered."""
    stored = "157069c5e507964c36f62776344fc856b2f613547d4c305d657b625af84aea8c"
    assert keyed_hash(bytes(32), "who marlow.winstead@council.example") == stored
