"""Courses that are words: a ticket's lines stand in the house's order of them."""

from msgspec.structs import replace

from hub.domain.course_words import sort_by_word
from hub.domain.orders import Order


def in_courses(order: Order, words: tuple[str, ...]) -> Order:
    """Return an order with its lines, held ones as well, in the order of their courses' words."""
    if not any(isinstance(item.course, str) for item in order.lines):
        return order
    held = sort_by_word(order.held, words) if order.held else order.held
    return replace(order, items=sort_by_word(order.items, words), held=held)
