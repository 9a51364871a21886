#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every suite of the project and counts: unit, tree, data, flow, gui, fault, then unit again under the sanitizers and in
Italian, and the fuzz targets. The last line is `N passed, N failed, N skipped`. Called by ./dev test, which has installed what is needed.

    run.py [SUITE…]     only these: unit tree data flow gui fault italian sanitize fuzz
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build-test"
SANITIZED = ROOT / "build-asan"
FUZZ = ROOT / "build-fuzz"
FUZZ_SECONDS = os.environ.get("POSTINO_FUZZ_SECONDS", "30")


class Counts:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, name, ok, detail=""):
        if ok:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}\n{detail[-6000:]}", flush=True)


def environment(scratch):
    """Nothing of the user's is read or written; the session bus is left out but where a test starts its own."""
    env = dict(os.environ)
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "POSTINO_WORKSPACE"):
        env.pop(name, None)
    env.update(POSTINO_SECRETS="file", TZ="UTC", LC_ALL="C.UTF-8", LANGUAGE="en", G_DEBUG="fatal-criticals",
               GIO_USE_NETWORK_MONITOR="base",  # which says that there is a network
               GSETTINGS_BACKEND="memory", POSTINO_BUILD=str(BUILD), PYTHONDONTWRITEBYTECODE="1")
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        env[f"XDG_{name}_HOME"] = f"{scratch}/{name.lower()}"
    env["XDG_RUNTIME_DIR"] = f"{scratch}/runtime"
    os.makedirs(env["XDG_RUNTIME_DIR"], mode=0o700, exist_ok=True)
    return env


def build(folder, *options, **variables):
    env = dict(os.environ, **variables)
    if not (folder / "build.ninja").exists():
        done = subprocess.run(["meson", "setup", str(folder), *options], cwd=ROOT, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            return done.stdout
    done = subprocess.run(["ninja", "-C", str(folder)], cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.stdout if done.returncode else None


def run_meson(counts, folder, env, label):
    """Each unit test program counts once."""
    log = folder / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    subprocess.run(["meson", "test", "-C", str(folder), "--no-rebuild", "--timeout-multiplier", "3"], cwd=ROOT, env=env,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not log.exists():
        counts.add(label, False, "meson test wrote no log")
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        if test["result"] == "SKIP":
            counts.skipped += 1
        else:
            counts.add(f"{label}: {test['name']}", test["result"] == "OK",
                       test.get("stdout", "") + test.get("stderr", ""))


def start_script(path, env):
    return subprocess.run(["/usr/bin/python3", str(path)], cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def run_script(counts, path, env, label):
    count_script(counts, path, start_script(path, env), label)


def count_script(counts, path, done, label):
    """A script of unittest cases counts each of them, any other counts once."""
    ran = re.search(r"^Ran (\d+) tests?", done.stdout, re.M)
    if not ran:
        counts.add(f"{label}: {path.name}", done.returncode == 0, done.stdout)
        return
    failed = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", done.stdout))
    skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", done.stdout))
    counts.skipped += skipped
    counts.passed += max(int(ran[1]) - failed - skipped, 0)
    if done.returncode:
        counts.failed += max(failed, 1)
        print(f"FAILED {label}: {path.name}\n{done.stdout[-6000:]}", flush=True)


def suite_unit(counts, env):
    run_meson(counts, BUILD, env, "unit")


def suite_italian(counts, env):
    """Sentences, numbers and dates in the other language: the flow tests that read sentences must not depend on them."""
    run_meson(counts, BUILD, dict(env, LC_ALL="it_IT.UTF-8", LANGUAGE="it"), "italian")


def suite_tree(counts, env):
    run_script(counts, ROOT / "tests/tree/check-tree.py", env, "tree")


def suite_data(counts, env):
    run_script(counts, ROOT / "tests/data/check-data.py", env, "data")


def suite_flow(counts, env):
    for path in sorted((ROOT / "tests/flow").glob("test-*.py")):
        run_script(counts, path, env, "flow")


def run_together(counts, folder, env, label):
    """Two scripts at a time, since they wait more than they do."""
    paths = sorted((ROOT / folder).glob("test-*.py"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, done in zip(paths, pool.map(lambda path: start_script(path, env), paths)):
            count_script(counts, path, done, label)


def suite_gui(counts, env):
    """The real windows, each script on a screen of its own; never under the sanitizers, which GTK and WebKit do not stand."""
    run_together(counts, "tests/gui", env, "gui")


def suite_fault(counts, env):
    """Each script, and each test in it, has a workspace and servers of its own."""
    run_together(counts, "tests/fault", env, "fault")


def suite_sanitize(counts, env):
    fault = build(SANITIZED, "-Db_sanitize=address,undefined", "-Db_lundef=false", "--werror")
    if fault:
        counts.add("sanitize: build", False, fault)
        return
    run_meson(counts, SANITIZED, dict(env, ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="halt_on_error=1"), "sanitize")


def suite_fuzz(counts, env):
    fault = build(FUZZ, "-Dfuzz=true", "-Db_sanitize=address,undefined", "-Db_lundef=false", CC="clang-14")
    if fault:
        counts.add("fuzz: build", False, fault)
        return
    done = subprocess.run(["/usr/bin/python3", str(ROOT / "tests/fuzz/run.py"), str(FUZZ), FUZZ_SECONDS], cwd=ROOT,
                          env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for name, result in re.findall(r"^(\S+): (ok|FAILED)", done.stdout, re.M):
        counts.add(f"fuzz: {name}", result == "ok", done.stdout)
    if done.returncode and "FAILED" not in done.stdout:
        counts.add("fuzz", False, done.stdout)


SUITES = {"unit": suite_unit, "tree": suite_tree, "data": suite_data, "flow": suite_flow, "gui": suite_gui, "fault": suite_fault,
          "italian": suite_italian, "sanitize": suite_sanitize, "fuzz": suite_fuzz}


def main():
    wanted = sys.argv[1:] or list(SUITES)
    unknown = [name for name in wanted if name not in SUITES]
    if unknown:
        print(f"no such suite: {' '.join(unknown)}; there are: {' '.join(SUITES)}")
        return 2
    counts = Counts()
    fault = build(BUILD, "--werror")
    if fault:
        counts.add("build", False, fault)
        wanted = []
    with tempfile.TemporaryDirectory(prefix="postino-test-") as scratch:
        env = environment(scratch)
        for name in wanted:
            started, before = time.monotonic(), counts.passed
            SUITES[name](counts, env)
            print(f"{name}: {counts.passed - before} passed in {time.monotonic() - started:.0f} s", flush=True)
    print(f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped")
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    sys.exit(main())
