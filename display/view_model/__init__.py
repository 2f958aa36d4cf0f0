"""From what a screen knows to what stands on it. Pure: no drawing library, no clock.

``build(state, now, layout)`` gives a :class:`~display.view_model.screen.Screen`: panels of
rectangles and texts, in pixels, with tones instead of colours. What has not changed compares equal,
so the renderer draws only what did.
"""
