"""The shape of each kind of box: told apart without colour."""

from __future__ import annotations

from flows.engine.drawing.layout import Rect


def outline(shape: str, rect: Rect, paint: str) -> str:
    """As SVG. Small shapes, as in the legend, get small corners."""
    x, y, w, h = rect.x, rect.y, rect.wide, rect.high
    cut = min(14.0, h / 3)
    match shape:
        case "rounded":
            return _rounded(rect, min(14.0, h / 2.5), paint)
        case "round":
            return _rounded(rect, h / 2, paint)
        case "barred":
            bars = "".join(f'<path d="M{at:.1f} {y:.1f}v{h:.1f}" {paint}/>' for at in (x + cut / 2, x + w - cut / 2))
            return _rounded(rect, 0, paint) + bars
        case "slanted":
            return _polygon([(x + cut, y), (x + w, y), (x + w - cut, y + h), (x, y + h)], paint)
        case "pointed":
            m = y + h / 2
            return _polygon(
                [(x + cut, y), (x + w - cut, y), (x + w, m), (x + w - cut, y + h), (x + cut, y + h), (x, m)], paint
            )
        case "cut":
            c = cut * 0.8
            return _polygon(
                [(x + c, y), (x + w - c, y), (x + w, y + c), (x + w, y + h - c), (x + w - c, y + h), (x + c, y + h),
                 (x, y + h - c), (x, y + c)], paint,
            )  # fmt: skip
        case "arrow":
            return _polygon([(x, y), (x + w - cut, y), (x + w, y + h / 2), (x + w - cut, y + h), (x, y + h)], paint)
        case _:
            return _rounded(rect, 0, paint)


def _rounded(rect: Rect, radius: float, paint: str) -> str:
    return (
        f'<rect x="{rect.x:.1f}" y="{rect.y:.1f}" width="{rect.wide:.1f}" height="{rect.high:.1f}" rx="{radius:.1f}" '
        f"{paint}/>"
    )


def _polygon(points: list[tuple[float, float]], paint: str) -> str:
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" {paint}/>'
