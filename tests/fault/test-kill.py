#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the worker, again and again, while it sends to a peer that takes 5 ms for each answer.

The peer logs each message with fdatasync before its 250. Afterwards the invariants of the design hold: nobody lost, nobody
twice, doubt at most one a connection and kill, and only where the last write had begun.
"""
import os
import pathlib
import random
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))
from postino import World, wait_until, write_contacts  # noqa: E402
import invariants  # noqa: E402

KILLS = int(os.environ.get("POSTINO_KILLS", "20"))
RECIPIENTS = int(os.environ.get("POSTINO_RECIPIENTS", "4000"))
CONNECTIONS = 4
SEED = int(os.environ.get("POSTINO_SEED", "1"))


class Kill(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def prepare(self):
        world = self.world
        port = world.start_peer("--delay-ms", 5)
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", write_contacts(world, "contacts.csv", RECIPIENTS), "--list", "all", "--consent",
                  "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial",
                  "--connections", CONNECTIONS)
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        html = world.path("letter.html", "<html><body><p>Hello {{ contact.first_name }}</p></body></html>")
        return world.run("campaign", "new", "kills", "--from", "shop@example.com", "--subject", "Hello", "--html", html,
                         "--list", "all", "--server", "peer")[0]["campaign"]

    def kill_often(self, campaign):
        """Each worker gets to send something before it dies: a kill before the first message proves nothing."""
        world, dice = self.world, random.Random(SEED)
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        for n in range(KILLS):
            goal = RECIPIENTS * (n + 1) // (KILLS + 4)
            wait_until(lambda: len(world.read_peer_log()) >= goal, f"{goal} messages before kill {n + 1}")
            time.sleep(dice.uniform(0, 0.02))
            world.stop(worker, signal.SIGKILL)
            worker = world.start_worker()
        status = wait_until(lambda: self.look(campaign, "finished"), "the end of the campaign", 300)
        self.assertEqual(world.stop(worker), 0)
        return status

    def look(self, campaign, state):
        status = self.world.run("campaign", "status", campaign)[0]
        return status if status["state"] == state else None

    def test_kills(self):
        campaign = self.prepare()
        status = self.kill_often(campaign)
        log = self.world.read_peer_log()
        rows = invariants.check(self.world, campaign, log, RECIPIENTS, CONNECTIONS * KILLS)
        accepted = {email for email, (state, _) in rows.items() if state == "accepted"}
        doubtful = {email for email, (state, _) in rows.items() if state == "in_doubt"}
        self.assertEqual(accepted | doubtful, set(rows), "somebody is in no final state")
        self.assertEqual((status["accepted"], status["in_doubt"]), (len(accepted), len(doubtful)))
        self.check_doubt(doubtful - {line[0] for line in log})
        print(f"{KILLS} kills, {RECIPIENTS} recipients: {len(accepted)} accepted, {len(doubtful)} in doubt", file=sys.stderr)

    def check_doubt(self, unheld):
        """The reason is our own word (the flight table said that the dot had left). The peer is the witness: of what had
        begun to leave it holds nearly all; a doubt about messages that never left would be held by nobody. A kill between
        the note and its write is a matter of microseconds: none was seen in 159, one in ten kills is allowed."""
        print(f"{len(unheld)} in doubt, and not held by the peer", file=sys.stderr)
        self.assertLessEqual(len(unheld), KILLS // 10)


if __name__ == "__main__":
    unittest.main()
