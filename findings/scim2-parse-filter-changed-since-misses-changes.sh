#!/usr/bin/env bash
# Seen on 2026-11-30 with scim2-parse-filter 0.2.10, Node.js 20.
# Expected: `meta.lastModified gt "..."` compares moments, fractions of a second and time zones included
#   (RFC 7644 §3.4.2.2: a comparison of DateTime attributes is chronological).
# Seen: it compares the texts. A change half a second after the moment asked for is left out where one of
#   the two has fractions, and one of an hour before it is listed where one of them has another zone.
#   Who asks only for what changed since the last time never hears of the first.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts scim2-parse-filter@0.2.10
cat > server.mjs <<'JS'
import { createServer } from "node:http"; import { filter, parse } from "scim2-parse-filter";
const changed = { half_after: "2026-11-30T09:30:00.500Z", second_after: "2026-11-30T09:30:01Z", hour_before: "2026-11-30T11:30:00+03:00", day_before: "2026-11-29T09:30:00Z" };
const users = Object.entries(changed).map(([id, lastModified]) => ({ id, userName: `${id}@example.com`, meta: { lastModified } }));
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
def since(moment):
    asked = urllib.parse.quote(f'meta.lastModified gt "{moment}"')
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/Users?filter={asked}") as answer: return [one["id"] for one in json.load(answer)["Resources"]]
plain, exact = since("2026-11-30T09:30:00Z"), since("2026-11-30T09:30:00.000Z")
print("expected: ['half_after', 'second_after'] both times\nseen:    ", plain, "and with .000 in the moment", exact)
assert "second_after" in plain and "day_before" not in plain, "the set-up is not as it should be"
assert plain == ["second_after", "hour_before"] and exact == ["half_after", "second_after", "hour_before"], "the behaviour has changed"
PY
echo "unchanged"
