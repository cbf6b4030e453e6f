"""A mail server for tests, and a reader of what it keeps.

As a handler of aiosmtpd it keeps every mail in the Maildir that it is given. Files beside that folder
say what it does not take: addresses in `refused` never, those in `delayed` not now; and while `held`
is there, a mail that was kept is not acknowledged.

Called as a program it prints mails as JSON, read by another hand than the one that wrote them.
"""

import asyncio
import email
import email.policy
import json
import sys
from pathlib import Path

try:
    from aiosmtpd.handlers import Mailbox
except ImportError:  # The reader needs no server.
    Mailbox = object


class Letterbox(Mailbox):
    def beside(self, name):
        return Path(self.mail_dir).parent / name

    def lists(self, name, address):
        path = self.beside(name)
        return path.exists() and address in path.read_text().split()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.lists("refused", address):
            return "550 5.1.1 nobody here is called so"
        if self.lists("delayed", address):
            return "451 4.2.1 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        while self.beside("held").exists():
            await asyncio.sleep(0.02)
        return answer


def read(path):
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return {
        "headers": {name.lower(): str(value) for name, value in mail.items()},
        "type": mail.get_content_type(),
        "defects": [str(defect) for part in mail.walk() for defect in part.defects],
        "parts": [{"type": part.get_content_type(), "text": part.get_content()} for part in parts],
    }


if __name__ == "__main__":
    json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
