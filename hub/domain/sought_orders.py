"""Whether an order is one of those that somebody looks for by a word or two. Pure."""

from collections.abc import Iterator

from hub.domain.names import fold
from hub.domain.orders import Order, running_number


def mentions(order: Order, words: str) -> bool:
    """Whether all of some words stand in an order's numbers, table, names or dishes.

    A number is looked for as a whole word, so that table 5 is not found in order 15.

    Args:
        order: of any age.
        words: as somebody has typed them.
    """
    said = tuple(_list_texts(order))
    exact = {fold(each) for each in _list_numbers(order)}
    return all(
        word in exact or (not word.isdigit() and any(word in text for text in said))
        for word in map(fold, words.split())
    )


def _list_numbers(order: Order) -> Iterator[str]:
    number = running_number(order)
    if number is not None:
        yield str(number)
    yield order.order_number
    for each in (order.display_number, order.table_number, order.external_id):
        if each:
            yield from (each, *each.split())


def _list_texts(order: Order) -> Iterator[str]:
    texts = (order.display_number, order.table_number, order.customer_name, order.server)
    for text in (*texts, order.handoff, order.source, order.zone):
        if text:
            yield fold(text)
    for combo in order.groups or ():
        yield fold(combo.name)
    for line in order.lines:
        yield fold(line.name)
        if line.kitchen_name:
            yield fold(line.kitchen_name)
