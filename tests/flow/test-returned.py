#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is put off until the time of the campaign is over comes back to the sender, with a report that others can read."""
import email
import email.policy
import os
import sqlite3
import sys
import unittest

from postino import World, wait_until

BUSY = "450 4.2.1 The mailbox of José is busy"
DAYS_US = 6 * 86400 * 10**6


class Returned(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def write(self, sql, *values):
        with sqlite3.connect(f"{self.world.workspace}/workspace.db") as db:
            db.execute(sql, values)
        db.close()

    def test_list_and_reports(self):
        world = self.world
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        self.write("INSERT OR REPLACE INTO setting (key, value) VALUES ('retry-first-seconds', '1')")
        port = world.start_peer("--reply-for", f"busy*={BUSY}")
        world.run("contact", "import", world.path("c.csv", "email\nbusy1@example.com\nfine@example.com\nbusy2@example.com\n"), "--list",
                  "all", "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        world.run("identity", "add", "shop@example.com", "--name", "Bottega Città")
        campaign = world.run("campaign", "new", "Città", "--from", "shop@example.com", "--subject", "Ciao à tutti", "--html",
                             world.path("letter.html", "<p>Hello"), "--list", "all", "--server", "peer")[0]["campaign"]
        worker = world.start_worker()
        world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: world.query("SELECT count(*) FROM ledger WHERE attempt >= 2") == [(2,)], "a second attempt")
        self.assertEqual(world.run("campaign", "returned", campaign), [])
        world.stop(worker)
        self.write("UPDATE campaign SET launched_us = launched_us - ?", DAYS_US)
        worker = world.start_worker()
        wait_until(lambda: world.run("campaign", "status", campaign)[0]["state"] == "finished", "the end")
        self.assertEqual(world.run("campaign", "status", campaign)[0]["expired"], 2)

        folder = world.path("reports")
        os.mkdir(folder)
        rows = world.run("campaign", "returned", campaign, "--report", folder)
        self.assertEqual([row["email"] for row in rows], ["busy1@example.com", "busy2@example.com"])
        for row in rows:
            self.assertEqual(set(row), {"email", "attempts", "reply", "since", "last", "report"})
            self.assertGreaterEqual(row["attempts"], 3)
            self.assertIn("4.2.1", row["reply"])
            self.assertLessEqual(row["since"], row["last"])
            self.check_report(row)
        self.assertEqual(len(os.listdir(folder)), 2)
        text = world.run("campaign", "returned", campaign, json_out=False)
        self.assertIn("busy1@example.com", text)
        self.assertIn("What the server said last", text)
        self.assertIn("could not be written", world.fail("campaign", "returned", campaign, "--report", world.path("nowhere")))
        self.assertEqual(world.stop(worker), 0)

    def check_report(self, row):
        """As Python's email reads it."""
        with open(row["report"], "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        self.assertFalse(message.defects)
        self.assertEqual(message.get_content_type(), "multipart/report")
        self.assertEqual(message.get_param("report-type"), "delivery-status")
        self.assertEqual(message["To"].addresses[0].addr_spec, "shop@example.com")
        self.assertEqual(message["To"].addresses[0].display_name, "Bottega Città")
        self.assertIn("Città", message["Subject"])
        notice, status, headers = message.get_payload()
        self.assertIn(row["email"], notice.get_content())
        whole, recipient = status.get_payload()
        self.assertTrue(whole["Reporting-MTA"].startswith("dns; "))
        self.assertEqual(recipient["Final-Recipient"], f"rfc822; {row['email']}")
        self.assertEqual((recipient["Action"], recipient["Status"]), ("failed", "4.4.7"))
        self.assertTrue(recipient["Diagnostic-Code"].startswith("smtp; 450 4.2.1"), recipient["Diagnostic-Code"])
        self.assertTrue(recipient["Last-Attempt-Date"])
        original = email.message_from_string(headers.get_payload(), policy=email.policy.default)
        self.assertEqual((original["Subject"], original["To"]), ("Ciao à tutti", row["email"]))
        ids = {row["email"]: row["message_id"] for row in self.world.run("campaign", "recipients", 1)}
        self.assertEqual(original["Message-ID"], ids[row["email"]])


if __name__ == "__main__":
    sys.exit(unittest.main())
