#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was given up after days of trying: the list in the window, since when each was tried, and a report about each as a file."""
import email
import os
import sqlite3
import unittest

from desktop import Desktop

RETURNED = """
INSERT INTO campaign (id, kind, name, state, wanted, tracking, identity, revision, launched_us, started_us, finished_us, created_us, modified_us)
  SELECT 90, 'campaign', 'Di ritorno', 'finished', 'run', 'none', identity, revision, 1796000000000000, 1796000000000000,
         1796432000000000, 1, 1 FROM campaign WHERE identity IS NOT NULL AND revision IS NOT NULL LIMIT 1;
INSERT INTO ledger (id, campaign, key, address, state, attempt, armed_us, settled_us, reply) VALUES
  (9001, 90, 'ada@example.org', 'ada@example.org', 4, 1, 1796000001000000, 1796000001000000, '250 ok'),
  (9002, 90, 'bea@example.org', 'bea@example.org', 6, 9, 1796432000000000, 1796432000000000, '451 4.7.1 come back later'),
  (9003, 90, 'ciro@example.org', 'ciro@example.org', 6, 9, 1796432000000000, 1796432000000000, '452 4.2.2 mailbox full');
INSERT INTO event (at_us, type, campaign, ledger) VALUES (1796000001000000, 'accepted', 90, 9001), (1796000001000000, 'deferred', 90, 9002),
  (1796000001000000, 'deferred', 90, 9003), (1796432000000000, 'expired', 90, 9002), (1796432000000000, 'expired', 90, 9003);
"""


class Returned(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = self.desktop.make_demo()
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        with sqlite3.connect(f"{self.workspace}/workspace.db") as db:
            db.executescript(RETURNED)
        db.close()
        self.folder = self.desktop.make_folder("reports")
        self.desktop.run("--workspace", self.workspace)

    def has_focus_in_chooser(self):
        node = self.desktop.focused()
        while node is not None and node.name != "Save the Reports In":
            node = node.parent
        return node is not None

    def save(self):
        desktop = self.desktop
        desktop.press("Save Reports…")
        chooser = desktop.wait_for(lambda: desktop.window_id("Save the Reports In"), "the file chooser")
        desktop.wait_for(self.has_focus_in_chooser, "the focus in it")
        desktop.xdo("type", "--delay", "20", f"{self.folder}/")
        desktop.press("Open")
        desktop.wait_for(lambda: desktop.window_id("Save the Reports In") != chooser, "it to close")
        desktop.wait_for(lambda: len(os.listdir(self.folder)) == 2, "two reports")
        desktop.wait_text("^2 reports are in “reports”$")
        for name in os.listdir(self.folder):
            with open(os.path.join(self.folder, name), "rb") as file:
                message = email.message_from_binary_file(file)
            self.assertEqual(message.get_content_type(), "multipart/report")
            os.unlink(os.path.join(self.folder, name))

    def test_from_progress(self):
        desktop = self.desktop
        desktop.press("Campaigns")
        desktop.press("Di ritorno")
        desktop.press("Returned to sender")
        for text in ("bea@example.org", "ciro@example.org", "451 4.7.1 come back later"):
            desktop.find(text)
        desktop.wait_gone("ada@example.org")
        desktop.wait_text("^Tried Since$")
        desktop.wait_text("2026-11-30|11/30/26|30/11/2026|30 Nov")
        desktop.check_quiet()  # not behind a file chooser, which warns of its own when it looks at what is mounted
        self.save()

    def test_from_report(self):
        desktop = self.desktop
        desktop.press("Reports")
        desktop.press("Di ritorno")
        desktop.press("Returned to sender")
        desktop.find("bea@example.org")
        desktop.check_quiet()  # not behind a file chooser, which warns of its own when it looks at what is mounted
        self.save()


if __name__ == "__main__":
    unittest.main()
