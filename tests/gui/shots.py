#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""shots.py FOLDER: pictures of every page, light and dark, English and Italian, wide and narrow, to be looked at.

The sample workspace is made once, its newsletter sent, and shown at one moment that never changes: libfaketime holds the
wall clock of all programs still (intervals go on), so that two runs differ only where the program does."""
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

SENT, SHOWN = "2026-12-04 09:12:00", "2026-12-04 10:30:00"
SIZES = {"wide": "1200x800", "narrow": "360x720"}
LANGUAGES = {"en": "C.UTF-8", "it": "it_IT.UTF-8"}
SETTLE_SECONDS = 0.7
OPT_OUTS = "email,reason\nugo@example.org,unsubscribed\n@example.net,\nnobody,\n"
SAMPLE = "Nome;Cognome;E-mail;Città\nAda;Rossi;ada.rossi@example.com;Forlì\nUgo;Neri;ugo@@example;Roma\n"


def fake_clock(moment):
    library = "/usr/$LIB/faketime/libfaketimeMT.so.1"
    if not list(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        sys.exit("libfaketime is missing: apt-get install libfaketime")
    return {"LD_PRELOAD": library, "FAKETIME": moment, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1", "TZ": "UTC"}


def make_workspace(folder):
    """The demo, its newsletter sent and a copy of it as a draft."""
    workspace = os.path.join(folder, "workspace")
    env = dict(os.environ, POSTINO_SECRETS="file", LC_ALL="C.UTF-8", XDG_STATE_HOME=os.path.join(folder, "state"),
               **fake_clock("@" + SENT))
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)

    def ctl(*words):
        subprocess.run([str(BUILD / "src/postinoctl"), *words], env=env, check=True, stdout=subprocess.DEVNULL, timeout=120)

    ctl("demo", workspace)
    ctl("--workspace", workspace, "campaign", "duplicate", "1")
    ctl("--workspace", workspace, "campaign", "start", "1", "--now", "--wait")
    ctl("--workspace", workspace, "suppression", "add", "signora.bassi@example.org", "--reason", "telefonata")
    ctl("--workspace", workspace, "worker", "stop")
    return workspace


class Shooting:
    def __init__(self, folder, workspace, theme, language, size):
        self.folder = pathlib.Path(folder, f"{theme}-{language}-{size}")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.workspace, self.size, self.missed = workspace, size, []
        self.words = gettext.translation("postino", BUILD / "po", [language], fallback=True)
        self.desktop = Desktop(SIZES[size], LANGUAGES[language], language, theme == "dark")
        self.desktop.env.update(fake_clock(SHOWN))

    def word(self, text):
        return self.words.gettext(text).replace("_", "")

    def start(self, *arguments):
        self.desktop.run(*arguments)
        window = self.desktop.wait_for(self.desktop.window_id, "the window")
        width, height = SIZES[self.size].split("x")
        self.desktop.xdo("windowmove", window, "0", "0", "windowsize", window, width, height)
        time.sleep(2)

    def shot(self, name, *steps):
        """@steps: keys ("alt+1"), or what to press ("=Content": a word of the program; "~text": as it stands), to wait for
        (":2": seconds) or to type (">text")."""
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
                else:
                    self.desktop.key(step)
                time.sleep(SETTLE_SECONDS)
        except AssertionError:
            self.missed.append(name)
        self.desktop.xdo("mousemove", "0", "0")  # no tooltip in the picture
        time.sleep(0.2)
        self.desktop.shot(str(self.folder / f"{name}.png"))

    def click_last(self, text):
        """Pages that are not shown keep their place in the tree; the newest is the last."""
        found = [node for node, _, name in self.desktop.walk() if name == text]
        assert found, text
        self.desktop.click_node(found[-1])

    def pages(self):
        narrow = self.size == "narrow"
        self.shot("01-overview", "alt+1")
        if narrow:
            self.shot("02-sidebar", "=Show the Sidebar")
        self.shot("03-campaigns", "alt+2")
        draft, sent = self.campaigns()
        self.shot("04-details", f"~{draft}", "=Details")
        self.shot("05-content", "=Content", ":2")
        self.shot("06-recipients", "=Recipients")
        self.shot("07-check", "=Check", ":1")
        self.shot("08-send", "=Send")
        self.shot("09-progress", "Escape", f"~{sent}", ":1")
        self.shot("10-contacts", "Escape", "alt+3")
        self.shot("11-person", f"~{self.first_address()}", "Return")
        self.shot("12-exclusions", "Escape", "alt+4")
        self.shot("13-exclude", "=Exclude an Address…")
        opt_outs = pathlib.Path(self.desktop.folder, "opt-outs.csv")
        opt_outs.write_text(OPT_OUTS, encoding="utf-8")
        self.shot("13-exclude-file", "Escape", "=More", "=_Import a File…", ":1", f">{opt_outs}", ":1", "Return", ":1")
        self.shot("13-excluded", "=_Exclude", ":1")
        self.shot("14-reports", "Escape", "alt+5")
        self.shot("14-report", f"~{sent}", ":1")
        self.shot("15-sandbox", "Escape", "alt+6", ":1")
        self.shot("16-message", "~zoe.wood@example.net", ":2")
        self.shot("17-headers", "=Headers")
        self.shot("18-servers", "Escape", "alt+7")
        self.shot("19-server", "=Add a Server")
        self.shot("20-shortcuts", "Escape", "ctrl+question")
        self.shot("21-import", "Escape")
        sample = pathlib.Path(self.desktop.folder, "clienti.csv")
        sample.write_text(SAMPLE, encoding="utf-8")
        self.desktop.start("second", [str(BUILD / "src/postino"), "--workspace", self.workspace, str(sample)])
        self.shot("21-import", ":2")

    def first_address(self):
        return next((name for _, _, name in self.desktop.walk() if re.fullmatch(r"\S+@example\.\w+", name)), "no address")

    def campaigns(self):
        rows = self.desktop.ctl(self.workspace, "campaign", "list")
        names = {row["state"]: row["name"] for row in rows}
        return names["draft"], next(name for state, name in names.items() if state != "draft")

    def run(self):
        try:
            self.start("--workspace", self.workspace)
            self.pages()
            self.stop()
            self.start("--workspace", os.path.join(self.desktop.folder, "none"))
            self.shot("30-welcome", ":1")
            self.desktop.check_quiet()
        finally:
            self.desktop.stop_worker(self.workspace)
            self.desktop.close()
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
    if len(sys.argv) == 6:
        Shooting(*sys.argv[1:]).run()
        return 0
    folder = sys.argv[1] if len(sys.argv) > 1 else "build/shots"
    only = os.environ.get("SHOTS", "")
    scratch = tempfile.mkdtemp(prefix="postino-shots-")
    failed = 0
    try:
        workspace = make_workspace(scratch)
        for theme in ("light", "dark"):
            for language in LANGUAGES:
                for size in SIZES:
                    if only in f"{theme}-{language}-{size}":
                        failed += subprocess.run([sys.executable, "-W", "ignore", __file__, folder, workspace, theme, language,
                                                  size]).returncode != 0
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
