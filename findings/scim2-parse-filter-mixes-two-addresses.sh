#!/usr/bin/env bash
# Seen on 2026-11-30 with scim2-parse-filter 0.2.10, Node.js 20.
# Expected: `emails[type eq "work" and value eq "x"]` finds who has x as a work address: both conditions
#   hold for one and the same value (RFC 7644 §3.4.2.2).
# Seen: each condition may hold for another value, so x as a *home* address is found as well, for whoever
#   also has some work address. The account that such a search answers with may be somebody else's.
#   And `emails pr` finds an account whose list of addresses is empty.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scim2-parse-filter@0.2.10
cat > server.mjs <<'JS'
import { createServer } from "node:http"; import { filter, parse } from "scim2-parse-filter";
const users = [
  { id: "anna", emails: [{ value: "anna@example.com", type: "work" }, { value: "family@example.com", type: "home" }] },
  { id: "ben", emails: [{ value: "family@example.com", type: "work" }] },
  { id: "cleo", emails: [{ value: "family@example.com", type: "home" }] },
  { id: "dan", emails: [] },
];
const listening = createServer((request, answer) => {
  const found = users.filter(filter(parse(new URL(request.url, "http://127.0.0.1").searchParams.get("filter"))));
  answer.writeHead(200, { "Content-Type": "application/scim+json" });
  answer.end(JSON.stringify({ totalResults: found.length, Resources: found }));
}).listen(0, "127.0.0.1", () => console.log(listening.address().port));
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.parse, urllib.request
def found(asked):
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/Users?filter={urllib.parse.quote(asked)}") as answer: return [one["id"] for one in json.load(answer)["Resources"]]
work, present, home = found('emails[type eq "work" and value eq "family@example.com"]'), found("emails pr"), found('emails[type eq "home"]')
print("expected: ['ben'] and ['anna', 'ben', 'cleo']\nseen:    ", work, "and", present)
assert home == ["anna", "cleo"], "one condition alone is right"
assert work == ["anna", "ben"] and present == ["anna", "ben", "cleo", "dan"], "the behaviour has changed"
PY
echo "unchanged"
