"""What pygame has no word for: asked of the SDL and the Xlib that it has loaded.

Of SDL only names are read: for the log, for ``galley-display doctor``, and to know which monitor a
desktop means. Where that SDL cannot be found, nothing is known, and nothing depends on it. Xlib is
told what to do when the desktop ends, and asked through which descriptor its events come.
"""

import ctypes
import logging
import os
import re
import warnings
from contextlib import suppress
from pathlib import Path

import pygame

GONE = os.EX_TEMPFAIL
"""Exit code 75: nothing is wrong with the screen, it has to be started again."""

_MAPS = Path("/proc/self/maps")
_SDL = re.compile(r"/\S*/libSDL2-2\S*$", re.MULTILINE)
_XLIB = re.compile(r"/\S*/libX11[.-]\S*$", re.MULTILINE)
_WAYLAND = re.compile(r"/\S*/libwayland-client[.-]\S*$", re.MULTILINE)
_INFO_WORDS = 64
"""SDL_RendererInfo begins with a pointer to the name, and is shorter than this many pointers."""

_KEPT: "list[pygame.window.Window]" = []
"""pygame 2.6 leaves the address of such an object at SDL's window, and gives it out with that
window's events: were it freed, they would bring somebody else's memory."""

_log = logging.getLogger(__name__)


def pygame_name() -> str:
    """Return which of the two packages called pygame this is, and its version."""
    name = "pygame-ce" if getattr(pygame, "IS_CE", False) else "pygame"
    return f"{name} {pygame.version.ver}"


def sdl_version() -> str:
    """Return the version of the SDL in use."""
    return ".".join(map(str, pygame.get_sdl_version()))


def video_drivers() -> tuple[str, ...]:
    """Name the video drivers that this SDL was built with, in lower case; () if not known."""
    sdl = _library(_SDL)
    if sdl is None:
        return ()
    sdl.SDL_GetVideoDriver.restype = ctypes.c_char_p
    names = (sdl.SDL_GetVideoDriver(index) for index in range(sdl.SDL_GetNumVideoDrivers()))
    return tuple(name.decode().lower() for name in names if name)


def audio_driver() -> str:
    """Name the audio driver in use; "" if there is none, or it is not known."""
    sdl = _library(_SDL)
    if sdl is None:
        return ""
    sdl.SDL_GetCurrentAudioDriver.restype = ctypes.c_char_p
    name: bytes | None = sdl.SDL_GetCurrentAudioDriver()
    return "" if name is None else name.decode()


def output_name(output: int) -> str:
    """Return what SDL calls an output, counted from 0; "" if that is not known."""
    sdl = _library(_SDL)
    if sdl is None:
        return ""
    sdl.SDL_GetDisplayName.argtypes = [ctypes.c_int]
    sdl.SDL_GetDisplayName.restype = ctypes.c_char_p
    name: bytes | None = sdl.SDL_GetDisplayName(output)
    return "" if name is None else name.decode(errors="replace")


def feels_fingers() -> bool:
    """Whether there is a touch screen; False where this pygame can't say."""
    with suppress(ImportError, AttributeError, pygame.error):
        from pygame._sdl2 import touch  # noqa: PLC0415 - some builds of pygame lack it

        return touch.get_num_devices() > 0
    return False


def renderer() -> str:
    """Name what brings the window's pixels to the glass.

    Returns:
        SDL's name of the renderer, "framebuffer" where there is none in between, "?" if not known.
    """
    sdl, window = _library(_SDL), _window()
    if sdl is None or window is None:
        return "?"
    sdl.SDL_GetWindowFromID.argtypes = [ctypes.c_uint32]
    sdl.SDL_GetWindowFromID.restype = ctypes.c_void_p
    sdl.SDL_GetRenderer.argtypes = [ctypes.c_void_p]
    sdl.SDL_GetRenderer.restype = ctypes.c_void_p
    sdl.SDL_GetRendererInfo.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    found = sdl.SDL_GetRenderer(sdl.SDL_GetWindowFromID(window.id))
    if not found:
        return "framebuffer"
    info = (ctypes.c_char_p * _INFO_WORDS)()
    if sdl.SDL_GetRendererInfo(found, info) != 0 or info[0] is None:
        return "?"
    return info[0].decode()


def send_through_renderer(picture: pygame.Surface) -> pygame.Surface | None:
    """Send a picture the way that the window's own pixels go, and read back what came out.

    Args:
        picture: of the window's size.

    Returns:
        what the renderer has drawn; None where there is no renderer between window and glass.

    Raises:
        pygame.error: the renderer cannot do it.
    """
    window = _window()
    if window is None or renderer() == "framebuffer":
        return None
    from pygame._sdl2 import video  # noqa: PLC0415 - _window has seen that it is there

    drawing = video.Renderer.from_window(window)
    drawing.clear()
    video.Texture.from_surface(drawing, picture).draw()
    back = drawing.to_surface()
    drawing.present()
    return back


def desktop_descriptor(driver: str) -> int | None:
    """Return the descriptor through which a desktop's events come to the window; None if not known.

    Args:
        driver: SDL's video driver.
    """
    library, ask = {
        "x11": (_XLIB, "XConnectionNumber"),
        "wayland": (_WAYLAND, "wl_display_get_fd"),
    }.get(driver, (None, ""))
    if library is None:
        return None
    with suppress(pygame.error, KeyError, AttributeError, ValueError):
        capsule = pygame.display.get_wm_info()["display"]
        take = ctypes.pythonapi.PyCapsule_GetPointer
        take.restype, take.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        function = getattr(_library(library), ask)
        function.argtypes = [ctypes.c_void_p]
        found: int = function(take(capsule, b"display"))
        return found
    return None


def tell_when_x_goes() -> None:
    """End with code 75 and a message when the X server goes away. Call it when X is in use.

    Xlib ends the process itself, with the exit code 1 and a line about XIO: nothing that is raised
    gets through it, and the connection cannot be taken up again. So that whoever started the screen
    knows what happened, it is said in our words and ends with a code of its own.
    """
    with suppress(AttributeError):
        xlib = _library(_XLIB)
        if xlib is not None:
            xlib.XSetIOErrorHandler(_HANDLER)


def _x_server_gone(_display: int) -> int:
    _log.error("the desktop has ended and its window with it; to be started again (code %d)", GONE)
    logging.shutdown()
    os._exit(GONE)


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(_x_server_gone)
"""Kept here, because Xlib does not keep it."""


def _window() -> "pygame.window.Window | None":
    with suppress(ImportError, AttributeError, pygame.error), warnings.catch_warnings():
        # pygame-ce would rather have its own Window class, which pygame has not.
        warnings.simplefilter("ignore", DeprecationWarning)
        from pygame._sdl2 import video  # noqa: PLC0415 - some builds of pygame lack it

        _KEPT.append(video.Window.from_display_module())
        return _KEPT[-1]
    return None


def _library(library: re.Pattern[str]) -> ctypes.CDLL | None:
    """Find a library that this process has loaded already."""
    with suppress(OSError):
        found = library.search(_MAPS.read_text())
        return None if found is None else ctypes.CDLL(found[0])
    return None
