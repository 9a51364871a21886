# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop for GUI tests: X server, session bus, window manager and assistive technology of their own, and the real
program on it, driven as a person or a screen reader would: by names, keys and the pointer. One desktop a process."""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from screen import FOCUSED, IN_WINDOW, SENSITIVE, Gio, Screen

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("POSTINO_BUILD", ROOT / "build"))
sys.path.insert(0, str(ROOT / "tests/flow"))
from postino import ABORTED, PEER, wait_until  # noqa: E402

ENTRIES = ("text", "entry", "password text")

# What may never be said on stderr, by whichever library (see base/log).
NOISE = re.compile(r"\b(CRITICAL|WARNING|ERROR)\b")


def need(program):
    path = shutil.which(program)
    if not path:
        raise AssertionError(f"{program} is missing: ./dev test installs it")
    return path


class Desktop:
    def __init__(self, size="1280x1600", locale="C.UTF-8", language="en", dark=False, clock=None):
        self.folder = tempfile.mkdtemp(prefix="postino-gui-")
        self.processes = []
        self.log = os.path.join(self.folder, "stderr")
        self.env = dict(os.environ, GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory", POSTINO_SECRETS="file",
                        HOME=self.folder, LC_ALL=locale, LANGUAGE=language, TZ="UTC", G_DEBUG="fatal-criticals",
                        NO_AT_BRIDGE="0", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", LIBGL_ALWAYS_SOFTWARE="1")
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            self.env[f"XDG_{name}_HOME"] = self.make_folder(name.lower())
        self.env["XDG_RUNTIME_DIR"] = self.make_folder("runtime")
        if dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        settings = pathlib.Path(self.make_folder("config/gtk-4.0")) / "settings.ini"
        settings.write_text("[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\n", encoding="utf-8")
        self.height = int(size.split("x")[1])
        wait_until(lambda: self.start_screen(size), "a screen with a window manager", 60)
        self.start_bus()
        self.start_assistive()

    def make_folder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, mode=0o700, exist_ok=True)
        return path

    def start(self, name, command, env=None, **more):
        with open(os.path.join(self.folder, f"{name}.log"), "ab") as log:
            process = subprocess.Popen(command, env=dict(self.env, **(env or {})), stdout=log, stderr=log, **more)
        self.processes.append(process)
        return process

    def start_screen(self, size):
        """An X server and a window manager on it. Of two servers that start at the same moment, and choose the same number,
        one cannot be reached: then this is to be tried again."""
        server = self.start_display(size)
        manager = self.start("openbox", [need("openbox")])
        wait_until(lambda: manager.poll() is not None or self.has_manager(), "the window manager")
        if manager.poll() is None:
            return True
        server.terminate()
        server.wait()
        return False

    def has_manager(self):
        return subprocess.run(["xdotool", "get_desktop"], env=self.env, capture_output=True).returncode == 0

    def start_display(self, size):
        read, write = os.pipe()
        server = self.start("xvfb", [need("Xvfb"), "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
                            pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        self.env["DISPLAY"] = f":{number}"
        return server

    def start_bus(self):
        read, write = os.pipe()
        self.start("bus", [need("dbus-daemon"), "--session", "--nofork", f"--print-address={write}"], pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as answer:
            self.env["DBUS_SESSION_BUS_ADDRESS"] = answer.readline().strip()

    def start_assistive(self):
        session = self.connect(self.env["DBUS_SESSION_BUS_ADDRESS"])
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None)
        session.close_sync(None)
        self.screen = Screen(self.connect(address.unpack()[0]))

    @staticmethod
    def connect(address):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        said = self.read_log() if os.path.exists(self.log) else ""
        shutil.rmtree(self.folder, ignore_errors=True)
        for process in self.processes:
            assert process.returncode not in ABORTED, f"{process.args}: ended by signal {-process.returncode}\n{said[-4000:]}"

    # ---- the program ----

    def ctl(self, workspace, *words):
        done = subprocess.run([str(BUILD / "src/postinoctl"), "--workspace", workspace, "--json", *map(str, words)], env=self.env,
                              text=True, capture_output=True, timeout=120)
        assert done.returncode in (0, 3), f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        import json
        return [json.loads(line) for line in done.stdout.splitlines()]

    def make_demo(self, name="demo"):
        workspace = os.path.join(self.folder, name)
        subprocess.run([str(BUILD / "src/postinoctl"), "demo", workspace], env=self.env, check=True, capture_output=True)
        return workspace

    def run(self, *arguments):
        """Starts postino and waits for its window."""
        return self.start_program([str(BUILD / "src/postino"), *arguments])

    def start_program(self, command):
        """As run, by a command of one's own that becomes postino."""
        process = self.launch_program(command)
        wait_until(lambda: process.poll() is not None or self.screen.find_programs(), "the program among the accessible ones")
        assert process.poll() is None, self.read_log()
        return process

    @staticmethod
    def tool(name):
        """A program of this folder, built."""
        return BUILD / "tests/gui" / name

    def launch(self, *arguments):
        return self.launch_program([str(BUILD / "src/postino"), *arguments])

    def launch_program(self, command):
        with open(self.log, "ab") as log:
            process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def read_log(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def check_quiet(self):
        said = self.read_log()
        assert not NOISE.search(said), said[-4000:]

    def stop_worker(self, workspace):
        subprocess.run([str(BUILD / "src/postinoctl"), "--workspace", workspace, "worker", "stop"], env=self.env,
                       capture_output=True, timeout=60)

    def query(self, workspace, sql, *values):
        """Read-only SQL, for what no window says."""
        with contextlib.closing(sqlite3.connect(f"file:{workspace}/workspace.db?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()

    def start_peer(self, *options):
        """The foreign SMTP server: its port."""
        port_file = os.path.join(self.folder, f"peer-{len(self.processes)}.port")
        self.peer_log = os.path.join(self.folder, f"peer-{len(self.processes)}.log")
        self.start("peer", ["/usr/bin/python3", str(PEER), "--port", "0", "--port-file", port_file, "--log", self.peer_log,
                            *map(str, options)])
        return int(wait_until(lambda: os.path.exists(port_file) and pathlib.Path(port_file).read_text().strip(), "the peer"))

    def read_peer(self):
        """The recipients of what the peer took, in its order."""
        if not os.path.exists(self.peer_log):
            return []
        with open(self.peer_log, encoding="utf-8") as log:
            return [line.split("\t")[0] for line in log]

    # ---- looking ----

    def walk(self):
        """(node, role, name) of everything that is shown, outside in, the newest window first."""
        return [(node, node.role, node.name) for node in self.screen.look()]

    def find_now(self, name, role=None):
        """The first that is called so."""
        return next((node for node in self.screen.look() if node.name == name and role in (None, node.role)), None)

    def find(self, name, role=None, seconds=30):
        return self.wait_for(lambda: self.find_now(name, role), f"“{name}”", seconds)

    def wait_gone(self, name, seconds=30):
        self.wait_for(lambda: self.find_now(name) is None, f"“{name}” to go", seconds)

    def wait_for(self, condition, what, seconds=30):
        """As wait_until, but a failure shows what there was instead."""
        try:
            return wait_until(condition, what, seconds, 0.1)
        except AssertionError as error:
            raise AssertionError(f"{error}; showing:\n{self.describe()}\n{self.read_log()[-2000:]}") from None

    def texts(self):
        """All that can be read: labels have their text as their name, entries hold it."""
        nodes = self.screen.look()
        held = self.screen.read_texts([node for node in nodes if node.role in ENTRIES])
        return "\n".join(text for text in [*(node.name for node in nodes), *held] if text)

    def wait_text(self, pattern, seconds=30):
        """Waits until something readable matches @pattern."""
        return self.wait_for(lambda: re.search(pattern, self.texts(), re.M), f"text {pattern}", seconds)

    def describe(self):
        return "\n".join(f"{node.role}: {node.name}" for node in self.screen.look() if node.name)[:6000]

    # ---- acting ----

    # Roles whose action is what a person means; a label has actions, too (copy, select all …).
    PRESSABLE = ("push button", "button", "toggle button", "switch", "link", "menu item", "check menu item")

    def press(self, name, seconds=30):
        """What is called so, as soon as it can be used: by its action, else with the pointer."""
        self.wait_for(lambda: self.try_press(name), f"“{name}” to be pressed", seconds)

    def try_press(self, name):
        able = [node for node in self.screen.look() if node.name == name and self.screen.has_state(node, SENSITIVE)]
        if any(self.screen.act(node) for node in able if node.role in self.PRESSABLE):
            return True
        ranks = {"check box": 0, "radio button": 0, "page tab": 1, "list item": 1}
        best = min(able, key=lambda node: ranks.get(node.role, 2), default=None)
        return best is not None and self.click_node(best)

    def click_node(self, node, button="1"):
        """With the pointer; the window is made taller for what is scrolled out of it."""
        title = self.screen.find_title(node) or "Postino"
        window = self.window_geometry(title)
        x, y = self.find_middle(node)
        if not 0 < y < window["HEIGHT"] - 20:
            self.xdo("windowmove", "--sync", self.window_id(title), "60", "30")
            self.xdo("windowsize", "--sync", self.window_id(title), str(window["WIDTH"]), str(self.height - 60))
            wait_until(lambda: 0 < self.find_middle(node)[1] < self.height - 80, f"{node.name} to be in sight", 5)
            window = self.window_geometry(title)
            x, y = self.find_middle(node)
        self.xdo("mousemove", str(window["X"] + x), str(window["Y"] + y), "click", button)
        return True

    def find_box(self, node):
        """x, y, width and height in its window."""
        return self.screen.ask(node, "Component", "GetExtents", "(u)", IN_WINDOW)[0]

    def find_middle(self, node):
        x, y, width, height = self.find_box(node)
        return x + width // 2, y + height // 2

    def find_on_screen(self, node, title="Postino"):
        """The middle of it, where the pointer finds it."""
        window, (x, y) = self.window_geometry(title), self.find_middle(node)
        return window["X"] + x, window["Y"] + y

    def write(self, name, text, seconds=30):
        """Puts @text into the entry called @name."""
        self.wait_for(lambda: self.try_write(name, text), f"an entry “{name}”", seconds)

    def try_write(self, name, text):
        node = next((node for node in self.screen.look() if node.name == name and node.role in ENTRIES), None)
        return node is not None and self.screen.ask(node, "EditableText", "SetTextContents", "(s)", text)[0]

    def read(self, name):
        """What the entry called @name holds."""
        node = self.find(name, "text")
        return self.screen.read_texts([node])[0]

    def type_into(self, name, text, role="text"):
        """As write, but key by key."""
        self.click_node(self.find(name, role))
        self.xdo("type", "--delay", "2", text)

    def choose(self, name, steps):
        """Moves the choice of the drop-down called @name by @steps."""
        self.click_node(self.find(name, "combo box"))
        self.key(*(["Down"] * steps if steps > 0 else ["Up"] * -steps), "Return")

    def focused(self, among=None):
        """What the keyboard is at, or None. @among: nodes that were seen a moment ago, asked before all is looked at."""
        for nodes in (among or [], None):
            nodes = self.screen.look() if nodes is None else nodes
            for node, states in zip(nodes, self.screen.read_states(nodes)):
                if states & (1 << FOCUSED):
                    self.screen.read_name(node)
                    return node
        return None

    def xdo(self, *words):
        subprocess.run(["xdotool", *words], env=self.env, check=True, capture_output=True)

    def key(self, *keys):
        for name in keys:
            self.xdo("key", name)

    def window_id(self, title="Postino"):
        done = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], env=self.env, text=True,
                              capture_output=True)
        return done.stdout.split()[-1] if done.stdout.split() else None

    def window_geometry(self, title="Postino"):
        window = wait_until(lambda: self.window_id(title), f"the window {title}")
        done = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], env=self.env, text=True, capture_output=True)
        return {key: int(value) for key, value in (line.split("=") for line in done.stdout.split())}

    def drag_files(self, *paths, to=None):
        """A real drag: from another window, with the pointer, onto the middle of ours, or of the node @to in it."""
        source = self.start("drag-source", [str(self.tool("drag-source")), *paths])
        window = wait_until(lambda: self.window_id("drag source"), "the drag source")
        self.xdo("windowmove", "--sync", window, "0", "0")
        ours = self.window_geometry()
        x, y = self.find_middle(to) if to else (ours["WIDTH"] // 2, ours["HEIGHT"] // 2)
        to_x, to_y = ours["X"] + x, ours["Y"] + y
        self.xdo("windowactivate", "--sync", window)
        self.xdo("mousemove", "80", "90", "mousedown", "1")
        for step in range(1, 14):
            self.xdo("mousemove", str(80 + (to_x - 80) * step // 13), str(90 + (to_y - 90) * step // 13))
            time.sleep(0.04)
        self.xdo("mousemove", str(to_x + 3), str(to_y + 3))
        time.sleep(0.2)
        self.xdo("mouseup", "1")
        time.sleep(0.3)
        source.terminate()
        source.wait()

    def read_pixel(self, x, y):
        """The colour at a point of the screen: "#RRGGBB"."""
        done = subprocess.run(["import", "-window", "root", "-crop", f"1x1+{x}+{y}", "-depth", "8", "txt:-"], env=self.env,
                              check=True, capture_output=True, text=True)
        return re.search(r"#[0-9A-F]{6}", done.stdout)[0]

    def shot(self, path):
        subprocess.run(["import", "-window", "root", path], env=self.env, check=True, capture_output=True)
