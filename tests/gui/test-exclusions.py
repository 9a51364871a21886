#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promise 2 in the window: who is excluded and why, what may be lifted and what may not, and exclusions out of and into
files, by which nothing is ever lifted."""
import csv
import os
import unittest

from desktop import wait_until
from people import EVERYBODY, PeopleCase

GONE, ANGRY, DEAD = EVERYBODY[:3]


class Exclusions(PeopleCase):
    def setUp(self):
        super().setUp()
        for email, reason in ((GONE, "unsubscribed"), (ANGRY, "complaint"), (DEAD, "hard-bounce")):
            self.ctl("suppression", "add", email, "--reason", reason)
        self.desktop.key("alt+4")
        self.desktop.find("3 exclusions")

    def check(self, email):
        return self.ctl("suppression", "check", email)[0]["reason"]

    def press_of(self, email, button):
        """The button in the row of @email: what is beside it, from left to right."""
        def find():
            nodes = self.desktop.screen.look()
            row = next((node for node in nodes if node.name == email and node.role == "label"), None)
            top = self.desktop.find_box(row)[1] if row else 0
            return next((node for node in nodes if row and node.name == button and node.role == "push button"
                         and abs(self.desktop.find_middle(node)[1] - top) < 30), None)
        self.desktop.screen.act(self.desktop.wait_for(find, f"{button} of {email}"))

    def choose_file(self, title, button, path):
        """In the file chooser called @title, by the keyboard: a slash begins a path."""
        focus = self.desktop.wait_for(lambda: self.find_focus(title), f"the focus in {title}")
        if focus.role == "text":  # a name is there already
            self.desktop.key("ctrl+a")
        self.desktop.xdo("type", "--delay", "20", path)
        chooser = self.desktop.window_id(title)
        self.desktop.press(button)
        self.desktop.wait_for(lambda: self.desktop.window_id(title) != chooser, f"{title} to close")

    def find_focus(self, title):
        """GTK calls the window of a file chooser a filler."""
        focus = node = self.desktop.focused()
        while node is not None and node.name != title:
            node = node.parent
        return focus if node is not None else None

    def test_added_and_lifted(self):
        desktop = self.desktop
        desktop.press("Exclude an Address…")
        desktop.write("Address or @domain", "not an address")
        desktop.press("Next")
        desktop.wait_text("“not an address” is neither an e-mail address nor a @domain")
        for typed, key in ((EVERYBODY[5], EVERYBODY[5]), ("@Example.net", "@example.net")):
            desktop.press("Exclude an Address…")
            desktop.write("Address or @domain", typed)
            desktop.press("Next")
            desktop.write("Reason", "by telephone")
            desktop.press("Exclude")
            desktop.wait_text("Excluded: no campaign goes there any more")
            wait_until(lambda key=key: self.check(key) == "manual", f"{key} to be excluded")
            desktop.wait_text("by telephone")
        desktop.find("5 exclusions")
        self.press_of(DEAD, "Lift…")
        desktop.write("Reason", "new mailbox")
        desktop.press("Lift")
        desktop.wait_text("May be mailed again; the reason is kept")
        desktop.find("4 exclusions")
        self.assertIsNone(self.check(DEAD))
        lifted = desktop.query(self.workspace, "SELECT lifted_why FROM suppression WHERE lifted_us IS NOT NULL")
        self.assertEqual(lifted, [("new mailbox",)])

    def test_what_is_never_lifted(self):
        desktop = self.desktop
        for email, sentence in ((GONE, f"“{GONE}” unsubscribed, and that holds"), (ANGRY, "a complaint is never lifted")):
            self.press_of(email, "Why?")
            desktop.wait_text("This Cannot Be Lifted")
            desktop.wait_text(sentence)
            desktop.key("Escape")
            desktop.wait_gone("This Cannot Be Lifted")
        self.assertEqual((self.check(GONE), self.check(ANGRY)), ("unsubscribed", "complaint"))

    def test_found(self):
        desktop = self.desktop
        desktop.key("ctrl+f")
        desktop.xdo("type", "--delay", "20", "p01")
        desktop.find("1 exclusion")
        desktop.xdo("type", "xyz")
        desktop.find("Nothing Found")
        desktop.key("Escape")
        desktop.find("3 exclusions")
        desktop.choose("Reason shown", 3)
        desktop.find("1 exclusion")
        desktop.find(DEAD, "label")

    def test_import(self):
        desktop = self.desktop
        path = os.path.join(desktop.folder, "opt-outs.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"email,reason\n{EVERYBODY[6]},Unsubscribed\n{GONE},unsubscribed\nnobody,\n@example.net,\n")
        self.choose("More", "Import a File…")
        self.choose_file("Exclude From a File", "Open", path)
        desktop.find("3 addresses and domains")
        desktop.find("1 row names no address and no @domain")
        self.assertEqual(len(self.ctl("suppression", "list")), 3)
        desktop.press("Exclude")
        desktop.wait_text("2 exclusions added; 1 was there already")
        self.assertEqual([self.check(email) for email in (EVERYBODY[6], GONE, "x@example.net", ANGRY)],
                         ["unsubscribed", "unsubscribed", "manual", "complaint"])
        self.assertEqual(self.show(EVERYBODY[6])["consent"], [])
        rejected = os.path.join(desktop.folder, "rejected.csv")
        desktop.press("Save the Rejected Rows…")
        self.choose_file("Save the Rejected Rows", "Save", rejected)
        desktop.wait_text("The rows were saved")
        with open(rejected, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        self.assertEqual((rows[1][0], rows[1][2]), ("4", "nobody"))
        desktop.press("Close")
        desktop.find("5 exclusions")
        self.choose("More", "Import a File…")
        self.choose_file("Exclude From a File", "Open", self.program.args[0])
        desktop.wait_text("This Cannot Be Imported")
        desktop.key("Escape")

    def test_export(self):
        desktop = self.desktop
        path = os.path.join(desktop.folder, "exported.csv")
        self.choose("More", "Export…")
        self.choose_file("Save the Exclusions", "Save", path)
        desktop.wait_text("3 exclusions are in “exported.csv”")
        with open(path, newline="", encoding="utf-8") as file:
            rows = {row["email"]: row["reason"] for row in csv.DictReader(file)}
        self.assertEqual(rows, {GONE: "unsubscribed", ANGRY: "complaint", DEAD: "hard-bounce"})


if __name__ == "__main__":
    unittest.main()
