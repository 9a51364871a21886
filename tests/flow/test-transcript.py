#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was said with a server, by `postinoctl server transcript`: every command and reply, no password, no message; why a
connection failed; and nothing of a server that was removed."""
import os
import sys
import unittest

from postino import World, wait_until, write_contacts

ACCOUNT = "ann@example.com:Pa55-of-Ann"
N = 20


class Transcript(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.run("workspace", "init")
        self.world.run("collector", "set", "--url", "none")
        self.world.run("identity", "add", "shop@example.com", "--name", "Shop")
        self.world.run("contact", "import", write_contacts(self.world, "c.csv", N), "--list", "all", "--consent", "yes")

    def add_server(self, port):
        user, _, password = ACCOUNT.partition(":")
        self.world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--trial", "--user", user, "--auth", "plain",
                       "--password-env", "PW", "--connections", 2, env={"PW": password})
        return self.world.run("campaign", "new", "c", "--from", "shop@example.com", "--subject", "Hello", "--html",
                              self.world.path("letter.html", "<p>A secret of the letter"), "--list", "all", "--server",
                              "peer")[0]["campaign"]

    def read(self):
        return self.world.run("server", "transcript", "peer")

    def test_all_that_was_said(self):
        world = self.world
        campaign = self.add_server(world.start_peer("--auth", ACCOUNT, "--mechanisms", "PLAIN", "--reply-for", "*3@*=550 5.1.1 gone"))
        self.assertEqual(self.read(), [])
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now", "--wait", statuses=(0, 3))
        lines = self.read()
        said = "\n".join(line["text"] for line in lines)
        ours = [line["text"] for line in lines if line["from"] == "us"]
        theirs = [line["text"] for line in lines if line["from"] == "server"]
        self.assertEqual(sum(text.startswith("RCPT TO:") for text in ours), N)
        self.assertTrue(any(text.startswith("EHLO ") for text in ours), ours)
        self.assertTrue(any(text.startswith("220 ") for text in theirs), theirs)
        self.assertTrue(any("550 5.1.1 gone" in text for text in theirs), theirs)
        self.assertTrue(any(text.startswith("AUTH PLAIN") for text in ours), ours)
        for secret in ("Pa55", "AGFu", "A secret of the letter", "Subject:"):  # AGFu…: what PLAIN makes of it
            self.assertNotIn(secret, said)
        for connection in {line["connection"] for line in lines}:
            times = [line["time"] for line in lines if line["connection"] == connection]
            self.assertEqual(times, sorted(times))
        plain = world.run("server", "transcript", "peer", json_out=False)
        self.assertIn("RCPT TO:", str(plain))
        self.assertEqual(world.stop(worker), 0)

        world.run("server", "remove", "peer")
        self.assertEqual(os.listdir(os.path.join(world.workspace, "transcripts")), [])

    def test_why_it_failed(self):
        campaign = self.add_server(1)  # where nobody listens
        worker = self.world.start_worker()
        self.world.run("campaign", "start", campaign, "--now")

        def read_notes():
            notes = [line["text"] for line in self.read() if line["from"] == "note"]
            return notes if len(notes) >= 2 else None

        notes = wait_until(read_notes, "the reason")
        self.assertEqual(notes[0], "127.0.0.1:1")
        self.assertIn("127.0.0.1", notes[1])
        self.assertEqual(self.world.stop(worker), 0)


if __name__ == "__main__":
    sys.exit(unittest.main())
