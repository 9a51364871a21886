#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a campaign says what is wrong in the content and with the sender, and leads to where it is put right; a
sender that is removed is none, and comes back by Undo."""
import os
import pathlib
import unittest

from desktop import Desktop

CONTENT = "<p>From {{ contact.citta }}: <a href='www.shop.example'>the shop</a></p>"


class Check(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop("1200x900")
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.ctl("workspace", "init")
        self.ctl("contact", "import", self.write("c.csv", "email\nann@example.com\n"), "--list", "all", "--consent", "yes")
        self.ctl("identity", "add", "io@example.com", "--name", "Io")
        self.ctl("server", "add", "mail", "--host", "mail.example.com")
        self.ctl("campaign", "new", "Autumn", "--from", "io@example.com", "--subject", "Autumn", "--list", "all", "--server", "mail",
                 "--html", self.write("l.html", CONTENT))

    def ctl(self, *words):
        return self.desktop.ctl(self.workspace, *words)

    def write(self, name, text):
        path = pathlib.Path(self.desktop.folder, name)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def click_finding(self, words):
        desktop = self.desktop
        desktop.click_node(desktop.wait_for(lambda: next((node for node in desktop.screen.look()
                                                          if words in node.name and node.role == "list item"), None), words))

    def test_findings_lead_on(self):
        desktop = self.desktop
        desktop.run("--workspace", self.workspace)
        desktop.key("alt+2")
        desktop.press("Autumn")
        desktop.press("Check")
        desktop.wait_text("No contact has a field “citta”: it stays empty in every message")
        desktop.wait_text("A link leads nowhere: “www.shop.example” is not the address of a page")
        self.click_finding("has no legal identity")
        desktop.find("By Law")
        desktop.press("Remove This Sender")
        desktop.wait_text("^The sender “io@example.com” was removed$")
        desktop.wait_gone("By Law")
        self.assertEqual(self.ctl("identity", "list"), [])
        desktop.press("Undo")
        desktop.wait_text("has no legal identity")
        self.assertEqual([row["email"] for row in self.ctl("identity", "list")], ["io@example.com"])
        desktop.check_quiet()

    def test_another_sender(self):
        """Chosen in the drop-down, which is filled anew while it is still closing; and the way to a new one."""
        desktop = self.desktop
        desktop.run("--workspace", self.workspace)
        desktop.key("alt+2")
        desktop.press("Autumn")
        desktop.press("Details")
        desktop.wait_text("^Io <io@example.com>$")
        for _ in range(2):
            desktop.choose("Sender", 1)
            desktop.find("SMTP Servers")
            desktop.key("alt+2")
            desktop.wait_text("^Io <io@example.com>$")
        self.ctl("identity", "add", "tu@example.com", "--name", "Tu")
        desktop.key("alt+Left")  # to the list and back: the drop-down has the new one by then
        desktop.press("Autumn")
        desktop.press("Details")
        desktop.choose("Sender", 1)
        desktop.wait_for(lambda: desktop.query(self.workspace, "SELECT email FROM campaign c JOIN identity i ON i.id = c.identity")
                         == [("tu@example.com",)], "the campaign to be of the new sender")
        desktop.check_quiet()

    def test_nothing_was_written(self):
        """What everybody begins with is not sent as it is, and what is left of it is told; the finding leads to the text."""
        desktop = self.desktop
        desktop.run("--workspace", self.workspace)
        desktop.find("Overview")
        desktop.key("ctrl+n")
        desktop.press("Check")
        self.click_finding("Nothing was written yet")
        desktop.find("HTML of the newsletter")
        html = desktop.read("HTML of the newsletter")
        desktop.write("HTML of the newsletter", html.replace("Write here, in two or three sentences, what is new", "The oil is here"))
        desktop.press("Check")
        desktop.wait_text("The sample text is still in it: “if there is a page to visit, put its link here…”")
        desktop.wait_gone("Nothing was written yet: the newsletter is still the sample text")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
