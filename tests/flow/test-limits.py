#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server may be sent in a minute, an hour, a day: held through kills, changed while it runs, and told."""
import signal
import sys
import unittest

from postino import World, wait_until, write_contacts


class Limits(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def prepare(self, recipients, *limits, **peer):
        world = self.world
        port = world.start_peer(*[word for name, value in peer.items() for word in (f"--{name}", value)])
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", write_contacts(world, "contacts.csv", recipients), "--list", "all", "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", *limits)
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        html = world.path("letter.html", "<p>Hello {{ contact.first_name }}</p>")
        return world.run("campaign", "new", "limits", "--from", "shop@example.com", "--subject", "Hello", "--html", html,
                         "--list", "all", "--server", "peer")[0]["campaign"]

    def status(self, campaign):
        return self.world.run("campaign", "status", campaign)[0]

    def wait_waiting(self, campaign, words):
        status = wait_until(lambda: (status := self.status(campaign))["state"] == "waiting" and status, "it to wait")
        self.assertRegex(status["waiting"], words)
        self.assertEqual(status["handed"], 0)
        return status

    def test_hour_through_kills(self):
        """Six an hour: six went, whoever was killed meanwhile; a higher limit lets the rest go without a new start."""
        world = self.world
        campaign = self.prepare(20, "--per-hour", 6)
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        self.assertEqual(self.wait_waiting(campaign, "6 of 6 messages an hour")["accepted"], 6)
        for how in (signal.SIGKILL, signal.SIGTERM):
            world.stop(worker, how)
            worker = world.start_worker()
            self.assertEqual(self.wait_waiting(campaign, "6 of 6")["accepted"], 6)
        self.assertEqual(len(world.read_peer_log()), 6)
        world.run("server", "set", "peer", "--per-hour", 9, "--per-day", 12)
        wait_until(lambda: len(world.read_peer_log()) == 9, "three more")
        self.wait_waiting(campaign, "9 of 9 messages an hour")
        world.run("server", "set", "peer", "--per-hour", 0)
        wait_until(lambda: len(world.read_peer_log()) == 12, "three more again")
        self.wait_waiting(campaign, "12 of 12 messages a day")
        world.run("server", "set", "peer", "--per-day", 0)
        wait_until(lambda: self.status(campaign)["state"] == "finished", "the end")
        self.assertEqual(len(world.read_peer_log()), 20)
        self.assertEqual(world.query("SELECT sum (n) FROM cap_count"), [(20,)])
        self.assertEqual(world.stop(worker), 0)

    def test_what_was_not_sent_is_not_counted(self):
        """Every other recipient is refused: the limit is of those that were taken."""
        world = self.world
        campaign = self.prepare(8, "--per-hour", 4, "--connections", 1,
                                **{"reply-for": "person[0246]@*=550 5.1.1 no such user"})
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        status = wait_until(lambda: (status := self.status(campaign))["state"] == "finished" and status, "the end")
        self.assertEqual((status["accepted"], status["refused"]), (4, 4))
        self.assertEqual(world.stop(worker), 0)

    def test_limit_of_the_account(self):
        """Gmail says it to whoever is next: it is no refusal of theirs, and the server is left alone, not stopped for good."""
        world = self.world
        campaign = self.prepare(12, "--connections", 1, fault="rcpt:6:reply 550 5.4.5 Daily user sending limit exceeded")
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        status = self.wait_waiting(campaign, "the account has reached its limit.*Daily user sending limit")
        self.assertEqual(status["refused"], 0)
        self.assertIsNone(world.run("server", "list")[-1]["stopped"])
        world.run("campaign", "resume", campaign)
        wait_until(lambda: self.status(campaign)["state"] == "finished", "the end")
        self.assertEqual(len(world.read_peer_log()), 12)
        self.assertEqual(world.stop(worker), 0)

    def test_messages_a_connection(self):
        world = self.world
        campaign = self.prepare(10, "--per-connection", 3, "--connections", 1)
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: self.status(campaign)["state"] == "finished", "the end")
        self.assertEqual(len(world.read_peer_log()), 10)
        self.assertEqual(world.stop(worker), 0)

    def test_two_servers(self):
        """A server whose limit is used up leaves the rest to the other."""
        world = self.world
        campaign = self.prepare(30, "--per-day", 5)
        port = world.start_peer()
        world.run("server", "add", "other", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        copy = world.run("campaign", "new", "both", "--from", "shop@example.com", "--subject", "Hello", "--html",
                         world.path("letter.html"), "--list", "all", "--server", "peer", "--server", "other")[0]["campaign"]
        worker = world.start_worker()
        world.run("campaign", "start", copy, "--now")
        wait_until(lambda: self.status(copy)["state"] == "finished", "the end")
        self.assertEqual(world.query("SELECT s.name, count (*) FROM ledger l JOIN server s ON s.id = l.server GROUP BY 1"),
                         [("other", 25), ("peer", 5)])
        self.assertEqual(self.status(campaign)["state"], "draft")
        self.assertEqual(world.stop(worker), 0)


if __name__ == "__main__":
    sys.exit(unittest.main())
