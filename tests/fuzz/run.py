#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py BUILD SECONDS: each fuzz target of the build folder for so long, two at a time. One line a target."""
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

AT_ONCE = 2


def run(target, seconds):
    with tempfile.TemporaryDirectory(prefix="postino-fuzz-") as corpus:
        command = [str(target), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                   corpus]
        dictionary = pathlib.Path(__file__).parent / f"{target.name}.dict"
        if dictionary.exists():
            command.insert(1, f"-dict={dictionary}")
        done = subprocess.run(command, cwd=corpus, text=True, errors="replace", stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return target.name, done.returncode == 0, done.stdout


def main():
    folder, seconds = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    targets = sorted(path for path in (folder / "tests/fuzz").glob("fuzz-*") if path.is_file())
    if not targets:
        print(f"no fuzz targets in {folder}")
        return 1
    failed = False
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for name, ok, output in pool.map(lambda target: run(target, seconds), targets):
            runs = next((line.split()[-1] for line in output.splitlines() if "number_of_executed_units" in line), "?")
            print(f"{name}: {'ok' if ok else 'FAILED'} {runs} runs")
            if not ok:
                print(output[-4000:])
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
