#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign that is received badly pauses itself, says why, and goes on when a person has looked."""
import sys
import unittest

from postino import World, wait_until, write_contacts


class Breaker(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def prepare(self, recipients, *peer):
        world = self.world
        port = world.start_peer(*peer)
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", write_contacts(world, "contacts.csv", recipients), "--list", "all", "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        return world.run("campaign", "new", "c", "--from", "shop@example.com", "--subject", "Hello", "--html",
                         world.path("letter.html", "<p>Hello"), "--list", "all", "--server", "peer")[0]["campaign"]

    def wait_state(self, campaign, state):
        def look():
            status = self.world.run("campaign", "status", campaign)[0]
            return status["state"] == state and status
        return wait_until(look, state)

    def test_bad_addresses(self):
        """A list of which every tenth address does not exist: at most a queue more than the sample goes out."""
        world = self.world
        campaign = self.prepare(2000, "--reply-for", "person*5@*=550 5.1.1 no such user")
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        status = self.wait_state(campaign, "paused")
        self.assertRegex(status["waiting"], r"\d+ of \d+ addresses do not exist")
        self.assertLess(status["accepted"] + status["refused"], 600)
        self.assertEqual(status["handed"], 0)
        world.run("campaign", "resume", campaign)
        again = wait_until(lambda: (now := world.run("campaign", "status", campaign)[0])["state"] == "paused"
                           and now["refused"] > status["refused"] and now, "it to pause again")
        self.assertGreater(again["accepted"], status["accepted"])
        self.assertEqual(world.stop(worker), 0)

    def test_records_are_missing(self):
        """After three refusals for want of SPF, with the reason; the rest goes once it is put right."""
        world = self.world
        campaign = self.prepare(60, "--reply-for", "person[0-2]@*=550 5.7.27 SPF check failed")
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        status = self.wait_state(campaign, "paused")
        self.assertRegex(status["waiting"], "3 messages were refused for the same reason: .*SPF")
        world.run("campaign", "resume", campaign)
        self.wait_state(campaign, "finished")
        self.assertEqual(len(world.read_peer_log()), 57)
        self.assertEqual(world.stop(worker), 0)


if __name__ == "__main__":
    sys.exit(unittest.main())
