#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The computer goes to sleep, or loses its network, in the middle of a campaign. logind and NetworkManager are python3-dbusmock's, on
a bus of their own; what is asked of them is GIO and the worker itself."""
import os
import subprocess
import sys
import unittest

import dbus
from dbus.bus import BusConnection

from postino import WORKER, World, wait_until, write_contacts

LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
NETWORK = ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager")
MOCK = "org.freedesktop.DBus.Mock"
AWAKE, DELAYED = ("idle", "Postino", "A campaign is being sent", "block"), ("sleep", "Postino", "A campaign is being sent", "delay")
CONNECTED, DISCONNECTED = (70, 4), (20, 1)  # NMState, NMConnectivityState
NO_NETWORK = "This computer is not connected to the network"


class Machine(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True,
                                  env=self.world.env)
        self.world.processes.insert(0, daemon)
        self.address = daemon.stdout.readline().strip()
        self.world.env.update(DBUS_SYSTEM_BUS_ADDRESS=self.address, DBUS_SESSION_BUS_ADDRESS=self.address)
        self.bus = BusConnection(self.address)
        self.addCleanup(self.bus.close)

    def start_mock(self, template, service):
        self.world.processes.append(subprocess.Popen(["/usr/bin/python3", "-m", "dbusmock", "--template", template], env=self.world.env,
                                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        wait_until(lambda: self.bus.name_has_owner(service[0]), template)
        return self.bus.get_object(service[0], service[1])

    def start_worker(self, **more):
        env = dict(self.world.env, **more)
        worker = subprocess.Popen([str(WORKER), "--workspace", self.world.workspace, "--foreground"], env=env, stderr=subprocess.PIPE,
                                  text=True)
        self.world.processes.append(worker)
        wait_until(lambda: worker.poll() is not None or self.world.run("worker", "status")[0]["running"], "the worker")
        self.assertIsNone(worker.poll())
        return worker

    def prepare(self, n):
        world = self.world
        world.run("workspace", "init")
        world.run("collector", "set", "--url", "none")
        world.run("contact", "import", write_contacts(world, "c.csv", n), "--list", "all", "--consent", "yes")
        world.run("identity", "add", "shop@example.com", "--name", "Shop")

    def add_campaign(self, name, *server):
        world = self.world
        world.run("server", "add", name, "--trial", *server)
        return world.run("campaign", "new", name, "--from", "shop@example.com", "--subject", "Hello", "--html",
                         world.path("letter.html", "<p>Hello"), "--list", "all", "--server", name)[0]["campaign"]

    def read(self, campaign):
        return self.world.run("campaign", "status", campaign)[0]

    def wait_for(self, campaign, state, **more):
        def look():
            status = self.read(campaign)
            return status["state"] == state and all(status[key] == value for key, value in more.items()) and status
        return wait_until(look, f"{state} {more}")

    def check_all_taken(self, campaign, log, n):
        """Everybody has it, once, and nobody was put off or failed."""
        with open(log, encoding="utf-8") as lines:
            taken = [line.split("\t")[0] for line in lines]
        self.assertEqual((len(taken), len(set(taken))), (n, n))
        self.assertEqual(self.world.query("SELECT type, count(*) FROM event WHERE campaign = ? GROUP BY 1", campaign), [("accepted", n)])


class Sleep(Machine):
    def setUp(self):
        super().setUp()
        self.logind = self.start_mock("logind", LOGIND)

    def list_inhibitors(self):
        return {tuple(map(str, inhibitor[:4])) for inhibitor in self.logind.ListInhibitors(dbus_interface=LOGIND[2])}

    def tell(self, sleeps):
        self.logind.EmitSignal(LOGIND[2], "PrepareForSleep", "b", [sleeps], dbus_interface=MOCK)

    def wait_for_inhibitors(self, *wanted, seconds=60):
        wait_until(lambda: self.list_inhibitors() == set(wanted), f"the inhibitors {wanted}", seconds)

    def start(self, n, *peer_options, per_second=20):
        self.journal = self.world.path("journal")
        port = self.world.start_peer("--journal", self.journal, *peer_options)
        self.prepare(n)
        campaign = self.add_campaign("peer", "--host", "127.0.0.1", "--port", port, "--tls", "none", "--per-second", per_second)
        self.start_worker()
        self.assertEqual(self.list_inhibitors(), set())
        self.world.run("campaign", "start", campaign, "--now")
        self.wait_for_inhibitors(AWAKE, DELAYED)
        return campaign

    def test_pause_and_go_on(self):
        campaign = self.start(80)
        wait_until(lambda: self.read(campaign)["accepted"] >= 5, "the first messages")
        self.tell(True)
        wait_until(lambda: DELAYED not in self.list_inhibitors(), "leave to sleep", 4)
        before = self.world.read_peer_log()
        status = self.wait_for(campaign, "waiting", waiting="The computer goes to sleep")
        self.assertEqual((status["handed"], status["accepted"]), (0, len(before)))
        self.assertLess(len(before), 80)
        self.tell(False)
        self.wait_for_inhibitors(AWAKE, DELAYED)
        self.wait_for(campaign, "finished", accepted=80)
        self.wait_for_inhibitors()
        self.check_all_taken(campaign, self.world.peer_log, 80)

    def test_what_hangs(self):
        """What is under way and does not come to its end is dropped in time, and is sent afterwards."""
        campaign = self.start(30, "--fault", "rcpt:3:hang", per_second=100)
        wait_until(lambda: "hang" in open(self.journal, encoding="utf-8").read(), "the hang")
        self.tell(True)
        wait_until(lambda: DELAYED not in self.list_inhibitors(), "leave to sleep", 4.9)
        self.wait_for(campaign, "waiting", waiting="The computer goes to sleep", handed=0)
        self.tell(False)
        self.wait_for(campaign, "finished", accepted=30)
        self.check_all_taken(campaign, self.world.peer_log, 30)

    def test_logind_goes(self):
        """Nobody says any more that it is awake: it is."""
        campaign = self.start(60)
        self.tell(True)
        self.wait_for(campaign, "waiting")
        self.world.processes[1].terminate()
        self.wait_for(campaign, "finished", accepted=60)


class Network(Machine):
    def set_state(self, numbers):
        self.network.SetConnectivity(dbus.UInt32(numbers[1]), dbus_interface=MOCK)
        self.network.SetGlobalConnectionState(dbus.UInt32(numbers[0]), dbus_interface=MOCK)

    def prepare_both(self):
        """A campaign straight to the hosts of its recipients, and one to a server of this computer."""
        self.network = self.start_mock("networkmanager", NETWORK)
        self.world.env["POSTINO_DNS_FILE"] = self.world.path("zone", "example.com MX 10 mx.example.com\nmx.example.com A 127.0.0.2\n")
        port = self.start_far(0)
        near_port = self.world.start_peer()
        self.prepare(60)
        far = self.add_campaign("far", "--direct", "--port", port, "--per-second", 30)
        near = self.add_campaign("near", "--host", "127.0.0.1", "--port", near_port, "--tls", "none")
        return far, near, port

    def start_far(self, port):
        port = self.world.start_peer("--host", "127.0.0.2", "--port", port)
        self.far_peer, self.far_log = self.world.processes[-1], self.world.peer_log
        return port

    def test_without(self):
        """What is not there while the network is not there is not missed."""
        far, near, port = self.prepare_both()
        self.far_peer.terminate()
        self.far_peer.wait()
        self.set_state(DISCONNECTED)
        self.start_worker(GIO_USE_NETWORK_MONITOR="networkmanager")
        self.world.run("campaign", "start", far, "--now")
        self.wait_for(far, "waiting", waiting=NO_NETWORK, ready=60)
        self.world.run("campaign", "start", near, "--now")
        self.wait_for(near, "finished", accepted=60)
        self.assertEqual(self.read(far)["ready"], 60)
        self.start_far(port)
        self.set_state(CONNECTED)
        self.wait_for(far, "finished", accepted=60)
        self.check_all_taken(far, self.far_log, 60)

    def test_lost_and_back(self):
        far, _near, _port = self.prepare_both()
        self.start_worker(GIO_USE_NETWORK_MONITOR="networkmanager")
        self.world.run("campaign", "start", far, "--now")
        for n in (5, 15):
            wait_until(lambda: self.read(far)["accepted"] >= n, f"{n} messages")
            self.set_state(DISCONNECTED)
            status = self.wait_for(far, "waiting", waiting=NO_NETWORK, handed=0)
            self.assertEqual(status["ready"] + status["accepted"], 60)
            self.assertLess(status["accepted"], 60)
            self.set_state(CONNECTED)
        self.wait_for(far, "finished", accepted=60)
        self.check_all_taken(far, self.far_log, 60)


if __name__ == "__main__":
    os.environ.pop("DBUS_SYSTEM_BUS_ADDRESS", None)
    sys.exit(unittest.main())
