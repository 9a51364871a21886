#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last step before sending: the subject as its reader sees it, the button always in sight, a send that is taken back; and
a test that goes to oneself."""
import unittest

from desktop import Desktop
from prepared import Prepared

SUBJECT = "{% if contact.first_name %}{{ contact.first_name }}, the{% else %}The{% endif %} oil is here"


class SendStep(unittest.TestCase):
    def setUp(self):
        self.desktop = Desktop()
        self.addCleanup(self.desktop.close)
        self.mine = Prepared(self.desktop)
        self.addCleanup(self.desktop.stop_worker, self.mine.workspace)
        self.mine.fill(3)
        letter = self.mine.write_file("letter.html", "<p>Hello</p>")
        self.mine.ctl("campaign", "new", "Oil", "--from", "shop@example.com", "--subject", SUBJECT, "--html", letter, "--list", "all",
                      "--server", "peer")
        self.mine.open("Oil")

    def choose_contact(self, words):
        desktop = self.desktop
        desktop.press("Content")
        desktop.press("As Which Contact")
        desktop.find("Nobody in Particular", "push button")
        desktop.xdo("type", words)
        desktop.find(f"{words}@example.com")
        desktop.wait_for(lambda: desktop.find_now("person0@example.com") is None, "only one to be found")
        desktop.key("Return")
        desktop.find(words.replace("person", "Name") + ", the oil is here")

    def assert_nowhere_raw(self):
        self.assertEqual([text for text in self.desktop.texts() if "{%" in text or "{{" in text], [])

    def test_subject_as_it_is_read(self):
        desktop = self.desktop
        desktop.press("Send")
        desktop.find("The oil is here")
        desktop.find("Subject, without anybody’s data")
        self.assert_nowhere_raw()
        self.choose_contact("person1")
        desktop.press("Send")
        desktop.find("Subject, as person1@example.com gets it")
        desktop.find("Name1, the oil is here")
        desktop.press("Send to 3 people")
        desktop.wait_text("^Subject: Name1, the oil is here")
        self.assert_nowhere_raw()
        desktop.check_quiet()

    def assert_in_sight(self, name):
        x, y, width, height = self.desktop.find_box(self.desktop.find(name, "push button"))
        window = self.desktop.window_geometry()
        self.assertLessEqual(x + width, window["WIDTH"])
        self.assertLessEqual(y + height, window["HEIGHT"])

    def test_button_is_in_sight(self):
        desktop = self.desktop
        desktop.press("Send")
        self.assert_in_sight("Send to 3 people")
        desktop.xdo("windowsize", "--sync", desktop.window_id(), "360", "640")
        desktop.wait_for(lambda: desktop.window_geometry()["WIDTH"] == 360, "a narrow window")
        self.assert_in_sight("Send to 3 people")

        # beside what is in its way, too
        self.mine.ctl("list", "delete", "all")
        desktop.find("Send to 0 people")
        self.assert_in_sight("Send to 0 people")
        self.assert_in_sight("Choose Recipients")
        desktop.check_quiet()

    def test_taken_back(self):
        desktop = self.desktop
        desktop.press("Send")
        desktop.press("Send to 3 people")
        desktop.wait_text("Send to 3 People")
        desktop.press("Send")
        desktop.wait_text("Sending begins in")
        desktop.press("Undo")
        desktop.wait_text("Taken back: nothing has left")
        desktop.find("Send to 3 people")
        self.assertEqual(desktop.read_peer(), [])
        desktop.check_quiet()

    def send_test(self, expected, address=None):
        n = len(self.desktop.read_peer())
        self.desktop.key("ctrl+Return")
        self.desktop.find("As seen by a contact (e-mail address, optional)")
        if address:
            self.desktop.write("To the address", address)
        self.desktop.press("Send")
        self.mine.sent(n + 1)
        self.assertEqual(self.desktop.read_peer()[n:], [expected])
        self.desktop.wait_gone("To the address")

    def test_to_oneself(self):
        """The first test goes to the sender; the next where the last one went, as the contact one looks at gets it."""
        desktop = self.desktop
        desktop.press("Content")
        self.send_test("shop@example.com")
        self.send_test("me@example.com", "me@example.com")
        self.choose_contact("person2")
        self.send_test("me@example.com")
        seen = self.mine.query("SELECT address FROM campaign JOIN contact ON contact.id = test_as WHERE kind = 'test'")
        self.assertEqual(seen, [("person2@example.com",)])
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
