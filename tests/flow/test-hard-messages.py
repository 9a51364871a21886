#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, subjects and texts that mail programs trip over, as a foreign server gets them: read by Python's email without a
defect, and saying what was written."""
import base64
import csv
import email
import email.header
import email.policy
import email.utils
import io
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import World  # noqa: E402

STRICT = email.policy.default.clone(raise_on_defect=True)
NAMES = [
    "Ann Lee",
    "Zoë “la rossa” O’Brien",
    'Lee, Ann "Annie" \\ Co. <ann@evil.example>',
    "שרה כהן־לוי",
    "محمد عبد الرحمن بن عبد العزيز آل سعود الكبير المعروف بأبي عبد الله صاحب المكتبة",
    "\u202eevil\u202c name",
    "Ελένη " * 40,
    "👨‍👩‍👧‍👦" * 30,
    "e\u0301" * 90,
    "x" * 600,
    "=?UTF-8?Q?not_decoded?=",
    "Bcc: x@evil.example",
    "a; b: c, d;",
    "日本太郎" * 20,
    "Ann\r\nBcc: x@evil.example\r\n\r\n.\r\nQUIT",
    "tab\tvertical\x0bbell\x07",
    "line\u2028paragraph\u2029end",
]
SUBJECTS = [
    "Novità per {{ contact.first_name }} – 50 % di sconto",
    "{{ contact.first_name }}",
    "مرحبا {{ contact.first_name }}",
    "x" * 2000,
]
TEXT = (".\n..\n.hidden\nFrom here\n" + "y" * 5000 + "\n" + "è" * 3000 + "\nblank \ntab\t\n=3D = =\n\u2028sep\u00a0nbsp\n"
        "{{ contact.first_name }}\n.")


class HardMessages(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.store = self.world.path("held")
        os.mkdir(self.store)
        self.world.run("workspace", "init")
        port = self.world.start_peer("--store", self.store)
        self.world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")

    def import_names(self, names):
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["email", "first_name"])
        writer.writerows([f"p{i}@example.com", name] for i, name in enumerate(names))
        self.world.run("contact", "import", self.world.path("c.csv", table.getvalue()), "--list", "L", "--consent", "yes")

    def send(self, sender_name="Bottega", subject="s", html="<p>x</p>", *options):
        """What the foreign server took, by recipient."""
        self.world.run("identity", "add", "shop@example.com", "--name", sender_name, "--unsubscribe-to", "stop@example.com")
        campaign = self.world.run("campaign", "new", "C", "--from", "shop@example.com", "--subject", subject, "--html",
                                  self.world.path("l.html", html), "--list", "L", "--server", "peer", "--tracking", "none",
                                  *options)[0]["campaign"]
        self.world.run("campaign", "start", campaign, "--wait")
        raws = [path.read_bytes() for path in pathlib.Path(self.store).iterdir()]
        for path in pathlib.Path(self.store).iterdir():
            path.unlink()
        return {self.parse(raw)["To"].addresses[0].addr_spec: (raw, self.parse(raw)) for raw in raws}

    def parse(self, raw):
        message = email.message_from_bytes(raw, policy=STRICT)
        for part in message.walk():
            self.assertEqual(part.defects, [])
            for name, value in part.items():
                self.assertEqual(list(value.defects), [], name)
        self.assertTrue(raw.isascii())
        for line in raw.split(b"\r\n"):
            self.assertLessEqual(len(line), 998)
            self.assertFalse(b"\r" in line or b"\n" in line or b"\0" in line)
        for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"):
            self.assertEqual(len(message.get_all(name)), 1, name)
        self.assertIsNone(message["Bcc"])
        self.check_encoded_words(raw.split(b"\r\n\r\n", 1)[0].decode())
        return message

    def check_encoded_words(self, headers):
        """Each is short, and whole characters by itself (RFC 2047, 2 and 5)."""
        for word in re.findall(r"=\?UTF-8\?B\?[^?]*\?=", headers):
            self.assertLessEqual(len(word), 75)
            base64.b64decode(word[10:-2], validate=True).decode("utf-8")

    @staticmethod
    def read_mailbox(raw, header):
        """Display name and address, by the older of Python's parsers: the newer one puts blanks between encoded words of a
        name (CPython issue 79728), which RFC 2047, 6.2, forbids."""
        phrase, address = email.utils.parseaddr(email.message_from_bytes(raw)[header])
        return str(email.header.make_header(email.header.decode_header(phrase))), address

    @staticmethod
    def shown(text):
        """On one line, as people's names are kept and headers written."""
        return re.sub(" +", " ", re.sub("[\x00-\x1f\x7f\u2028\u2029]", " ", text)).strip()

    def test_names_of_people(self):
        self.import_names(NAMES)
        self.world.start_worker()
        for subject in SUBJECTS:
            found = self.send(subject=subject)
            self.assertEqual(len(found), len(NAMES))
            for i, name in enumerate(NAMES):
                raw, message = found[f"p{i}@example.com"]
                self.assertEqual(self.read_mailbox(raw, "To"), (self.shown(name), f"p{i}@example.com"))
                self.assertEqual(message["Subject"], self.shown(subject.replace("{{ contact.first_name }}", name)))

    def test_names_of_senders(self):
        self.import_names(["Ann"])
        self.world.start_worker()
        for name in NAMES:
            ((raw, message),) = self.send(sender_name=name).values()
            self.assertEqual(self.read_mailbox(raw, "From"), (self.shown(name), "shop@example.com"))

    def test_texts(self):
        self.import_names(["Ann", "Zoë.", "."])
        self.world.start_worker()
        html = "<p>" + TEXT.replace("\n", "<br>\n") + "</p>"
        found = self.send("Bottega", "s", html, "--text", self.world.path("l.txt", TEXT))
        for i, name in enumerate(["Ann", "Zoë.", "."]):
            raw, message = found[f"p{i}@example.com"]
            text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
            expected = TEXT.replace("{{ contact.first_name }}", name)
            self.assertEqual(text[:len(expected)], expected)
            shown = message.get_body(("html",)).get_content().replace("\r\n", "\n")
            self.assertIn(html.replace("{{ contact.first_name }}", name)[3:-4], shown)
            for line in raw.split(b"\r\n\r\n", 1)[1].split(b"\r\n"):
                self.assertLessEqual(len(line), 76)


if __name__ == "__main__":
    unittest.main()
