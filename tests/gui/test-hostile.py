#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A newsletter that tries to tell its sender that it is looked at, in the real program: pasted into the editor, and kept by
the sandbox. It is shown; nothing in it runs and nothing is asked for. (test-editor asks the page itself.)"""
import email.message
import smtplib
import time
import unittest

from desktop import Desktop, wait_until
from eavesdropper import Eavesdropper

GREEN, RED, BLUE = "#00FF00", "#FF0000", "#0000FF"
QUIET_SECONDS = 2
PREVIEW = "Preview of the newsletter"


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.web = Eavesdropper()
        cls.addClassCleanup(cls.web.close)
        cls.workspace = cls.desktop.make_demo()
        cls.addClassCleanup(cls.desktop.stop_worker, cls.workspace)
        cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.find("Overview")

    def setUp(self):
        self.web.heard.clear()

    def colour(self):
        """Of the page that is shown, near its lower edge, where nothing is written."""
        desktop = self.desktop
        node = desktop.find(PREVIEW)
        left, above, width, height = desktop.find_box(node)
        window = desktop.window_geometry()
        return desktop.read_pixel(window["X"] + left + width // 2, window["Y"] + above + height - 12)

    def wait_colour(self, colour):
        self.desktop.wait_for(lambda: self.colour() == colour, f"a page of {colour}, not {self.colour()}")

    def watch_in_peace(self):
        """Looked at for a while: it stays as it is, and nobody hears of it."""
        until = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < until:
            self.assertNotEqual(self.colour(), RED, "a script ran")
            time.sleep(0.2)
        self.assertEqual(self.web.heard, [])

    def check_images_only(self):
        """Asked for, pictures come, which also shows that the server would have heard; nothing else does."""
        wait_until(lambda: self.web.heard, "the pictures", 10)
        time.sleep(QUIET_SECONDS)
        self.assertEqual([path for path in self.web.heard if not path.startswith("/img-")], [])
        self.assertNotEqual(self.colour(), RED, "a script ran")

    def begin_newsletter(self, html):
        desktop = self.desktop
        desktop.key("ctrl+n")
        desktop.press("Content")
        desktop.write("HTML of the newsletter", html)

    def test_editor(self):
        self.begin_newsletter(f"<body style='background:{RED}'>")
        self.wait_colour(RED)  # it would be seen
        self.desktop.write("HTML of the newsletter", self.web.hostile())
        self.wait_colour(GREEN)
        self.watch_in_peace()
        self.desktop.press("As on a Phone")
        self.watch_in_peace()
        self.desktop.press("Show Remote Images")
        self.check_images_only()
        self.desktop.check_quiet()

    def test_fault_keeps_the_last_good_page(self):
        desktop = self.desktop
        self.begin_newsletter(f"<body style='background:{BLUE}'>{{{{ contact.first_name }}}}")
        self.wait_colour(BLUE)
        desktop.write("HTML of the newsletter", f"<body style='background:{RED}'>\n<p>\n{{{{ contact.first_name | nothingsuch }}}}")
        desktop.wait_text("nothingsuch")
        desktop.find("Go to Line 3")
        self.assertEqual(self.colour(), BLUE)
        desktop.press("Go to Line 3")
        desktop.write("HTML of the newsletter", f"<body style='background:{RED}'>\n<p>well")
        self.wait_colour(RED)
        desktop.wait_gone("Go to Line 3")
        desktop.check_quiet()

    def keep_in_sandbox(self, subject, html):
        """By SMTP, as any program may: what the sandbox gets is not always a message of ours."""
        message = email.message.EmailMessage()
        message["From"], message["To"], message["Subject"] = "evil@example.com", "ann@example.com", subject
        message.set_content("text")
        message.add_alternative(html, subtype="html")
        port = wait_until(lambda: self.desktop.query(self.workspace, "SELECT value FROM setting WHERE key = 'sandbox-port'"),
                          "the sandbox")[0][0]
        with smtplib.SMTP("127.0.0.1", int(port)) as server:
            server.send_message(message)

    def test_sandbox(self):
        desktop = self.desktop
        self.keep_in_sandbox("Hostile", self.web.hostile())
        desktop.key("alt+6")
        desktop.press("ann@example.com")
        desktop.wait_text("To: ann@example.com")
        self.wait_colour(GREEN)
        self.watch_in_peace()
        for way in ("As on a Phone", "Plain Text", "Headers", "Source", "As on a Computer"):
            desktop.press(way)
        self.watch_in_peace()
        desktop.press("Load Pictures")
        self.check_images_only()
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
