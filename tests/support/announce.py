"""A program that advertises a hub and does nothing else."""

import argparse
import asyncio
import logging
import signal

from hub.network.discovery import advertising as module
from hub.network.discovery.advertising import Advertiser, advertise
from hub.wire.service_record import Announcement

_log = logging.getLogger(__name__)


async def _run(announcement: Announcement, port: int) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)

    async with advertise(
        announcement, port, on_host=lambda host: _log.info("called %s", host)
    ) as advertiser:
        watch = asyncio.create_task(_say_when_silent(advertiser))
        await stop.wait()
        watch.cancel()


async def _say_when_silent(advertiser: Advertiser) -> None:
    """Log each time that all has been told to the network of what is new."""
    told = None
    while True:
        telling = advertiser._telling
        if telling is not None and telling is not told:
            await telling
            told = telling
            _log.info("silent at %s", ", ".join(map(str, advertiser._told)))
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(created).3f %(levelname)s %(message)s")
    # So that tests need not wait for the next look.
    module.GLANCE = 0.5
    parser = argparse.ArgumentParser()
    parser.add_argument("--branch", default="main")
    parser.add_argument("--name", default="")
    parser.add_argument("--fingerprint", default="0123456789abcdef" * 4)
    parser.add_argument("--port", type=int, default=8443)
    given = vars(parser.parse_args())
    port = given.pop("port")
    asyncio.run(_run(Announcement(version="1.2.3", **given), port))
