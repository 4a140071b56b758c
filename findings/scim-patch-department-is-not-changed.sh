#!/usr/bin/env bash
# Seen on 2026-11-30 with scim-patch 0.8.3, Node.js 20.
# Expected: a PATCH without a path replaces the attributes that its value holds, those of an extension
#   under the name of the extension (RFC 7644 §3.5.2.3).
# Seen: 200, and the department is as before. The name is cut at its last colon, and the value is stored a
#   second time: as "User" of a new attribute "urn:...:enterprise:2.0". The rest of the request is done, and
#   the path "...:2.0:User:department" does change it.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scim-patch@0.8.3
cat > server.mjs <<'JS'
import { createServer } from "node:http"; import scim from "scim-patch";
const EXTENSION = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
let user = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", EXTENSION], id: "anna", userName: "anna@example.com", active: true,
  meta: { resourceType: "User" }, [EXTENSION]: { department: "Sales" } };
const listening = createServer(async (request, answer) => {
  let body = ""; for await (const part of request) body += part;
  let status = 200, said = user;
  try { if (body) said = user = scim.scimPatch(user, scim.patchBodyValidation(JSON.parse(body)) ?? JSON.parse(body).Operations); }
  catch (error) { status = 400; said = { detail: error.message }; }
  answer.writeHead(status, { "Content-Type": "application/scim+json" }); answer.end(JSON.stringify(said));
}).listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.request
EXTENSION = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
def replace(**operation):
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", **operation}]}
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/Users/anna", method="PATCH", data=json.dumps(patch).encode(), headers={"Content-Type": "application/scim+json"})
    with urllib.request.urlopen(request) as answer: return answer.status, json.load(answer)
status, user = replace(value={"active": False, EXTENSION: {"department": "Legal"}})
twice = {name: value for name, value in user.items() if name.startswith(EXTENSION[:-7]) and name != EXTENSION}
named = replace(path=EXTENSION + ":department", value="Legal")[1][EXTENSION]
print("expected: 200 {'department': 'Legal'}\nseen:    ", status, user[EXTENSION], "and besides", twice)
assert user["active"] is False and named == {"department": "Legal"}, "the rest of the request, and the path, are done"
assert status == 200 and user[EXTENSION] == {"department": "Sales"} and twice, "the behaviour has changed"
PY
echo "unchanged"
