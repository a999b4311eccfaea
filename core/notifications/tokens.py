"""Action tokens for buttons, issued to one person just before a card is drawn."""

from dataclasses import replace

from core.cards import Block, Buttons, Card
from core.cases.record.ledger import ActionTokens


async def issue_card_tokens(tokens: ActionTokens, person: str, card: Card) -> Card:
    """Return the card with a token on every button."""
    return replace(card, blocks=await issue_tokens(tokens, person, card.blocks))


async def issue_tokens(
    tokens: ActionTokens, person: str, blocks: tuple[Block, ...]
) -> tuple[Block, ...]:
    """Return the blocks with a token on every button, issued in one call."""
    buttons = [button for row in blocks if isinstance(row, Buttons) for button in row.buttons]
    if not buttons:
        return blocks
    issued = iter(await tokens.issue(person, [button.press for button in buttons]))
    return tuple(
        Buttons(tuple(replace(button, token=next(issued)) for button in row.buttons))
        if isinstance(row, Buttons)
        else row
        for row in blocks
    )
