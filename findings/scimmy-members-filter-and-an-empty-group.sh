#!/usr/bin/env bash
# Seen on 2026-11-29 with scimmy 1.3.5, scimmy-routers 1.3.2, Node.js 20.
# Expected: `filter=members.value eq "u1"` lists the groups with that member (RFC 7644 §3.4.2.2); a
#   group without members does not match.
# Seen: as soon as one group has no members, the filter answers 400 `invalidValue` for every user,
#   also for one who is in another group. Without the empty group the same request works.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scimmy@1.3.5 scimmy-routers@1.3.2 express@4.21.2
cat > server.mjs <<'JS'
import express from "express"; import SCIMMY from "scimmy"; import SCIMMYRouters from "scimmy-routers";
const groups = [{ id: "g1", displayName: "Sales", members: [{ value: "u1" }] }];
SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress((_, made) => { groups.push({ ...JSON.parse(JSON.stringify(made)), id: `g${groups.length + 1}` }); return groups.at(-1); })
  .egress((resource) => resource.id ? groups.find((one) => one.id === resource.id)
    : resource.filter ? resource.filter.match(groups) : groups);
const app = express();
app.use("/scim", new SCIMMYRouters({ type: "bearer", handler: () => "client" }));
const listening = app.listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.error, urllib.parse, urllib.request
def ask(path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/scim/{path}", headers={"Content-Type": "application/scim+json"},
                                     data=json.dumps(body).encode() if body else None)
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, json.load(answer)
    except urllib.error.HTTPError as error: return error.code, json.load(error)
of_u1 = "Groups?filter=" + urllib.parse.quote('members.value eq "u1"')
status, found = ask(of_u1)
assert (status, [one["id"] for one in found["Resources"]]) == (200, ["g1"]), (status, found)
status, made = ask("Groups", {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Nobody yet"})
assert status == 201, made
status, found = ask(of_u1)
print("expected: 200 with the group g1\nseen:    ", status, found.get("scimType"), found.get("detail"))
assert (status, found.get("scimType")) == (400, "invalidValue"), "the behaviour has changed"
PY
echo "unchanged"
