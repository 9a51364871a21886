#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that delivers directly, in its form: made, tried, changed, and still one that delivers directly. Addresses of this
computer to send from, of both kinds of account."""
import os
import pathlib
import unittest

from desktop import Desktop

NAME = "Name, as you call it"
HOST = "Host name (smtp.example.com)"
OWN_NAME = "This computer’s name in DNS"
SWITCH = "Deliver directly to the recipients’ servers"
SOURCES = "Addresses to send from, by turns"
ZONE = """gmail.com MX 5 mx.example
mx.example A 127.0.0.1
own.example A 127.0.0.5
127.0.0.5 PTR own.example
lost.example A 127.0.0.6
"""


class DirectServer(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.desktop.ctl(self.workspace, "workspace", "init")
        zone = pathlib.Path(self.desktop.folder, "zone")
        zone.write_text(ZONE, encoding="utf-8")
        self.desktop.env["POSTINO_DNS_FILE"] = str(zone)

    def open_page(self):
        self.desktop.run("--workspace", self.workspace)
        self.desktop.key("alt+7")
        self.desktop.find("Add a Server")

    def read_server(self, name):
        return next((row for row in self.desktop.ctl(self.workspace, "server", "list") if row["name"] == name), None)

    def wait_server(self, name, **expected):
        def look():
            row = self.read_server(name)
            return row and {key: row[key] for key in expected} == expected
        self.desktop.wait_for(look, f"the server {name} to be {expected}")

    def test_made_here(self):
        desktop = self.desktop
        self.open_page()
        desktop.press("Add a Server")
        desktop.find(HOST)
        desktop.press(SWITCH)
        desktop.find(OWN_NAME)
        desktop.wait_text("Most access providers close port 25")
        for gone in (HOST, "Port", "Encryption", "Password", "Certificate to accept (SHA-256)"):
            desktop.wait_gone(gone)

        # and back: all of it is there again
        desktop.press(SWITCH)
        desktop.find(HOST)
        desktop.find("Port")
        desktop.press(SWITCH)
        desktop.write(NAME, "Own")
        desktop.write(OWN_NAME, "own.example")
        desktop.press("Save")
        self.wait_server("Own", direct=True, host="own.example", auth="none", user=None, tls="starttls", connections=20)
        desktop.wait_text("directly to the recipients’ servers")
        desktop.check_quiet()

    def test_changed_and_tried(self):
        desktop = self.desktop
        port = desktop.start_peer()
        desktop.ctl(self.workspace, "server", "add", "Own", "--direct", "--port", port, "--host", "lost.example")
        self.open_page()
        desktop.press("Own")
        desktop.find(OWN_NAME)
        self.assertIsNone(desktop.find_now(SWITCH))
        desktop.press("Test")
        desktop.wait_text("leads to an address that does not lead back to it")
        desktop.write(OWN_NAME, "own.example")
        desktop.press("Test")
        desktop.wait_text("Mail hosts can be reached")
        desktop.write(SOURCES, "127.0.0.1 here")
        desktop.press("Save")
        desktop.wait_text("“here” is no IP address")
        desktop.write(SOURCES, "127.0.0.1  127.0.0.5")
        desktop.press("Save")
        self.wait_server("Own", direct=True, host="own.example", sources="127.0.0.1 127.0.0.5", port=int(port))
        desktop.wait_gone(OWN_NAME)
        desktop.check_quiet()

    def test_sources_of_an_account(self):
        desktop = self.desktop
        desktop.ctl(self.workspace, "server", "add", "Posta", "--host", "smtp.example.com")
        self.open_page()
        desktop.press("Posta")
        desktop.write(SOURCES, "192.0.2.77")
        desktop.press("Save")
        desktop.wait_text("This computer does not have the address “192.0.2.77”")
        desktop.write(SOURCES, "127.0.0.1")
        desktop.press("Save")
        self.wait_server("Posta", direct=False, host="smtp.example.com", sources="127.0.0.1")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
