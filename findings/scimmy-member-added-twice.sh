#!/usr/bin/env bash
# Seen on 2026-11-29 with scimmy 1.3.5, scimmy-routers 1.3.2, Node.js 20.
# Expected: a PATCH that adds a member who is in the group changes nothing (RFC 7644 §3.5.2.1 asks
#   servers to leave the resource as it is then).
# Seen: 200, and the member stands in the group twice. A client that counts entries shows one person
#   too many; one that retries an add whose answer was lost changes the group.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scimmy@1.3.5 scimmy-routers@1.3.2 express@4.21.2
cat > server.mjs <<'JS'
import express from "express"; import SCIMMY from "scimmy"; import SCIMMYRouters from "scimmy-routers";
let group = { id: "g1", displayName: "Sales", members: [{ value: "u1" }] };
SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress((_, changed) => (group = { ...JSON.parse(JSON.stringify(changed)), id: "g1" }))
  .egress((resource) => resource.id ? group : [group]);
const app = express();
app.use("/scim", new SCIMMYRouters({ type: "bearer", handler: () => "client" }));
const listening = app.listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.request
patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations": [{"op": "add", "path": "members", "value": [{"value": "u1"}]}]}
base = f"http://127.0.0.1:{sys.argv[1]}/scim/Groups/g1"
request = urllib.request.Request(base, method="PATCH", data=json.dumps(patch).encode(), headers={"Content-Type": "application/scim+json"})
with urllib.request.urlopen(request) as answer: status = answer.status
with urllib.request.urlopen(base) as answer: members = [one["value"] for one in json.load(answer)["members"]]
print("expected: ['u1']\nseen:    ", status, members)
assert (status, members) == (200, ["u1", "u1"]), "the behaviour has changed"
PY
echo "unchanged"
