#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that say "later", are slow, silent or gone: their recipients are asked for again, and those of the others do not wait."""
import socket
import sys
import unittest

from fleet import Fleet, wait_until

RECIPIENTS = 60
LATER = "451 4.3.0 Not now"


class Beside(unittest.TestCase):
    def setUp(self):
        self.fleet = Fleet(RECIPIENTS)
        self.addCleanup(self.fleet.close)

    def count_held(self, name):
        return len(self.fleet.cases[name].read_log())

    def test_later_then_accepted(self):
        """A 4yz to a recipient, at any step, is one more attempt for that recipient and nobody else."""
        fleet = self.fleet
        fleet.set("retry-first-seconds", "1")
        fleet.add("greylisted", ["--greylist"])
        for step in ("rcpt", "data", "dot-before-accept"):
            fleet.add(step, ["--fault", f"{step}:%3:reply={LATER}"])
        fleet.start_worker()
        fleet.launch()
        fleet.wait_ended()
        fleet.stop_worker()
        for name, case in fleet.cases.items():
            rows = case.check()
            self.assertEqual({state for state, _ in rows.values()}, {"accepted"}, name)
            attempts = dict(fleet.world.query("SELECT attempt, count(*) FROM ledger WHERE campaign = ? GROUP BY attempt", case.campaign))
            n_later = len(case.read_journal("fault")) if name != "greylisted" else RECIPIENTS
            self.assertGreater(n_later, RECIPIENTS // 4)
            self.assertEqual(sum((attempt - 1) * n for attempt, n in attempts.items()), n_later, name)
            deferrals = fleet.world.query("SELECT count(*) FROM event WHERE campaign = ? AND type = 'deferred'", case.campaign)
            self.assertEqual(deferrals, [(n_later,)], name)

    def prepare_bad_company(self):
        fleet = self.fleet
        fleet.add("good")
        fleet.add("silent", ["--fault", "connect:*:hang"])
        fleet.add("silent-later", ["--fault", "mail:3+:hang"])
        fleet.add("slow", ["--fault", "mail:*:slow"])
        fleet.add("resets", ["--fault", "connect:*:reset"])
        fleet.add("gone")
        fleet.start_worker()
        fleet.start_peers()
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            fleet.cases["gone"].port = nobody.getsockname()[1]

    def test_campaigns_beside(self):
        """Each with a campaign of its own: the good one ends while the others have hardly begun."""
        fleet = self.fleet
        self.prepare_bad_company()
        bad = [case for name, case in fleet.cases.items() if name != "good"]
        for case in bad:
            fleet.prepare(case)
        wait_until(lambda: fleet.world.query("SELECT count(*) FROM campaign WHERE state IN ('running', 'waiting')") == [(len(bad),)],
                   "the bad ones to be on their way")
        good = fleet.cases["good"]
        fleet.prepare(good)
        wait_until(lambda: fleet.world.query("SELECT state FROM campaign WHERE id = ?", good.campaign) == [("finished",)], "the good one")
        self.assertEqual({state for state, _ in good.check().values()}, {"accepted"})
        for case in bad:
            self.assertLess(len(case.read_log()), RECIPIENTS // 2, case.name)
        # Each says why, and none was given up for it.
        rows = fleet.world.query("SELECT name, state, waiting_why FROM campaign")
        waiting = {name: why for name, state, why in rows if state == "waiting"}
        self.assertIn("refuses connections", waiting["gone"])
        self.assertEqual(fleet.world.query("SELECT name FROM server WHERE stopped_why IS NOT NULL"), [])

    def test_comes_back(self):
        """A server that was gone, and is there again."""
        fleet = self.fleet
        case = fleet.add("case", ["--fault", "connect:1:reset"])
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        case.peer += ["--port", str(port)]
        case.port = port
        fleet.start_worker()
        fleet.prepare(case)
        wait_until(lambda: fleet.world.query("SELECT state FROM campaign") == [("waiting",)], "it to wait")
        fleet.start_peers()
        fleet.wait_ended()
        fleet.stop_worker()
        self.assertEqual({state for state, _ in case.check().values()}, {"accepted"})

    def test_servers_of_one_campaign(self):
        """One of several servers of a campaign is slow: most goes through the other."""
        self.prepare_bad_company()
        for name in ("good", "slow"):
            self.fleet.add_server(self.fleet.cases[name])
        self.fleet.start_campaign("shared", ["good", "slow"])
        wait_until(lambda: self.count_held("good") + self.count_held("slow") == RECIPIENTS, "everybody", 12)
        self.assertGreater(self.count_held("good"), 9 * self.count_held("slow"))


if __name__ == "__main__":
    sys.exit(unittest.main())
