#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Beginning newsletters and writing on: each has a name of its own, the keyboard is where one begins, and no key that slips
leads away from what is written."""
import os
import unittest

from desktop import Desktop


class Writing(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.desktop.ctl(self.workspace, "workspace", "init")
        self.desktop.run("--workspace", self.workspace)
        self.desktop.find("Overview")

    def names(self):
        return [name for name, in self.desktop.query(self.workspace, "SELECT name FROM campaign ORDER BY id")]

    def begin(self, n):
        """What is typed then is the subject."""
        self.desktop.key("ctrl+n")
        self.desktop.wait_for(lambda: len(self.names()) == n, "a new newsletter")
        self.desktop.find("Subject")
        self.desktop.wait_for(self.type_subject, "the keyboard on the subject", 10)

    def type_subject(self):
        """Beside the subject its length is shown."""
        self.desktop.xdo("type", "x")
        return any(node.role == "label" and node.name.isdigit() for node in self.desktop.screen.look())

    def test_begin_two(self):
        desktop = self.desktop
        self.begin(1)
        desktop.key("alt+Left")
        self.begin(2)
        first, second = self.names()
        self.assertEqual(second, f"{first} 2")
        desktop.check_quiet()

    def test_escape_stays(self):
        desktop = self.desktop
        self.begin(1)
        for step in ("Details", "Content", "Recipients", "Check", "Send"):
            desktop.press(step)
            desktop.key("Escape")
        desktop.press("Content")
        desktop.click_node(desktop.find("HTML of the newsletter"))
        before = desktop.read("HTML of the newsletter")
        desktop.key("ctrl+a")
        desktop.xdo("type", "Typed")
        desktop.key("Escape", "Escape")
        self.assertEqual(desktop.read("HTML of the newsletter"), "Typed")
        desktop.key("ctrl+f")
        desktop.find("Next Place")
        desktop.key("Escape", "Escape", "ctrl+z")
        while desktop.read("HTML of the newsletter") != before:
            desktop.key("ctrl+z")
        desktop.key("alt+Left")
        desktop.find("New Newsletter")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
