#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a merge field, or in the newsletter itself, ends no message, adds no header and no recipient.

The outbound end-of-data sequences are those of SMTP smuggling (SEC Consult, 2023; https://smtpsmuggling.com): a server that takes one
of them for the end would read what follows as another message. Written into the database as they are, because an import would clean
them, and each in subject, recipient's name, text and HTML.
"""
import email
import email.policy
import pathlib
import re
import sqlite3
import sys
import unittest

from postino import World, wait_until

ENDS = ("\n.\n", "\n.\r", "\r.\n", "\r.\r", "\n.\r\n", "\r.\r\n", "\r\n.\r", "\r\n.\n", "\r\n\0.\r\n")
SMUGGLED = ("MAIL FROM:<shop@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nFrom: admin@example.com\r\nTo: victim@example.com\r\n"
            "Subject: smuggled\r\n\r\nsmuggled")
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FIELDS = {
    **{f"end{n}": f"a{end}{SMUGGLED}{end}b" for n, end in enumerate(ENDS)},
    "header": "x\r\nBcc: victim@example.com\r\nX-Evil: 1", "headers-end": "x\r\n\r\nsmuggled", "line-feed": "x\nBcc: victim@example.com",
    "return": "x\rBcc: victim@example.com", "nul": "a\0b", "separator": "a\u2028Bcc: victim@example.com\u2029b", "next-line": "a\u0085b",
    "long": "0123456789" * 1024, "long-words": "word " * 2048, "dot": ".", "dots": "..", "dot-line": ".\r\n.", "emoji": FAMILY * 40,
    "bidi": "\u202eevil\u202c \u2066Bcc\u2069 \u200f", "quote": "\"<victim@example.com>, \\", "comma": "a, victim@example.com, b",
    "encoded": "=?utf-8?q?=0D=0ABcc:_victim@example.com?=", "combining": "e" + "\u0301" * 300, "unpaired": "a\\ud800b",
}
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
# What a server that is less than strict could take for the end of a message.
LAX_END = re.compile(rb"[\r\n]\0?\.[\r\n\0]")
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)|\0")
LINE_MAX = 998


class MergeFields(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        world = self.world
        self.sender = "Shop"
        self.messages, self.wires = world.path("messages"), world.path("wires")
        port = world.start_peer("--store", self.messages, "--store-wire", self.wires)
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", "--connections", 1)

    def import_people(self, names):
        world = self.world
        contacts = world.path("contacts.csv", "email\n" + "".join(f"{name}@example.com\n" for name in names))
        world.run("contact", "import", contacts, "--list", "all", "--consent", "yes")

    def write(self, sql, *values):
        with sqlite3.connect(f"{self.world.workspace}/workspace.db") as db:
            db.execute(sql, values)
        db.close()

    def send(self, subject, html, text, n=1):
        world = self.world
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        self.write("UPDATE identity SET name = ?", self.sender)
        campaign = world.run("campaign", "new", "c", "--from", "shop@example.com", "--subject", subject, "--html",
                             world.path("letter.html", html), "--text", world.path("letter.txt", text), "--list", "all", "--server",
                             "peer")[0]["campaign"]
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        status = wait_until(lambda: (now := world.run("campaign", "status", campaign)[0])["state"] == "finished" and now, "the end")
        self.assertEqual(world.stop(worker), 0)
        self.assertEqual((status["accepted"], status["recipients"]), (n, n), world.run("campaign", "recipients", campaign))

    def read_messages(self, people):
        """By name of the person it went to; each was one message of one recipient, for any server."""
        held = {line[0]: line for line in self.world.read_peer_log()}
        self.assertEqual(set(held), {f"{name}@example.com" for name in people})
        found = {}
        for path in sorted(pathlib.Path(self.messages).glob("*.eml")):
            wire = (pathlib.Path(self.wires) / (path.stem + ".wire")).read_bytes()
            self.assertEqual([match.start() for match in LAX_END.finditer(wire)], [len(wire) - 4])
            self.assertIsNone(BARE.search(wire))
            self.assertLessEqual(max(map(len, wire.split(b"\r\n"))), LINE_MAX)
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            self.assertEqual(message.defects, [])
            found[message["To"].addresses[0].username] = message
            self.assertEqual([address.addr_spec for address in message["To"].addresses],
                             [message["To"].addresses[0].username + "@example.com"])
        self.assertEqual(set(found), set(people))
        self.assertEqual(len(self.world.read_peer_log()), len(found))
        return found

    def check_headers(self, message):
        names = [name for name in message.keys() if not name.startswith(("List-", "Feedback-", "Precedence", "Auto-"))]
        self.assertEqual(sorted(names), sorted(set(names)), "a header twice")
        self.assertLessEqual(set(names), HEADERS)

    def test_in_fields(self):
        self.import_people(FIELDS)
        for name, value in FIELDS.items():
            self.write("UPDATE contact SET first_name = ?1, name = ?1, last_name = ?1 WHERE key = ?2", value, f"{name}@example.com")
        self.send("Dear {{ contact.first_name }}!", "<html><body><p>{{ contact.first_name }}</p><p>end</p></body></html>",
                  "{{ contact.first_name }}\n.\n{{ contact.first_name }}", n=len(FIELDS))
        for name, message in self.read_messages(FIELDS).items():
            with self.subTest(name):
                self.check_headers(message)
                self.assertEqual([part.get_content_type() for part in message.walk()],
                                 ["multipart/alternative", "text/plain", "text/html"])
                self.assertTrue(message["Subject"].startswith("Dear ") and message["Subject"].endswith("!"), message["Subject"])
                if "\0" not in FIELDS[name]:
                    self.check_whole(message, FIELDS[name])

    def check_whole(self, message, value):
        """Nothing of a field is lost, line ends and what is no text apart."""
        text = message.get_body(("plain",)).get_content()
        fold = lambda words: re.sub(r"[\s\u2028\u2029\u0085]+", " ", words).strip()  # noqa: E731
        self.assertIn(fold(value), fold(text))

    def test_in_content(self):
        """In the text and the HTML, raw; and lines that begin with dots."""
        self.import_people(["ann"])
        evil = "".join(f"<p>a{end}{SMUGGLED}{end}b</p>" for end in ENDS if "\0" not in end)
        dots = "\n.\n..\n...\n.a\n"
        self.send("Hello", f"<html><body>{evil}<pre>{dots}</pre></body></html>".encode(), (evil + dots).encode(), n=1)
        message = self.read_messages(["ann"])["ann"]
        self.check_headers(message)
        for kind in ("plain", "html"):
            content = message.get_body((kind,)).get_content().replace("\r\n", "\n")
            self.assertEqual(content.count("Subject: smuggled"), len(ENDS) - 1)
            self.assertIn(dots, content)

    def test_in_sender(self):
        """A sender's name that got into the database as it is."""
        self.import_people(["ann"])
        self.sender = f"Shop\r\nBcc: victim@example.com\r\n.\r\n{SMUGGLED}\r\n.\r\n{FAMILY}\u202e\u2028\0x"
        self.send("Hello", "<p>Hello", "Hello")
        message = self.read_messages(["ann"])["ann"]
        self.check_headers(message)
        self.assertEqual([address.addr_spec for address in message["From"].addresses], ["shop@example.com"])


if __name__ == "__main__":
    sys.exit(unittest.main())
