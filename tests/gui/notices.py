# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's part in notifications, for tests: org.freedesktop.Notifications on the bus of a Desktop. It keeps what it is
told to show, and a test may click on one. Answers while the test looks at the screen or waits."""
from screen import Gio, GLib

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
INTERFACE = """<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Notice:
    def __init__(self, number, sender, arguments):
        self.number, self.sender = number, sender
        self.program, _, self.icon, self.title, self.body, self.actions, self.hints, _ = arguments


class Notices:
    def __init__(self, desktop):
        self.shown = []
        self.bus = desktop.connect(desktop.env["DBUS_SESSION_BUS_ADDRESS"])
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.bus.register_object(PATH, interface, self.call, None, None)
        self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                           GLib.Variant("(su)", (NAME, 0)), None, 0, -1, None)

    def call(self, bus, sender, path, interface, method, arguments, invocation):
        if method == "Notify":
            self.shown.append(Notice(len(self.shown) + 1, sender, arguments.unpack()))
            invocation.return_value(GLib.Variant("(u)", (len(self.shown),)))
        elif method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["body", "actions"],)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("test", "postino", "1", "1.2")))
        else:
            invocation.return_value(None)

    def read(self):
        """Lets what has been sent arrive."""
        while GLib.MainContext.default().iteration(False):
            pass
        return self.shown

    def click(self, notice, action="default"):
        self.bus.emit_signal(notice.sender, PATH, NAME, "ActionInvoked", GLib.Variant("(us)", (notice.number, action)))
        self.bus.flush_sync(None)
