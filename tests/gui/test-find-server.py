#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a new server from an address: they stand in the form, it is said where they come from, and nothing that was
typed is lost. By the name of a provider. Certified mail is warned of. A password without encryption."""
import os
import pathlib
import unittest

from desktop import Desktop

ADDRESS = "E-mail address you send from"
NAME = "Name, as you call it"
HOST = "Host name (smtp.example.com)"
USER = "User name (often the address)"
ZONE = """bottega.example MX 10 mx.aruba.it
own.example MX 10 mx.own.example
_submission._tcp.own.example SRV 0 1 587 smtp.own.example
pec.studio.example MX 10 mx.pec.aruba.it
away.example FAIL
"""


class FindServer(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.workspace = os.path.join(self.desktop.folder, "mine")
        self.addCleanup(self.desktop.stop_worker, self.workspace)
        self.desktop.ctl(self.workspace, "workspace", "init")
        zone = pathlib.Path(self.desktop.folder, "zone")
        zone.write_text(ZONE, encoding="utf-8")
        self.desktop.env["POSTINO_DNS_FILE"] = str(zone)
        self.desktop.run("--workspace", self.workspace)
        self.desktop.key("alt+7")
        self.desktop.press("Add a Server")
        self.desktop.find(ADDRESS)

    def read(self, title):
        """GTK 4.8 gives nothing of an entry up to "the end" (-1)."""
        node = self.desktop.find_now(title, "text")
        return self.desktop.screen.ask(node, "Text", "GetText", "(ii)", 0, 1000)[0] if node else None

    def expect(self, **fields):
        """Waits for what the form holds."""
        titles = {"name": NAME, "host": HOST, "port": "Port", "user": USER}
        for key, value in fields.items():
            self.desktop.wait_for(lambda: self.read(titles[key]) == value, f"{key} to be “{value}”")

    def read_server(self, name):
        return next((row for row in self.desktop.ctl(self.workspace, "server", "list") if row["name"] == name), None)

    def test_from_an_address(self):
        desktop = self.desktop
        # the address has the keyboard from the beginning
        desktop.xdo("type", "--delay", "5", "info@bottega.example")
        desktop.key("Return")
        desktop.wait_text("The mail of bottega.example is at Aruba: these are its settings.")
        self.expect(name="Aruba", host="smtps.aruba.it", port="465", user="info@bottega.example")

        # Another address: what is there was found, not typed, and is replaced.
        desktop.write(ADDRESS, "ann@gmail.com")
        desktop.press("Find Settings")
        desktop.wait_text("Settings of Gmail. It needs an app password")
        self.expect(name="Gmail", host="smtp.gmail.com", user="ann@gmail.com")
        desktop.write("Password", "secret")
        desktop.press("Save")
        saved = desktop.wait_for(lambda: self.read_server("Gmail"), "the server")
        self.assertEqual((saved["host"], saved["port"], saved["tls"], saved["user"], saved["per_day"], saved["connections"]),
                         ("smtp.gmail.com", 465, "tls", "ann@gmail.com", 500, 4))
        desktop.check_quiet()

    def test_what_was_typed_stays(self):
        desktop = self.desktop
        desktop.write(NAME, "La mia posta")
        desktop.write(HOST, "smtp.mine.example")
        desktop.write(ADDRESS, "info@own.example")
        desktop.press("Find Settings")
        desktop.wait_text("own.example names this server in its DNS.*What you typed below is left as it is")
        self.expect(host="smtp.mine.example", port="465", user="")
        desktop.press("Use These")
        self.expect(name="La mia posta", host="smtp.own.example", port="587", user="info@own.example")
        desktop.wait_text("STARTTLS, required")
        desktop.wait_gone("Use These")

        # And again: what was typed after it.
        desktop.write("Port", "2525")
        desktop.write(ADDRESS, "info@bottega.example")
        desktop.press("Find Settings")
        desktop.find("Use These")
        self.expect(host="smtp.own.example", port="2525")
        desktop.check_quiet()

    def test_nothing_found(self):
        desktop = self.desktop
        for address, sentence in (("info@nothing.example", "Nothing is known about the server of “nothing.example”"),
                                  ("info@away.example", "not everybody could be asked"), ("info", "is not an address"),
                                  ("<b>&", "“<b>&” is not an address")):
            desktop.write(ADDRESS, address)
            desktop.press("Find Settings")
            desktop.wait_text(sentence)
        self.expect(host="", user="")
        desktop.check_quiet()

    def test_certified_mail(self):
        desktop = self.desktop
        desktop.write(ADDRESS, "avv@pec.studio.example")
        desktop.press("Find Settings")
        desktop.wait_text("Not for newsletters")
        desktop.wait_text("each message is a registered letter")
        self.expect(host="smtps.pec.aruba.it")
        desktop.check_quiet()

    def test_by_name(self):
        desktop = self.desktop
        desktop.choose("Provider", 3)
        desktop.wait_text("Settings of Outlook.com. It takes no password")
        self.expect(host="smtp-mail.outlook.com", port="587", user="")
        desktop.find("Client ID (from your provider)")
        desktop.choose("Provider", 1)
        desktop.wait_text("Settings of Microsoft 365")
        self.expect(host="smtp.office365.com", name="Microsoft 365")
        desktop.check_quiet()

    def test_password_in_the_clear(self):
        desktop = self.desktop
        switch = "Send the password without encryption"
        desktop.write(NAME, "Old")
        desktop.write(HOST, "mail.example.org")
        desktop.write(USER, "me")
        self.assertIsNone(desktop.find_now(switch))
        desktop.choose("Encryption", 2)
        desktop.press(switch)
        desktop.press("Save")
        saved = desktop.wait_for(lambda: self.read_server("Old"), "the server")
        self.assertEqual((saved["tls"], saved["plain_password"]), ("none", True))
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
