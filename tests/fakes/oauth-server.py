#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An authorization server for tests (RFC 6749, 7636), written from the texts; shares no code with Postino.

GET /authorize answers as if somebody had signed in and agreed: it sends the browser back with a code. POST /token changes
a code, or a refresh token, for an access token. What does not keep to the rules is a 400 with a reason in the log.

Access tokens go into the file of --tokens, "TOKEN UNTIL" a line, which smtp-peer.py reads (--bearer). The file of
--control says what is to go wrong from now on, words separated by blanks:
  deny          the person declines             no-refresh    no refresh token is given
  refuse        refresh tokens are not valid    down          503 to everything
  bad-client    the client is not known         garbage       /token answers with what is no JSON
  hang          /token answers nothing
"""
import argparse
import base64
import hashlib
import http.server
import json
import os
import secrets
import signal
import sys
import threading
import time
import urllib.parse


class State:
    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.codes = {}
        self.refresh_tokens = set()

    def wants(self, word):
        if not self.options.control or not os.path.exists(self.options.control):
            return False
        with open(self.options.control, encoding="ascii") as file:
            return word in file.read().split()

    def note(self, text):
        with self.lock, open(self.options.log, "a", encoding="utf-8") as log:
            log.write(text + "\n")


class Refused(Exception):
    pass


def one(fields, name):
    values = fields.get(name, [])
    if len(values) != 1 or not values[0]:
        raise Refused(f"invalid_request {name}")
    return values[0]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def reply(self, status, content, kind="application/json", **headers):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        state = self.server.state
        url = urllib.parse.urlsplit(self.path)
        try:
            if url.path != "/authorize":
                raise Refused("not found")
            fields = urllib.parse.parse_qs(url.query, keep_blank_values=True)
            redirect = one(fields, "redirect_uri")
            if one(fields, "response_type") != "code" or one(fields, "client_id") != state.options.client_id:
                raise Refused("unauthorized_client")
            if urllib.parse.urlsplit(redirect).hostname not in ("127.0.0.1", "localhost"):
                raise Refused("redirect_uri")
            if one(fields, "code_challenge_method") != "S256" or len(one(fields, "code_challenge")) != 43:
                raise Refused("code_challenge")
            if len(one(fields, "state")) < 20:
                raise Refused("state")
        except Refused as why:
            state.note(f"authorize refused {why}")
            self.reply(400, b"no", "text/plain")
            return
        answer = {"state": one(fields, "state")}
        if state.wants("deny"):
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(20)
            with state.lock:
                state.codes[answer["code"]] = (one(fields, "code_challenge"), redirect)
        state.note(f"authorize {fields.get('login_hint', ['-'])[0]} {fields.get('scope', ['-'])[0]}")
        self.reply(302, b"", "text/plain", Location=f"{redirect}?{urllib.parse.urlencode(answer)}")

    def take_code(self, fields):
        state = self.server.state
        with state.lock:
            challenge, redirect = state.codes.pop(one(fields, "code"), (None, None))
        digest = hashlib.sha256(one(fields, "code_verifier").encode()).digest()
        if challenge is None or challenge != base64.urlsafe_b64encode(digest).decode().rstrip("="):
            raise Refused("invalid_grant")
        if redirect != one(fields, "redirect_uri"):
            raise Refused("invalid_grant")
        return True

    def take_refresh_token(self, fields):
        """Whether a new one takes its place."""
        state = self.server.state
        token = one(fields, "refresh_token")
        with state.lock:
            if state.wants("refuse") or token not in state.refresh_tokens:
                raise Refused("invalid_grant")
            if state.options.rotate:
                state.refresh_tokens.discard(token)
        return state.options.rotate

    def give_tokens(self, with_refresh):
        state = self.server.state
        answer = {"access_token": secrets.token_urlsafe(30), "token_type": "Bearer", "expires_in": state.options.lifetime}
        with state.lock:
            with open(state.options.tokens, "a", encoding="ascii") as file:
                file.write(f"{answer['access_token']} {time.time() + state.options.lifetime}\n")
            if with_refresh and not state.wants("no-refresh"):
                answer["refresh_token"] = secrets.token_urlsafe(30)
                state.refresh_tokens.add(answer["refresh_token"])
        return answer

    def do_POST(self):
        state = self.server.state
        fields = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        kind = fields.get("grant_type", ["-"])[0]
        if state.wants("hang"):
            time.sleep(3600)
        try:
            if state.wants("down"):
                state.note(f"{kind} 503")
                self.reply(503, b"later", "text/plain")
                return
            if self.path != "/token" or self.headers["Content-Type"] != "application/x-www-form-urlencoded":
                raise Refused("invalid_request")
            secret = fields.get("client_secret", [""])[0]
            if state.wants("bad-client") or one(fields, "client_id") != state.options.client_id or secret != state.options.secret:
                raise Refused("invalid_client")
            if kind == "authorization_code":
                answer = self.give_tokens(self.take_code(fields))
            elif kind == "refresh_token":
                answer = self.give_tokens(self.take_refresh_token(fields))
            else:
                raise Refused("unsupported_grant_type")
        except Refused as why:
            state.note(f"{kind} {why}")
            self.reply(401 if str(why) == "invalid_client" else 400, {"error": str(why).split()[0]})
            return
        state.note(f"{kind} ok")
        self.reply(200, b"<html>" if state.wants("garbage") else answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--tokens", required=True)
    parser.add_argument("--control")
    parser.add_argument("--client-id", default="postino-test")
    parser.add_argument("--secret", default="")
    parser.add_argument("--lifetime", type=int, default=3600, help="of an access token, seconds")
    parser.add_argument("--rotate", action="store_true", help="a refresh token is good once")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.state = State(options)
    with open(options.port_file + ".part", "w", encoding="ascii") as file:
        file.write(f"{server.server_address[1]}\n")
    os.rename(options.port_file + ".part", options.port_file)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
