#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""By the keyboard alone, and for those who hear the screen: every page, a focus on each, and a name for every button."""
import unittest

from desktop import Desktop

PAGES = {"alt+1": "Overview", "alt+2": "Campaigns", "alt+3": "Contacts", "alt+4": "Exclusions", "alt+7": "Servers and Senders"}
BUTTONS = ("push button", "toggle button", "check box", "radio button", "combo box")


class Keyboard(unittest.TestCase):
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

    def find_nameless(self):
        """Buttons that say nothing but their class; the arrow in a drop-down is named by the drop-down."""
        return [f"{node.role} in {node.parent.name or node.parent.role}" for node in self.desktop.screen.look()
                if node.role in BUTTONS and node.parent.role != "combo box" and (not node.name or node.name.startswith(("Gtk", "Adw")))]

    def test_every_page_and_every_button(self):
        for key, page in PAGES.items():
            with self.subTest(page):
                self.desktop.key(key)
                self.desktop.find(page, seconds=10)
                self.desktop.wait_for(self.desktop.focused, f"a focus on {page}", 10)
                self.assertEqual(self.find_nameless(), [])

    def test_the_steps_of_a_newsletter(self):
        self.desktop.key("ctrl+n")
        for step in ("Details", "Content", "Recipients", "Check", "Send"):
            with self.subTest(step):
                self.desktop.press(step)
                self.desktop.wait_for(self.desktop.focused, f"a focus on {step}", 10)
                self.assertEqual(self.find_nameless(), [])

    def test_escape_closes_dialogs(self):
        self.desktop.key("alt+7")
        for opener, title in (("Add a Sender", "Sender"), ("Add a Server", "SMTP Server")):
            with self.subTest(title):
                self.desktop.press(opener)
                self.desktop.find(title, "frame")
                self.desktop.key("Escape")
                self.desktop.wait_for(lambda title=title: self.desktop.find_now(title, "frame") is None, f"{title} to close")
        self.desktop.key("ctrl+question")
        self.desktop.wait_for(lambda: len([n for n in self.desktop.screen.look() if n.role == "frame"]) == 2, "the shortcuts", 10)
        self.desktop.key("Escape")
        self.desktop.wait_for(lambda: len([n for n in self.desktop.screen.look() if n.role == "frame"]) == 1, "one window")


if __name__ == "__main__":
    unittest.main()
