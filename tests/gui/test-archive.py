#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Campaigns are put away and come back: by the toast's Undo, by Show Archived, from the list and from the campaign itself."""
import unittest

from desktop import Desktop
from prepared import Prepared


class Archive(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.mine = Prepared(cls.desktop)
        cls.addClassCleanup(cls.desktop.stop_worker, cls.mine.workspace)
        cls.mine.fill(3)

    def archived(self):
        return [name for name, in self.mine.query("SELECT name FROM campaign WHERE archived_us IS NOT NULL ORDER BY name")]

    def wait_archived(self, *names):
        self.desktop.wait_for(lambda: self.archived() == list(names), f"{names} to be archived, not {self.archived()}", 10)

    def choose_in_row(self, campaign, words):
        """By the menu of its row, the middle of which opens the campaign."""
        desktop = self.desktop
        row = self.desktop.wait_for(lambda: next((node for node in desktop.screen.look() if node.role == "list item"
                                                  and node.name.startswith(f"{campaign},")), None), campaign)
        self.desktop.click_node(next(node for node in self.below(row) if node.role in ("toggle button", "push button")))
        desktop.press(words)

    def below(self, node):
        for child in node.children:
            yield child
            yield from self.below(child)

    def test_away_and_back(self):
        desktop = self.desktop
        self.mine.open()
        desktop.key("alt+2")
        desktop.find("No Campaigns Yet")
        for name in ("Autumn", "Winter"):
            self.mine.new_campaign(name)
        self.choose_in_row("Autumn", "Archive")
        desktop.wait_text("The newsletter was archived")
        self.wait_archived("Autumn")
        desktop.press("Undo")
        self.wait_archived()
        desktop.find("Autumn", "label")
        for name in ("Autumn", "Winter"):
            desktop.wait_gone("The newsletter was archived", 20)
            self.choose_in_row(name, "Archive")
            desktop.wait_text("The newsletter was archived")
        self.wait_archived("Autumn", "Winter")
        desktop.find("All Campaigns Are Archived")
        self.assertIsNone(desktop.find_now("No Campaigns Yet"))
        desktop.press("Show Archived")
        self.choose_in_row("Winter", "Put Back")
        self.wait_archived("Autumn")
        desktop.press("View")
        desktop.press("Show Archived")
        desktop.wait_for(lambda: desktop.find_now("Autumn", "label") is None and desktop.find_now("Winter", "label"),
                         "the list without what is archived")
        self.assertIsNone(desktop.find_now("All Campaigns Are Archived"))
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
