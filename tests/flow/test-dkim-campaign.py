#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a sender, from making them to the message that a foreign server holds: signed on a trial server at once, on a
real one when DNS shows the record; a new selector while the old record still stands."""
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest

import dkim

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import CTL, World, wait_until, write_contacts  # noqa: E402

LETTER = "<html lang='it'><body><p>Città per {{ contact.first_name }} </p>\n\n<a href='https://bottega.example/'>x</a></body></html>"
SENDER = "shop@bottega.example"


class Campaigns(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.zone = self.world.path("zone", "")
        self.world.env["POSTINO_DNS_FILE"] = self.zone
        self.store = self.world.path("held")
        os.mkdir(self.store)
        self.port = self.world.start_peer("--store", self.store)
        self.world.run("workspace", "init")
        self.world.run("contact", "import", write_contacts(self.world, "c.csv", 20), "--list", "L", "--consent", "yes")
        self.world.run("identity", "add", SENDER, "--name", "Città & Co.", "--legal", "Bottega S.r.l.", "--address", "Via Roma 1",
                       "--privacy", "https://bottega.example/p", "--unsubscribe-to", "stop@bottega.example")

    def add_server(self, *options):
        self.world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", self.port, "--tls", "none", *options)

    def new_campaign(self):
        return self.world.run("campaign", "new", "Saldi", "--from", SENDER, "--subject", "Novità per {{ contact.first_name }}",
                              "--html", self.world.path("l.html", LETTER), "--list", "L", "--server", "peer")[0]["campaign"]

    def send(self):
        """What the foreign server took of a campaign, with its number."""
        before = set(os.listdir(self.store))
        campaign = self.new_campaign()
        status = self.world.run("campaign", "start", campaign, "--wait")[-1]
        self.assertEqual((status["state"], status["accepted"]), ("finished", 20))
        return campaign, [pathlib.Path(self.store, name).read_bytes() for name in set(os.listdir(self.store)) - before]

    def records(self):
        return {record["name"]: record for record in self.world.run("identity", "dkim", SENDER)}

    def publish(self, *prefixes):
        """Puts records into DNS; the others are out of it."""
        records = [record for name, record in self.records().items() if name.startswith(prefixes)]
        pathlib.Path(self.zone).write_text("".join(f"{r['name']} {r['type']} {r['value']}\n" for r in records))

    def codes(self, campaign):
        return [row["code"] for row in self.world.run("campaign", "check", campaign) if row["code"].startswith("dkim")]

    def assert_signed(self, message, *selectors, records=None):
        """By exactly these; dkimpy and we find all of them right."""
        found = re.findall(rb"DKIM-Signature:(?:.|\r\n[ \t])*?\bs=([^;]+);", message)
        self.assertEqual([selector.decode() for selector in found], list(selectors))
        if not selectors:
            self.assertNotIn(b"dkim-signature", message.lower())
            return
        records = {name: record["value"] for name, record in (records or self.records()).items()}
        for i in range(len(selectors)):
            self.assertTrue(dkim.DKIM(message).verify(idx=i, dnsfunc=lambda name, timeout=5:
                                                      records[name.decode().rstrip(".")].encode()))
        zone = self.world.path("verify.zone", "".join(f"{name} TXT {value}\n" for name, value in records.items()))
        done = subprocess.run([CTL, "tool", "dkim", "verify", "--dns", zone], input=message, capture_output=True)
        self.assertEqual([one["result"] for one in json.loads(done.stdout)["signatures"]], ["pass"] * len(selectors))

    def test_a_trial_server_gets_signed_messages_at_once(self):
        world = self.world
        world.run("identity", "add", SENDER, "--dkim", "s1")
        self.assertIn("file", world.stderr)
        self.add_server("--trial")
        world.start_worker()
        records = self.records()
        self.assertEqual(sorted(records), ["s1-ed25519._domainkey.bottega.example", "s1._domainkey.bottega.example"])
        for record in records.values():
            self.assertEqual((record["type"], record["seen"]), ("TXT", False))
            self.assertTrue(record["value"].startswith("v=DKIM1; k="))
        campaign, messages = self.send()
        self.assertEqual(len(messages), 20)
        for message in messages:
            self.assert_signed(message, "s1", "s1-ed25519", records=records)
            self.assertIn(b"List-Unsubscribe-Post:", message)
            self.assertIn(b"List-Unsubscribe-Post", message.split(b"bh=")[0])
        self.assertEqual(self.codes(self.new_campaign()), [])
        shown = world.run("campaign", "render", campaign, "--contact", "person3@example.com", json_out=None)
        self.assertIn(shown, messages)
        world.run("campaign", "test", campaign, "--to", "io@example.org", "--as", "person3@example.com")
        (test,) = [message for path in pathlib.Path(self.store).iterdir()
                   if b"io@example.org" in (message := path.read_bytes())]
        self.assert_signed(test, "s1", "s1-ed25519", records=records)

    def test_a_real_server_when_dns_shows_the_record(self):
        world = self.world
        self.add_server()
        world.start_worker()
        campaign = self.new_campaign()
        self.assertEqual(self.codes(campaign), ["dkim-missing"])
        self.assertIn("identity add", world.fail("identity", "dkim", SENDER))
        self.assert_signed(self.send()[1][0])

        world.run("identity", "add", SENDER, "--dkim", "s1")
        self.assertEqual(self.codes(campaign), ["dkim-not-seen"])
        self.assert_signed(self.send()[1][0])

        self.publish("s1.", "s1-ed25519.")
        self.assertEqual([record["seen"] for record in self.records().values()], [True, True])
        self.assertEqual(self.codes(campaign), [])
        for message in self.send()[1]:
            self.assert_signed(message, "s1", "s1-ed25519")

        # A new selector: the old one signs until DNS shows the new.
        world.run("identity", "add", SENDER, "--dkim", "s2")
        self.assertEqual([record["signs"] for record in self.records().values()], [False, False, True, True])
        self.assert_signed(self.send()[1][0], "s1", "s1-ed25519")
        self.publish("s1.", "s1-ed25519.", "s2.")
        self.records()
        self.assert_signed(self.send()[1][0], "s2", "s1-ed25519")
        self.publish("s1.", "s1-ed25519.", "s2")
        self.records()
        self.assert_signed(self.send()[1][0], "s2", "s2-ed25519")

        # Who takes the record away gets unsigned messages, and is told.
        pathlib.Path(self.zone).write_text("")
        self.records()
        self.assertEqual(self.codes(campaign), ["dkim-not-seen"])
        self.assert_signed(self.send()[1][0])

    def test_the_worker_asks_by_itself(self):
        world = self.world
        world.run("identity", "add", SENDER, "--dkim", "s1")
        self.publish("s1.")
        self.reset_checks()
        world.start_worker()
        wait_until(lambda: world.query("SELECT count(*) FROM dkim_key WHERE checked_us > 1 AND (seen_us IS NULL) = "
                                       "(kind = 'ed25519')") == [(2,)], "the worker's question")

    def reset_checks(self):
        with sqlite3.connect(f"{self.world.workspace}/workspace.db") as db:
            db.execute("UPDATE dkim_key SET checked_us = NULL, seen_us = NULL")
        db.close()

    def test_an_answer_that_does_not_come_changes_nothing(self):
        world = self.world
        world.run("identity", "add", SENDER, "--dkim", "s1")
        self.publish("s1")
        self.assertEqual([record["seen"] for record in self.records().values()], [True, True])
        pathlib.Path(self.zone).write_text("".join(f"{name} FAIL\n" for name in self.records()))
        self.assertEqual([record["seen"] for record in self.records().values()], [True, True])
        self.assertIn("bottega.example", world.stderr)
        self.assertIn("signs", world.run("identity", "dkim", SENDER, json_out=False))

    def test_two_senders_of_a_domain_share_its_keys(self):
        world = self.world
        world.run("identity", "add", SENDER, "--dkim", "s1")
        world.run("identity", "add", "info@bottega.example", "--name", "Info", "--dkim", "s1")
        self.assertEqual(world.run("identity", "dkim", "info@bottega.example"), world.run("identity", "dkim", SENDER))
        world.fail("identity", "add", "x@bottega.example", "--name", "X", "--dkim", "a b", status=2)
        self.assertNotIn("x@bottega.example", [row["email"] for row in world.run("identity", "list")])


if __name__ == "__main__":
    unittest.main()
