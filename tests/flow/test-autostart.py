#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is scheduled is sent though its user has logged out in between: the entry that starts the worker at the next login."""
import datetime
import glob
import os
import sqlite3
import subprocess
import sys
import unittest

from postino import World, wait_until


class Autostart(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.workspace = os.path.join(self.world.folder, "Bottega “di” \"Città\" $5 50% `x` \\")
        self.world.run("workspace", "init")
        self.addCleanup(self.world.run, "worker", "stop")

    def find_entries(self):
        return glob.glob(os.path.join(self.world.env["XDG_CONFIG_HOME"], "autostart", "*"))

    def wait_entry(self):
        return wait_until(self.find_entries, "the entry")[0]

    def prepare(self):
        world = self.world
        port = world.start_peer()
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", world.path("c.csv", "email\nann@example.com\n"), "--list", "all", "--consent", "yes")
        world.run("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial")
        world.run("identity", "add", "shop@example.com", "--name", "Shop")
        return world.run("campaign", "new", "c", "--from", "shop@example.com", "--subject", "Hello", "--html",
                         world.path("letter.html", "<p>Hello"), "--list", "all", "--server", "peer")[0]["campaign"]

    def schedule(self, campaign, seconds):
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        self.world.run("campaign", "start", campaign, "--at", at.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def want(self, what):
        """As the window does it."""
        with sqlite3.connect(f"{self.world.workspace}/workspace.db") as db:
            db.execute("UPDATE campaign SET wanted = ?", (what,))
        db.close()

    def test_goes_on_after_a_login(self):
        campaign = self.prepare()
        self.schedule(campaign, 8)
        entry = self.wait_entry()
        subprocess.run(["desktop-file-validate", entry], check=True)
        self.world.run("worker", "stop")
        self.assertEqual(self.find_entries(), [entry])
        subprocess.run(["gio", "launch", entry], env=self.world.env, check=True)
        wait_until(lambda: self.world.run("campaign", "status", campaign)[0]["state"] == "finished", "the end")
        self.assertEqual([line[0] for line in self.world.read_peer_log()], ["ann@example.com"])
        wait_until(lambda: not self.find_entries(), "no entry")

    def test_what_is_lifted(self):
        """Neither a paused one nor one that is a draft again needs a worker by itself."""
        campaign = self.prepare()
        self.schedule(campaign, 3600)
        self.wait_entry()
        self.want("draft")
        wait_until(lambda: not self.find_entries(), "no entry")
        self.world.run("server", "set", "peer", "--per-hour", "1")
        self.world.run("contact", "import", self.world.path("d.csv", "email\nbob@example.com\n"), "--list", "all", "--consent", "yes")
        self.world.run("campaign", "start", campaign, "--now")
        wait_until(lambda: self.world.run("campaign", "status", campaign)[0]["state"] == "waiting", "a wait")
        self.wait_entry()
        self.world.run("campaign", "pause", campaign)
        wait_until(lambda: not self.find_entries(), "no entry")

    def test_foreground(self):
        """Whoever keeps it running needs no entry, and a moved workspace leaves none behind."""
        campaign = self.prepare()
        self.schedule(campaign, 3600)
        entry = self.wait_entry()
        self.world.run("worker", "stop")
        worker = self.world.start_worker()
        wait_until(lambda: not self.find_entries(), "no entry")
        self.world.stop(worker)
        self.world.run("worker", "start")
        self.assertEqual(self.wait_entry(), entry)
        self.world.run("worker", "stop")
        os.rename(self.world.workspace, f"{self.world.workspace} 2")
        subprocess.run(["gio", "launch", entry], env=self.world.env, check=True, capture_output=True)
        wait_until(lambda: not self.find_entries(), "no entry")
        os.rename(f"{self.world.workspace} 2", self.world.workspace)


if __name__ == "__main__":
    sys.exit(unittest.main())
