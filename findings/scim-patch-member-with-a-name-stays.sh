#!/usr/bin/env bash
# Seen on 2026-11-30 with scim-patch 0.8.3, Node.js 20.
# Expected: a PATCH that removes `members` with the value [{"value": "anna"}], as large directories send it,
#   removes the member anna, or is refused.
# Seen: it removes only a member that is stored as exactly {"value": "anna"}. One that was stored with its
#   `display` name stays, and nothing says so. Two members in one request: one goes and one stays. The
#   path `members[value eq "anna"]` removes both kinds.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scim-patch@0.8.3
cat > server.mjs <<'JS'
import { createServer } from "node:http"; import scim from "scim-patch";
let group = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], id: "sales", displayName: "Sales", meta: { resourceType: "Group" },
  members: [{ value: "anna", display: "Anna Doe" }, { value: "ben" }, { value: "cleo", display: "Cleo Poe" }] };
const listening = createServer(async (request, answer) => {
  let body = ""; for await (const part of request) body += part;
  let status = 200, said = group;
  try { if (body) said = group = scim.scimPatch(group, scim.patchBodyValidation(JSON.parse(body)) ?? JSON.parse(body).Operations); }
  catch (error) { status = 400; said = { detail: error.message }; }
  answer.writeHead(status, { "Content-Type": "application/scim+json" }); answer.end(JSON.stringify(said));
}).listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.request
def remove(**operation):
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "remove", **operation}]}
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/Groups/sales", method="PATCH", data=json.dumps(patch).encode(), headers={"Content-Type": "application/scim+json"})
    with urllib.request.urlopen(request) as answer: return answer.status, [one["value"] for one in json.load(answer)["members"]]
by_value = remove(path="members", value=[{"value": "anna"}, {"value": "ben"}])
by_path = remove(path='members[value eq "anna"]')
print("expected: (200, ['cleo'])\nseen:    ", by_value, "and after the path with a filter", by_path)
assert by_path == (200, ["cleo"]), "the path with a filter removes her"
assert by_value == (200, ["anna", "cleo"]), "the behaviour has changed"
PY
echo "unchanged"
