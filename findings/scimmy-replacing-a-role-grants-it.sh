#!/usr/bin/env bash
# Seen on 2026-11-30 with scimmy 1.3.5, scimmy-routers 1.3.2, Node.js 20.
# Expected: a PATCH that replaces `roles[value eq "admin"]` for somebody without that role is refused with
#   400 `noTarget` (RFC 7644 §3.5.2.3).
# Seen: 200, and the new role is added. A change from admin to editor that comes too late, or a second
#   time, grants a role to somebody who has none. With a part of the value in the path
#   (`roles[value eq "admin"].value`) the same is refused.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scimmy@1.3.5 scimmy-routers@1.3.2 express@4.21.2
cat > server.mjs <<'JS'
import express from "express"; import SCIMMY from "scimmy"; import SCIMMYRouters from "scimmy-routers";
const users = { anna: { roles: [{ value: "admin" }] }, ben: {} };
for (const id in users) Object.assign(users[id], { id, userName: `${id}@example.com` });
SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, changed) => (users[resource.id] = { ...JSON.parse(JSON.stringify(changed)), id: resource.id }))
  .egress((resource) => resource.id ? users[resource.id] : Object.values(users));
const app = express();
app.use("/scim", new SCIMMYRouters({ type: "bearer", handler: () => "client" }));
const listening = app.listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.error, urllib.request
def ask(path, operation=None):
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]}
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/scim/Users/{path}", method="PATCH" if operation else "GET",
        data=json.dumps(patch).encode() if operation else None, headers={"Content-Type": "application/scim+json"})
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, json.load(answer)
    except urllib.error.HTTPError as error: return error.code, json.load(error)
def roles(who): return [role["value"] for role in ask(who)[1].get("roles", [])]
whole = {"op": "replace", "path": 'roles[value eq "admin"]', "value": {"value": "editor"}}
part = {"op": "replace", "path": 'roles[value eq "admin"].value', "value": "editor"}
before = roles("ben")
refused = ask("ben", part)[1].get("scimType")
answers = ask("anna", whole)[0], ask("ben", whole)[0]
print("expected: 400 and", before, "for who had no role\nseen:    ", answers[1], roles("ben"))
assert before == [] and refused == "noTarget" and answers[0] == 200 and roles("anna") == ["editor"], "the set-up is not as it should be"
assert answers[1] == 200 and roles("ben") == ["editor"], "the behaviour has changed"
PY
echo "unchanged"
