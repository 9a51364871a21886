# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's half of signing in, for smtp-peer.py: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), SCRAM-SHA-256 (RFC 5802,
7677) and XOAUTH2, written from their texts with Python's hmac and hashlib. Shares no code with Postino.

Each mechanism is a generator: it yields challenges (bytes, or Raw for what is no base64), is sent the responses, and
returns whether the client is let in, or a whole reply.

Faults of SCRAM: signature (a wrong one), unproven (none at all, but 235), nonce (ours only), other-nonce, no-salt,
iterations=N, extension (a mandatory one), error (e=), garbage; of all: endless (challenges), cancel (501 after the
first response), unreadable (no base64).
"""
import base64
import hashlib
import hmac
import os
import stringprep
import time
import unicodedata

ENDLESS = 1000


class Raw(bytes):
    """A challenge as it goes out."""


class Denied(Exception):
    """The client broke the rules of the mechanism."""


class Account:
    def __init__(self, auth, bearer_file=None, iterations=4096):
        self.user, _, self.password = (auth or ":").partition(":")
        self.bearer_file = bearer_file
        self.iterations = iterations

    def is_bearer(self, token):
        """Tokens come and go while the server runs: an authorization server writes them into the file, "TOKEN UNTIL" a line."""
        if not self.bearer_file or not os.path.exists(self.bearer_file):
            return False
        with open(self.bearer_file, encoding="ascii") as file:
            for line in file:
                known, _, until = line.strip().partition(" ")
                if known == token:
                    return not until or time.time() < float(until)
        return False


def saslprep(text):
    mapped = "".join(" " if stringprep.in_table_c12(c) else "" if stringprep.in_table_b1(c) else c for c in text)
    return unicodedata.ucd_3_2_0.normalize("NFKC", mapped)


def equal(one, other):
    return hmac.compare_digest(one.encode(), other.encode())


def plain(account, initial, fault):
    message = initial if initial is not None else (yield b"")
    _, user, password = message.decode().split("\0")
    return equal(user, account.user) and equal(password, account.password)


def login(account, initial, fault):
    user = yield b"Username:"
    password = yield b"Password:"
    return equal(user.decode(), account.user) and equal(password.decode(), account.password)


def cram_md5(account, initial, fault):
    challenge = f"<{os.urandom(8).hex()}@peer.example>".encode()
    answer = yield challenge
    user, _, digest = answer.decode().rpartition(" ")
    wanted = hmac.new(account.password.encode(), challenge, "md5").hexdigest()
    return equal(user, account.user) and equal(digest, wanted)


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def scram_sha_256(account, initial, fault):
    first = (initial if initial is not None else (yield b"")).decode()
    if not first.startswith("n,,n="):
        raise Denied(first)
    bare = first[3:]
    user, nonce = bare[2:].split(",r=")
    user = user.replace("=2C", ",").replace("=3D", "=")

    salt = hashlib.sha256(account.user.encode()).digest()[:16]
    iterations = int(fault[11:]) if fault.startswith("iterations=") else account.iterations
    both = {"nonce": nonce, "other-nonce": "x" + nonce[1:] + "y"}.get(fault, nonce + base64.b64encode(os.urandom(18)).decode())
    challenge = f"r={both},s={'' if fault == 'no-salt' else base64.b64encode(salt).decode()},i={iterations}"
    challenge = {"extension": "m=must," + challenge, "garbage": "\x00what\xff"}.get(fault, challenge)
    final = (yield challenge.encode("latin-1")).decode()

    without_proof, _, proof = final.rpartition(",p=")
    if without_proof != f"c=biws,r={both}":
        raise Denied(final)
    salted = hashlib.pbkdf2_hmac("sha256", saslprep(account.password).encode(), salt, iterations)
    client_key = hmac.new(salted, b"Client Key", "sha256").digest()
    message = f"{bare},{challenge},{without_proof}".encode()
    stored_key = hashlib.sha256(client_key).digest()
    proves = hmac.compare_digest(xor(base64.b64decode(proof), hmac.new(stored_key, message, "sha256").digest()), client_key)
    if not proves or not equal(user, saslprep(account.user)):
        yield b"e=invalid-proof"
        return False
    if fault == "unproven":
        return True
    signature = hmac.new(hmac.new(salted, b"Server Key", "sha256").digest(), message, "sha256").digest()
    if fault == "signature":
        signature = xor(signature, b"\1" + bytes(31))
    end = yield b"e=other-error" if fault == "error" else b"v=" + base64.b64encode(signature)
    if end:
        raise Denied(end)
    return True


def xoauth2(account, initial, fault):
    message = (initial if initial is not None else (yield b"")).decode()
    fields = message.split("\1")
    if len(fields) != 4 or fields[2:] != ["", ""] or not fields[1].startswith("auth=Bearer "):
        raise Denied(message)
    if fields[0] == f"user={account.user}" and account.is_bearer(fields[1][12:]):
        return True
    acknowledged = yield b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}'
    if acknowledged:
        raise Denied(acknowledged)
    return False


MECHANISMS = {"PLAIN": plain, "LOGIN": login, "CRAM-MD5": cram_md5, "SCRAM-SHA-256": scram_sha_256, "XOAUTH2": xoauth2}


def decode(line):
    return base64.b64decode(line, validate=True)


def converse(account, mechanism, initial, fault, ask):
    """@initial: base64 or None. @ask (challenge) gives the client's line. What to reply."""
    talk = MECHANISMS[mechanism](account, None if initial is None else decode(b"" if initial == b"=" else initial), fault)
    lines = 0
    try:
        challenge = next(talk)
        while True:
            if fault == "unreadable":
                challenge = Raw(b"!" + base64.b64encode(challenge))
            line = ask(challenge if isinstance(challenge, Raw) else base64.b64encode(challenge))
            lines += 1
            if line == b"*":
                return "501 5.7.0 Cancelled"
            if fault == "cancel":
                return "501 5.7.0 Cancelled by the server"
            while fault == "endless" and lines < ENDLESS:
                line = ask(base64.b64encode(b"more"))
                lines += 1
            challenge = talk.send(decode(line))
    except StopIteration as end:
        return "235 2.7.0 Ok" if end.value else "535 5.7.8 Bad user name or password"
    except Denied:
        return "501 5.5.2 That is no sign-in"
    except ValueError:
        return "501 5.5.2 Not base64"
