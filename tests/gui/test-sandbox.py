#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox keeps is looked at in each way, and a link in it, clicked, is followed by the browser to the local collector
and counted in the report."""
import pathlib
import subprocess
import time
import unittest

from desktop import BUILD, Desktop, wait_until

# A browser that asks once, as a person's would, and follows nothing further.
BROWSER = """#!/usr/bin/python3
import sys, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *answer):
        return None
request = urllib.request.Request(sys.argv[1], headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"})
try:
    urllib.request.build_opener(Stay).open(request)
except urllib.error.HTTPError as answer:
    print(answer.code, sys.argv[1], file=open(sys.argv[0] + ".log", "a"))
"""


class Sandbox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop()
        cls.addClassCleanup(cls.desktop.close)
        cls.install_browser()
        cls.workspace = cls.desktop.make_demo()
        cls.program = cls.desktop.run("--workspace", cls.workspace)
        cls.desktop.find("Overview")

    @classmethod
    def tearDownClass(cls):
        cls.desktop.stop_worker(cls.workspace)

    @classmethod
    def install_browser(cls):
        folder = pathlib.Path(cls.desktop.make_folder("data/applications"))
        cls.browser = pathlib.Path(cls.desktop.folder, "browser")
        cls.browser.write_text(BROWSER, encoding="utf-8")
        cls.browser.chmod(0o755)
        (folder / "browser.desktop").write_text(f"[Desktop Entry]\nType=Application\nName=Browser\nExec={cls.browser} %u\n"
                                                "MimeType=x-scheme-handler/http;\n", encoding="utf-8")
        pathlib.Path(cls.desktop.folder, "config/mimeapps.list").write_text(
            "[Default Applications]\nx-scheme-handler/http=browser.desktop\n", encoding="utf-8")

    def clicks(self):
        return self.desktop.ctl(self.workspace, "campaign", "report", "1")[0]["clicks"]["people"]

    def click_link(self):
        """Scrolls and clicks down the middle of the page until one was on a link: at phone width a button stands there."""
        desktop = self.desktop
        frame = desktop.window_geometry()
        left, above, width, height = desktop.find_box(desktop.find("Preview of the newsletter"))
        x, top = frame["X"] + left + width // 2, frame["Y"] + above
        log = pathlib.Path(f"{self.browser}.log")
        for _ in range(4):
            for y in range(top + 40, top + height - 10, 24):
                desktop.xdo("mousemove", str(x), str(y), "click", "1")
                time.sleep(0.1)
                if log.exists():
                    return
            desktop.xdo("mousemove", str(x), str(top + height // 2), *["click", "5"] * 6)
            time.sleep(0.5)
        wait_until(log.exists, "a link that was clicked", 10)

    def test_look_click_clear(self):
        desktop = self.desktop
        desktop.key("alt+6")
        desktop.wait_text("Nothing Sent Here Yet")
        desktop.ctl(self.workspace, "campaign", "start", "1", "--now", "--wait")
        desktop.wait_text("336 messages")
        desktop.write("Search test messages", "zoe.white")
        desktop.wait_text("1 message$|1 message\n")
        desktop.press("zoe.white@example.net")
        desktop.wait_text("To: Zoë White")
        desktop.wait_text("loading them counts as an open")
        self.assertEqual(self.clicks(), 0)
        desktop.press("As on a Phone")
        self.click_link()
        wait_until(lambda: self.clicks() == 1, "the click in the report")
        self.assertRegex(pathlib.Path(f"{self.browser}.log").read_text(encoding="utf-8"), r"^302 http://127\.0\.0\.1:")
        for way, seen in (("Plain Text", "Bottega Tramonti"), ("Headers", "List-Unsubscribe: "), ("Source", "Subject: =\\?"),
                          ("As on a Computer", "loading them counts")):
            desktop.press(way)
            desktop.wait_text(seen)
        opens = desktop.ctl(self.workspace, "campaign", "report", "1")[0]["opens"]
        self.assertEqual(sum(opens.values()), 0, "looking alone opens nothing")
        desktop.press("Load Pictures")
        wait_until(lambda: sum(desktop.ctl(self.workspace, "campaign", "report", "1")[0]["opens"].values()) == 1,
                   "the open by the pixel")
        desktop.write("Search test messages", "nobody like this")
        desktop.wait_text("No test message has this")
        desktop.write("Search test messages", "")
        desktop.wait_text("336 messages")
        desktop.press("Remove All Messages…")
        desktop.press("Remove All")
        desktop.wait_text("Nothing Sent Here Yet")
        left = subprocess.run([str(BUILD / "src/postinoctl"), "--workspace", self.workspace, "--json", "sandbox", "list"],
                              env=desktop.env, text=True, capture_output=True, check=True).stdout
        self.assertEqual(left, "")
        desktop.check_quiet()


if __name__ == "__main__":
    unittest.main()
