"""The pages that tablets open, and what they are made of."""

from msgspec.structs import replace

from hub.http.routing import PUBLIC, Endpoint, Route
from hub.http.web_files import FOLDER, WebFile, WebFiles


def web_endpoints(files: WebFiles) -> tuple[Endpoint, ...]:
    """List what browsers are given: nothing of it is secret, and none of it needs a token.

    These stand in no documentation of the API: the paths of what pages are made of change with
    each version.

    Args:
        files: all of them.
    """
    pages = [_endpoint(path, path, file) for path, file in files.pages.items()]
    parts = [_endpoint(path, FOLDER, file) for path, file in files.parts.items()]
    return (*pages, *parts)


def _endpoint(path: str, name: str, file: WebFile) -> Endpoint:
    async def show() -> WebFile:
        return file

    route = Route("GET", path, needs=PUBLIC, summary="A page's", media=file.media_type)
    # Figures and logs are about all parts together.
    return replace(Endpoint.of(route, show), name=f"GET {name}")
