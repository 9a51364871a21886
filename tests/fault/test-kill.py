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
        held = [line[0] for line in log]
        rows = {row["email"]: row for row in self.world.run("campaign", "recipients", campaign)}
        accepted = {email for email, row in rows.items() if row["state"] == "accepted"}
        doubtful = {email for email, row in rows.items() if row["state"] == "in_doubt"}

        self.assertEqual(len(held), len(set(held)), "somebody got it twice")
        self.assertEqual(len(rows), RECIPIENTS)
        self.assertEqual(accepted | doubtful, set(rows), "somebody is in no final state")
        self.assertLessEqual(accepted, set(held), "accepted, but the peer does not hold it")
        self.assertLessEqual(set(held), accepted | doubtful, "the peer holds what is not accounted for")
        self.assertLessEqual(len(doubtful), CONNECTIONS * KILLS)
        self.check_doubt(doubtful, set(held), rows)
        self.assertEqual(status["accepted"] + status["in_doubt"], RECIPIENTS)
        self.check_database(campaign)
        print(f"{KILLS} kills, {RECIPIENTS} recipients: {len(accepted)} accepted, {len(doubtful)} in doubt", file=sys.stderr)

    def check_doubt(self, doubtful, held, rows):
        """The reason is our own word (the flight table said that the dot had left). The peer is the witness: of what had
        begun to leave it holds nearly all; a doubt about messages that never left would be held by nobody. A kill between
        the note and its write is a matter of microseconds: none was seen in 159, one in ten kills is allowed."""
        for email in doubtful:
            self.assertIn(rows[email]["reason"], ("crash", "connection-lost"), rows[email])
        unheld = doubtful - held
        print(f"{len(doubtful)} in doubt, {len(unheld)} of them not held by the peer", file=sys.stderr)
        self.assertLessEqual(len(unheld), KILLS // 10)

    def check_database(self, campaign):
        self.assertEqual(self.world.query("PRAGMA integrity_check"), [("ok",)])
        recount = dict(self.world.query("SELECT state, count(*) FROM ledger WHERE campaign = ? GROUP BY state", campaign))
        kept = {state: n for state, n in
                self.world.query("SELECT state, n FROM ledger_count WHERE campaign = ?", campaign) if n}
        self.assertEqual(kept, recount)
        events = self.world.query("SELECT count(*) FROM event WHERE campaign = ? AND type = 'accepted'", campaign)[0][0]
        self.assertEqual(events, recount.get(4, 0))


if __name__ == "__main__":
    unittest.main()
