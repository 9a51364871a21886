#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job before one's eyes, without a window: tour.py PROGRAMS WORKSPACE, called by `./dev run`.

A demo workspace is made, its newsletter sent through the worker to the built-in sandbox, one message opened, a link
followed, one person unsubscribed, and the report printed. Nothing leaves this computer.
"""
import email
import email.policy
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
WORKSPACE = pathlib.Path(sys.argv[2]).resolve()
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"
READING_SECONDS = 3  # who is faster than anybody can read is no person (events/user-agent)
ITALIAN = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "").startswith("it")


def say(english, italian):
    print("\n\033[1m" + (italian if ITALIAN else english) + "\033[0m" if sys.stdout.isatty()
          else "\n" + (italian if ITALIAN else english), flush=True)


def ctl(*words, quiet=False):
    command = [str(PROGRAMS / "postinoctl"), "--workspace", str(WORKSPACE), *map(str, words)]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE)
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)}: {done.returncode}")
    if not quiet:
        print(done.stdout, end="", flush=True)
    return done.stdout


def ctl_json(*words):
    return [json.loads(line) for line in ctl("--json", *words, quiet=True).splitlines()]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def fetch(url, data=None):
    """Status and target of a redirect, as a browser would ask."""
    opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, data=data, headers={"User-Agent": BROWSER})
    try:
        with opener.open(request, timeout=10) as answer:
            answer.read()
            return answer.status, None
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("Location")


def wait_for_report(campaign, condition):
    """The worker takes hits over within a second or so."""
    report = {}
    for _ in range(100):
        report = ctl_json("campaign", "report", campaign)[0]
        if condition(report):
            return report
        time.sleep(0.1)
    sys.exit(f"the report does not show what was done: {report}")


def main():
    if WORKSPACE.exists():
        subprocess.run([str(PROGRAMS / "postinoctl"), "--workspace", str(WORKSPACE), "worker", "stop"],
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(WORKSPACE)

    say("A demo workspace: sample contacts, a sender, a newsletter", "Un’area di lavoro di prova: contatti, mittente, newsletter")
    demo = json.loads(subprocess.run([str(PROGRAMS / "postinoctl"), "--json", "demo", str(WORKSPACE)], text=True,
                                     stdout=subprocess.PIPE, check=True).stdout)
    campaign = demo["campaign"]
    ctl("workspace", "info")

    say("What speaks against sending it?", "Che cosa impedisce o sconsiglia l’invio?")
    ctl("campaign", "check", campaign)

    say("Sending, through the worker, to the sandbox: nothing leaves this computer",
        "Invio alla posta di prova: nulla esce da questo computer")
    ctl("campaign", "start", campaign, "--wait")

    say("The newest messages in the sandbox", "Gli ultimi messaggi nella posta di prova")
    ctl("sandbox", "list", "--limit", 5)

    recipients = ctl_json("campaign", "recipients", campaign, "--state", "accepted")
    person = recipients[-1]["email"]
    raw = next(ctl("sandbox", "show", row["id"], quiet=True) for row in ctl_json("sandbox", "list", "--limit", 1000)
               if row["to"] == person)
    message = email.message_from_string(raw, policy=email.policy.default)
    page = message.get_body(("html",)).get_content()

    say(f"{person} opens the message “{message['Subject']}” …", f"{person} apre il messaggio «{message['Subject']}» …")
    print(message.get_body(("plain",)).get_content()[:600].rstrip(), "\n  …")
    time.sleep(READING_SECONDS)
    pixel = html.unescape(re.search(r'<img src="(http://127[^"]+)"', page)[1])
    print(f"  {fetch(pixel)[0]}  pixel")

    say("… follows a link …", "… segue un link …")
    link = html.unescape(re.search(r'href="(http://127[^"]+/c/[^"]+)"', page)[1])
    status, target = fetch(link)
    print(f"  {status}  → {target}")

    say("… and unsubscribes with one click.", "… e annulla l’iscrizione con un clic.")
    unsubscribe = re.search(r"<(http[^>]+)>", message["List-Unsubscribe"])[1]
    print(f"  {fetch(unsubscribe)[0]}  GET: " + ("solo una pagina, nulla cambia" if ITALIAN else "only a page, nothing changes"))
    print(f"  {fetch(unsubscribe, b'List-Unsubscribe=One-Click')[0]}  POST")

    wait_for_report(campaign, lambda report: report["unsubscribed"] == 1 and report["clicks"]["total"] == 1)
    say("The report", "Il rapporto")
    ctl("campaign", "report", campaign)
    ctl("suppression", "check", person)
    ctl("worker", "stop", quiet=True)
    say(f"Done. The workspace is in {WORKSPACE}: look around with build/src/postinoctl --workspace …",
        f"Fatto. L’area di lavoro è in {WORKSPACE}: si esplora con build/src/postinoctl --workspace …")
    return 0


if __name__ == "__main__":
    sys.exit(main())
