#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""shots.py FOLDER: pictures of every page, light and dark, English and Italian, wide and narrow, to be looked at.

Each set has its own workspaces (samples.py), shown at one moment that never changes: libfaketime holds the wall clock of all
programs still (intervals go on), so that two runs differ only where the program does."""
import gettext
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from desktop import BUILD, Desktop
from samples import fake_clock, make_bad, make_good

SHOWN = "2026-12-04 10:30:00"
SIZES = {"wide": "1200x800", "narrow": "360x720"}
LANGUAGES = {"en": "C.UTF-8", "it": "it_IT.UTF-8"}
SETTLE_SECONDS = 0.7
OPT_OUTS = "email,reason\nugo@example.org,unsubscribed\n@example.net,\nnobody,\n"
SAMPLE = "Nome;Cognome;E-mail;Città\nAda;Rossi;ada.rossi@example.com;Forlì\nUgo;Neri;ugo@@example;Roma\n"


class Shooting:
    def __init__(self, folder, theme, language, size):
        self.folder = pathlib.Path(folder, f"{theme}-{language}-{size}")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.size, self.missed = size, []
        self.words = gettext.translation("postino", BUILD / "po", [language], fallback=True)
        self.samples = tempfile.mkdtemp(prefix="postino-shots-")
        self.workspace = make_good(self.samples, LANGUAGES[language])
        self.troubled, self.copied = make_bad(self.samples, LANGUAGES[language])
        self.desktop = Desktop(SIZES[size], LANGUAGES[language], language, theme == "dark")
        self.desktop.env.update(fake_clock(SHOWN))

    def word(self, text):
        return self.words.gettext(text).replace("_", "")

    def count(self, one, many, n):
        return (self.words.ngettext(one, many, n) % n).replace("_", "")

    def start(self, *arguments):
        self.desktop.run(*arguments)
        window = self.desktop.wait_for(self.desktop.window_id, "the window")
        self.place(window)
        time.sleep(2)

    def place(self, window):
        width, height = SIZES[self.size].split("x")
        self.desktop.xdo("windowmove", window, "0", "0", "windowsize", window, width, height)

    def shot(self, name, *steps):
        """@steps: keys ("alt+1"), or what to press ("=Content": a word of the program; "~text": as it stands), to wait for
        (":2": seconds), to type (">text"), to write ("@entry=text") or how far to scroll
        down ("!9" in the middle of the window, "|9" at its end)."""
        try:
            for step in steps:
                if step[0] == "=":
                    self.desktop.press(self.word(step[1:]), 6)
                elif step[0] == "~":
                    self.click_last(step[1:])
                elif step[0] == ":":
                    time.sleep(float(step[1:]))
                elif step[0] == ">":
                    self.desktop.xdo("type", "--delay", "20", step[1:])
                elif step[0] in "!|":
                    self.scroll(step[1:], 50 if step[0] == "!" else 90)
                elif step[0] == "@":
                    self.desktop.write(self.word(step[1:].partition("=")[0]), step.partition("=")[2], 6)
                else:
                    self.desktop.key(step)
                time.sleep(SETTLE_SECONDS)
        except AssertionError:
            self.missed.append(name)
        self.desktop.xdo("mousemove", "0", "0")  # no tooltip in the picture
        if self.desktop.window_geometry()["X"]:  # it was moved, to press what was out of sight
            self.place(self.desktop.window_id())
            time.sleep(SETTLE_SECONDS)
        time.sleep(0.2)
        self.desktop.shot(str(self.folder / f"{name}.png"))

    def scroll(self, steps, percent):
        width, height = (int(n) for n in SIZES[self.size].split("x"))
        self.desktop.xdo("mousemove", str(width * percent // 100), str(height * 6 // 10), "click", "--repeat", steps, "5")

    def click_last(self, text):
        """Pages that are not shown keep their place in the tree; the newest is the last."""
        found = [node for node, _, name in self.desktop.walk() if name == text]
        assert found, text
        self.desktop.click_node(found[-1])

    def pages(self):
        self.shot("01-overview", "alt+1")
        self.shot("01-overview-below", "!20")
        self.shot("01-overview-table", "=Show as Table", ":1")
        if self.size == "narrow":
            self.shot("02-sidebar", "Escape", "=Show the Sidebar")
        self.shot("03-campaigns", "Escape", "alt+2")
        draft, sent = self.campaigns()
        self.shot("04-details", f"~{draft}", "=Details")
        self.shot("04-details-below", "!20")
        self.shot("05-content", "=Content", ":2")
        self.shot("06-recipients", "=Recipients")
        self.shot("07-check", "=Check", ":1")
        self.shot("08-send", "=Send")
        self.shot("08-send-below", "!20")
        self.shot("09-progress", "alt+Left", ":1", f"~{sent}", ":2")
        self.shot("10-contacts", "Escape", "alt+3")
        self.shot("11-person", f"~{self.first_address()}", "Return")
        self.shot("11-person-below", "|9")
        self.shot("11-person-end", "|40")
        self.shot("11-selected", "Escape", f"~{self.first_address()}", "shift+Down", "shift+Down")
        self.exclusions()
        self.shot("14-reports", "Escape", "alt+5")
        self.shot("14-report", f"~{sent}", ":1")
        self.shot("14-report-below", "!40")
        self.shot("14-report-people", "Escape", f"~{sent}", ":1", "!5", "=People who clicked", ":1")
        self.shot("15-sandbox", "Escape", "Escape", "alt+6", ":1")
        self.shot("16-message", f"~{self.first_address()}", ":2")
        self.shot("17-headers", "=Headers")
        self.shot("18-servers", "Escape", "alt+7")
        self.shot("19-server", "=Add a Server")
        self.shot("19-server-found", "@E-mail address you send from=bottega@gmail.com", "=_Find Settings", ":1")
        self.shot("19-server-pec", "@E-mail address you send from=bottega@pec.it", "=_Find Settings", ":1")
        self.shot("19-server-below", "!20")
        self.shot("19-sender", "Escape", "=Add a Sender")
        self.shot("20-shortcuts", "Escape", "ctrl+question")
        self.imports()

    def exclusions(self):
        self.shot("12-exclusions", "Escape", "Escape", "alt+4")
        self.shot("13-exclude", "=Exclude an Address…")
        path = self.write("opt-outs.csv", OPT_OUTS)
        self.shot("13-exclude-file", "Escape", "=More", "=_Import a File…", ":1", f">{path}", ":1", "Return", ":1")
        self.shot("13-excluded", "=_Exclude", ":1")
        self.shot("13-exclusions", "Escape", ":1")

    def imports(self):
        path = self.write("clienti.csv", SAMPLE)
        self.desktop.key("Escape")
        self.desktop.start("second", [str(BUILD / "src/postino"), "--workspace", self.workspace, path])
        self.shot("21-import", ":2")
        self.shot("21-import-below", "=They signed up on a form", ":1",
                  "@What they agreed to, in the words they read=Sì alla newsletter", "!12")
        self.shot("21-import-end", "!40")
        self.shot("22-imported", "~" + self.count("_Import %s Contact", "_Import %s Contacts", 1), ":2")

    def empty(self):
        """A new workspace: pages with nothing on them."""
        self.shot("30-welcome", ":1")
        self.shot("31-empty-overview", "=_Start", ":2")
        for number, name in enumerate(("campaigns", "contacts", "exclusions", "reports", "sandbox", "servers"), 2):
            self.shot(f"31-empty-{name}", f"alt+{number}", ":1")
        self.shot("32-empty-details", "ctrl+n", ":1")
        for step in ("Recipients", "Check", "Send"):
            self.shot(f"32-empty-{step.lower()}", f"={step}", ":1")

    def troubles(self):
        self.shot("40-trouble-overview", "alt+1", ":1")
        self.shot("41-trouble-campaigns", "alt+2")
        self.shot("41-archived", "=View", "=Show _Archived", ":1")
        self.shot("42-uncertain", ":1", "~Auguri di Natale", ":1")
        self.shot("42-uncertain-list", "!5", "=Decide about each of them", ":1")
        self.shot("43-refused", "Escape", ":1", "!40", "=Refused", ":1")
        self.shot("44-waiting", "Escape", "alt+Left", "~Nuova collezione", ":1")
        self.shot("45-stopped-server", "Escape", "alt+7")
        self.shot("46-report-unmeasured", "Escape", "alt+5", "~Auguri di Natale", ":1")

    def write(self, name, text):
        path = pathlib.Path(self.desktop.folder, name)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def first_address(self):
        return next((name for _, _, name in self.desktop.walk() if re.fullmatch(r"\S+@example\.\w+", name)), "no address")

    def campaigns(self):
        rows = self.desktop.ctl(self.workspace, "campaign", "list")
        names = {row["state"]: row["name"] for row in rows}
        return names["draft"], next(name for state, name in names.items() if state != "draft")

    def run(self):
        try:
            for workspace, take in ((self.workspace, self.pages), ("none", self.empty), (self.troubled, self.troubles),
                                    (self.copied, lambda: self.shot("50-restored", "alt+1", ":1"))):
                self.start("--workspace", os.path.join(self.desktop.folder, workspace))
                take()
                self.stop()
            self.desktop.check_quiet()
        finally:
            for workspace in (self.workspace, os.path.join(self.desktop.folder, "none"), self.troubled, self.copied):
                self.desktop.stop_worker(workspace)
            self.desktop.close()
            shutil.rmtree(self.samples, ignore_errors=True)
        if self.missed:
            print(f"{self.folder.name}: not reached: {', '.join(self.missed)}")

    def stop(self):
        process = self.desktop.processes.pop()
        while process.args[0] != str(BUILD / "src/postino"):
            process = self.desktop.processes.pop()
        for left in [process, *self.desktop.processes]:
            if left.args[0] == str(BUILD / "src/postino"):
                left.terminate()
                left.wait(20)


def main():
    if len(sys.argv) == 5:
        Shooting(*sys.argv[1:]).run()
        return 0
    folder = sys.argv[1] if len(sys.argv) > 1 else "build/shots"
    only = os.environ.get("SHOTS", "")
    failed = 0
    for theme in ("light", "dark"):
        for language in LANGUAGES:
            for size in SIZES:
                if only in f"{theme}-{language}-{size}":
                    failed += subprocess.run([sys.executable, "-W", "ignore", __file__, folder, theme, language,
                                              size]).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
