#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""aiosmtpd as a host that takes submissions: STARTTLS is required, then AUTH; messages go into a Maildir. See mail_hosts.py."""
import argparse
import signal
import ssl
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import AuthResult


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("port", "certificate", "key", "mail", "log", "account", "password"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(options.certificate, options.key)

    def authenticate(server, session, envelope, mechanism, data):
        known = (data.login, data.password) == (options.account.encode(), options.password.encode())
        with open(options.log, "a", encoding="ascii") as log:
            log.write(f"{mechanism} {'accepted' if known else 'refused'}\n")
        return AuthResult(success=known, handled=False)

    controller = Controller(Mailbox(options.mail), hostname="127.0.0.1", port=int(options.port), tls_context=context,
                            require_starttls=True, auth_required=True, authenticator=authenticate)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    controller.start()
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main()
