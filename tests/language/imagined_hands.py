"""What people press in the journeys of the imagined partnerships, each on their own platform."""

from core.cases.case import Case
from core.vocabulary import Side
from tests.office import CANARIES, Colleague, Office


async def does(here: Office, who: Colleague, reference: str, label: str, **values: str) -> None:
    """Open the case, press a button on it, fill in what it asks and hand it in."""
    await who.close()
    await who.press("Open", reference=reference)
    await who.press(label)
    await who.fill(**values)
    assert who.dialog_is_closed or not who.dialog.errors, who.dialog.errors
    await who.close()
    await here.settle()


async def records(here: Office, who: Colleague, reference: str, words: str) -> None:
    """Record as done what is on the common form of duties under these words."""
    await who.close()
    await who.press("Open", reference=reference)
    await who.press("Record what was done")
    options = who.dialog.field("duty").options
    (key,) = [value for value, label in options if words in label] or [f"{words}: {options}"]
    await who.fill(duty=key, done="yes")
    assert who.dialog_is_closed or not who.dialog.errors, who.dialog.errors
    await who.close()
    await here.settle()


async def takes_on(here: Office, reference: str) -> tuple[Colleague, Colleague]:
    """Both sides' contacts accept; who raised it has done so by raising it."""
    case = await here.case_of(reference)
    pair: list[Colleague] = []
    for side in Side:
        if not (owner := case.side(side).owner):
            owner = case.side(side).asked[0]
            await here[owner].press("Accept", reference=f"You are asked to take on {reference}")
            await here.settle()
        pair.append(here[owner])
    return pair[0], pair[1]


async def settles(here: Office, reference: str, *pair: Colleague, **closing: str) -> Case:
    """One side proposes, the other confirms, both keep a copy, the first closes the case."""
    first, second = pair
    await does(
        here, first, reference, "Propose an outcome", outcome=CANARIES["story"], still_at_risk="no"
    )
    await does(here, second, reference, "Confirm the outcome", still_at_risk="no")
    said = here.setting.policy.closing.copy_text
    for one in pair:
        await one.press("Open", reference=reference)
        await one.press("We confirm this" if said else "Copy is on our file")
        await one.close()
        await here.settle()
    await does(here, first, reference, "Close the case", learning="Ring earlier.", **closing)
    return await here.case_of(reference)
