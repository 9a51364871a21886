#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was said with a server, from its form: nothing with one, all of it with another, searched, copied and read again."""
import unittest

from desktop import Desktop
from prepared import Prepared

VIEW = "What was said with the server"
SEARCH = "Search the lines"


class Transcript(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.mine = Prepared(self.desktop)
        self.addCleanup(self.desktop.stop_worker, self.mine.workspace)

    def test_transcript(self):
        desktop = self.desktop
        self.mine.fill(12)
        self.mine.ctl("campaign", "start", self.mine.new_campaign("Spring"), "--now", "--wait")
        self.mine.ctl("server", "add", "silent", "--host", "smtp.example.com")
        self.mine.open()
        desktop.key("alt+7")
        desktop.press("silent")
        desktop.press("What was said")
        desktop.wait_text("Nothing has been said with this server lately")
        desktop.key("Escape")
        desktop.wait_gone(SEARCH)
        desktop.press("Cancel")
        desktop.wait_gone("What was said")
        desktop.press("peer")
        desktop.press("What was said")
        desktop.wait_text(r"#\d+ > RCPT TO:<person11@example\.com>")
        desktop.wait_text(r"#\d+ < 250 ")
        self.assertNotIn("Hello Name", desktop.texts())

        desktop.write(SEARCH, "PERSON7@")
        desktop.wait_for(lambda: "person11@" not in desktop.texts(), "the other lines to go")
        desktop.wait_text(r"> RCPT TO:<person7@example\.com>")
        desktop.press("Copy")
        desktop.wait_text("Copied. The lines hold addresses of recipients.")
        desktop.write(SEARCH, "nobody at all")
        desktop.wait_text("No line holds these words")
        desktop.write(SEARCH, "")
        desktop.press("Read Again")
        desktop.wait_text("RCPT TO:<person11@")
        desktop.key("Escape")
        desktop.wait_gone(VIEW)
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
