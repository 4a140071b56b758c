"""A SCIM server that nobody here wrote, filled with people and kept running.

Starts scim2-server (see requirements.txt) inside this process on a free loopback port, fills it
over its own HTTP interface, prints one line of JSON and serves until it is stopped. What the
server does and does not do is in README.md beside this file.

    target/foreign/bin/python tests/foreign/seed.py [--users 120] [--paging index|cursor]
                                                    [--port 0] [--page-size 50]
                                                    [--until-stdin-closes]

The line: {"address", "token", "paging", "users", "inactive", "groups": [{"id", "name", "members"}],
"person": {"id", "user_name", "display_name", "groups"}}. `person` is active, has a name with an
accent and is in two groups: the one to deactivate.
"""

import argparse
import json
import logging
import os
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"

GIVEN = "Ada Björn Chloé Darius Elif Fenna Goran Hanna Iñigo Jules Katya Łukasz Mei Noor Otto".split()
FAMILY = "Ahmadi Brandt Costa Dvořák Eriksen Fujita García Haddad Ivanov Janssen Keller".split()
TITLES = ["Engineer", "Account executive", "Controller", "Designer", "Support lead", None]
DEPARTMENTS = ["Engineering", "Sales", "Finance", "Design", "Support"]

# Which users are in a group, by their number (0 is the person to deactivate).
GROUPS = [
    ("All hands", lambda n: True),
    ("Engineering", lambda n: n % 5 == 0),
    ("Sales", lambda n: n % 5 == 1),
    ("On call", lambda n: n % 17 == 3),
    ("Board", lambda n: n in (7, 11)),
    # An empty group: this server leaves `members` out of its answer altogether.
    ("Nobody yet", lambda n: False),
]


def user(number):
    """The user of that number; the same every time."""
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
    if number == 0:
        given, family = "Zoë", "Lindqvist"
    name = f"person{number:04}@foreign.example"
    if number == 0:
        name = "zoe.lindqvist@foreign.example"
    body = {
        "schemas": [USER, ENTERPRISE],
        "userName": name,
        "active": number == 0 or number % 13 != 6,
        "externalId": f"hr-{number:05}",
        "emails": [{"value": name, "type": "work", "primary": True}],
        ENTERPRISE: {"department": DEPARTMENTS[number % len(DEPARTMENTS)]},
    }
    if number % 20 != 9:  # one in twenty has no name at all
        body["name"] = {"givenName": given, "familyName": family}
        body["displayName"] = f"{given} {family}"
    if title := TITLES[number % len(TITLES)]:
        body["title"] = title
    return body


class Api:
    """The server's own HTTP interface."""

    def __init__(self, address, token):
        self.address, self.token = address, token
        # No proxy: this is loopback.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/scim+json",
            },
        )
        with self.opener.open(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def wait(self):
        for _ in range(200):
            try:
                return self.call("GET", "/ServiceProviderConfig")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise SystemExit("the foreign server did not answer within ten seconds")


def seed(api, users):
    ids, inactive = [], 0
    for number in range(users):
        body = user(number)
        inactive += not body["active"]
        ids.append(api.call("POST", "/Users", body)["id"])
    groups, of_person = [], []
    for name, belongs in GROUPS:
        members = [{"value": ids[n], "type": "User"} for n in range(users) if belongs(n)]
        body = {"schemas": [GROUP], "displayName": name, "members": members}
        made = api.call("POST", "/Groups", body)
        groups.append({"id": made["id"], "name": name, "members": len(members)})
        if users and belongs(0):
            of_person.append(name)
    first = user(0)
    person = {
        "id": ids[0] if ids else None,
        "user_name": first["userName"],
        "display_name": first["displayName"],
        "groups": of_person,
    }
    return {"users": users, "inactive": inactive, "groups": groups, "person": person}


def cursor_config(page_size):
    """The server's configuration with paging by cursor only (RFC 9865)."""
    from scim2_server.utils import load_default_service_provider_config

    config = load_default_service_provider_config().model_dump()
    config["pagination"] = {
        "cursor": True,
        "index": False,
        "defaultPaginationMethod": "cursor",
        "defaultPageSize": page_size,
        "maxPageSize": page_size,
        "cursorTimeout": 3600,
    }
    file = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False)
    with file:
        json.dump(config, file)
    return file.name


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def leave(*_):
    # At once: the server's threads are daemons and nothing of theirs is kept.
    os._exit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=120)
    parser.add_argument("--paging", choices=["index", "cursor"], default="index")
    parser.add_argument("--page-size", type=int, default=50, help="only with --paging cursor")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the parent")
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    port = options.port or free_port()
    token = os.environ.get("FOREIGN_TOKEN") or "foreign-" + secrets.token_urlsafe(24)
    api = Api(f"http://127.0.0.1:{port}/v2", token)

    arguments = ["scim2-server", "--port", str(port), "--bearer-token", token]
    config = cursor_config(options.page_size) if options.paging == "cursor" else None
    if config:
        arguments += ["--service-provider-config", config]

    # One line on standard output is ours; what the server prints goes to standard error.
    out, sys.stdout = sys.stdout, sys.stderr

    def fill():
        try:
            api.wait()
            if config:
                os.unlink(config)
            facts = seed(api, options.users)
        except BaseException as failure:
            print(f"seeding failed: {failure!r}", file=sys.stderr, flush=True)
            os._exit(1)
        line = {"address": api.address, "token": token, "paging": options.paging, **facts}
        print(json.dumps(line), file=out, flush=True)
        if options.until_stdin_closes:
            sys.stdin.buffer.read()
            leave()

    threading.Thread(target=fill, daemon=True).start()
    sys.argv = arguments
    from scim2_server.testserver.cli import main as serve
    from wsgiref.simple_server import WSGIRequestHandler

    logging.getLogger().setLevel(logging.WARNING)
    WSGIRequestHandler.log_message = lambda *_: None
    serve()


if __name__ == "__main__":
    main()
