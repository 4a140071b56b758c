#!/usr/bin/env bash
# Seen on 2026-11-29 with scimmy 1.3.5, scimmy-routers 1.3.2, Node.js 20.
# Expected: a `startIndex` behind the last resource gives no rows (RFC 7644 §3.4.2.4: the page holds
#   the resources from that index on; 60 resources have none at 61).
# Seen: the first page again, under the `startIndex` that was asked for, with an honest total. A
#   client that reads "until a page is empty" never ends; one that asks one page further to be sure
#   that the total was not too low gets rows, all of them known.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scimmy@1.3.5 scimmy-routers@1.3.2 express@4.21.2
cat > server.mjs <<'JS'
import express from "express"; import SCIMMY from "scimmy"; import SCIMMYRouters from "scimmy-routers";
const people = Array.from({ length: 60 }, (_, n) => ({ id: `u${n}`, userName: `person${n}@example.com`, active: true }));
SCIMMY.Resources.declare(SCIMMY.Resources.User).egress((resource) =>
  resource.id ? people.find((one) => one.id === resource.id) : people);
const app = express();
app.use("/scim", new SCIMMYRouters({ type: "bearer", handler: () => "client" }));
const listening = app.listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.request
def page(start, count):
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/scim/Users?startIndex={start}&count={count}") as answer:
        body = json.load(answer)
    return body["totalResults"], body["startIndex"], [one["id"] for one in body["Resources"]]
first, last, beyond, far = page(1, 10), page(51, 10), page(61, 10), page(1000, 10)
print("expected at 61: total 60, no rows\nseen at 61:    ", beyond)
assert last[2] == [f"u{n}" for n in range(50, 60)], "the last page is as it should be"
assert beyond == (60, 61, first[2]) and far == (60, 1000, first[2]), "the behaviour has changed"
PY
echo "unchanged"
