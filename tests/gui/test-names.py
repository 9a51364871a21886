#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""For those who hear the screen: each button in the steps of a newsletter and in every dialog has a name, which is said once;
and the dialogs are opened and closed by the keyboard."""
import unittest

from desktop import Desktop
from names import find_badly_named


class Names(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.workspace = cls.desktop.make_demo()
        cls.addClassCleanup(cls.desktop.stop_worker, cls.workspace)
        cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.wait_text("Demo: nothing leaves")

    def tearDown(self):
        self.desktop.check_quiet()

    def test_the_steps_of_a_newsletter(self):
        self.desktop.key("ctrl+n")
        for step in ("Details", "Content", "Recipients", "Check", "Send"):
            with self.subTest(step):
                self.desktop.press(step)
                self.desktop.wait_for(self.leave_entry, f"a focus on {step}", 10)
                self.assertEqual(find_badly_named(self.desktop), [])
        self.desktop.key("Escape")

    def leave_entry(self):
        """Of an entry in a row GTK 4.8 does not say that the keyboard is there."""
        return self.desktop.focused() or self.desktop.key("shift+Tab")

    def windows(self):
        return [node for node in self.desktop.screen.look() if node.role in ("frame", "dialog", "window")]

    def check_dialog(self, title):
        desktop = self.desktop
        desktop.wait_for(lambda: len(self.windows()) == 2, title, 10)
        desktop.wait_for(self.leave_entry, f"a focus in {title}", 10)
        self.assertEqual(find_badly_named(self.desktop), [], title)
        desktop.key("Escape")
        desktop.wait_for(lambda: len(self.windows()) == 1, f"{title} to close", 10)

    def test_dialogs(self):
        desktop = self.desktop
        desktop.key("alt+7")
        for opener, title in (("Add a Sender", "Sender"), ("Add a Server", "SMTP Server")):
            desktop.press(opener)
            desktop.find(title, "frame")
            self.check_dialog(title)

    def test_shortcuts_and_about(self):
        desktop = self.desktop
        desktop.key("ctrl+question")
        desktop.find("New newsletter")
        self.check_dialog("the shortcuts")
        desktop.key("alt+1")
        desktop.key("F10")
        desktop.press("About Postino")
        desktop.find("Postino", "label")
        self.check_dialog("about Postino")


if __name__ == "__main__":
    unittest.main()
