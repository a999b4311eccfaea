"""Note addresses and numbers outside the list, in the surrounding text."""

from collections.abc import Iterable

from adapters.contact_lists.cells.addresses import addresses_in
from adapters.contact_lists.cells.phones import phones_in
from adapters.contact_lists.lines import ListRow
from adapters.contact_lists.reading import Reading
from core.imports.findings import FindingKind


def note_outside_contacts(reading: Reading, lines: Iterable[ListRow]) -> None:
    """Note each address and number that is not in the list itself; they are not imported.

    Those that the list has as well are skipped; a broken address is always an error.
    """
    known = {address.normalised for person in reading.people for address in person.addresses}
    numbers = {number.normalised for person in reading.people for number in person.phones}
    for line in lines:
        if not line.has_contact:
            continue
        found = addresses_in(" ".join(line.row.cells))
        for remark in found.remarks:
            if remark.what is FindingKind.BROKEN_ADDRESS:
                reading.note(line, remark.what, remark.raw)
        for address in found.addresses:
            if address.normalised and address.normalised not in known:
                known.add(address.normalised)
                reading.note(line, FindingKind.OUTSIDE_LIST, address.raw)
        for number in phones_in(line.text).numbers:
            if number.normalised and number.normalised not in numbers:
                numbers.add(number.normalised)
                reading.note(line, FindingKind.OUTSIDE_LIST, number.raw)
