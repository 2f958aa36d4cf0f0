"""A client that believes the documentation: every answer must be one that it promises."""

from typing import Any, NamedTuple

import aiohttp
import jsonschema_rs

from tests.support.sockets import Socket

_METHODS = {"get", "post", "put", "patch", "delete"}


def operations_of(document: dict[str, Any]) -> set[tuple[str, str]]:
    """List what a document says can be asked: method and path."""
    return {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method in item
        if method in _METHODS
    }


def schema_in(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema_rs.Validator:
    """Make a validator of a schema that stands somewhere in a document."""
    return jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        | {"components": document["components"]},
        validate_formats=True,
    )


class Exchange(NamedTuple):
    """What was asked of a hub and carried out, as :meth:`DocumentedClient.ask` takes it."""

    method: str
    path: str
    params: dict[str, str]
    query: dict[str, str]
    media: str
    body: object
    status: int
    answered_in: str
    answer: Any


class DocumentedClient:
    """Asks a hub and holds each answer against the hub's own documentation.

    Args:
        http: carries the requests.
        url: where the hub is.
        document: what ``/openapi.json`` said.
        token: what the requests are made with; None for none.

    Attributes:
        exchanges: what was carried out.
    """

    def __init__(
        self, http: aiohttp.ClientSession, url: str, document: dict[str, Any], token: str | None
    ) -> None:
        self._http = http
        self._url = url
        self._document = document
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.exchanges: list[Exchange] = []

    def with_token(self, token: str | None) -> "DocumentedClient":
        """Ask as somebody else, whose exchanges are kept with these."""
        other = DocumentedClient(self._http, self._url, self._document, token)
        other.exchanges = self.exchanges
        return other

    @property
    def carried_out(self) -> set[tuple[str, str]]:
        """Say what was carried out: method and path."""
        return {(each.method, each.path) for each in self.exchanges}

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        **params: str,
    ) -> tuple[int, Any]:
        """Ask for something -> the status and the answer.

        Args:
            method: as in HTTP.
            path: the path as it is documented, ``{id}`` and all.
            body: JSON, or bytes that are sent as they are.
            headers: further headers.
            query: the query's parameters.
            params: what stands in the path.
        """
        sent: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        async with self._http.request(
            method,
            self._url + path.format(**params),
            params=query,
            headers=self._headers | (headers or {}),
            **({} if body is None else sent),
        ) as answer:
            self._check_head(method, path, answer)
            known = self._documented(method, path, answer.status)["content"]
            assert answer.content_type in known
            is_json = answer.content_type == "application/json"
            found = await answer.json() if is_json else await answer.text()
            schema_in(self._document, known[answer.content_type]["schema"]).validate(found)
        if answer.ok:
            sent_as = answer.request_info.headers.get("Content-Type", "application/json")
            shown = body.decode() if isinstance(body, bytes) else body
            self.exchanges.append(
                Exchange(
                    method,
                    path,
                    params,
                    query or {},
                    sent_as,
                    shown,
                    answer.status,
                    answer.content_type,
                    found,
                )
            )
        return answer.status, found

    async def make(self, method: str, path: str, body: object = None, **more: Any) -> Any:  # noqa: ANN401
        """Ask for something that must be carried out -> its data."""
        status, answer = await self.ask(method, path, body, **more)
        assert status < 300, answer
        return answer["data"]

    async def refused(self, method: str, path: str, body: object = None, **more: Any) -> str:  # noqa: ANN401
        """Ask for something that must be refused -> the code."""
        status, answer = await self.ask(method, path, body, **more)
        assert status >= 400, answer
        return str(answer["error"]["code"])

    def _check_head(self, method: str, path: str, answer: aiohttp.ClientResponse) -> None:
        promised = self._documented(method, path, answer.status).get("headers", {})
        for name in ("ETag", "Retry-After", "WWW-Authenticate"):
            assert (name in answer.headers) == (name in promised), name

    def _documented(self, method: str, path: str, status: int) -> dict[str, Any]:
        responses = self._document["paths"][path][method.lower()]["responses"]
        assert str(status) in responses, f"{method} {path} says nothing of {status}"
        response: dict[str, Any] = responses[str(status)]
        name = response.get("$ref", "").removeprefix("#/components/responses/")
        return self._document["components"]["responses"][name] if name else response


class DocumentedSocket:
    """Speaks to a hub, and holds all that is said against the hub's own documentation.

    Args:
        socket: carries the messages.
        document: what ``/asyncapi.json`` said.
        messages: takes the first message of each type, said or heard.
    """

    def __init__(self, socket: Socket, document: dict[str, Any], messages: dict[str, Any]) -> None:
        self._socket = socket
        self._document = document
        self.messages = messages

    async def say(self, kind: str, **fields: object) -> None:
        """Say something that the documentation knows."""
        self._check({"type": kind, **fields})
        await self._socket.say(kind, **fields)

    async def hear(self) -> dict[str, Any]:
        """Read the next message, which must be documented."""
        heard = await self._socket.hear()
        self._check(heard)
        return heard

    async def hear_until(self, kind: str) -> None:
        """Read messages up to the first one of a type."""
        while (await self.hear())["type"] != kind:
            pass

    def _check(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        known = self._document["components"]["messages"]
        [schema] = [each["payload"] for each in known.values() if each["name"] == kind]
        schema_in(self._document, schema).validate(message)
        self.messages.setdefault(kind, message)
