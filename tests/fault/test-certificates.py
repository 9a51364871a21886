#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates nobody should trust: each is refused with a sentence, by the test of a server and by a campaign, and no credential
leaves. A pin and a file of authorities let in exactly theirs."""
import sys
import unittest

from certificates import CA, LEAF, NAMES, RSA, Maker, fingerprint
from fleet import PASSWORD, USER, Fleet

RECIPIENTS = 2
CLIENT = LEAF.replace("serverAuth", "clientAuth")


class Certificates(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.fleet = Fleet(RECIPIENTS)
        self.addCleanup(self.fleet.close)
        self.maker = Maker(self.fleet.world)
        self.root = self.maker.issue("root", subject="Root", extensions=CA)
        self.sentences = {}

    def add(self, name, pair, sentence, *server, ca=True, host="localhost"):
        """@sentence: a part of it; None: it is let in."""
        options = [*server, *(["--ca", self.root[0]] if ca else [])]
        self.sentences[name] = sentence
        self.fleet.add(name, ["--tls", *pair, "--weak", "--auth", f"{USER}:{PASSWORD}"],
                       ["--host", host, "--tls", "tls", "--user", USER, "--password-env", "PW", *options])

    def add_bad_times(self):
        issue, root = self.maker.issue, self.root
        self.add("expired", issue("expired", root, days=(-9, -1)), "has expired")
        self.add("not-yet", issue("not-yet", root, days=(1, 9)), "not valid yet")
        old_root = issue("old-root", subject="Old root", extensions=CA, days=(-9, -1))
        self.add("old-root", issue("of-old-root", old_root), "certificate", "--ca", old_root[0], ca=False)
        old = issue("old-middle", root, "Old middle", CA, days=(-9, -1))
        self.add("old-middle", self.maker.chain("old-middle", issue("of-old-middle", old), old), "has expired")

    def add_bad_names(self):
        for name, names, host in (("other-name", "DNS:mail.example", "localhost"), ("longer-name", "DNS:localhost.example", "localhost"),
                                  ("below", "DNS:*.localhost", "localhost"), ("star", "DNS:*", "localhost"),
                                  ("part", "DNS:local*", "localhost"), ("mail-name", "email:localhost@example.com", "localhost"),
                                  ("other-ip", "IP:127.0.0.2", "127.0.0.1"), ("ip-as-name", "DNS:127.0.0.1", "127.0.0.1"),
                                  ("name-for-ip", "DNS:localhost", "127.0.0.1")):
            pair = self.maker.issue(name, self.root, "shop", LEAF + f"subjectAltName={names}\n")
            self.add(name, pair, "belongs to another name", host=host)
        self.add("name-in-cn", self.maker.issue("name-in-cn", self.root, "localhost", LEAF), "does not say which names")
        self.add("ip-in-cn", self.maker.issue("ip-in-cn", self.root, "127.0.0.1", LEAF), "belongs to another name", host="127.0.0.1")

    def add_bad_issuers(self):
        issue, chain, root = self.maker.issue, self.maker.chain, self.root
        self.add("self-signed", issue("self-signed"), "signed by nobody but itself")
        stranger = issue("stranger", subject="Stranger", extensions=CA)
        self.add("unknown-ca", issue("of-stranger", stranger), "does not know")
        self.add("unknown-ca-sent", chain("sent", issue("of-stranger-2", stranger), stranger), "does not know")
        twin = issue("twin", subject="Root", extensions=CA)
        self.add("same-name-ca", chain("twin", issue("of-twin", twin), twin), "certificate")
        no_ca = issue("no-ca", root, "No CA", LEAF)
        self.add("leaf-as-ca", chain("leaf-as-ca", issue("of-leaf", no_ca), no_ca), "certificate")
        unsaid = issue("unsaid", root, "Unsaid", "subjectKeyIdentifier=hash\n")
        self.add("unsaid-as-ca", chain("unsaid", issue("of-unsaid", unsaid), unsaid), "certificate")
        middle = issue("middle", root, "Middle", CA)
        self.add("middle-missing", issue("of-middle", middle), "does not know")
        short = issue("short", root, "Short", CA.replace("CA:TRUE", "CA:TRUE,pathlen:0"))
        deep = issue("deep", short, "Deep", CA)
        self.add("too-deep", chain("too-deep", issue("of-deep", deep), deep, short), "certificate")
        bound = issue("bound", root, "Bound", CA + "nameConstraints=critical,permitted;DNS:example.org\n")
        self.add("out-of-bounds", chain("bound", issue("of-bound", bound, extensions=LEAF + "subjectAltName=DNS:localhost\n"), bound),
                 "certificate")

    def add_bad_make(self):
        issue, root = self.maker.issue, self.root
        rsa = issue("rsa-root", subject="RSA root", extensions=CA, key=(*RSA, "rsa_keygen_bits:2048"))
        for digest in ("md5", "sha1"):
            self.add(digest, issue(digest, rsa, digest=digest), "not safe", "--ca", rsa[0], ca=False)
        self.add("rsa-1024", issue("rsa-1024", root, key=(*RSA, "rsa_keygen_bits:1024")), "not safe")
        self.add("for-clients", issue("for-clients", root, extensions=CLIENT + NAMES), "not meant for servers")
        self.add("for-code", issue("for-code", root, extensions=LEAF.replace("serverAuth", "codeSigning") + NAMES),
                 "not meant for servers")
        self.add("bad-signature", self.maker.spoil("bad-signature", issue("whole", root)), "certificate")
        self.add("unknown-critical", issue("unknown", root, extensions=LEAF + NAMES + "1.2.3.4=critical,DER:0500\n"), "certificate")

    def add_exceptions(self):
        issue, root = self.maker.issue, self.root
        good, other = issue("good", root), issue("other", root)
        mine, yours = issue("mine"), issue("yours")
        self.add("good", good, None)
        self.add("good-by-ip", issue("good-2", root), None, host="127.0.0.1")
        self.add("good-in-chain", self.maker.chain("good-chain", issue("of-m", m := issue("m", root, "M", CA)), m), None)
        self.add("pinned", mine, None, "--pin", fingerprint(mine[0]), ca=False)
        self.add("pinned-expired", old := issue("old", days=(-9, -1)), None, "--pin", fingerprint(old[0]), ca=False)
        self.add("other-pinned", yours, "not the one that was accepted", "--pin", fingerprint(mine[0]), ca=False)
        self.add("good-but-other-pinned", other, "not the one that was accepted", "--pin", fingerprint(good[0]))
        self.add("no-ca-given", issue("lonely", root), "does not know", ca=False)

    def test_each(self):
        fleet = self.fleet
        self.add_bad_times()
        self.add_bad_names()
        self.add_bad_issuers()
        self.add_bad_make()
        self.add_exceptions()
        bad = {name for name, sentence in self.sentences.items() if sentence is not None}
        self.assertGreaterEqual(len(bad), 20)
        fleet.start_worker()
        fleet.launch()
        stopped = fleet.wait_ended(stopped=True)
        faults = []
        for name in self.sentences:
            try:
                self.check(fleet.cases[name], name in stopped)
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
        self.assertEqual(faults, [])
        self.assertEqual(stopped, bad)
        fleet.stop_worker()

    def check(self, case, is_stopped):
        sentence = self.sentences[case.name]
        held = len(case.read_log())
        probe = self.fleet.world.run("server", "test", case.name, statuses=(0, 1))[0]
        if sentence is None:
            self.assertEqual((is_stopped, probe["ok"], held), (False, True, RECIPIENTS), probe)
            return
        why = self.fleet.world.query("SELECT stopped_why FROM server WHERE name = ?", case.name)[0][0]
        self.assertEqual((is_stopped, probe["ok"], held), (True, False, 0), probe)
        for said in (why, probe["message"]):
            self.assertIn(sentence, said)
            self.assertRegex(said, "localhost|127.0.0.1")
        self.assertEqual(case.read_journal("auth"), [])
        self.assertEqual(case.read_journal("clear"), [])


if __name__ == "__main__":
    sys.exit(unittest.main())
