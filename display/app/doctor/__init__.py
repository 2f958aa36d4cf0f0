"""``galley-display doctor``: looks at everything that a screen needs, and says what to do.

``findings`` is what a check says; ``parts`` looks for packages and runs without pygame; ``glass``,
``surroundings`` and ``kitchen`` look at the monitor, at what the settings name, and at the hub;
``card`` draws the test card; ``examine`` does all of it in order.
"""
