#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection is lost at every step × closed, reset, silent × plain, STARTTLS, TLS × the first, a middle, the last message.

Before the final dot that costs an attempt, nothing else; at the dot exactly one recipient is in doubt, whether the server holds
the message or not. A campaign a field of the matrix, all of one kind of encryption at once (fleet.py).
"""
import unittest

from certificates import make_self_signed
from fleet import PASSWORD, USER, Fleet

RECIPIENTS = 9
PER_CONNECTION = 3
TIMEOUT_MS = 6000  # of every step, for the silent ones: long enough for a busy machine
CONNECTIONS = (1, 2, 3)
MESSAGES = (1, 5, 9)
# Step, the first, a middle and the last time it comes.
STEPS = {
    "connect": CONNECTIONS, "banner": CONNECTIONS, "ehlo": CONNECTIONS, "auth": CONNECTIONS, "mail": MESSAGES, "rcpt": MESSAGES,
    "data": MESSAGES, "body": MESSAGES, "dot-before-accept": MESSAGES, "dot-after-accept": MESSAGES, "quit": CONNECTIONS,
}
OF_STARTTLS = {"ehlo": (1, 4, 6), "starttls": CONNECTIONS, "handshake": CONNECTIONS}  # EHLO comes twice a connection
OF_TLS = {"handshake": CONNECTIONS}
ACTIONS = ("close", "reset", "hang")
PARAGRAPHS = 60000  # of a large message: more than the buffers on the way hold
DOTS = ("dot-before-accept", "dot-after-accept")


class Drop(unittest.TestCase):
    def setUp(self):
        self.fleet = Fleet(RECIPIENTS)
        self.addCleanup(self.fleet.close)

    def send_all(self, steps, peer, server):
        fleet = self.fleet
        self.add_all(steps, peer, server)
        self.run_all()
        faults = []
        for case in fleet.cases.values():
            try:
                self.check(case)
            except AssertionError as fault:
                faults.append(str(fault))
        self.assertEqual(faults, [])

    def add_all(self, steps, peer, server):
        fleet = self.fleet
        for step, times in steps.items():
            for time in times:
                for action in ACTIONS:
                    fleet.add(f"{step}-{time}-{action}", [*peer, "--auth", f"{USER}:{PASSWORD}", "--fault", f"{step}:{time}:{action}"],
                              [*server, "--user", USER, "--password-env", "PW", "--per-connection", PER_CONNECTION])

    def run_all(self):
        fleet = self.fleet
        fleet.start_worker(POSTINO_SMTP_TIMEOUT_MS=str(TIMEOUT_MS))
        fleet.launch()
        fleet.wait_ended()
        fleet.stop_worker()

    def check(self, case):
        step, _, action = case.name.rpartition("-")
        step = step.rpartition("-")[0]
        self.assertEqual(case.read_journal("fault"), [f"{step} {action}"], case.name)
        rows = case.check(doubtful=1)
        doubtful = [address for address, (state, _) in rows.items() if state == "in_doubt"]
        self.assertEqual(sum(state == "accepted" for state, _ in rows.values()) + len(doubtful), RECIPIENTS, case.name)
        held = {line[0] for line in case.read_log()}
        if step in DOTS:
            self.assertEqual([address in held for address in doubtful], [step == "dot-after-accept"], case.name)
        # The last write may have begun when the first bytes of a body come; a reset may overtake the answer before it.
        elif step != "body" and (action != "reset" or step in ("connect", "banner", "ehlo", "starttls", "handshake", "auth")):
            self.assertEqual(doubtful, [], case.name)
        for bytes_in_clear in case.read_journal("clear"):
            self.assertRegex(bytes_in_clear, r"^b'(EHLO \[127\.0\.0\.1\]|STARTTLS|QUIT)\\r\\n'$", case.name)

    def test_plain(self):
        self.send_all(STEPS, [], ["--tls", "none"])

    def test_starttls(self):
        certificate, key = make_self_signed(self.fleet.world)
        self.send_all(STEPS | OF_STARTTLS, ["--starttls", certificate, key], ["--tls", "starttls", "--ca", certificate])

    def test_tls(self):
        certificate, key = make_self_signed(self.fleet.world)
        self.send_all(STEPS | OF_TLS, ["--tls", certificate, key], ["--tls", "tls", "--ca", certificate])

    def test_large_body(self):
        """While the body goes in pieces the dot has surely not left: nobody is in doubt, and the row is sent again."""
        html = "<html><body>" + "<p>Once more the same words, so that it gets long.</p>\n" * PARAGRAPHS + "</body></html>"
        case = self.fleet.add("large", ["--receive-buffer", 65536, "--fault", f"body:{MESSAGES[1]}:freeze"], html=html)
        self.run_all()
        self.assertEqual(case.read_journal("fault"), ["body freeze"])
        self.assertEqual({state for state, _ in case.check().values()}, {"accepted"})
        self.assertGreater(self.fleet.world.query("SELECT sum(attempt) FROM ledger")[0][0], RECIPIENTS)


if __name__ == "__main__":
    unittest.main()
