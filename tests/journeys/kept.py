"""That a story stayed where it belongs, asserted at the end of a journey."""

from tests.office import CANARIES, Office


def kept_secret(here: Office) -> None:
    """Assert that no name and no story went anywhere but into the windows people opened."""
    for platform in (here.rehearsal.slack, here.rehearsal.teams):
        for sent in platform.recording.sent:
            if sent.place != "dialog":
                assert not any(canary in sent.text for canary in CANARIES.values()), sent
