"""The picture of a policy: its ladder from top to bottom, and beside it what may happen any time.

Drawn with Matplotlib, which brings its fonts along; the same policy gives the same bytes. Nothing
here is loaded before the first picture is asked for.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path as Outline

from core.policy.model import Condition, Policy, Stage, Track
from core.policy.wording import diagram as say

_WIDTH: Final = 820.0
"""Of the whole picture, in points; all lengths here are."""
_MARGIN: Final = 28.0
_LADDER: Final = 474.0
_GUTTER: Final = 32.0
_SIDE: Final = _WIDTH - 2 * _MARGIN - _LADDER - _GUTTER
_PAD: Final = 12.0

_INK: Final = "#1b2733"
_SOFT: Final = "#55636f"
_LINE: Final = "#b9c4cc"
_TEAL: Final = "#0b5f66"
_TEAL_PALE: Final = "#e4f1f1"
_AMBER: Final = "#8a5200"
_AMBER_PALE: Final = "#fdf3e1"
_RED: Final = "#a61b12"
_RED_PALE: Final = "#fdeeec"
_GREEN: Final = "#1c6a3a"
_GREEN_PALE: Final = "#ebf5ee"
_WHITE: Final = "#ffffff"

_FONTS: Final = Path(mpl.get_data_path()) / "fonts" / "ttf"
_REGULAR: Final = str(_FONTS / "DejaVuSans.ttf")
_BOLD: Final = str(_FONTS / "DejaVuSans-Bold.ttf")
_LEADING: Final = 1.36
_SAFE: Final = 1.02
"""A line may come out a little wider than its letters were measured."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A text in one style, wrapped to a width; the space above it counts as its own."""

    text: str
    size: float = 9.5
    bold: bool = False
    colour: str = _INK
    above: float = 0.0
    indent: float = 0.0

    def lines(self, width: float) -> list[str]:
        """The text in lines no wider than ``width``."""
        return _wrapped(self.text, width - self.indent, self.size, bold=self.bold)

    def height(self, width: float) -> float:
        """How high it stands, with the space above it."""
        return self.above + len(self.lines(width)) * self.size * _LEADING


@dataclass(slots=True)
class _Sheet:
    """What is drawn, from the top down; it becomes a figure once its height is known."""

    shapes: list[Any] = field(default_factory=list)
    texts: list[tuple[float, float, str, _Words, str]] = field(default_factory=list)

    def words(self, at: float, top: float, width: float, words: _Words) -> float:
        """Write a text and return where it ends."""
        baseline = top + words.above
        for line in words.lines(width):
            middle = baseline + words.size * _LEADING / 2
            self.texts.append((at + words.indent, middle, line, words, "left"))
            baseline += words.size * _LEADING
        return baseline

    def box(
        self,
        at: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: str,
        edge: str,
        dashed: bool = False,
        round_to: float = 7.0,
        thick: float = 1.2,
    ) -> None:
        """A box with round corners."""
        shape = FancyBboxPatch(
            (at + round_to, top + round_to),
            width - 2 * round_to,
            height - 2 * round_to,
            boxstyle=f"round,pad={round_to},rounding_size={round_to}",
            facecolor=fill,
            edgecolor=edge,
            linewidth=thick,
            linestyle=(0, (4, 2.5)) if dashed else "solid",
        )
        self.shapes.append(shape)

    def line(self, points: list[tuple[float, float]], colour: str, *, dashed: bool = False) -> None:
        """A line through points."""
        shape = PathPatch(
            Outline(points),
            facecolor="none",
            edgecolor=colour,
            linewidth=1.5,
            linestyle=(0, (4, 2.5)) if dashed else "solid",
        )
        self.shapes.append(shape)

    def head(self, tip: tuple[float, float], colour: str, *, right: bool = False) -> None:
        """The head of an arrow that points down, or to the right."""
        x, y = tip
        corners = (
            [(x, y), (x - 8, y - 4.5), (x - 8, y + 4.5)]
            if right
            else [(x, y), (x - 4.5, y - 8), (x + 4.5, y - 8)]
        )
        self.shapes.append(Polygon(corners, closed=True, facecolor=colour, edgecolor="none"))

    def badge(self, centre: tuple[float, float], number: str, colour: str, size: float) -> None:
        """A number in a circle."""
        self.shapes.append(Circle(centre, size, facecolor=colour, edgecolor="none"))
        style = _Words(number, size=size, bold=True, colour=_WHITE)
        self.texts.append((*centre, number, style, "center"))

    def figure(self, height: float) -> Figure:
        """The sheet as a figure of its own size."""
        figure = Figure(figsize=(_WIDTH / 72, height / 72), facecolor=_WHITE)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(height, 0)
        axes.axis("off")
        for shape in self.shapes:
            axes.add_patch(shape)
        for x, y, line, words, aligned in self.texts:
            axes.text(
                x,
                y,
                line,
                fontproperties=FontProperties(fname=_BOLD if words.bold else _REGULAR),
                fontsize=words.size,
                color=words.colour,
                horizontalalignment=aligned,
                verticalalignment="center_baseline",
                parse_math=False,  # a policy may speak of money
            )
        return figure


def as_png(policy: Policy, *, longest: int = 0) -> bytes:
    """The picture as PNG, at twice the size of a screen, or no side longer than ``longest``."""
    figure = drawn(policy)
    side = max(figure.get_size_inches())
    dpi = min(144.0, longest / side) if longest else 144.0
    held = io.BytesIO()
    with mpl.rc_context({"text.hinting": "none"}):  # as wide as measured, at every size
        figure.savefig(held, format="png", dpi=dpi, metadata={"Software": None})
    return held.getvalue()


def as_svg(policy: Policy) -> bytes:
    """The picture as SVG, its letters drawn, with its title and its content told in words."""
    figure = drawn(policy)
    held = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": policy.id, "svg.fonttype": "path"}):
        about = {"Date": None, "Creator": None, "Title": policy.title}
        figure.savefig(
            held,
            format="svg",
            metadata={**about, "Description": say.alt(policy), "Language": "en-GB"},
        )
    return held.getvalue()


def drawn(policy: Policy) -> Figure:
    """The picture before it is written down, a point to each of its units."""
    sheet = _Sheet()
    wide = _WIDTH - 2 * _MARGIN
    top = sheet.words(_MARGIN, _MARGIN - 6, wide, _Words(policy.title, size=17, bold=True))
    about = _Words(say.edition(policy), size=10, colour=_SOFT, above=2)
    top = sheet.words(_MARGIN, top, wide, about) + 14
    ladder_end = _ladder(sheet, policy, top)
    side_end = _side(sheet, policy, top)
    height = max(ladder_end, side_end) + _MARGIN - 8
    return sheet.figure(height)


def _ladder(sheet: _Sheet, policy: Policy, top: float) -> float:
    """The main ladder; returns where it ends."""
    stages = policy.ladder
    for number, stage in enumerate(stages, start=1):
        bottom = _stage(sheet, policy, stage, number, top)
        if stage.hand_up is None:
            top = bottom
            continue
        label = _Words(say.hand_up(stage.hand_up), size=8.5, colour=_SOFT)
        x = _MARGIN + 26
        gap = max(26.0, label.height(_LADDER - 52) + 12)
        sheet.line([(x, bottom), (x, bottom + gap - 7)], _TEAL)
        sheet.head((x, bottom + gap - 1), _TEAL)
        middle = bottom + (gap - label.height(_LADDER - 52)) / 2 - 1
        sheet.words(x + 16, middle, _LADDER - 52, label)
        top = bottom + gap
    end = sheet.words(_MARGIN, top, _LADDER, _Words(say.TOP, size=8.5, colour=_SOFT, above=8))
    if any(say.is_ours(stage.clock) for stage in stages):
        return sheet.words(_MARGIN, end, _LADDER, _Words(say.OURS, size=8.5, colour=_AMBER))
    return end


def _stage(sheet: _Sheet, policy: Policy, stage: Stage, number: int, top: float) -> float:
    left, inner = _MARGIN + 50, _LADDER - 50 - _PAD
    name = _Words(stage.name, size=12, bold=True)
    sides = [_asked(stage, policy, raising=True), _asked(stage, policy, raising=False)]
    half = (inner - 14) / 2
    high = max(sum(words.height(half) for words in side) for side in sides)
    ours = say.is_ours(stage.clock)
    clock = _Words(
        say.clock_words(stage.clock), size=9.5, bold=True, colour=_AMBER if ours else _TEAL
    )
    chip = clock.height(inner - 18) + 8
    below = list(_below(stage, policy))
    height = (
        2 * _PAD
        - 4
        + name.height(inner)
        + 4
        + high
        + 7
        + chip
        + sum(x.height(inner) for x in below)
    )
    sheet.box(_MARGIN, top, _LADDER, height, fill=_WHITE, edge=_LINE)
    sheet.badge((_MARGIN + 26, top + _PAD + 9), str(number), _TEAL, 12)
    y = sheet.words(left, top + _PAD - 2, inner, name) + 4
    for at, side in zip((left, left + half + 14), sides, strict=True):
        end = y
        for words in side:
            end = sheet.words(at, end, half, words)
    y += high + 7
    fill = _AMBER_PALE if ours else _TEAL_PALE
    widest = max(_width(x, clock.size, bold=True) for x in clock.lines(inner - 18)) + 18
    edge = _AMBER if ours else _TEAL_PALE
    sheet.box(left, y, widest, chip, fill=fill, edge=edge, dashed=ours, round_to=5, thick=1)
    sheet.words(left + 9, y + 4, inner - 18, clock)
    y += chip
    for words in below:
        y = sheet.words(left, y, inner, words)
    return top + height


def _asked(stage: Stage, policy: Policy, *, raising: bool) -> list[_Words]:
    seats = stage.raising if raising else stage.receiving
    told = say.informed(seats, policy)
    return [
        _Words(say.RAISING if raising else say.RECEIVING, size=8, colour=_SOFT),
        _Words(say.asked(seats, policy)),
        *([_Words(told, size=8.5, colour=_SOFT, above=1.5)] if told else []),
    ]


def _below(stage: Stage, policy: Policy) -> Iterator[_Words]:
    """What else bears on a stage, under its time."""
    for cap in stage.caps:
        yield _Words(say.limit(cap), size=8.5, colour=_SOFT, above=3)
    if stage.meeting:
        yield _Words(say.meeting(stage.meeting), size=8.5, above=3)
    for way in stage.dispositions.options if stage.dispositions else ():
        to = f" → {policy.stage(way.to).name}" if way.to else ""
        yield _Words(f"• {way.text.rstrip('.')}{to}", size=8.5, above=2)


def _side(sheet: _Sheet, policy: Policy, top: float) -> float:
    """What may happen at any stage, and the ways beside the ladder; returns where it ends."""
    left = _MARGIN + _LADDER + _GUTTER
    y = _panel(sheet, (left, top), _RED, _RED_PALE, list(_danger(policy)))
    sheet.line([(left - _GUTTER + 3, top + 26), (left - 8, top + 26)], _RED, dashed=True)
    sheet.head((left - 1, top + 26), _RED, right=True)
    if policy.override:
        told = f"{say.titles(policy.override.tell, policy)} told at once."
        events = [_Words(f"• {one.text}", size=8.5, above=2) for one in policy.override.events]
        words = [_Words(say.OVERRIDE, size=10.5, bold=True, colour=_RED), _Words(told, above=2)]
        y = _panel(sheet, (left, y + 12), _RED, _WHITE, [*words, *events])
    beside = list(_beside(policy))
    if beside:
        head = _Words(say.BESIDE, size=10.5, bold=True, colour=_TEAL)
        y = _panel(sheet, (left, y + 12), _LINE, _WHITE, [head, *beside])
    for track in policy.tracks:
        if track.id != "main":
            y = _panel(sheet, (left, y + 12), _LINE, _WHITE, list(_track(track, policy)))
    if policy.stand_off:
        words = [
            _Words(say.STAND_OFF, size=10.5, bold=True),
            _Words(policy.stand_off.text, size=8.5, above=3),
        ]
        y = _panel(sheet, (left, y + 12), _LINE, _WHITE, words)
    if policy.notifications:
        head = _Words(say.ALSO_TOLD, size=10.5, bold=True)
        told_too = [
            _Words(f"• {say.also_told(rule, policy)}", size=8.5, above=3)
            for rule in policy.notifications
        ]
        y = _panel(sheet, (left, y + 12), _LINE, _WHITE, [head, *told_too])
    agreed = [
        _Words(say.AGREED, size=10.5, bold=True, colour=_GREEN),
        _Words(say.AGREED_TEXT, size=9, above=2),
    ]
    return _panel(sheet, (left, y + 12), _GREEN, _GREEN_PALE, agreed)


def _panel(
    sheet: _Sheet, corner: tuple[float, float], edge: str, fill: str, words: list[_Words]
) -> float:
    left, top = corner
    inner = _SIDE - 2 * _PAD
    height = sum(one.height(inner) for one in words) + 2 * _PAD - 4
    sheet.box(left, top, _SIDE, height, fill=fill, edge=edge)
    y = top + _PAD - 2
    for one in words:
        y = sheet.words(left + _PAD, y, inner, one)
    return top + height


def _danger(policy: Policy) -> Iterator[_Words]:
    risk = policy.immediate_risk
    yield _Words(say.DANGER, size=11.5, bold=True, colour=_RED)
    yield _Words(say.ANY_STAGE, size=8.5, colour=_SOFT)
    for route in risk.routes:
        yield _Words(f"{route.number}  {route.label}", size=9.5, bold=True, above=3)
        if route.note:
            yield _Words(route.note, size=8.5, colour=_SOFT)
    yield _Words(say.told_at_once(policy), size=9, above=6)
    if risk.bypass:
        yield _Words(say.bypass(risk.bypass, policy), size=9, above=3)


def _beside(policy: Policy) -> Iterator[_Words]:
    for route in policy.routes:
        yield _Words(f"• {say.route_words(route, policy)}", size=8.5, above=3)


def _track(track: Track, policy: Policy) -> Iterator[_Words]:
    yield _Words(track.name, size=10.5, bold=True, colour=_TEAL)
    if track.when != Condition():
        yield _Words(say.begins_here(track), size=8.5, colour=_SOFT, above=2)
    for number, stage in enumerate(track.stages, start=1):
        yield _Words(f"{number}  {stage.name}", size=9.5, bold=True, above=5)
        asked = dict.fromkeys(
            (say.asked(stage.raising, policy), say.asked(stage.receiving, policy))
        )
        yield _Words(" · ".join(asked), size=8.5, indent=13)
        colour = _AMBER if say.is_ours(stage.clock) else _TEAL
        yield _Words(say.clock_words(stage.clock), size=8.5, bold=True, colour=colour, indent=13)


def _wrapped(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    """A text in lines; a word that is wider than a line is cut where it must be."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if _width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while _width(word, size, bold=bold) > width and len(word) > 1:
            fits = max(
                n
                for n in range(1, len(word))
                if n == 1 or _width(word[:n], size, bold=bold) <= width
            )
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901 - what is left of the same word
        line = word
    return [*lines, line]


def _width(text: str, size: float, *, bold: bool) -> float:
    """How wide a line stands, in points."""
    font = get_font(_BOLD if bold else _REGULAR)
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    wide, _ = font.get_width_height()
    return float(wide) / 64 * _SAFE
