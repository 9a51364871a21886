#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the recipients' providers bear: limits a person set, and a provider that asks to slow down."""
import sqlite3
import sys
import unittest

from postino import World, wait_until

SLOW = "421 4.7.28 Our system has detected an unusual rate of mail"


class Providers(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def prepare(self, addresses, *peer, dns=None):
        """A campaign to @addresses, through a peer each of whose messages takes a moment."""
        world = self.world
        if dns is not None:
            world.env["POSTINO_DNS_FILE"] = world.path("zone", dns)
        self.port = world.start_peer("--delay-ms", "2", *peer)
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", world.path("c.csv", "email\n" + "".join(f"{a}\n" for a in addresses)), "--list", "all",
                  "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", self.port, "--tls", "none",
                  *(["--trial"] if dns is None else []))
        world.run("identity", "add", "shop@example.com", "--name", "Shop", "--unsubscribe-to", "out@example.com", "--address",
                  "Via Roma 1", "--legal", "Shop srl", "--privacy", "https://example.com/privacy")
        return world.run("campaign", "new", "c", "--from", "shop@example.com", "--subject", "Hello", "--html",
                         world.path("letter.html", "<p>Hello"), "--list", "all", "--server", "peer", "--tracking",
                         "none")[0]["campaign"]

    def start(self, campaign):
        worker = self.world.start_worker()
        self.world.run("campaign", "start", campaign, "--now")
        return worker

    def wait_state(self, campaign, state):
        def look():
            status = self.world.run("campaign", "status", campaign)[0]
            return status["state"] == state and status
        return wait_until(look, state)

    def count_taken(self, domain):
        return sum(line[0].endswith(domain) for line in self.world.read_peer_log())

    def change(self, sql):
        with sqlite3.connect(self.world.workspace + "/workspace.db") as db:
            db.execute(sql)
        db.close()

    def test_asked_to_slow_down(self):
        """One provider asks: it is left alone, the others get their mail, it is said why, and a restart does not forget."""
        world = self.world
        addresses = [f"p{i}@{'gmail.com' if i % 3 else 'example.org'}" for i in range(900)]
        campaign = self.prepare(addresses, "--reply-for", f"p100@gmail.com={SLOW}")
        worker = self.start(campaign)
        status = self.wait_state(campaign, "waiting")
        self.assertRegex(status["waiting"], "Gmail asked to slow down; more goes there from .* on: 421 4.7.28")
        self.assertEqual(self.count_taken("@example.org"), 300)
        self.assertLess(self.count_taken("@gmail.com"), 300)
        self.assertEqual(status["refused"] + status["deferred"] + status["in_doubt"], 0)
        listed = wait_until(lambda: [line for line in world.run("provider", "list") if line["closed_until"]], "the pause on disk")
        self.assertEqual([line["name"] for line in listed], ["Gmail"])

        self.assertEqual(world.stop(worker), 0)
        worker = world.start_worker()
        taken = self.count_taken("@gmail.com")
        self.wait_state(campaign, "waiting")
        self.assertEqual(self.count_taken("@gmail.com"), taken)
        self.assertEqual(world.stop(worker), 0)

        self.change("UPDATE destination SET closed_until_us = 0")
        world.run("server", "set", "peer", "--port", world.start_peer())
        worker = world.start_worker()
        status = self.wait_state(campaign, "finished")
        self.assertEqual(status["accepted"], 900)
        self.assertEqual(len({line[0] for line in world.read_peer_log()}), 600 - taken)
        self.assertEqual(world.stop(worker), 0)

    def test_all_ask(self):
        """Provider after provider asks through one server, and nothing is taken: then it is the server that is left alone."""
        campaign = self.prepare([f"p@d{i}.example" for i in range(60)], "--reply-for", f"*={SLOW}")
        worker = self.start(campaign)
        status = self.wait_state(campaign, "waiting")
        self.assertRegex(status["waiting"], "Server “peer”: .*4.7.28")
        self.assertEqual(status["ready"], 60)
        self.assertLess(len(self.world.query("SELECT 1 FROM destination WHERE closed_until_us > 0")), 20)
        self.assertEqual(self.world.stop(worker), 0)

    def test_one_limit_holds_up_nobody_else(self):
        """Twenty a second at one provider, found by MX; the others are done long before, and the spacing is kept."""
        world = self.world
        addresses = [f"p{i}@{'shop.example' if i < 60 else 'example.org'}" for i in range(400)]
        campaign = self.prepare(addresses, dns="shop.example MX 10 alt2.aspmx.l.google.com\nexample.org A 192.0.2.1\n")
        world.run("provider", "set", "gmail.com", "--per-second", "20")
        self.assertEqual([(line["id"], line["per_second"]) for line in world.run("provider", "list")], [("gmail", 20)])
        self.change("INSERT INTO mail_domain VALUES ('shop.example', 'gmail', strftime('%s') * 1000000)")
        worker = self.start(campaign)
        self.wait_state(campaign, "finished")
        taken = [line[0] for line in world.read_peer_log()]
        self.assertEqual(len(set(taken)), 400)
        last_other = max(i for i, address in enumerate(taken) if address.endswith("@example.org"))
        self.assertLess(sum(address.endswith("@shop.example") for address in taken[:last_other]), 55)
        times = [t for t, in world.query("SELECT armed_us FROM ledger WHERE key LIKE '%@shop.example' ORDER BY armed_us")]
        for i in range(len(times) - 25):
            self.assertGreater(times[i + 25] - times[i], 1_000_000)
        self.assertEqual(world.stop(worker), 0)

    def test_mx_are_asked(self):
        """Who takes a domain's mail is found out while it is sent, and remembered; on servers that reach nobody it is not."""
        world = self.world
        campaign = self.prepare(["a@shop.example", "b@gmail.com"], dns="shop.example MX 10 alt2.aspmx.l.google.com\n")
        worker = self.start(campaign)
        self.wait_state(campaign, "finished")
        wait_until(lambda: world.query("SELECT domain, destination FROM mail_domain") == [("shop.example", "gmail")], "the answer")
        self.assertEqual(world.stop(worker), 0)

    def test_wrong_words(self):
        self.world.run("workspace", "init")
        self.assertIn("neither a provider nor a domain", self.world.fail("provider", "set", "not a domain", "--per-second", "1"))
        self.world.fail("provider", "set", "gmail", "--per-second", "-5", status=2)


if __name__ == "__main__":
    sys.exit(unittest.main())
