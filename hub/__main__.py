"""``galley-hub``: the command line of a branch's hub.

Exit codes: 0 all went well; 1 it could not be done, and the message says why; 2 the command line or
the settings are wrong.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from hub.cli import serve
from hub.config import ConfigError
from hub.domain.errors import Refusal
from hub.store.errors import StoreError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the process's exit code."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except ConfigError as error:
        for problem in error.problems:
            _say(problem)
        return 2
    except (StoreError, Refusal) as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="galley-hub", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("var"), metavar="DIR", help="data folder (default ./var)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parser_of_serve = commands.add_parser("serve", help="run the hub")
    parser_of_serve.add_argument(
        "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="data folder"
    )
    serve.add_arguments(parser_of_serve)
    parser_of_serve.set_defaults(run=serve.run)
    return parser


def _say(line: str) -> None:
    sys.stderr.write(f"galley-hub: {line}\n")


if __name__ == "__main__":
    sys.exit(main())
