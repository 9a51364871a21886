#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A campaign whose time passed while nothing ran asks what to do: nothing is sent by itself. Another time can be chosen, it
can be sent now (with the seconds to undo it), or not at all."""
import contextlib
import sqlite3
import time
import unittest

from desktop import Desktop
from prepared import Prepared

LATE_SECONDS = 20 * 60


class Schedule(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.mine = Prepared(cls.desktop)
        cls.addClassCleanup(cls.desktop.stop_worker, cls.mine.workspace)
        cls.mine.fill(5)

    def miss(self, campaign):
        """As if this computer had been off: the time that was chosen is moved into the past while nobody looks."""
        self.mine.wait_state(campaign, "scheduled")
        self.desktop.stop_worker(self.mine.workspace)
        with contextlib.closing(sqlite3.connect(f"{self.mine.workspace}/workspace.db")) as db, db:
            db.execute("UPDATE campaign SET start_at_us = ? WHERE id = ?", ((int(time.time()) - LATE_SECONDS) * 1000000, campaign))
        self.mine.ctl("worker", "start")
        self.mine.wait_state(campaign, "missed")

    def test_missed(self):
        desktop = self.desktop
        campaign = self.mine.new_campaign("Autumn")
        self.mine.ctl("campaign", "start", campaign, "--at", "2099-12-31T09:00")
        self.miss(campaign)
        self.mine.open()
        desktop.wait_text("“Autumn” has missed its time: send it now or choose another time")
        desktop.key("alt+2")
        desktop.press("Autumn")
        desktop.find("It Missed Its Time")
        desktop.wait_text("It should have begun on .*Nothing was sent")
        self.choose_another_time(campaign)
        self.send_now_and_undo(campaign)
        self.send_now_after_all(campaign)
        desktop.check_quiet()

    def choose_another_time(self, campaign):
        desktop = self.desktop
        desktop.press("Other Time…")
        desktop.press("Schedule")
        desktop.wait_text("Scheduled for ")
        self.mine.wait_state(campaign, "scheduled")
        self.assertEqual(self.mine.query("SELECT start_at_us > ? FROM campaign WHERE id = ?", time.time() * 1e6, campaign), [(1,)])

    def send_now_and_undo(self, campaign):
        desktop = self.desktop
        self.miss(campaign)
        desktop.find("It Missed Its Time")
        desktop.press("Send Now")
        desktop.wait_text("Sending begins in \\d+ seconds?")
        desktop.press("Undo")
        desktop.find("Details")
        self.mine.wait_state(campaign, "draft")
        self.assertEqual(desktop.read_peer(), [])

    def send_now_after_all(self, campaign):
        desktop = self.desktop
        self.mine.ctl("campaign", "start", campaign, "--at", "2099-12-31T09:00")
        self.miss(campaign)
        desktop.find("It Missed Its Time")  # the window has seen it
        desktop.press("Send Now")
        desktop.wait_text("Sending begins in \\d+ seconds?")
        desktop.wait_text("^Finished$", 60)
        self.assertEqual(sorted(desktop.read_peer()), self.mine.everybody())


if __name__ == "__main__":
    unittest.main()
