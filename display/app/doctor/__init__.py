"""``galley-display doctor``: looks at everything that a screen needs, and says what to do.

``packages`` looks for what is installed and runs without pygame; ``monitor``, ``peripherals`` and
``hub_check`` look at the monitor, at keys, buttons and sound, and at the hub; ``test_card`` draws
the card; ``examine`` does all of it in order.
"""
