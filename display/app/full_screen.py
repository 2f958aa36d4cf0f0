"""A picture that has the glass to itself, as long as there is no board."""

from display.renderer.fonts import Fonts
from display.renderer.glass import Glass
from display.renderer.renderer import Renderer
from display.theme import THEMES
from display.view_model.layout import Layout
from display.view_model.screen import Screen


class Page:
    """Draws one screen after the other on a glass.

    Args:
        glass: to draw on.
        theme: name of the colours.

    Attributes:
        layout: for what is to be drawn.
        screen: what stands there; None where nothing does yet.
    """

    def __init__(self, glass: Glass, theme: str) -> None:
        self.screen: Screen | None = None
        self._glass = glass
        self._theme = theme
        self._fonts = Fonts()
        self.fit()

    def fit(self) -> None:
        """Take the glass as it is now, and forget what was drawn before."""
        surface = self._glass.surface
        width, height = surface.get_size()
        self.layout = Layout(width, height, 4, 2, self._fonts.width)
        self._renderer = Renderer(surface, THEMES[self._theme], self._fonts)
        self.screen = None

    def show(self, screen: Screen) -> None:
        """Draw it, if it is another one."""
        if screen != self.screen:
            self._glass.show(self._renderer.draw(screen))
            self.screen = screen
