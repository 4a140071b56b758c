#!/usr/bin/env bash
# Seen on 2026-11-30 with django-scim2-server 1.1.0, scim2-models 0.12.3, Django 5.2.19, waitress 3.0.2, SQLite,
#   Python 3.11.
# Expected: a creation whose answer was lost is sent again and answered 409 "uniqueness" (RFC 7644 §3.3), or 201
#   for a second one of that name. A 500 means that nothing is known: it may go well later.
# Seen: for a user 409, as expected. For a group 500 with an HTML page, each time, for as long as the first one
#   is there; so is giving a group or a user a name that is taken, and creating a user whose name an account
#   has that was made in the application itself: SCIM does not list that one, so a filter shows nobody.
#   Nothing is done each time: what stands under the name after the 500 is what stood there before it.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 django-scim2-server==1.1.0 scim2-models==0.12.3 waitress==3.0.2
cat > urls.py <<'PY'
from django.urls import include, path
urlpatterns = [path("scim/v2/", include("django_scim2_server.urls"))]
def anyone(request): return True
PY
cat > serve.py <<'PY'
import django
from django.conf import settings
settings.configure(SECRET_KEY="only-for-this-run", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="urls", USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_scim2_server"], SCIM2_SERVER_AUTH_CHECK="urls.anyone",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "app.sqlite3"}})
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from waitress import create_server
call_command("migrate", verbosity=0)
User.objects.create(username="cleo@example.com")
server = create_server(get_wsgi_application(), host="127.0.0.1", port=0)
print(server.effective_port, flush=True)
server.run()
PY
venv/bin/python serve.py > port 2> log & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.error, urllib.parse, urllib.request
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
def ask(method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/scim/v2/{path}", method=method,
        data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/scim+json"})
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error) if "json" in error.headers["Content-Type"] else error.headers["Content-Type"]
def user(name): return ask("POST", "Users", {"schemas": [CORE + "User"], "userName": name})
def group(name): return ask("POST", "Groups", {"schemas": [CORE + "Group"], "displayName": name})
def rename(where, path, value):
    return ask("PATCH", where, {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": path, "value": value}]})[0]
def found(where, text): return [one["id"] for one in ask("GET", f"{where}?filter={urllib.parse.quote(text)}")[1].get("Resources", [])]
anna, ben = (user(f"{who}@example.com")[1]["id"] for who in ("anna", "ben"))
sales, support = (group(name)[1]["id"] for name in ("Sales", "Support"))
again, (status, kind) = user("anna@example.com"), group("Sales")
seen = {"user again": again[0], "group again": status, "once more": group("Sales")[0], "group's name": rename("Groups/" + support, "displayName", "Sales"),
    "user's name": rename("Users/" + ben, "userName", "anna@example.com"), "unlisted": user("cleo@example.com")[0]}
print("expected:", dict.fromkeys(seen, 409), "\nseen:    ", seen)
assert seen == {name: 409 if name == "user again" else 500 for name in seen}, "the behavior has changed"
assert again[1]["scimType"] == "uniqueness" and kind.startswith("text/html"), "the behavior has changed"
there = found("Groups", 'displayName eq "Sales"'), found("Groups", 'displayName eq "Support"'), found("Users", 'userName eq "anna@example.com"'), found("Users", 'userName eq "cleo@example.com"')
assert there == ([sales], [support], [anna], []), "nothing was done"
PY
echo "unchanged"
