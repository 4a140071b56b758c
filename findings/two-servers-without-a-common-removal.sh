#!/usr/bin/env bash
# Seen on 2026-11-30 with django-scim2 0.23.0, Django 5.2.19, scim2-server 0.8.3, Python 3.11.
# Expected: one request removes a member from a group on every server: a PATCH with the path
#   `members[value eq "1"]` (RFC 7644 §3.5.2.2), with a list of values, or a PUT without the member.
# Seen: django-scim2 answers 501 to the path and does the list of values; scim2-server does the path and
#   answers 400 to the list. A PUT without the member works on scim2-server; django-scim2 answers it with 200
#   and keeps the member. So it does with the removal of all members. No one request works on both.
set -euo pipefail
dir=$(mktemp -d); trap 'kill ${server:-} ${strict:-} 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check scim2-server==0.8.3 scim2-models==0.12.3 django==5.2.19 django-scim2==0.23.0 scim2-filter-parser==0.7.0
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
from wsgiref.simple_server import WSGIRequestHandler, make_server
call_command("migrate", run_syncdb=True, verbosity=0)
class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
PY
venv/bin/python serve.py > port & server=$!
cat > strict.py <<'PY'
from wsgiref.simple_server import WSGIRequestHandler, make_server
from scim2_models import ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.testserver.application import BearerTokenApplication
from scim2_server.utils import load_default_resource_types, load_default_schemas, load_default_service_provider_config
class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass
provider = ScimProvider.from_discovery(load_default_schemas().values(), load_default_resource_types().values(), config=load_default_service_provider_config())
server = make_server("127.0.0.1", 0, BearerTokenApplication(InMemoryStorage(), provider), handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
PY
venv/bin/python strict.py > strict-port & strict=$!
until [ -s port ] && [ -s strict-port ]; do sleep 0.1; done
python3 - "$(cat port)" "$(cat strict-port)" <<'PY'
import json, sys, urllib.error, urllib.request
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
def removals(base):
    """The status of each request that is to remove a member of two, and how many members there are then."""
    def ask(method, path, body=None):
        request = urllib.request.Request(base + path, method=method, data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/scim+json"})
        try:
            with urllib.request.urlopen(request) as answer: return answer.status, json.loads(answer.read() or "{}")
        except urllib.error.HTTPError as error: return error.code, {}
    def patch(**operation):
        return ask("PATCH", group, {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]})
    anna, ben = (ask("POST", "Users", {"schemas": [CORE + "User"], "userName": f"{who}@example.com"})[1]["id"] for who in ("anna", "ben"))
    sales = {"schemas": [CORE + "Group"], "displayName": "Sales"}
    group = "Groups/" + ask("POST", "Groups", sales)[1]["id"]
    seen = {}
    for name, remove in {"path": lambda: patch(op="remove", path=f'members[value eq "{anna}"]'), "list": lambda: patch(op="remove", path="members", value=[{"value": anna}]),
            "put": lambda: ask("PUT", group, sales | {"members": [{"value": ben}]}), "all": lambda: patch(op="remove", path="members")}.items():
        patch(op="add", path="members", value=[{"value": anna}, {"value": ben}])
        assert len(ask("GET", group)[1]["members"]) == 2, "the set-up is not as it should be"
        seen[name] = remove()[0], len(ask("GET", group)[1].get("members", []))
    return seen
django, strict = removals(f"http://127.0.0.1:{sys.argv[1]}/scim/v2/"), removals(f"http://127.0.0.1:{sys.argv[2]}/v2/")
print("expected: a form after which one member is left on both\nseen:     django-scim2", django, "\n          scim2-server", strict)
assert django == {"path": (501, 2), "list": (200, 1), "put": (200, 2), "all": (200, 2)}, "the behaviour has changed"
assert strict == {"path": (204, 1), "list": (400, 2), "put": (200, 1), "all": (204, 0)}, "the behaviour has changed"
PY
echo "unchanged"
