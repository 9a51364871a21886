#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on a campaign's Details: dropped, chosen, removed and put back, and what arrives of them."""
import email
import email.policy
import os
import pathlib
import unittest

from desktop import Desktop
from prepared import Prepared

PLACE = "Files dropped here go with every message"


class Attachments(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.mine = Prepared(self.desktop)
        self.addCleanup(self.desktop.stop_worker, self.mine.workspace)
        self.store = os.path.join(self.desktop.folder, "held")
        os.mkdir(self.store)
        self.mine.fill(2, "--store", self.store)
        self.campaign = self.mine.new_campaign("Oil")
        self.mine.open("Oil")
        self.desktop.find(PLACE)

    def write(self, name, content=b"%PDF-1.4 offer"):
        path = os.path.join(self.desktop.folder, name)
        pathlib.Path(path).write_bytes(content)
        return path

    def attached(self):
        return [name for (name,) in self.mine.query("SELECT name FROM attachment WHERE campaign = ? ORDER BY id", self.campaign)]

    def test_dropped_removed_and_put_back(self):
        desktop = self.desktop
        path = self.write("offerta è.pdf")
        desktop.drag_files(path, self.write("list.csv", b"email\nx@example.com\n"), to=desktop.find(PLACE))
        desktop.find("offerta è.pdf")
        desktop.find("list.csv")
        self.assertEqual(sorted(self.attached()), ["list.csv", "offerta è.pdf"])
        desktop.wait_text("^14 bytes$")
        desktop.wait_text("Each message gets .* longer")
        desktop.press("Remove “list.csv”")
        desktop.wait_gone("Remove “list.csv”")
        self.assertEqual(self.attached(), ["offerta è.pdf"])
        desktop.press("Undo")
        desktop.find("Remove “list.csv”")
        os.unlink(path)
        self.mine.ctl("campaign", "start", self.campaign, "--wait")
        for name in os.listdir(self.store):
            message = email.message_from_bytes(pathlib.Path(self.store, name).read_bytes(), policy=email.policy.default)
            self.assertEqual({part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()},
                             {"offerta è.pdf": b"%PDF-1.4 offer", "list.csv": b"email\nx@example.com\n"})
        self.assertEqual(len(os.listdir(self.store)), 2)
        desktop.check_quiet()

    def test_too_much(self):
        desktop = self.desktop
        desktop.drag_files(self.write("film.mp4", bytes(8 * 1024 * 1024)), to=desktop.find(PLACE))
        desktop.wait_text("many mailboxes will refuse it")
        desktop.press("Remove “film.mp4”")
        desktop.find(PLACE)
        desktop.drag_files(self.write("empty.pdf", b""), to=desktop.find(PLACE))
        desktop.wait_text("empty.pdf” is empty")
        self.assertEqual(self.attached(), [])
        desktop.check_quiet()

    def test_chosen(self):
        desktop = self.desktop
        path = self.write("offerta.pdf")
        desktop.press("Files…")
        desktop.wait_for(lambda: desktop.window_id("Attach Files"), "the chooser")
        desktop.xdo("type", "--delay", "20", path)
        desktop.key("Return")
        desktop.find("Remove “offerta.pdf”")
        self.assertEqual(self.attached(), ["offerta.pdf"])


    def test_one_per_contact(self):
        desktop = self.desktop
        folder = os.path.join(desktop.folder, "invoices")
        os.mkdir(folder)
        pathlib.Path(folder, "person0@example.com.pdf").write_bytes(b"%PDF-1.4 zero")
        desktop.press("One per Contact…")
        desktop.wait_for(lambda: desktop.window_id("Folder of the Files"), "the chooser")
        desktop.xdo("type", "--delay", "20", folder)
        desktop.key("Return")
        desktop.write("Name of the file", "everybody.pdf")
        desktop.press("Attach")
        desktop.wait_text("must have a field in it")
        self.assertEqual(self.attached(), [])
        desktop.press("One per Contact…")
        desktop.wait_for(lambda: desktop.window_id("Folder of the Files"), "the chooser")
        desktop.xdo("type", "--delay", "20", folder)
        desktop.key("Return")
        desktop.find("Name of the file")
        desktop.press("Attach")
        desktop.find("Remove “{{ contact.email }}.pdf”")
        desktop.find(f"One per contact, from {folder}")
        desktop.press("Check")
        desktop.wait_text("1 contact has no file to attach: “person1@example.com.pdf”")
        desktop.press("Look at the Attachments")
        desktop.find("Remove “{{ contact.email }}.pdf”")


    def test_tags(self):
        desktop = self.desktop
        desktop.press("Tags for web statistics (UTM)")
        desktop.write("Source, as “newsletter”", "lettera, mia")
        desktop.write("Campaign, as “autumn”", "Saldi")
        desktop.find("lettera  mia ·  · Saldi")
        desktop.wait_for(lambda: self.mine.query("SELECT utm FROM campaign") == [("lettera  mia,,Saldi",)], "the tags to be kept")
        desktop.write("Source, as “newsletter”", "")
        desktop.wait_for(lambda: self.mine.query("SELECT utm FROM campaign") == [(None,)], "no tags")
        desktop.find("None: links stay as you wrote them")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
