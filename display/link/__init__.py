"""The way to the hub: what it tells, and the presses that go there.

``HubLink`` keeps one WebSocket open, polls while it is down, and turns what comes into the messages
of ``display.state``. ``Outbox`` keeps presses on disk until the hub has answered them.
"""
