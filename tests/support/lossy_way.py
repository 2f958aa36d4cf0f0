"""A way to a hub on which answers can be lost, as when a cable is pulled at the wrong moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.process import HubProcess

_PIECE = 65_536


class LossyWay:
    """Passes everything on in both directions. Use :func:`lossy_way` to have one.

    Attributes:
        url: what stands for the hub's.
        to_lose: how many answers to a POST are still to be lost, each with its connection.
    """

    def __init__(self, port: int) -> None:
        self.url = ""
        self.to_lose = 0
        self._hub_port = port

    async def carry(
        self, from_screen: asyncio.StreamReader, to_screen: asyncio.StreamWriter
    ) -> None:
        """Serve one connection until either side ends it."""
        from_hub, to_hub = await asyncio.open_connection("127.0.0.1", self._hub_port)
        losing = asyncio.Event()

        async def asked() -> None:
            while piece := await from_screen.read(_PIECE):
                if piece.startswith(b"POST ") and self.to_lose:
                    self.to_lose -= 1
                    losing.set()
                to_hub.write(piece)

        async def answered() -> None:
            while piece := await from_hub.read(_PIECE):
                if losing.is_set():
                    return
                to_screen.write(piece)

        pumps = [asyncio.create_task(each()) for each in (asked, answered)]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for writer in (to_screen, to_hub):
                writer.transport.abort()


@asynccontextmanager
async def lossy_way(hub: HubProcess) -> AsyncIterator[LossyWay]:
    """Have such a way to a running hub for as long as the context lasts."""
    way = LossyWay(hub.port)
    server = await asyncio.start_server(way.carry, "127.0.0.1", 0)
    way.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield way
    finally:
        server.close()
