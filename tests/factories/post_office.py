"""An SMTP server of this machine that keeps what it gets, and refuses whom it is told to refuse."""

import socketserver
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from threading import Thread


class PostOffice(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs to hand in a message."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails = []
        # Address → what it is refused with.
        self.refused = {}
        self.sessions = 0

    @property
    def port(self):
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.sessions += 1
        self.say("220 post office")
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 bye")
                return
            self.answer(verb.upper(), rest)

    def answer(self, verb, rest):
        if verb == "DATA":
            self.say("354 go on")
            self.server.mails.append(message_from_bytes(self.read_mail(), policy=default))
            self.say("250 kept")
        elif verb == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            self.say(self.server.refused.get(address, "250 known"))
        else:
            self.say("250 fine")

    def read_mail(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving(server):
    """Serve in a thread of its own until the block ends."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
