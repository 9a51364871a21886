#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DKIM against two strangers, dkimpy and OpenDKIM: what we sign they find right, what they sign we find right, and where a
byte was changed all three say no."""
import base64
import json
import pathlib
import random
import re
import subprocess
import sys
import time
import unittest

import dkim

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from postino import CTL, World  # noqa: E402

N_MESSAGES = 1000
N_FOREIGN = 120
N_CHANGED = 60
AT_ONCE = 50  # messages a run of opendkim
DOMAIN = "bottega.example"
WORDS = "offerta primavera città negozio già più perché qualità prezzo  cliente\tnovità 日本 😀 scopri".split(" ")


def openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


class Keys:
    """An RSA and an Ed25519 key, as PEM files and as DNS records for each of the three."""

    def __init__(self, world):
        self.files, records = {}, {}
        for name, words in (("rsa", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]), ("ed", ["-algorithm", "ed25519"])):
            pem = openssl("genpkey", *words)
            self.files[name] = world.path(f"{name}.pem", pem)
            der = openssl("pkey", "-pubout", "-outform", "DER", data=pem)
            public = base64.b64encode(der if name == "rsa" else der[-32:]).decode()
            records[f"{name}._domainkey.{DOMAIN}"] = f"v=DKIM1; k={'rsa' if name == 'rsa' else 'ed25519'}; p={public}"
        self.seed = base64.b64encode(openssl("pkey", "-outform", "DER", data=open(self.files["ed"], "rb").read())[-32:])
        self.zone = world.path("zone", "".join(f"{name} TXT {text}\n" for name, text in records.items()))
        self.records = {name.encode(): text.encode() for name, text in records.items()}
        opendkim_keys = world.path("opendkim.keys", "".join(f"{name} {text}\n" for name, text in records.items()))
        self.configuration = world.path("opendkim.conf", f"Mode v\nTestDNSData file:{opendkim_keys}\n")

    def look_up(self, name, timeout=5):
        return self.records.get(name.rstrip(b"."))


def fold(dice, name, words):
    line, out = f"{name}:", []
    for word in words:
        if out and dice.random() < 0.2:
            out.append(dice.choice(["\n ", "\n\t", "\n  \t"]))
        else:
            out.append(dice.choice([" ", " ", "  ", "\t"]))
        out.append(word)
    return line + "".join(out) + dice.choice(["", "", " ", " \t"])


def make_body(dice):
    text = " ".join(dice.choice(WORDS) for _ in range(dice.randrange(1, 80)))
    return dice.choice([
        lambda: "", lambda: "\n", lambda: "\n\n\n\n", lambda: " \t\n \n", lambda: text, lambda: text + "\n",
        lambda: text + " \t \n\n\n", lambda: text + "\n \n\t\n", lambda: ".\n..\n.x\n" + text + "\n.\n",
        lambda: "\n\n" + text + "\n", lambda: "x" * 990 + "\n" + text + "\n", lambda: text.replace(" ", "  ") + "\n",
        lambda: "=C3=A8 soft=\n break =\n" + text + "\n",
        lambda: "--b\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" + text + "\n--b\n"
                "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
                "Content-Disposition: attachment; filename=\"a.bin\"\n\n"
                + base64.encodebytes(dice.randbytes(dice.randrange(1, 3000))).decode() + "--b--\n",
    ])()


def end_last_line(message):
    """As any message arrives: the last line has an end. RFC 6376 signs it so; dkimpy and OpenDKIM know no other."""
    return message if message.endswith(b"\n") else message + b"\r\n"


def make_message(dice):
    """A message as bytes; lines end with CRLF or, as in files, with LF."""
    words = [dice.choice(WORDS) for _ in range(dice.randrange(0, 30))]
    fields = [
        dice.choice(["From: Bottega <a@bottega.example>", "From: =?UTF-8?B?Q2l0dMOg?= <a@bottega.example>",
                     "from:a@bottega.example", "From: Città <a@bottega.example>", "From: \"A, b\"\n <a@bottega.example>"]),
        dice.choice(["To: b@example.net", "To: B <b@example.net>,\n\tC <c@example.net>", "TO:  b@example.net "]),
        fold(dice, "Subject", words) if words else dice.choice(["Subject:", "Subject: "]),
        "Date: Fri, 11 Jul 2025 21:00:37 +0200",
        f"Message-ID: <{dice.randrange(10**9)}@bottega.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="b"',
    ]
    fields += dice.sample(["Reply-To: c@bottega.example", "List-Unsubscribe: <https://bottega.example/u/" + "x" * 60 + ">,\n"
                           " <mailto:stop@bottega.example>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                           "List-Id: <newsletter.bottega.example>", "Feedback-ID: 1:a:b:c", "Precedence: bulk", "X-Empty:",
                           "X-Long: " + "y" * 900, fold(dice, "X-Folded", ["a", "b", "c"]), "Cc: d@example.net",
                           "Received: from x\n by y;\n Fri, 11 Jul 2025 21:00:38 +0200", "Received: from z"],
                          dice.randrange(0, 9))
    dice.shuffle(fields)
    text = "\n".join(fields) + "\n\n" + make_body(dice)
    return text.replace("\n", "\r\n").encode() if dice.random() < 0.5 else text.encode()


class Dkim(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.keys = Keys(cls.world)

    def call(self, *words, data):
        return subprocess.run([CTL, "tool", "dkim", *words], input=data, capture_output=True, env=self.world.env)

    def sign(self, message, *selectors):
        for selector in selectors:
            done = self.call("sign", "--key", self.keys.files[selector], "--domain", DOMAIN, "--selector", selector, data=message)
            self.assertEqual((done.returncode, done.stderr), (0, b""), message)
            message = done.stdout
        return message

    def ask_us(self, message):
        """What we say of each signature."""
        done = self.call("verify", "--dns", self.keys.zone, data=message)
        said = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if said["valid"] else 1)
        self.assertEqual(said["valid"], any(one["result"] == "pass" for one in said["signatures"]))
        self.assertEqual(said["reason"] is None, said["valid"])
        return [one["result"] == "pass" for one in said["signatures"]]

    def ask_dkimpy(self, message):
        verdicts = []
        message = end_last_line(message)
        for i in range(message.lower().split(b"\r\n\r\n")[0].count(b"dkim-signature:")):
            try:
                verdicts.append(bool(dkim.DKIM(message).verify(idx=i, dnsfunc=self.keys.look_up)))
            except (dkim.DKIMException, ValueError):
                verdicts.append(False)
        return verdicts

    def ask_opendkim(self, messages):
        """OpenDKIM's verdicts of each signature, message by message."""
        verdicts = []
        for start in range(0, len(messages), AT_ONCE):
            files = [self.world.path(f"opendkim-{i}.eml", end_last_line(message)) for i, message in enumerate(messages[start:start + AT_ONCE])]
            done = subprocess.run(["opendkim", "-x", self.keys.configuration, "-v", "-v", "-t", ",".join(files)],
                                  capture_output=True, text=True, errors="replace")
            results = re.findall(r"hname='Authentication-Results' hvalue='(.*?)'\n", done.stdout, re.S)
            self.assertEqual(len(results), len(files), done.stdout + done.stderr)
            verdicts += [[word == "pass" for word in re.findall(r"dkim=(\w+)", result)] for result in results]
        return verdicts

    def test_what_we_sign_is_right(self):
        dice = random.Random(6376)
        kinds = [("rsa",), ("ed",), ("rsa", "ed")]
        started = time.monotonic()
        messages = [self.sign(make_message(dice), *kinds[i % 3]) for i in range(N_MESSAGES)]
        theirs = self.ask_opendkim(messages)
        for i, message in enumerate(messages):
            expected = [True] * len(kinds[i % 3])
            self.assertEqual(theirs[i], expected, message)
            self.assertEqual(self.ask_dkimpy(message), expected, message)
            if i % 5 == 0:
                self.assertEqual(self.ask_us(message), expected, message)
        print(f"{N_MESSAGES} messages signed, and found right by dkimpy and OpenDKIM in {time.monotonic() - started:.0f} s")

    def test_a_changed_byte_is_seen_by_all(self):
        dice = random.Random(8463)
        changed = []
        for i in range(N_CHANGED):
            message = self.sign(make_message(dice) + b"end\r\n", "ed" if i % 2 else "rsa")
            header, body = message.split(b"\r\n\r\n", 1)
            subject = header.lower().index(b"\r\nmime-version: 1.0") + len(b"\r\nmime-version: ")
            b = header.index(b" b=") + 10
            for at in (subject, b, len(message) - 3 - dice.randrange(3)):
                flipped = bytearray(message)
                flipped[at] ^= 1
                changed.append(bytes(flipped))
        for message, theirs in zip(changed, self.ask_opendkim(changed)):
            self.assertEqual((self.ask_us(message), self.ask_dkimpy(message), theirs), ([False], [False], [False]), message)

    def test_what_dkimpy_signs_is_right(self):
        dice = random.Random(5321)
        for i in range(N_FOREIGN):
            message = end_last_line(make_message(dice).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
            canonical = dice.choice([(a, b) for a in (b"relaxed", b"simple") for b in (b"relaxed", b"simple")])
            if i % 2:
                key, selector, algorithm = open(self.keys.files["rsa"], "rb").read(), b"rsa", b"rsa-sha256"
            else:
                key, selector, algorithm = self.keys.seed, b"ed", b"ed25519-sha256"
            field = dkim.sign(message, selector, DOMAIN.encode(), key, canonicalize=canonical, signature_algorithm=algorithm,
                              length=i % 7 == 0)
            signed = field + message
            self.assertEqual(self.ask_us(signed), [True], signed)
            if i % 7:
                self.assertEqual(self.ask_us(signed + b"more\r\n"), [False], signed)

    def test_what_is_signed_leaves_as_it_is(self):
        message = b"From: a@bottega.example\nSubject: x\n\nline\n\nend\n"
        signed = self.sign(message, "rsa")
        self.assertTrue(signed.endswith(message.replace(b"\n", b"\r\n")))
        self.assertNotIn(b"\n", signed.replace(b"\r\n", b""))
        self.assertEqual(self.ask_us(signed.replace(b"\r\n", b"\n")), [True])

    def test_what_cannot_be_signed_or_judged(self):
        key = self.keys.files["rsa"]
        message = b"From: a@bottega.example\n\nx"
        for words, data, status in (
                (["sign"], message, 2), (["nonsense"], message, 2), ([], message, 2),
                (["sign", "--key", key, "--domain", DOMAIN], message, 2),
                (["sign", "--key", key, "--domain", DOMAIN, "--selector", "a b"], message, 2),
                (["sign", "--key", key, "--domain", "no..name", "--selector", "a"], message, 1),
                (["sign", "--key", self.keys.zone, "--domain", DOMAIN, "--selector", "a"], message, 1),
                (["sign", "--key", key + "x", "--domain", DOMAIN, "--selector", "a"], message, 1),
                (["sign", "--key", key, "--domain", DOMAIN, "--selector", "a"], b"no message", 1),
                (["verify", "--dns", key + "x"], message, 1), (["verify", "more"], message, 2)):
            done = self.call(*words, data=data)
            self.assertEqual((done.returncode, done.stdout), (status, b""), words)
            self.assertTrue(done.stderr.strip(), words)
        done = self.call("verify", "--dns", self.keys.zone, data=message)
        self.assertEqual((done.returncode, json.loads(done.stdout)["signatures"]), (1, []))


if __name__ == "__main__":
    unittest.main()
