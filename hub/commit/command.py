"""Who asks for a change, and how: what every command of a use case comes with."""

import msgspec

from hub.commit.change import Change
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal
from hub.store.tables import ANSWERS, AnswerRow
from hub.wire.responses import Answer


class Command(msgspec.Struct, kw_only=True):
    """The circumstances of one command.

    ``key`` is the client's Idempotency-Key and ``digest`` stands for the whole request behind it;
    ``at`` is when it came, in ms of the time that no correction moves. ``if_match`` is the version
    that the client believes the order to have. ``remembered`` turns true when an answer was written
    down: a command that had nothing to change writes none. ``secret`` turns true with it when the
    answer shows a token, which no disk may hold.
    """

    principal: Principal
    key: str | None = None
    digest: bytes = b""
    at: int = 0
    if_match: int | None = None
    remembered: bool = False
    secret: bool = False

    def check_version(self, version: int) -> None:
        """Refuse the command when the client has not seen the latest version.

        Raises:
            Refusal: STALE.
        """
        if self.if_match is not None and self.if_match != version:
            raise Refusal(
                Code.STALE,
                f"If-Match: the order is at version {version}, not {self.if_match}.",
                {"current": version, "requested": self.if_match},
            )

    def remember(self, change: Change, answer: Answer, *, secret: bool = False) -> None:
        """Write the answer down in the change's own transaction, if the client gave a key.

        Args:
            change: what is written along with it.
            answer: what the client will be told once it is durable.
            secret: the answer's body must not reach the disk; only that there was one does.
        """
        if self.key is not None:
            self.remembered = True
            self.secret = secret
            change.put(
                ANSWERS,
                AnswerRow(
                    self.principal.id,
                    self.key,
                    self.digest,
                    answer.status,
                    answer.version,
                    self.at,
                    b"" if secret else answer.body,
                ),
            )
