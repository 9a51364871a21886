#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The envelope sender: everybody's is the same, or, where a server takes it, each message has its own, which names it."""
import base64
import pathlib
import re
import sys
import unittest

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import World, write_contacts  # noqa: E402


class ReturnPath(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.journal = self.world.path("journal")
        self.world.run("workspace", "init")
        port = self.world.start_peer("--journal", self.journal)
        self.world.run("contact", "import", write_contacts(self.world, "c.csv", 5), "--list", "L", "--consent", "yes")
        self.world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")

    def send(self, sender="shop@bottega.example"):
        """Each recipient's envelope sender."""
        self.world.run("identity", "add", sender, "--name", "Bottega")
        campaign = self.world.run("campaign", "new", "C", "--from", sender, "--subject", "s", "--html",
                                  self.world.path("l.html", "<p>x</p>"), "--list", "L", "--server", "peer")[0]["campaign"]
        open(self.journal, "w", encoding="utf-8").close()
        self.world.run("campaign", "start", campaign, "--wait")
        lines = [line.split() for line in pathlib.Path(self.journal).read_text(encoding="utf-8").splitlines()]
        found = {words[2]: words[1] for words in lines if words[0] == "from"}
        self.assertEqual(len(found), 5)
        return campaign, found

    def open_token(self, token):
        """Campaign and row, by another implementation of AES-SIV than ours."""
        key = base64.b64decode(pathlib.Path(self.world.workspace, "secrets", "token-key").read_text(encoding="ascii"))
        sealed = base64.b32decode(token.upper() + "===")
        plain = AESSIV(key).decrypt(sealed, [b"", b"\x01r"])
        return int.from_bytes(plain[:5], "big"), int.from_bytes(plain[5:], "big")

    def test_one_for_all(self):
        self.world.start_worker()
        self.assertEqual(set(self.send()[1].values()), {"shop@bottega.example"})

    def test_one_for_each(self):
        self.world.run("server", "set", "peer", "--verp")
        self.assertEqual([row["verp"] for row in self.world.run("server", "list") if row["name"] == "peer"], [True])
        self.world.start_worker()
        campaign, found = self.send()
        rows = dict(self.world.query("SELECT address, id FROM ledger WHERE campaign = ?", campaign))
        for recipient, sender in found.items():
            token = re.fullmatch(r"shop\+([a-z2-7]{45})@bottega\.example", sender)
            self.assertEqual(self.open_token(token[1]), (campaign, rows[recipient]))
        self.world.run("server", "set", "peer", "--no-verp")
        self.assertEqual([row["verp"] for row in self.world.run("server", "list") if row["name"] == "peer"], [False])

    def test_no_room(self):
        sender = "a-name-of-19-letters@bottega.example"
        self.world.run("server", "set", "peer", "--verp")
        self.world.start_worker()
        self.assertEqual(set(self.send(sender)[1].values()), {sender})


if __name__ == "__main__":
    unittest.main()
