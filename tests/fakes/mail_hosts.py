# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers of the wide world, for tests: Postfix, Dovecot's submission service, Exim, OpenSMTPD, aiosmtpd, smtp-sink.

Debian lets a machine have one of them, and starts it. So they are not installed: their packages and the libraries they need
are fetched once into a folder of the build, and unpacked for each run into a root of their own, where each has the paths and
users it insists on. There they run by chroot as plain processes of the test, on loopback and free ports; nothing stays on the
system. become_root() is for users who are not.

Each is set up as its manual says for users who submit, keeps its mail in a Maildir, and knows ACCOUNT with PASSWORD.
"""
import email
import email.policy
import fcntl
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PACKAGES = ["postfix", "dovecot-core", "dovecot-submissiond", "exim4-daemon-light", "opensmtpd", "dash"]
ACCOUNT, PASSWORD = "ann@example.com", "right, = pass"
USERS = {"root": 0, "nobody": 65534, "Debian-exim": 61001, "postfix": 61002, "postdrop": 61003, "dovecot": 61004, "dovenull": 61005,
         "opensmtpd": 61006, "opensmtpq": 61007, "vmail": 61008}


def run(*command, **options):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ, LC_ALL="C"),
                          **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}: {done.stdout[-2000:]}")
    return done.stdout


def become_root():
    """Mail servers change users and roots. Who is not root is it here: the script begins anew among the user's subordinate ids."""
    if os.geteuid() != 0:
        os.execvp("unshare", ["unshare", "--map-root-user", "--map-auto", "/usr/bin/python3", "-W", "ignore", *sys.argv])


def list_packages():
    """PACKAGES and all libraries they need: a root needs no more of a system."""
    found = wanted = list(PACKAGES)
    while wanted:
        text = run("apt-cache", "depends", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces",
                   "--no-enhances", *wanted)
        needed = re.findall(r"^  (?:Pre)?Depends: ((?:lib|zlib)\S+)", text, re.M)
        wanted = [name for name in dict.fromkeys(needed) if name not in found]
        found = found + wanted
    return found


def download_packages(folder):
    try:
        run("apt-get", "-q", "download", *list_packages(), cwd=folder)
    except AssertionError:
        subprocess.run(["apt-get", "-q", "update"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        try:
            run("apt-get", "-q", "download", *list_packages(), cwd=folder)
        except AssertionError as fault:
            raise AssertionError(f"the packages {' '.join(PACKAGES)} cannot be downloaded: {fault}") from None


def fetch_packages(folder):
    """The .deb files, downloaded unless they lie there from another run; two runs at a time do it once."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "whole"
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists() or whole.read_text(encoding="ascii").split() != PACKAGES:
            for old in folder.glob("*.deb"):
                old.unlink()
            download_packages(folder)
            whole.write_text(" ".join(PACKAGES), encoding="ascii")
    return sorted(folder.glob("*.deb"))


def find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Host:
    """One server that runs: where it listens, its log, and the Maildir or folder its mail is in."""

    def __init__(self, name, port, tls, log, mail, recipient_mark, refusal_mark=None, certificate=None):
        self.name, self.port, self.tls, self.log, self.mail = name, port, tls, log, mail
        self.recipient_mark = recipient_mark  # the header in which it tells whom it delivered to
        self.refusal_mark = refusal_mark  # what its log says of a wrong password; None: it knows no accounts
        self.certificate = certificate

    def read_log(self):
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def count_refusals(self):
        """How often somebody was turned away for a wrong password."""
        return len(re.findall(self.refusal_mark, self.read_log()))

    def read_messages(self):
        """All that was delivered; what was delivered twice is there twice."""
        paths = [path for path in self.mail.rglob("*") if path.is_file() and path.parent.name != "tmp"]
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]

    def read_mail(self):
        """(recipient, Message-ID) of each of them, sorted."""
        found = []
        for message in self.read_messages():
            recipient = re.search(r"[\w.+-]+@[\w.-]+", message[self.recipient_mark] or "")
            found.append((recipient[0] if recipient else "", (message["Message-ID"] or "").strip()))
        return sorted(found)


class MailHosts:
    """The root they live in. close() ends what was started, by its id, and removes all of it."""

    def __init__(self, cache):
        self.started = []
        packages = fetch_packages(cache)
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="postino-hosts-"))
        self.root.chmod(0o755)
        try:
            for package in packages:
                run("dpkg-deb", "-x", str(package), str(self.root))
            self.furnish()
        except BaseException:
            self.close()
            raise

    def close(self):
        running = [process for process in self.started if process.returncode is None]
        for process in running:
            os.kill(process.pid, signal.SIGTERM)
        until = time.monotonic() + 10
        for process in running:
            while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) and time.monotonic() < until:
                time.sleep(0.02)
            os.killpg(process.pid, signal.SIGKILL)  # what it left; its number is not given again before it is waited for
            process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def write(self, path, text, mode=0o644):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="ascii")
        file.chmod(mode)
        return file

    def make_folder(self, path, user="root", mode=0o755):
        folder = self.root / path
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        os.chown(folder, USERS[user], USERS[user])
        return folder

    def furnish(self):
        """What every program expects of a system. /dev/null is a file: not every machine lets root make the device."""
        self.write("etc/passwd", "".join(f"{name}:x:{n}:{n}::/var/empty:/bin/sh\n" for name, n in USERS.items()))
        self.write("etc/group", "".join(f"{name}:x:{n}:\n" for name, n in USERS.items()))
        self.write("etc/hosts", "127.0.0.1 localhost\n")
        self.write("etc/resolv.conf", "nameserver 127.0.0.1\n")
        self.write("dev/null", "", 0o666)
        self.make_folder("tmp", mode=0o1777)
        self.make_folder("var/empty")
        self.make_folder("var/log", mode=0o777)
        self.certificate, self.key = self.make_certificate("host", "Debian-exim")  # the one who reads it without being root

    def make_certificate(self, name, owner, kind=("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")):
        """One for localhost that vouches for itself, and its key, in etc."""
        certificate, key = self.root / f"etc/{name}.crt", self.root / f"etc/{name}.key"
        run("openssl", "req", "-x509", *kind, "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate))
        os.chown(key, USERS[owner], USERS[owner])
        return certificate, key

    def start(self, port, *command, env=None, inside=True):
        """Runs until close (). Returns when it listens, with the file of what it says."""
        said = self.root / f"tmp/said-{len(self.started)}"
        with open(said, "w", encoding="utf-8") as output:
            process = subprocess.Popen([*(["chroot", str(self.root)] if inside else []), *command], stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=output, env=dict({"PATH": os.environ["PATH"]}, **(env or {})),
                                       start_new_session=True)
        self.started.append(process)
        until = time.monotonic() + 30
        while not is_listening(port):
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{' '.join(command)} does not listen: {said.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.02)
        return said

    def start_dovecot(self, name, settings, port):
        """Its own configuration NAME; what all of them share is here."""
        log = self.root / f"var/log/{name}.log"
        self.write(f"etc/{name}.users", f"{ACCOUNT}:{{PLAIN}}{PASSWORD}\n")
        self.make_folder(f"var/{name}/mail", "vmail")
        self.write(f"etc/{name}.conf", f"""
base_dir = /var/{name}/run
state_dir = /var/{name}
log_path = /var/log/{name}.log
auth_verbose = yes
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
listen = 127.0.0.1
mail_location = maildir:/var/{name}/mail
ssl = required
ssl_cert = </etc/host.crt
ssl_key = </etc/host.key
passdb {{
  driver = passwd-file
  args = /etc/{name}.users
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home=/var/{name}/mail
}}
{settings}
""")
        self.start(port, "/usr/sbin/dovecot", "-F", "-c", f"/etc/{name}.conf")
        return log

    def start_postfix(self):
        """Submission with required STARTTLS, SASL by Dovecot as most do it, delivered by virtual(8). The service beside the
        socket of Dovecot's is there to tell when it is ready."""
        port, auth_port = find_port(), find_port()
        for folder in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"):
            self.make_folder(f"var/spool/postfix/{folder}", "postfix", 0o700)
        self.make_folder("var/spool/postfix/public", "postfix", 0o710)
        self.make_folder("var/spool/postfix/maildrop", "postfix", 0o730)
        self.make_folder("var/spool/postfix/pid")
        self.make_folder("var/lib/postfix", "postfix", 0o700)
        mail = self.make_folder("var/mail/postfix", "vmail")
        self.start_dovecot("postfix-auth", f"""
protocols = submission
submission_relay_host = 127.0.0.1
service auth {{
  unix_listener /var/spool/postfix/private/auth {{
    mode = 0666
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {auth_port}
  }}
}}
""", auth_port)
        self.write("etc/postfix/main.cf", """
compatibility_level = 3.6
queue_directory = /var/spool/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
data_directory = /var/lib/postfix
maillog_file = /var/log/postfix.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
disable_dns_lookups = yes
virtual_mailbox_domains = example.com
virtual_mailbox_base = /var/mail
virtual_mailbox_maps = static:postfix/
virtual_uid_maps = static:61008
virtual_gid_maps = static:61008
virtual_alias_maps =
alias_maps =
alias_database =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = /etc/host.crt
smtpd_tls_key_file = /etc/host.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
tls_random_source =
""")
        self.write("etc/postfix/master.cf", f"""
{port}    inet  n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
error     unix  - - n - - error
retry     unix  - - n - - error
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
""")
        self.start(port, "/usr/lib/postfix/sbin/master", "-d", "-c", "/etc/postfix", env={"MAIL_CONFIG": "/etc/postfix"})
        return Host("postfix", port, "starttls", self.root / "var/log/postfix.log", mail,
                    "Delivered-To", "authentication failed", self.certificate)

    def start_sink(self, name="sink"):
        """smtp-sink of Postfix: no TLS, no accounts; a file a message, with the envelope in front."""
        port = find_port()
        mail = self.make_folder(f"var/mail/{name}", "nobody")
        said = self.start(port, "/usr/sbin/smtp-sink", "-u", "nobody", "-R", f"/var/mail/{name}", "-d", "%M.", f"127.0.0.1:{port}", "100",
                   env={"MAIL_CONFIG": "/etc/postfix"})
        return Host(name, port, "none", said, mail, "X-Rcpt-Args")

    def start_submission(self):
        """Dovecot's submission service, which passes on what it gets to another host."""
        port, sink = find_port(), self.start_sink("behind-dovecot")
        log = self.start_dovecot("dovecot", f"""
protocols = submission
hostname = localhost
submission_relay_host = 127.0.0.1
submission_relay_port = {sink.port}
submission_relay_trusted = no
service submission-login {{
  inet_listener submission {{
    port = {port}
  }}
}}
""", port)
        return Host("dovecot", port, "starttls", log, sink.mail, "X-Rcpt-Args", "[Pp]assword mismatch", self.certificate)

    def start_exim(self):
        """TLS from the first byte, AUTH PLAIN, delivered by appendfile."""
        port = find_port()
        self.make_folder("var/spool/exim4", "Debian-exim", 0o750)
        self.make_folder("var/log/exim4", "Debian-exim", 0o750)
        mail = self.make_folder("var/mail/exim", "vmail")
        self.write("etc/exim4/exim4.conf", f"""
primary_hostname = localhost
domainlist local_domains = example.com
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_on_connect_ports = {port}
tls_advertise_hosts = *
tls_certificate = /etc/host.crt
tls_privatekey = /etc/host.key
host_lookup =
rfc1413_hosts =
smtp_accept_max = 0
smtp_accept_queue_per_connection = 0
queue_run_in_order = true
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
never_users =
begin acl
rcpt:
  deny ! authenticated = *
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{ {{eq{{$auth2}}{{{ACCOUNT}}}}} {{eq{{$auth3}}{{{PASSWORD}}}}} }} }}
  server_set_id = $auth2
begin routers
all:
  driver = accept
  domains = +local_domains
  transport = box
begin transports
box:
  driver = appendfile
  directory = /var/mail/exim
  maildir_format
  create_directory
  envelope_to_add
  user = vmail
  group = vmail
""")
        self.start(port, "/usr/sbin/exim4", "-bdf", "-q1h")
        return Host("exim", port, "tls", self.root / "var/log/exim4/mainlog", mail,
                    "Envelope-To", "535 Incorrect authentication data", self.certificate)

    def start_opensmtpd(self):
        """Delivered by its maildir action. Without TLS, and so without accounts, which it wants TLS for: Debian 12's 6.8.0p2 was not made
        for OpenSSL 3 and breaks off each handshake ("missing private key", its issues 1171 and 1239)."""
        port = find_port()
        self.make_folder("var/lib/opensmtpd/empty")
        self.make_folder("var/run")
        self.make_folder("var/spool/smtpd", mode=0o711)
        mail = self.make_folder("var/mail/opensmtpd", "vmail")
        self.write("etc/smtpd.conf", f"""
table boxes {{ "@" = "vmail" }}
listen on 127.0.0.1 port {port}
action "box" maildir "/var/mail/opensmtpd" virtual <boxes>
match from any for any action "box"
""", 0o600)
        log = self.start(port, "/usr/sbin/smtpd", "-d")
        return Host("opensmtpd", port, "none", log, mail, "Delivered-To")

    def start_aiosmtpd(self):
        port = find_port()
        mail = self.make_folder("var/mail/aiosmtpd")
        log = self.root / "var/log/aiosmtpd.log"
        self.start(port, "/usr/bin/python3", "-W", "ignore", str(pathlib.Path(__file__).with_name("aiosmtpd-host.py")),
                   "--port", str(port), "--certificate", str(self.certificate), "--key", str(self.key),
                   "--mail", str(mail / "box"), "--log", str(log), "--account", ACCOUNT, "--password", PASSWORD, inside=False)
        return Host("aiosmtpd", port, "starttls", log, mail, "X-RcptTo", "refused", self.certificate)


if __name__ == "__main__":
    sys.exit("this is a module of the tests")
