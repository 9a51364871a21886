#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that talks too much, out of turn, or nonsense, at every step; with and without PIPELINING, and before TLS.

It does so once and is well-behaved afterwards: then everybody gets the message all the same, nobody twice. Nothing secret is said in
the clear, and however much is said, the worker's memory does not grow with it.
"""
import pathlib
import sys
import unittest

from certificates import make_self_signed
from fleet import PASSWORD, USER, Fleet

RECIPIENTS = 6
TIMEOUT_MS = 6000
MEMORY_MIB = 96  # of the worker, at most, at any time: the design's figure for a million recipients
TLS_MIB = 4  # what a connection with TLS costs by itself (glib-networking 2.74 keeps the system's authorities for each)
SETUP = ("banner", "ehlo", "auth")
ENVELOPE = ("mail", "rcpt", "data")
STORMS = {
    "unasked": "inject", "most-lines": "lines=100", "one-line-more": "lines=101", "many-lines": "lines=5000", "long-line": "long=524288",
    "endless": "endless", "endless-line": "endless-line", "garbage": "garbage", "half": "half", "split": "split",
    "go-on": "reply=354 Go on", "challenge": "reply=334 VXNlcm5hbWU6", "no-such-code": "reply=199 Well", "too-high": "reply=650 Well",
    "reversed": r"raw=354 Go on\r\n250 Ok\r\n250 Ok\r\n", "empty-lines": r"raw=\r\n\r\n\r\n", "nul": r"raw=250\x00Ok\r\n",
    "eight-bit": r"raw=250 \xff\xfe\xc0\x80\r\n", "mixed-codes": r"raw=250-Ok\r\n550 No\r\n", "too-early": r"raw=250 Ok\r\n250 Ok\r\n250 Ok\r\n",
}
HARMLESS = ("most-lines", "long-line", "split")  # odd, but an answer
# A server that says yes without taking the message cannot be told from one that has lost it: not asked of the one before its 250.
YES = ("unasked", *HARMLESS, "one-line-more", "many-lines", "nul", "eight-bit", "too-early")
# No STARTTLS, no way to sign in, "MAIL first" after a yes to MAIL: after these a person has to look, and nothing more is sent.
STOPS = ("nul", "eight-bit", "too-early", "go-on", "reversed")


class Storm(unittest.TestCase):
    def setUp(self):
        self.fleet = Fleet(RECIPIENTS)
        self.addCleanup(self.fleet.close)

    def add(self, mode, steps, peer, server):
        for step in steps:
            nth = 1 if step in SETUP or step in ("starttls", "quit") else 2
            for name, storm in STORMS.items():
                if step != "dot-before-accept" or name not in YES:
                    self.fleet.add(f"{mode}.{step}.{name}", [*peer, "--auth", f"{USER}:{PASSWORD}", "--fault", f"{step}:{nth}:{storm}"],
                                   [*server, "--user", USER, "--password-env", "PW", "--per-connection", 4])

    def read_peak_mib(self):
        status = pathlib.Path(f"/proc/{self.fleet.worker.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def send_all(self, memory_mib=MEMORY_MIB):
        fleet = self.fleet
        fleet.start_worker(POSTINO_SMTP_TIMEOUT_MS=str(TIMEOUT_MS))
        fleet.launch()
        stopped = fleet.wait_ended(stopped=True)
        peak = self.read_peak_mib()
        print(f"{len(fleet.cases)} storms, after {len(stopped)} the server is left alone: {peak:.0f} MiB", file=sys.stderr)
        self.assertLess(peak, memory_mib)
        fleet.stop_worker()
        faults = []
        for case in fleet.cases.values():
            try:
                self.check(case, case.name in stopped)
            except AssertionError as fault:
                faults.append(str(fault))
        self.assertEqual(faults, [])

    def check(self, case, is_stopped):
        _, step, storm = case.name.split(".")
        self.assertEqual(len(case.read_journal("fault")), 1, case.name)
        rows = case.check(doubtful=1, is_over=not is_stopped)
        accepted = sum(state == "accepted" for state, _ in rows.values())
        doubtful = sum(state == "in_doubt" for state, _ in rows.values())
        if is_stopped:
            self.assertTrue(step == "starttls" or storm in STOPS, case.name)
        else:
            # "No valid recipients" after a yes to RCPT is believed.
            refused = step == "rcpt" and storm in ("nul", "eight-bit")
            self.assertEqual(accepted + doubtful + refused, RECIPIENTS, case.name)
        if storm in HARMLESS or not step.startswith("dot"):
            self.assertEqual(doubtful, 0, case.name)
        for bytes_in_clear in case.read_journal("clear"):
            self.assertRegex(bytes_in_clear, r"^b'(EHLO \[127\.0\.0\.1\]|STARTTLS|QUIT)\\r\\n'$", case.name)

    def test_plain(self):
        self.add("plain", [*SETUP, *ENVELOPE, "dot-before-accept", "dot-after-accept", "quit"], [], ["--tls", "none"])
        self.send_all()

    def test_lock_step(self):
        self.add("lock-step", [*ENVELOPE, "dot-before-accept", "dot-after-accept"], ["--no-pipelining"], ["--tls", "none"])
        self.send_all()

    def test_before_tls(self):
        certificate, key = make_self_signed(self.fleet.world)
        self.add("starttls", ["banner", "ehlo", "starttls", "auth"], ["--starttls", certificate, key],
                 ["--tls", "starttls", "--ca", certificate])
        self.send_all(MEMORY_MIB + TLS_MIB * len(self.fleet.cases))


if __name__ == "__main__":
    unittest.main()
