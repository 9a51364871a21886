#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""org.gnome.OnlineAccounts on the session bus, as far as one asks it for tokens: an ObjectManager with accounts of OAuth 2,
one without, and GetAccessToken. Names and types are those of the daemon's D-Bus interfaces; shares no code with Postino.

    online-accounts.py --account ADDRESS[:needs-attention|:not-authorized] … --tokens FILE --ready FILE

Each token given is a line of the file of tokens, "TOKEN UNTIL", as smtp-peer.py reads them."""
import argparse
import os
import secrets
import sys
import time

from gi.repository import Gio, GLib

NAME = "org.gnome.OnlineAccounts"
ROOT = "/org/gnome/OnlineAccounts"
XML = """<node>
<interface name="org.freedesktop.DBus.ObjectManager">
  <method name="GetManagedObjects"><arg type="a{oa{sa{sv}}}" direction="out"/></method>
</interface>
<interface name="org.gnome.OnlineAccounts.OAuth2Based">
  <method name="GetAccessToken"><arg type="s" direction="out"/><arg type="i" direction="out"/></method>
</interface>
</node>"""


class Accounts:
    def __init__(self, options):
        self.options = options
        self.accounts = [text.partition(":")[::2] for text in options.account]

    def build(self):
        objects = {f"{ROOT}/Accounts/0": {
            f"{NAME}.Account": {"ProviderType": GLib.Variant("s", "imap_smtp"), "ProviderName": GLib.Variant("s", "IMAP"),
                                "Identity": GLib.Variant("s", self.accounts[0][0])},
            f"{NAME}.PasswordBased": {}}}
        for number, (address, fault) in enumerate(self.accounts, 1):
            objects[f"{ROOT}/Accounts/{number}"] = {
                f"{NAME}.Account": {
                    "ProviderType": GLib.Variant("s", "google"), "ProviderName": GLib.Variant("s", "Google"),
                    "Identity": GLib.Variant("s", f"identity-{number}"),
                    "PresentationIdentity": GLib.Variant("s", address),
                    "AttentionNeeded": GLib.Variant("b", fault == "needs-attention")},
                f"{NAME}.Mail": {"EmailAddress": GLib.Variant("s", address)},
                f"{NAME}.OAuth2Based": {"ClientId": GLib.Variant("s", "theirs")}}
        return GLib.Variant("(a{oa{sa{sv}}})", (objects,))

    def call(self, connection, sender, path, interface, method, parameters, invocation):
        if method == "GetManagedObjects":
            invocation.return_value(self.build())
            return
        address, fault = self.accounts[int(path.rpartition("/")[2]) - 1]
        if fault == "not-authorized":
            invocation.return_dbus_error(f"{NAME}.Error.NotAuthorized", "Credentials not found in keyring")
            return
        token = secrets.token_urlsafe(30)
        with open(self.options.tokens, "a", encoding="ascii") as file:
            file.write(f"{token} {time.time() + 3600}\n")
        invocation.return_value(GLib.Variant("(si)", (token, 3600)))

    def acquired(self, connection, name):
        node = Gio.DBusNodeInfo.new_for_xml(XML)
        connection.register_object(ROOT, node.interfaces[0], self.call, None, None)
        for number in range(1, len(self.accounts) + 1):
            connection.register_object(f"{ROOT}/Accounts/{number}", node.interfaces[1], self.call, None, None)

    def named(self, connection, name):
        with open(self.options.ready + ".part", "w", encoding="ascii") as file:
            file.write("ready\n")
        os.rename(self.options.ready + ".part", self.options.ready)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--account", action="append", required=True)
    parser.add_argument("--tokens", required=True)
    parser.add_argument("--ready", required=True)
    accounts = Accounts(parser.parse_args())
    Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, accounts.acquired, accounts.named, None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    sys.exit(main())
