#!/usr/bin/env bash
# Seen on 2026-11-30 with django-scim2 0.23.0, Django 5.2.19, waitress 3.0.2, SQLite, Python 3.11.
# Expected: PATCHes of different groups, sent at once, are all done: SQLite lets one write at a time, and
#   Django waits up to 5 seconds for the turn.
# Seen: one of two is done, the other is answered 500 at once, without any waiting ("database is locked"
#   stands in the server's log alone). Eight users changed at once do wait for each other and are all done.
#   A group's PATCH reads before it writes, and SQLite does not let a reader wait behind another who also
#   wants to write: it would wait for ever. Sent again on its own, the same PATCH is done.
# The hook (Django's signal `m2m_changed`) lets both read before either writes: without it five of
#   eight may fail, or none.
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
import threading
from pathlib import Path
from django.db.models.signals import m2m_changed
both = threading.Barrier(2)
def wait(action, **_):
    if action == "pre_add" and Path("together").exists(): both.wait(20)
m2m_changed.connect(wait, weak=False)
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
def add(group, user): return patch("Groups/" + group, op="add", path="members", value=[{"value": user}])[0]
def members(): return [len(ask("GET", "Groups/" + group)[1]["members"]) for group in groups]
users = [ask("POST", "Users", {"schemas": [CORE + "User"], "userName": f"person{n}@example.com"})[1]["id"] for n in range(8)]
groups = [ask("POST", "Groups", {"schemas": [CORE + "Group"], "displayName": name})[1]["id"] for name in ("Sales", "Support")]
with ThreadPoolExecutor(8) as several:
    people = list(several.map(lambda user: patch("Users/" + user, op="replace", path="active", value=False)[0], users))
    assert people == [200] * 8, "users are changed side by side"
    Path("together").touch()
    began = time.monotonic()
    seen = list(several.map(add, groups, users))
    took = time.monotonic() - began
Path("together").unlink()
print("expected: [200, 200], a member in each\nseen:    ", seen, members(), f"after {took:.1f} s")
assert sorted(seen) == [200, 500] and took < 4 and members() == [int(one == 200) for one in seen], "the behavior has changed"
failed = seen.index(500)
assert add(groups[failed], users[failed]) == 200 and members() == [1, 1], "on its own it is done"
PY
echo "unchanged"
