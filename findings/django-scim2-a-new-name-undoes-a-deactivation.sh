#!/usr/bin/env bash
# Seen on 2026-11-30 with django-scim2 0.23.0, Django 5.2.19, waitress 3.0.2, SQLite, Python 3.11.
# Expected: a PATCH changes what it names: a new family name from one client leaves alone that another
#   client has just deactivated the account. Each PATCH has a transaction of its own.
# Seen: the deactivation is answered 200 with `active: false`, and so is a GET after it. Then the other
#   PATCH, which was sent first and names only `name.familyName`, ends with 200, and the account is active
#   again: it was read before the transaction began, and all of it is written back. If-Match is not looked at.
# The hook (Django's signal `pre_save`) holds the first PATCH inside the server until the other has ended.
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 django-scim2==0.23.0 scim2-filter-parser==0.7.0 waitress==3.0.2
mkdir app && touch app/__init__.py
cat > app/models.py <<'PY'
from django.contrib.auth.models import AbstractUser
from django.db import models
from django_scim.models import AbstractSCIMGroupMixin, AbstractSCIMUserMixin
class Group(AbstractSCIMGroupMixin):
    name = models.CharField(max_length=150, unique=True)
class User(AbstractSCIMUserMixin, AbstractUser):
    scim_groups = models.ManyToManyField(Group, related_name="user_set", through="Membership")
class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    group = models.ForeignKey(Group, on_delete=models.CASCADE)
PY
cat > urls.py <<'PY'
from django.urls import include, path
urlpatterns = [path("scim/v2/", include("django_scim.urls"))]
PY
cat > signed_in.py <<'PY'
from app.models import User
def as_service(answer):
    def handle(request):
        request.user = User(username="service")
        return answer(request)
    return handle
PY
cat > hold.py <<'PY'
import time
from pathlib import Path
from django.db.models.signals import pre_save
def wait(instance, **_):
    if getattr(instance, "last_name", "") != "Berg": return
    Path("inside").touch()
    end = time.monotonic() + 20
    while not Path("go-on").exists() and time.monotonic() < end: time.sleep(0.02)
pre_save.connect(wait, weak=False)
PY
cat > serve.py <<'PY'
import django
from django.conf import settings
settings.configure(SECRET_KEY="only-for-this-run", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="urls", AUTH_USER_MODEL="app.User",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_scim", "app"], MIDDLEWARE=["signed_in.as_service"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "app.sqlite3"}}, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SCIM_SERVICE_PROVIDER={"NETLOC": "127.0.0.1", "SCHEME": "http", "GROUP_MODEL": "app.models.Group",
        "AUTHENTICATION_SCHEMES": [{"type": "oauthbearertoken", "name": "token", "description": "a token"}]})
django.setup()
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from waitress import create_server
import hold
call_command("migrate", run_syncdb=True, verbosity=0)
server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=8)
print(server.effective_port, flush=True)
server.run()
PY
venv/bin/python serve.py > port 2> log & server=$!
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, time, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
def ask(method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/scim/v2/{path}", method=method,
        data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/scim+json"})
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, json.load(answer)
    except urllib.error.HTTPError as error: return error.code, {}
def patch(where, **operation):
    return ask("PATCH", where, {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]})
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
def active(): return ask("GET", anna)[1]["active"]
anna = "Users/" + ask("POST", "Users", {"schemas": [CORE + "User"], "userName": "anna@example.com", "name": {"familyName": "Holm"}})[1]["id"]
with ThreadPoolExecutor(1) as other:
    renaming = other.submit(patch, anna, op="replace", path="name.familyName", value="Berg")
    end = time.monotonic() + 20
    while not Path("inside").exists() and time.monotonic() < end: time.sleep(0.02)
    status, left = patch(anna, op="replace", path="active", value=False)
    before = active()
    Path("go-on").touch()
    renamed = renaming.result()[0]
print("expected: (200, False, False, 200, False)\nseen:    ", (status, left["active"], before, renamed, active()))
assert (status, left["active"], before, renamed, active()) == (200, False, False, 200, True), "the behavior has changed"
assert patch(anna, op="replace", path="active", value=False)[0] == 200 and not active(), "on its own it stays"
PY
echo "unchanged"
