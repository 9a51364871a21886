#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a sending is told: by a window that is not looked at, whichever page it shows; by the worker where there is no
window; and by nobody where the window is looked at."""
import unittest

from desktop import Desktop, wait_until
from notices import Notices
from prepared import Prepared


class Notice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.notices = Notices(cls.desktop)
        cls.mine = Prepared(cls.desktop)
        cls.addClassCleanup(cls.desktop.stop_worker, cls.mine.workspace)
        cls.mine.fill(20, "--delay-ms", "100")

    def setUp(self):
        self.notices.read().clear()

    def wait_notice(self):
        wait_until(self.notices.read, "a notification", 30)
        self.assertEqual(len(self.notices.shown), 1)
        return self.notices.shown[0]

    def close_window(self, program):
        self.desktop.key("ctrl+w")
        wait_until(lambda: program.poll() is not None, "the program to end")

    def test_window_elsewhere(self):
        """The window was opened on another page, and lies behind another one. A click on the notification leads there."""
        desktop = self.desktop
        campaign = self.mine.new_campaign("Behind")
        program = self.mine.open()
        other = desktop.start("drag-source", [str(desktop.tool("drag-source")), "/"])
        window = wait_until(lambda: desktop.window_id("drag source"), "another window")
        desktop.xdo("windowactivate", "--sync", window)
        self.mine.ctl("campaign", "start", campaign, "--now")
        notice = self.wait_notice()
        self.assertEqual((notice.title, notice.body), ("“Behind” was sent", "20 messages accepted"))
        other.terminate()
        other.wait()
        self.notices.click(notice)
        desktop.wait_text("^Finished$")
        desktop.wait_text("20 of 20 accepted")
        self.close_window(program)
        desktop.check_quiet()

    def test_window_in_front(self):
        desktop = self.desktop
        campaign = self.mine.new_campaign("In Front")
        program = self.mine.open()
        desktop.xdo("windowactivate", "--sync", desktop.window_id())
        desktop.key("alt+2")
        desktop.find("View")  # of that page alone: it has heard the key, and so knows that it is in front
        self.mine.ctl("campaign", "start", campaign, "--now")
        self.mine.wait_state(campaign, "finished")
        desktop.press("In Front")
        desktop.wait_text("^Finished$")
        self.assertEqual([notice.title for notice in self.notices.read()], [])
        self.close_window(program)
        desktop.check_quiet()

    def test_window_closed(self):
        """Begun in a window that is closed while it sends. What was stopped is not told as sent."""
        desktop = self.desktop
        campaign = self.mine.new_campaign("Closed")
        program = self.mine.open()
        self.mine.ctl("campaign", "start", campaign, "--now")
        self.close_window(program)
        notice = self.wait_notice()
        self.assertEqual((notice.title, notice.body), ("“Closed” was sent", "20 messages accepted"))
        self.assertEqual(notice.hints["desktop-entry"], "org.postino.Postino")
        self.notices.shown.clear()
        campaign = self.mine.new_campaign("Stopped")
        before = len(desktop.read_peer())
        self.mine.ctl("campaign", "start", campaign, "--now")
        self.mine.sent(before + 1)
        self.mine.ctl("campaign", "stop", campaign)
        self.assertEqual(self.wait_notice().title, "“Stopped” was stopped")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
