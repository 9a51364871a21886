#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of the sample newsletter: it follows a click while it is shown, every number opens its people, the chart can be
read as a table and by the keyboard; the overview leads to it."""
import email
import email.policy
import html
import re
import subprocess
import time
import unittest
import urllib.error
import urllib.request

from desktop import BUILD, Desktop

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"

SCANNER_SECONDS = 2  # a browser that is faster is no person for sure: events/user-agent.c


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def fetch(url, data=None):
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    try:
        opener.open(urllib.request.Request(url, data=data, headers={"User-Agent": BROWSER}), timeout=10).read()
    except urllib.error.HTTPError as answer:
        if answer.code != 302:
            raise


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.workspace = cls.desktop.make_demo()
        cls.program = cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.find("Overview")

    @classmethod
    def tearDownClass(cls):
        cls.desktop.stop_worker(cls.workspace)

    def read_message(self, address):
        row = next(row for row in self.desktop.ctl(self.workspace, "sandbox", "list", "--limit", 1000) if row["to"] == address)
        shown = subprocess.run([str(BUILD / "src/postinoctl"), "--workspace", self.workspace, "sandbox", "show", str(row["id"])],
                               env=self.desktop.env, check=True, capture_output=True, timeout=60).stdout
        return email.message_from_bytes(shown, policy=email.policy.default)

    def test_report(self):
        desktop = self.desktop

        desktop.press("Reports")
        desktop.wait_text("Nothing Was Sent Yet")
        desktop.ctl(self.workspace, "campaign", "start", 1, "--wait")
        desktop.press("Inverno in bottega")
        desktop.wait_text("336 recipients")
        sent = time.monotonic()
        measured = desktop.ctl(self.workspace, "campaign", "report", 1)[0]["individuals"]
        desktop.find("Clicked: 0, 0 %")

        # what happens while one looks
        person = desktop.ctl(self.workspace, "campaign", "recipients", 1, "--state", "accepted")
        named = next(row["email"] for row in person if self.has_own_link(row["email"]))
        message = self.read_message(named)
        page = message.get_body(("html",)).get_content()
        desktop.wait_for(lambda: time.monotonic() - sent > SCANNER_SECONDS, "a click that can be a person's")
        fetch(html.unescape(re.search(r'href="(http://127[^"]+/c/[^"]+)"', page)[1]))
        desktop.wait_text(f"^Measured by name: {measured} people who agreed")
        desktop.wait_for(lambda: desktop.find_now(f"Clicked: 1, {100 / measured:.1f} %"), "the click in the report")
        fetch(re.search(r"<(http[^>]+)>", message["List-Unsubscribe"])[1], b"List-Unsubscribe=One-Click")
        desktop.wait_for(lambda: desktop.find_now("Unsubscribed: 1, 0.3 %"), "who left in the report")

        # who is behind it
        desktop.press("Unsubscribed: 1, 0.3 %")
        desktop.wait_text("Unsubscribed in the First 48 Hours")
        desktop.press("Unsubscribed")
        desktop.wait_text(re.escape(named))
        desktop.key("Escape")
        desktop.wait_text("336 recipients")

        # why people were left out
        desktop.press("Left out: 36")
        desktop.wait_text("No recorded consent")

        # the chart in other words
        desktop.press("Accepted: 336, 100 %")
        desktop.find("Accepted in the First 48 Hours")
        desktop.wait_text("336, most of them")
        desktop.press("Show as Table")
        desktop.wait_text("Hour")
        desktop.key("Escape")

        # from the overview
        desktop.press("Overview")
        desktop.press("Report of Inverno in bottega")
        desktop.wait_text("336 recipients")
        desktop.check_quiet()

    def has_own_link(self, address):
        """Measured by name: the report can say who it was."""
        shown = self.desktop.ctl(self.workspace, "contact", "show", address)[0]
        return "tracking" in shown["consent"]


if __name__ == "__main__":
    unittest.main()
