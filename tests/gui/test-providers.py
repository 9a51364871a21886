#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of recipients' providers: set for one of the list and for a domain, changed, removed; what one asked for is told, and
told anew when it changes."""
import contextlib
import os
import sqlite3
import time
import unittest

from desktop import Desktop

HOUR_US = 3600 * 10**6


class Providers(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.desktop.ctl(self.workspace, "workspace", "init")

    def open_page(self):
        self.desktop.run("--workspace", self.workspace)
        self.desktop.key("alt+7")
        self.desktop.find("Add Limits")

    def learn(self, sql, *values):
        """As the worker writes down what an answer taught."""
        with contextlib.closing(sqlite3.connect(f"{self.workspace}/workspace.db", timeout=30)) as db, db:
            db.execute(sql, values)
            db.execute("INSERT INTO change VALUES ('destinations', 1) ON CONFLICT DO UPDATE SET n = n + 1")

    def wait_limits(self, name, per_second, connections):
        def look():
            rows = self.desktop.ctl(self.workspace, "provider", "list")
            return [(row["per_second"], row["connections"]) for row in rows if row["id"] == name] == [(per_second, connections)]
        self.desktop.wait_for(look, f"the limits of {name}")

    def write_limit(self, name, value):
        """Keyed in: a spin button takes a text over when the keyboard leaves it."""
        self.desktop.click_node(self.desktop.find(name, "spin button"))
        self.desktop.key("ctrl+a")
        self.desktop.xdo("type", "--delay", "5", value)
        self.desktop.key("Tab")

    def test_limits(self):
        desktop = self.desktop
        self.open_page()
        desktop.wait_text("None has limits, and none has asked to slow down")
        desktop.press("Add Limits")
        self.write_limit("Messages a second", "20")
        self.write_limit("Messages at once", "5")
        desktop.press("Save")
        self.wait_limits("gmail", 20, 5)
        desktop.wait_text("20 a second, 5 at once")
        desktop.wait_gone("None has limits, and none has asked to slow down.")

        desktop.press("Gmail")
        self.assertIsNone(desktop.find_now("Mailboxes at"))
        self.write_limit("Messages a second", "0.5")
        desktop.press("Save")
        self.wait_limits("gmail", 0.5, 5)
        desktop.wait_text("30 a minute, 5 at once")

        desktop.press("Gmail")
        desktop.press("Remove the Limits")
        desktop.wait_text("None has limits, and none has asked to slow down")
        self.wait_limits("gmail", 0, 0)
        desktop.check_quiet()

    def test_a_domain(self):
        desktop = self.desktop
        self.open_page()
        desktop.press("Add Limits")
        desktop.find("Mailboxes at")
        self.assertIsNone(desktop.find_now("Domain (example.com)"))
        desktop.choose("Mailboxes at", 60)  # the last one
        desktop.write("Domain (example.com)", "no domain")
        self.write_limit("Messages at once", "2")
        desktop.press("Save")
        desktop.wait_text("is neither a provider nor a domain")
        desktop.write("Domain (example.com)", "Bottega.example")
        desktop.press("Save")
        self.wait_limits("bottega.example", 0, 2)
        desktop.find("bottega.example")
        desktop.check_quiet()

    def test_pauses(self):
        desktop = self.desktop
        self.open_page()
        desktop.wait_text("None has limits, and none has asked to slow down")
        self.learn("INSERT INTO destination (id, closed_until_us, window, why) VALUES ('gmail', ?, 1, '421 4.7.28 rate')",
                   time.time_ns() // 1000 + HOUR_US)
        desktop.wait_text(r"asked to slow down until .*\d: 421 4\.7\.28 rate")
        self.learn("UPDATE destination SET closed_until_us = 1")
        desktop.wait_text("asked to slow down, so 1 at once for now: 421 4.7.28 rate")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
