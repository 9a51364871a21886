#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new user's whole path: from no workspace to a newsletter that everybody got once, with the window closed meanwhile."""
import contextlib
import os
import unittest

from desktop import Desktop, wait_until

N = 60
HTML = "<html><body><p>Ciao {{ contact.first_name }}, <a href='https://example.com/'>the oil is here</a>.</p></body></html>"


class Campaign(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop("1280x2000")  # the whole form of a server
        cls.addClassCleanup(cls.desktop.close)
        cls.workspace = os.path.join(cls.desktop.folder, "mine")
        cls.addClassCleanup(cls.desktop.stop_worker, cls.workspace)

    def test_first_newsletter(self):
        self.port = self.desktop.start_peer("--delay-ms", "150")
        self.start()
        self.add_sender()
        self.add_server()
        self.import_contacts()
        self.write_newsletter()
        self.choose_recipients()
        self.send_test()
        self.send_and_take_back()
        self.send_and_close()
        self.watch_to_the_end()
        self.desktop.check_quiet()

    def start(self):
        desktop = self.desktop
        self.program = desktop.run("--workspace", self.workspace)
        desktop.wait_text("Welcome to Postino")
        desktop.press("Start")
        desktop.wait_text("First Steps")

    def add_sender(self):
        desktop = self.desktop
        desktop.key("alt+7")
        desktop.press("Add a Sender")
        desktop.write("Name", "Bottega Tramonti")
        desktop.write("E-mail address", "not an address")
        desktop.press("Save")
        desktop.wait_text("not an address.* is not|is no e-mail address|not an e-mail address")
        desktop.write("E-mail address", "bottega@example.com")
        desktop.write("Legal identity: name, seat, tax number", "Bottega Tramonti srl, Roma, P.IVA 01234567890")
        desktop.write("Postal address", "Via Roma 1, 00100 Roma")
        desktop.write("Privacy notice (https://…)", "https://example.com/privacy")
        desktop.press("Save")
        desktop.wait_gone("Save")
        desktop.find("Bottega Tramonti")

    def add_server(self):
        desktop = self.desktop
        desktop.press("Add a Server")
        desktop.write("Name, as you call it", "Provider")
        desktop.write("Host name (smtp.example.com)", "127.0.0.1")
        desktop.choose("Encryption", 2)
        desktop.wait_text("Without encryption")
        desktop.write("Port", "1")
        desktop.press("A return address for each message")
        desktop.press("Reaches nobody real")
        desktop.press("Test")
        desktop.wait_text("It does not work yet")
        desktop.write("Port", str(self.port))
        desktop.press("Test")
        desktop.wait_text("It works")
        desktop.press("Save")
        desktop.wait_gone("Save")
        desktop.find("Provider")
        self.assertEqual(desktop.query(self.workspace, "SELECT verp, trial FROM server WHERE name = 'Provider'"), [(1, 1)])

    def import_contacts(self):
        desktop = self.desktop
        path = os.path.join(desktop.folder, "clienti.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("email,first_name\n")
            file.writelines(f"person{i}@example.com,Name{i}\n" for i in range(N))
        desktop.drag_files(path)
        desktop.press("They signed up on a form")
        desktop.write("What they agreed to, in the words they read", "Yes to the newsletter")
        desktop.press(f"Import {N} Contacts")
        desktop.wait_text(f"{N} contacts out of {N} rows")
        desktop.press("Close")
        desktop.wait_gone("Undo the Import")

    def write_newsletter(self):
        desktop = self.desktop
        desktop.key("ctrl+n")
        desktop.write("Subject", "The oil is here")
        desktop.write("Name, only for you", "Autumn")
        desktop.press("Content")
        desktop.click_node(desktop.find("HTML of the newsletter"))
        desktop.key("ctrl+a")
        desktop.xdo("type", "--delay", "2", HTML)
        wait_until(lambda: desktop.query(self.workspace, "SELECT 1 FROM revision WHERE html LIKE '%the oil is here%'"),
                   "the text in the database")

    def choose_recipients(self):
        desktop = self.desktop
        desktop.press("Recipients")
        desktop.press("Newsletter")
        desktop.wait_text(f"people will receive it")
        desktop.press("Check")
        desktop.wait_text("Nothing Speaks Against Sending It|Go On to Send")

    def send_test(self):
        desktop = self.desktop
        desktop.press("Content")
        desktop.key("ctrl+Return")
        desktop.write("To the address", "me@example.com")
        desktop.write("As seen by a contact (e-mail address, optional)", "person3@example.com")
        desktop.press("Send")
        desktop.wait_text("The server accepted the test to me@example.com")
        self.assertEqual(desktop.read_peer(), ["me@example.com"])

    def try_send(self):
        """A press is taken back if within a quarter of a second all is checked again."""
        self.desktop.press(f"Send to {N} people")
        with contextlib.suppress(AssertionError):
            return self.desktop.wait_text("Send to 60 People\\?", 3)

    def press_send(self):
        desktop = self.desktop
        desktop.wait_for(self.try_send, "the last question")
        desktop.wait_text("Subject: The oil is here")
        desktop.press("Send")
        desktop.wait_text("Sending begins in \\d+ seconds?")

    def send_and_take_back(self):
        desktop = self.desktop
        desktop.press("Send")
        self.press_send()
        desktop.press("Undo")
        desktop.find(f"Send to {N} people")
        self.assertEqual(len(desktop.read_peer()), 1)

    def send_and_close(self):
        """The window is closed while it sends; sending goes on, and the window that is opened again shows where it is."""
        desktop = self.desktop
        self.press_send()
        desktop.wait_text("You may close the window: sending goes on")
        wait_until(lambda: len(desktop.read_peer()) > 3, "the first messages")
        desktop.key("ctrl+w")
        wait_until(lambda: self.program.poll() is not None, "the program to end")
        self.assertEqual(self.program.returncode, 0)
        before = len(desktop.read_peer())
        self.assertLess(before, N + 1)
        wait_until(lambda: len(desktop.read_peer()) > before, "sending to go on")

    def watch_to_the_end(self):
        desktop = self.desktop
        self.program = desktop.run("--workspace", self.workspace)
        desktop.find("Overview")
        desktop.key("alt+2")
        desktop.press("Autumn")
        desktop.wait_text(f"\\d+ of {N} accepted")
        desktop.wait_text("^Finished$", 60)
        desktop.wait_text(f"{N} of {N} accepted")
        self.assertEqual(sorted(desktop.read_peer()), sorted(["me@example.com", *(f"person{i}@example.com" for i in range(N))]))


if __name__ == "__main__":
    unittest.main()
