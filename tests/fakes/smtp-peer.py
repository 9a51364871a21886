#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted foreign SMTP server for tests; shares no code with Postino.

Each message it takes is a line in the log (recipient, Message-ID, SHA-256 of the message as received with dots
unstuffed, microseconds of a clock that does not jump; tab separated), on disk (fdatasync) before its 250 leaves, so the
log is what a real server would have delivered. One thread a connection; syncs of several connections are shared.

--journal is the witness: a line for each fault that struck (fault STEP ACTION), each AUTH (auth), each body that began and
each final dot that came (body RECIPIENT, dot RECIPIENT), whatever became of it, who said hello (hello NAME ADDRESS), the
envelope sender of what was taken (from SENDER RECIPIENT), and what came in the clear to a server that has TLS (clear BYTES).
--fleet FILE makes several servers of one process: a JSON list of such options.

Replies to commands that arrived together leave together, --delay-ms after they arrived: as a round trip of that length.

Faults: --fault STEP:NTH:ACTION, repeatable; the first that fits is used.
  STEP   connect banner ehlo starttls handshake auth mail rcpt data body dot-before-accept dot-after-accept quit
         (counted over all connections; body: when the first bytes of a body came)
  NTH    3 (the third), 3+ (from the third on), %3 (every third), * (all)
  ACTION close | reset | hang | freeze (hang, and read nothing) | slow (reply after 2 s) | garbage (a line that is no reply) | half (half a reply, then
         close) | split (the reply byte by byte) | reply=CODE TEXT (also "reply CODE TEXT")
         | inject (the usual reply and, with it, lines that nobody asked for) | lines=N (the usual reply in N lines)
         | long=N (with N bytes more) | endless (its first line again and again) | endless-line (one that never ends)
         | raw=BYTES (these in its place, written as in Python)

Signing in is sasl.py's; --sasl-fault has its faults.
"""
import argparse
import fnmatch
import hashlib
import json
import os
import re
import select
import signal
import socket
import ssl
import struct
import sys
import threading
import time

import sasl

STEPS = ("connect banner ehlo starttls handshake auth mail rcpt data body dot-before-accept dot-after-accept "
         "quit").split()
ACTIONS = "close reset hang freeze slow garbage half split reply inject lines long endless endless-line raw".split()
SAID, INSTEAD = "said", "instead"  # the usual reply was given, in some other way; another one was
SLOW_SECONDS = 2
DRIP_BYTES, DRIP_SECONDS = 16384, 0.01
LINE_MAX = 16384
SIZE_MAX = 64 * 1024 * 1024


class Gone(Exception):
    """This connection is over."""


class Fault:
    def __init__(self, text):
        step, nth, action = text.split(":", 2)
        if step not in STEPS:
            raise SystemExit(f"smtp-peer: unknown step {step}")
        self.step, self.nth = step, nth
        self.action, _, self.text = re.sub(r"^reply ", "reply=", action).partition("=")
        if self.action not in ACTIONS:
            raise SystemExit(f"smtp-peer: unknown action {action}")

    def fits(self, step, count):
        if step != self.step:
            return False
        if self.nth == "*":
            return True
        if self.nth.startswith("%"):
            return count % int(self.nth[1:]) == 0
        if self.nth.endswith("+"):
            return count >= int(self.nth[:-1])
        return count == int(self.nth)


class Log:
    """Appends and syncs; whoever waits while another syncs rides on the next sync."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self.condition = threading.Condition()
        self.waiting = []
        self.written = 0
        self.synced = 0
        self.busy = False

    def append(self, line):
        with self.condition:
            self.waiting.append(line)
            self.written += 1
            mine = self.written
            while self.synced < mine:
                if self.busy:
                    self.condition.wait()
                    continue
                lines, self.waiting = self.waiting, []
                upto = self.written
                self.busy = True
                self.condition.release()
                try:
                    os.write(self.fd, "".join(lines).encode())
                    os.fdatasync(self.fd)
                finally:
                    self.condition.acquire()
                self.busy = False
                self.synced = upto
                self.condition.notify_all()


class Server:
    def __init__(self, options):
        self.options = options
        self.log = Log(options.log)
        self.faults = [Fault(text) for text in options.fault]
        self.replies = [rule.split("=", 1) for rule in options.reply_for]
        self.counts = dict.fromkeys(STEPS, 0)
        self.lock = threading.Lock()
        self.journal = open(options.journal, "a", encoding="utf-8", buffering=1) if options.journal else None
        self.n_stored = 0
        self.asked_for = set()
        self.context = None
        pair = options.tls or options.starttls
        if pair:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            if options.weak:
                self.context.set_ciphers("DEFAULT:@SECLEVEL=0")
            self.context.load_cert_chain(*pair)

    def fault(self, step):
        with self.lock:
            self.counts[step] += 1
            count = self.counts[step]
        fault = next((f for f in self.faults if f.fits(step, count)), None)
        if fault is not None:
            self.note(f"fault {step} {fault.action}")
        return fault

    def knows(self, address):
        """Has it been asked for before?"""
        with self.lock:
            known = address in self.asked_for
            self.asked_for.add(address)
        return known

    def note(self, line):
        if self.journal:
            self.journal.write(line + "\n")

    def store(self, raw, wire):
        with self.lock:
            self.n_stored += 1
            number = self.n_stored
        for folder, data, suffix in ((self.options.store, raw, "eml"), (self.options.store_wire, wire, "wire")):
            if not folder:
                continue
            path = os.path.join(folder, f"{number:06d}.{suffix}")
            with open(path + ".part", "wb") as file:
                file.write(data)
            os.rename(path + ".part", path)


class Session:
    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self.buffer = b""
        self.out = []
        self.arrived = time.monotonic()
        self.secure = False
        self.signed_in = False
        self.sender = None
        self.recipients = []

    # --- bytes ---

    def flush(self):
        if not self.out:
            return
        delay = self.server.options.delay_ms / 1000 - (time.monotonic() - self.arrived)
        if delay > 0:
            time.sleep(delay)
        data, self.out = b"".join(self.out), []
        self.sock.sendall(data)

    def receive(self):
        self.flush()
        data = self.sock.recv(262144)
        self.arrived = time.monotonic()
        if not data:
            raise Gone
        if not self.secure and (self.server.options.tls or self.server.options.starttls):
            self.server.note(f"clear {data[:200]!r}")
        self.buffer += data

    def read_line(self):
        while True:
            end = self.buffer.find(b"\r\n")
            if end >= 0:
                line, self.buffer = self.buffer[:end], self.buffer[end + 2:]
                return line
            if len(self.buffer) > LINE_MAX:
                raise Gone
            self.receive()

    def read_message(self):
        """Up to CRLF.CRLF, and nothing else ends it; the message and what came of it. An empty message is a lone dot."""
        started = False
        at = 0
        self.buffer = b"\r\n" + self.buffer
        while True:
            if not started and len(self.buffer) > 2:
                started = True
                for recipient in self.recipients:
                    self.server.note(f"body {recipient}")
                self.strike("body")
            end = self.buffer.find(b"\r\n.\r\n", at)
            if end >= 0:
                raw, self.buffer = self.buffer[:end + 2], self.buffer[end + 5:]
                return raw.replace(b"\r\n.", b"\r\n")[2:], raw[2:] + b".\r\n"
            at = max(0, len(self.buffer) - 4)
            if len(self.buffer) > SIZE_MAX:
                raise Gone
            self.receive()

    def reply(self, text):
        self.out.append(text.encode() + b"\r\n")

    # --- faults ---

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def drip(self, data):
        """For ever, but not as fast as can be."""
        while True:
            self.sock.sendall(data)
            time.sleep(DRIP_SECONDS)

    def dress(self, fault, reply):
        """The usual reply as this fault wants it; None if it has none."""
        head, _, last = reply.rpartition("\r\n")
        code, rest = last[:3], last[4:]
        if fault.action == "inject":
            return f"{reply}\r\n250-peer.example\r\n250 AUTH PLAIN\r\n"
        head = head and head + "\r\n"
        if fault.action == "lines":
            return head + f"{code}-and more\r\n" * (int(fault.text) - 1 - head.count("\n")) + f"{code} {rest}\r\n"
        if fault.action == "long":
            return head + f"{last} {'x' * int(fault.text)}\r\n"
        return None

    def strike(self, step, reply="250 2.0.0 Ok"):
        """Does what a fault wants at this step: None, SAID or INSTEAD."""
        fault = self.server.fault(step)
        if fault is None:
            return None
        if fault.action == "reply":
            self.reply(fault.text)
            return INSTEAD
        if fault.action == "slow":
            self.flush()
            time.sleep(SLOW_SECONDS)
            return None
        self.flush()
        dressed = self.dress(fault, reply)
        if dressed:
            self.sock.sendall(dressed.encode())
            return SAID
        if fault.action == "reset":
            self.reset()
        if fault.action == "hang":
            while self.sock.recv(65536):
                pass
        if fault.action == "freeze":
            waiter = select.poll()
            waiter.register(self.sock, select.POLLRDHUP)
            waiter.poll()
        if fault.action == "endless":
            self.drip(f"{reply[:3]}-and more\r\n".encode() * (DRIP_BYTES // 14))
        if fault.action == "endless-line":
            self.sock.sendall(reply[:4].encode())
            self.drip(b"x" * DRIP_BYTES)
        if fault.action in ("garbage", "raw"):
            self.sock.sendall(fault.text.encode().decode("unicode_escape").encode("latin-1")
                              if fault.text else b"\x00\xff what is this\r\n")
            return INSTEAD
        if fault.action == "half":
            self.sock.sendall(reply.encode()[:max(2, len(reply) // 2)])
        if fault.action == "split":
            for byte in reply.encode() + b"\r\n":
                self.sock.sendall(bytes([byte]))
                time.sleep(0.002)
            return SAID
        raise Gone

    def respond(self, step, text):
        """TRUE if the usual reply was given."""
        outcome = self.strike(step, text)
        if outcome is None:
            self.reply(text)
        return outcome is not INSTEAD

    # --- commands ---

    def take_hello(self, verb, rest):
        options = self.server.options
        self.server.note(f"hello {rest.decode(errors='replace')} {self.sock.getpeername()[0]}")
        if verb == b"HELO":
            self.respond("ehlo", "250 peer.example")
            return
        lines = ["peer.example", "PIPELINING", "8BITMIME", f"SIZE {SIZE_MAX}", "SMTPUTF8"]
        if options.no_pipelining:
            lines.remove("PIPELINING")
        if options.starttls and not self.secure:
            lines.append("STARTTLS")
        offered = options.mechanisms if self.secure or options.clear_mechanisms is None else options.clear_mechanisms
        if options.auth and offered:
            lines.append(f"AUTH {offered}")
        lines.append("ENHANCEDSTATUSCODES")
        self.respond("ehlo", "\r\n".join("250" + ("-" if line != lines[-1] else " ") + line for line in lines))

    def start_tls(self):
        fault = self.server.fault("handshake")
        if fault is not None:
            if fault.action == "reset":
                self.reset()
            if fault.action == "garbage":
                self.sock.sendall(b"this is not TLS\r\n")
            if fault.action == "hang":
                while self.sock.recv(65536):
                    pass
            if fault.action != "slow":
                raise Gone
            time.sleep(SLOW_SECONDS)
        self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
        self.secure = True

    def take_starttls(self):
        if not self.server.options.starttls or self.secure:
            self.reply("502 5.5.1 No")
            return
        usual = self.respond("starttls", "220 2.0.0 Go ahead")
        self.flush()
        if usual:
            self.buffer = b""
            self.start_tls()

    def ask(self, challenge):
        self.out.append(b"334 " + challenge + b"\r\n")
        return self.read_line()

    def take_auth(self, rest):
        options = self.server.options
        self.server.note("auth")
        words = rest.split()
        mechanism = words[0].decode("ascii", "replace").upper() if words else ""
        if mechanism not in options.mechanisms.split():
            self.reply("504 5.5.4 No such mechanism")
            return
        account = sasl.Account(options.auth, options.bearer, options.iterations)
        said = sasl.converse(account, mechanism, words[1] if len(words) > 1 else None, options.sasl_fault, self.ask)
        if said.startswith("501"):
            self.reply(said)
            return
        if self.respond("auth", said):
            self.signed_in = said.startswith("235")
            if options.auth_log:
                with open(options.auth_log, "a", encoding="ascii") as log:
                    log.write(f"{mechanism} {said[:3]}\n")

    def take_mail(self, rest):
        match = re.match(rb"FROM:\s*<([^>]*)>", rest, re.I)
        if self.server.options.auth and not self.signed_in:
            self.reply("530 5.7.0 Authentication required")
        elif self.sender is not None:
            self.reply("503 5.5.1 Sender already specified")
        elif not match:
            self.reply("501 5.5.4 Syntax")
        elif self.respond("mail", "250 2.1.0 Ok"):
            self.sender = match.group(1)

    def take_rcpt(self, rest):
        match = re.match(rb"TO:\s*<([^>]+)>", rest, re.I)
        if self.sender is None:
            self.reply("503 5.5.1 MAIL first")
            return
        if not match:
            self.reply("501 5.5.4 Syntax")
            return
        address = match.group(1).decode(errors="replace")
        for pattern, text in self.server.replies:
            if fnmatch.fnmatch(address.lower(), pattern.lower()):
                self.reply(text)
                return
        if self.server.options.greylist and not self.server.knows(address):
            self.reply("450 4.2.0 Greylisted, come back later")
        elif self.respond("rcpt", "250 2.1.5 Ok"):
            self.recipients.append(address)

    def take_data(self):
        if not self.recipients:
            self.reply("503 5.5.1 RCPT first" if self.sender is None else "554 5.5.1 No valid recipients")
            return
        if not self.respond("data", "354 Go ahead"):
            return
        raw, wire = self.read_message()
        for recipient in self.recipients:
            self.server.note(f"dot {recipient}")
        if self.strike("dot-before-accept"):
            self.clear()
            return
        match = re.search(rb"^Message-ID:[ \t]*(?:\r\n[ \t]+)?(\S+)", raw.split(b"\r\n\r\n", 1)[0], re.I | re.M)
        message_id = match.group(1).decode(errors="replace") if match else "-"
        digest = hashlib.sha256(raw).hexdigest()
        self.server.store(raw, wire)
        for recipient in self.recipients:
            self.server.note(f"from {self.sender.decode(errors='replace')} {recipient}")
        for recipient in self.recipients:
            self.server.log.append(f"{recipient}\t{message_id}\t{digest}\t{time.monotonic_ns() // 1000}\n")
        self.respond("dot-after-accept", "250 2.0.0 Taken")
        self.clear()

    def clear(self):
        self.sender = None
        self.recipients = []

    def take(self, line):
        verb, _, rest = line.partition(b" ")
        verb = verb.upper()
        if verb in (b"EHLO", b"HELO"):
            self.clear()
            self.take_hello(verb, rest)
        elif verb == b"STARTTLS":
            self.take_starttls()
        elif verb == b"AUTH":
            self.take_auth(rest)
        elif verb == b"MAIL":
            self.take_mail(rest)
        elif verb == b"RCPT":
            self.take_rcpt(rest)
        elif verb == b"DATA":
            self.take_data()
        elif verb in (b"RSET", b"NOOP"):
            if verb == b"RSET":
                self.clear()
            self.reply("250 2.0.0 Ok")
        elif verb == b"QUIT":
            self.respond("quit", "221 2.0.0 Bye")
            self.flush()
            raise Gone
        else:
            self.reply("500 5.5.2 What")

    def run(self):
        try:
            self.strike("connect")
            if self.server.options.tls:
                self.start_tls()
            self.respond("banner", "220 peer.example ESMTP")
            while True:
                self.take(self.read_line())
        except (Gone, OSError, ssl.SSLError):
            pass
        finally:
            try:
                self.sock.close()
            except OSError:
                pass


def make_parser():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at")
    parser.add_argument("--port-file", help="where to write the port once it listens")
    parser.add_argument("--log")
    parser.add_argument("--journal", metavar="FILE")
    parser.add_argument("--fleet", metavar="FILE", help="the options of each server, a JSON list of lists of words")
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--starttls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--receive-buffer", type=int, metavar="BYTES", help="of each connection")
    parser.add_argument("--weak", action="store_true", help="shows certificates that OpenSSL would not")
    parser.add_argument("--auth", metavar="USER:PASS")
    parser.add_argument("--mechanisms", default="PLAIN LOGIN", help="what AUTH offers")
    parser.add_argument("--clear-mechanisms", metavar="MECHANISMS", help="what it offers before TLS, if not the same")
    parser.add_argument("--iterations", type=int, default=4096, help="of SCRAM")
    parser.add_argument("--bearer", metavar="FILE", help="the tokens XOAUTH2 lets in, one a line")
    parser.add_argument("--sasl-fault", default="", help="see sasl.py")
    parser.add_argument("--auth-log", metavar="FILE", help="a line a sign-in: mechanism and code")
    parser.add_argument("--no-pipelining", action="store_true")
    parser.add_argument("--fault", action="append", default=[], metavar="STEP:NTH:ACTION")
    parser.add_argument("--greylist", action="store_true", help="450 for each recipient's first RCPT")
    parser.add_argument("--reply-for", action="append", default=[], metavar="PATTERN=CODE TEXT",
                        help="answer to RCPT for addresses that fit the pattern")
    parser.add_argument("--store", metavar="DIR", help="keep each message as a file")
    parser.add_argument("--store-wire", metavar="DIR", help="and its bytes as they came, dots stuffed, up to the last")
    return parser


def open_server(options):
    """Listens; the thread that takes its connections is the caller's to start."""
    for folder in filter(None, (options.store, options.store_wire)):
        os.makedirs(folder, exist_ok=True)
    server = Server(options)
    listener = socket.create_server((options.host, options.port), backlog=1024)
    if options.receive_buffer:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options.receive_buffer)
    port = listener.getsockname()[1]
    if options.port_file:
        with open(options.port_file + ".part", "w", encoding="ascii") as file:
            file.write(f"{port}\n")
        os.rename(options.port_file + ".part", options.port_file)
    print(port, flush=True)
    return server, listener


def serve(server, listener):
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=Session(server, sock).run, daemon=True).start()


def main():
    parser = make_parser()
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    threading.stack_size(256 * 1024)
    fleet = [options]
    if options.fleet:
        with open(options.fleet, encoding="utf-8") as file:
            fleet = [parser.parse_args(words) for words in json.load(file)]
    if not all(one.log for one in fleet):
        parser.error("--log is missing")
    servers = [open_server(one) for one in fleet]
    for server, listener in servers[1:]:
        threading.Thread(target=serve, args=(server, listener), daemon=True).start()
    serve(*servers[0])


if __name__ == "__main__":
    sys.exit(main())
