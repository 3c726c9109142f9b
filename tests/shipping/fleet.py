# SPDX-License-Identifier: GPL-2.0-only
"""fleet.py - two hosts on this one: network namespaces, a real rsyslogd in
each, with the configuration that is shipped, and their certificates

All of it lives in namespaces of its own: nothing of this machine is changed,
and it ends with the program. It must not know what a test expects.
"""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench import Failure, Receiver, wait_for

EXAMPLES = Path(__file__).resolve().parents[2] / "userspace/data/rsyslog"
NAMES = {"host": "web1.hosts.example", "central": "central.example"}
ADDRESSES = {"host": "192.0.2.1", "central": "192.0.2.2"}
INSIDE = "PROCMON_SHIPPING_INSIDE"
UNSHARE = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child",
           "--mount-proc"]
# What rsyslogd says of itself, all being well.
ORDINARY = ("config validation run", "End of config validation")


def run(*command, **options):
    """Run a program; what it says is part of the failure."""
    result = subprocess.run([str(word) for word in command], check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, **options)
    if result.returncode:
        raise Failure(f"{' '.join(map(str, command))}: exit status "
                      f"{result.returncode}: {result.stdout}")
    return result.stdout


def enter():
    """Go on in namespaces of our own; False: there can be none."""
    if os.environ.get(INSIDE):
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        run("ip", "link", "set", "lo", "up")
        return True
    command = [*UNSHARE, *(["--map-root-user"] if os.geteuid() else [])]
    probe = "mount -t tmpfs tmpfs /run && ip netns add probe"
    if subprocess.run([*command, "sh", "-c", probe], check=False,
                      capture_output=True).returncode:
        return False
    os.environ[INSIDE] = "yes"
    os.execvp(command[0], [*command, sys.executable, "-B", *sys.argv])
    return False


class Authority:
    """Who signs certificates."""

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir()
        self._make("ca", f"the authority of {self.directory.name}", [])

    def _make(self, name, subject, more):
        run("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-subj", f"/CN={subject}",
            "-keyout", self.directory / f"{name}.key",
            "-out", self.directory / f"{name}.pem", *more)

    def sign(self, name):
        """Certificate and key for a name, as two paths."""
        if not (self.directory / f"{name}.pem").exists():
            self._make(name, name, [
                "-CA", self.directory / "ca.pem",
                "-CAkey", self.directory / "ca.key",
                "-addext", f"subjectAltName=DNS:{name}",
                "-addext", "basicConstraints=critical,CA:FALSE"])
        return (self.directory / f"{name}.pem", self.directory / f"{name}.key")


class Host:
    """A host: its directories, its certificate, its rsyslogd."""

    def __init__(self, directory, space, instance):
        self.directory = directory
        self.space = space
        self.instance = instance
        self.process = None
        self.spool = directory / "lib/procmon-ship" / instance
        self.ship = directory / "etc/procmon/ship"
        for path in (self.ship, directory / "log/procmon", self.spool,
                     directory / "run"):
            path.mkdir(parents=True)
        (directory / "etc/hosts").write_text("".join(
            f"{ADDRESSES[key]} {name}\n" for key, name in NAMES.items()))
        (directory / "etc/nsswitch.conf").write_text("hosts: files\n")
        (directory / "said").touch()
        (directory / "run/systemd/journal").mkdir(parents=True)
        self.journal = Receiver(
            directory / "run/systemd/journal/socket", socket.SOCK_DGRAM)
        self.configure()

    def configure(self, *changes):
        """The shipped configuration; changes are pairs (old, new)."""
        text = (EXAMPLES / f"{self.instance}.conf").read_text("utf-8")
        for old, new in changes:
            if text.count(old) != 1:
                raise Failure(f"{self.instance}.conf: '{old}' is not there "
                              "once")
            text = text.replace(old, new)
        (self.ship / f"{self.instance}.conf").write_text(text, "utf-8")

    def trust(self, authority, signer=None, name=None):
        """Whom to trust, and who signed for which name."""
        certificate, key = (signer or authority).sign(
            name or NAMES[self.space])
        shutil.copy(authority.directory / "ca.pem", self.ship / "ca.pem")
        shutil.copy(certificate, self.ship / "cert.pem")
        shutil.copy(key, self.ship / "key.pem")

    def command(self, *arguments):
        """A program on this host."""
        script = ('root=$1; hostname "$2"; shift 2; mount -t overlay overlay '
                  '-o "lowerdir=$root/etc:/etc" /etc; '
                  'for name in log lib; do '
                  'mount --bind "$root/$name" "/var/$name"; done; '
                  'mount --bind "$root/run" /run; exec "$@"')
        return ["ip", "netns", "exec", self.space, "unshare", "--mount",
                "--uts", "sh", "-euc", script, "sh", str(self.directory),
                NAMES[self.space], *arguments]

    def rsyslogd(self, *arguments):
        return self.command("rsyslogd", "-iNONE", "-f",
                            f"/etc/procmon/ship/{self.instance}.conf",
                            *arguments)

    def start(self):
        """As systemd starts procmon-ship@: with an empty RuntimeDirectory."""
        runtime = self.directory / "run/procmon-ship"
        shutil.rmtree(runtime, ignore_errors=True)
        (runtime / self.instance).mkdir(parents=True)
        unit = (EXAMPLES / "procmon-ship@.service").read_text("utf-8")
        before, = re.findall(r"^ExecStartPre=(.*)$",
                             unit.replace("\\\n", "").replace("$$", "$"),
                             re.MULTILINE)
        run(*shlex.split(before), cwd=self.spool)
        with open(self.directory / "said", "ab") as said:
            self.process = subprocess.Popen(self.rsyslogd("-n"), stdout=said,
                                            stderr=said)

    def check(self):
        """What rsyslogd -N1 has to say, but that it looks."""
        output = run(*self.rsyslogd("-N1"))
        return [line for line in output.splitlines()
                if not any(word in line for word in ORDINARY)]

    def said(self):
        """What rsyslogd said on standard error and to the journal."""
        text = (self.directory / "said").read_text("utf-8", "replace")
        for entry in list(self.journal.data):
            text += "".join(line[len("MESSAGE="):] + "\n" for line in
                            entry.decode("utf-8", "replace").splitlines()
                            if line.startswith("MESSAGE="))
        return text

    def forget(self):
        (self.directory / "said").write_text("", "utf-8")
        self.journal.data.clear()

    def close(self):
        if self.process:
            self.stop(kill=True)
        self.journal.close()

    def stop(self, kill=False):
        if not self.process:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired as error:
            raise Failure(f"rsyslogd does not end: {self.said()}") from error
        finally:
            self.process.kill()
            self.process = None

    def restart(self):
        self.stop()
        self.start()


class Fleet:
    """A host and the central, with a cable between them."""

    def __init__(self, directory):
        directory.mkdir()
        self.directory = directory
        self.authority = Authority(directory / "authority")
        self.other = Authority(directory / "other")
        for space in NAMES:
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "link", "add", "cable", "netns", "host", "type", "veth",
            "peer", "name", "cable", "netns", "central")
        for space, address in ADDRESSES.items():
            run("ip", "-n", space, "address", "add", f"{address}/24", "dev",
                "cable")
            run("ip", "-n", space, "link", "set", "cable", "up")
        self.host = Host(directory / "host", "host", "host")
        self.central = Host(directory / "central", "central", "central")
        self.arrived_path = (self.central.spool / "hosts" /
                             f"{NAMES['host']}.jsonl")
        self.host.trust(self.authority)
        self.central.trust(self.authority)

    def close(self):
        for host in (self.host, self.central):
            host.close()
        for space in NAMES:
            run("ip", "netns", "delete", space)

    def arrived(self):
        """Whole lines at the central."""
        if not self.arrived_path.exists():
            return []
        data = self.arrived_path.read_bytes()
        return data[:data.rfind(b"\n") + 1].splitlines()

    def listens(self):
        """Start the central, and wait until it listens."""
        self.central.start()
        wait_for(lambda: ":2514" in run("ip", "netns", "exec", "central", "ss",
                                        "-Hltn"), "the central listens")

    def until_quiet(self, seconds=1):
        """Wait until nothing more arrives."""
        before = -1
        while True:
            size = (self.arrived_path.stat().st_size
                    if self.arrived_path.exists() else 0)
            if size == before:
                return
            before = size
            time.sleep(seconds)
