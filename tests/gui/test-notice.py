#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a sending is told: by a window that is not looked at, whichever page it shows; by the worker where there is no
window; and by nobody where the window is looked at."""
import os
import pathlib
import unittest

from desktop import Desktop, wait_until
from notices import Notices


class Notice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.notices = Notices(cls.desktop)
        cls.workspace = os.path.join(cls.desktop.folder, "mine")
        cls.addClassCleanup(cls.desktop.stop_worker, cls.workspace)
        cls.prepare()

    @classmethod
    def ctl(cls, *words):
        return cls.desktop.ctl(cls.workspace, *words)

    @classmethod
    def write_file(cls, name, text):
        path = os.path.join(cls.desktop.folder, name)
        pathlib.Path(path).write_text(text, encoding="utf-8")
        return path

    @classmethod
    def prepare(cls):
        port = cls.desktop.start_peer("--delay-ms", "100")
        contacts = "email\n" + "".join(f"person{i}@example.com\n" for i in range(20))
        cls.ctl("workspace", "init")
        cls.ctl("contact", "import", cls.write_file("contacts.csv", contacts), "--list", "all", "--consent", "yes")
        cls.ctl("server", "add", "peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--trial", "--connections", 1)
        cls.ctl("identity", "add", "shop@example.com", "--name", "Shop")

    def setUp(self):
        self.notices.read().clear()

    def new_campaign(self, name):
        letter = self.write_file("letter.html", "<p>Hello</p>")
        return self.ctl("campaign", "new", name, "--from", "shop@example.com", "--subject", "Hello", "--html", letter,
                        "--list", "all", "--server", "peer")[0]["campaign"]

    def wait_notice(self):
        wait_until(self.notices.read, "a notification", 30)
        self.assertEqual(len(self.notices.shown), 1)
        return self.notices.shown[0]

    def wait_end(self, campaign):
        wait_until(lambda: self.desktop.query(self.workspace, "SELECT 1 FROM campaign WHERE id = ? AND state = 'finished'",
                                              campaign), "the end")

    def close_window(self, program):
        self.desktop.key("ctrl+w")
        wait_until(lambda: program.poll() is not None, "the program to end")

    def test_window_elsewhere(self):
        """The window was opened on another page, and lies behind another one. A click on the notification leads there."""
        desktop = self.desktop
        campaign = self.new_campaign("Behind")
        program = desktop.run("--workspace", self.workspace)
        desktop.find("Overview")
        other = desktop.start("drag-source", [str(desktop.tool("drag-source")), "/"])
        window = wait_until(lambda: desktop.window_id("drag source"), "another window")
        desktop.xdo("windowactivate", "--sync", window)
        self.ctl("campaign", "start", campaign, "--now")
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
        campaign = self.new_campaign("In Front")
        program = desktop.run("--workspace", self.workspace)
        desktop.find("Overview")
        desktop.xdo("windowactivate", "--sync", desktop.window_id())
        self.ctl("campaign", "start", campaign, "--now")
        self.wait_end(campaign)
        desktop.key("alt+2")
        desktop.press("In Front")
        desktop.wait_text("^Finished$")
        self.assertEqual(self.notices.read(), [])
        self.close_window(program)
        desktop.check_quiet()

    def test_window_closed(self):
        """Begun in a window that is closed while it sends. What was stopped is not told as sent."""
        desktop = self.desktop
        campaign = self.new_campaign("Closed")
        program = desktop.run("--workspace", self.workspace)
        desktop.find("Overview")
        self.ctl("campaign", "start", campaign, "--now")
        self.close_window(program)
        notice = self.wait_notice()
        self.assertEqual((notice.title, notice.body), ("“Closed” was sent", "20 messages accepted"))
        self.assertEqual(notice.hints["desktop-entry"], "org.postino.Postino")
        self.notices.shown.clear()
        campaign = self.new_campaign("Stopped")
        before = len(desktop.read_peer())
        self.ctl("campaign", "start", campaign, "--now")
        wait_until(lambda: len(desktop.read_peer()) > before, "the first messages")
        self.ctl("campaign", "stop", campaign)
        self.assertEqual(self.wait_notice().title, "“Stopped” was stopped")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
