#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""By the keyboard alone, and for those who hear the screen: every page has its key, the keyboard lands on
what a page is about, Tab leads through all of it, and everything it stops at has a name that is said once."""
import unittest

from desktop import Desktop
from names import find_badly_named, is_said_badly

PAGES = {"alt+1": "Overview", "alt+2": "Campaigns", "alt+3": "Contacts", "alt+4": "Exclusions", "alt+5": "Reports",
         "alt+6": "Sandbox", "alt+7": "Servers and Senders"}
MAX_STOPS = 40  # of Tab, on one page
SIDEBAR = 230   # pixels


class Keyboard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.workspace = cls.desktop.make_demo()
        cls.addClassCleanup(cls.desktop.stop_worker, cls.workspace)
        cls.desktop.ctl(cls.workspace, "campaign", "start", 1, "--now", "--wait")
        cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.wait_text("Demo: nothing leaves")

    def tearDown(self):
        self.desktop.check_quiet()

    def is_on_content(self, node):
        """Below the header bar and the banner, beside the sidebar."""
        header, banner = 47, 47
        return node is not None and node.extents[0] >= SIDEBAR and node.extents[1] >= header + banner

    def go(self, key, page):
        self.desktop.key(key)
        self.desktop.find(page, seconds=10)
        return self.desktop.wait_for(lambda: self.is_on_content(self.desktop.focused()) and self.desktop.focused(),
                                     f"the keyboard on {page}", 10)

    def walk_by_tab(self, key="Tab"):
        """The stops of Tab until it comes to one again."""
        stops, seen = [], self.desktop.screen.look()
        while len(stops) < MAX_STOPS:
            node = self.desktop.wait_for(lambda: self.desktop.focused(seen), "a focus", 5)
            if node.path in [stop.path for stop in stops]:
                return stops
            stops.append(node)
            self.desktop.key(key)
        self.fail(f"no way round by {key}: {[stop.name for stop in stops]}")

    def test_every_page(self):
        for key, page in PAGES.items():
            with self.subTest(page):
                self.go(key, page)
                self.assertEqual(find_badly_named(self.desktop), [])
                stops = self.walk_by_tab()
                self.assertEqual([f"{node.role} “{node.said}”" for node in stops if is_said_badly(node.said)], [])
                self.assertIn("Main Menu", [node.name for node in stops])
                self.assertIn("Start My Own", [node.name for node in stops])

    def test_back_by_tab(self):
        self.go("alt+3", "Contacts")
        there = {node.path for node in self.walk_by_tab()}
        back = {node.path for node in self.walk_by_tab("shift+Tab")}
        self.assertLessEqual(there, back)  # into a list from below one comes at its end, so there is more of it

    def test_key_from_the_sidebar(self):
        desktop = self.desktop
        self.go("alt+7", "Servers and Senders")
        desktop.click_node(desktop.find("Reports", "list item"))
        desktop.wait_for(lambda: desktop.focused() and not self.is_on_content(desktop.focused()), "the keyboard in the sidebar")
        self.go("alt+6", "Sandbox")
        self.go("alt+5", "Reports")


if __name__ == "__main__":
    unittest.main()
