#!/usr/bin/env bash
# Seen on 2026-11-30 with django-scim2 0.23.0, scim2-filter-parser 0.7.0, Django 5.2.19, Python 3.11.
# Expected: an account that was created without an email address has none: no `emails`, or an empty list;
#   and what was read can be written back with a PUT.
# Seen: it has one address, the empty text, and it is the primary one. All accounts without an address share
#   it: matched by equal addresses they are one person. Written back as it was read, the account is refused
#   with 400 ("Invalid email value").
set -euo pipefail
dir=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 django-scim2==0.23.0 scim2-filter-parser==0.7.0
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
until [ -s port ]; do sleep 0.1; done
python3 - "$(cat port)" <<'PY'
import json, sys, urllib.error, urllib.request
def ask(method, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/scim/v2/{path}", method=method,
        data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/scim+json"})
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, json.load(answer)
    except urllib.error.HTTPError as error: return error.code, json.load(error)
for who in ("anna", "ben"):
    ask("POST", "Users", {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": who})
read = [ask("GET", f"Users/{n}")[1] for n in (1, 2)]
status, said = ask("PUT", "Users/1", read[0])
without = ask("PUT", "Users/1", {name: value for name, value in read[0].items() if name != "emails"})[0]
print("expected: [[], []] and 200\nseen:    ", [one["emails"] for one in read], "and", status, said.get("detail"))
assert without == 200, "without the address it is taken back"
assert all(one["emails"] == [{"value": "", "primary": True}] for one in read) and status == 400, "the behaviour has changed"
PY
echo "unchanged"
