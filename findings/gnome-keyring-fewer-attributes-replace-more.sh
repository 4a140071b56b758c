#!/usr/bin/env bash
# Seen on 2026-11-30 with gnome-keyring 42.1, secret-tool (libsecret-tools 0.20.5), both of Debian 12.
# Expected: storing an item replaces the item that has the same attributes, and no other, as the Secret
#   Service specification says of CreateItem.
# Seen: an item stored with *fewer* attributes replaces one that has these and more. Its secret, its label
#   and its further attributes are gone, and nothing is said. The other way round both items stay.
set -euo pipefail
for tool in gnome-keyring-daemon secret-tool dbus-run-session dbus-send; do
  command -v "$tool" > /dev/null || { echo "needs: apt-get install gnome-keyring libsecret-tools dbus" >&2; exit 2; }
done
dpkg-query -W -f '${Package} ${Version}\n' gnome-keyring libsecret-tools
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"; mkdir -m 700 home run
cat > session.sh <<'IN'
set -euo pipefail
printf only-for-this-run | gnome-keyring-daemon --unlock --components=secrets > started
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
  string:org.freedesktop.secrets | grep -q true; do sleep 0.1; done
printf annas | secret-tool store --label="Token of Anna" service example-app username anna
before=$(secret-tool lookup service example-app username anna)
printf apps | secret-tool store --label="Settings" service example-app
after=$(secret-tool lookup service example-app username anna || true)
all=$(secret-tool search --all service example-app 2>&1 | grep -c '^secret = ' || true)
printf apps | secret-tool store --label="Settings" service second-app
printf annas | secret-tool store --label="Token of Anna" service second-app username anna
other=$(secret-tool search --all service second-app 2>&1 | grep -c '^secret = ' || true)
echo "expected: annas, then annas; 2 items, whichever was first"
echo "seen:     $before, then ${after:-nothing}; $all item, $other when the one with fewer was first"
[ "$before" = annas ] || { echo "the set-up is not as it should be" >&2; exit 1; }
[ "$after/$all/$other" = /1/2 ] || { echo "the behaviour has changed" >&2; exit 1; }
IN
env -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_CACHE_HOME HOME="$dir/home" XDG_RUNTIME_DIR="$dir/run" dbus-run-session -- bash session.sh 2> noise || { cat noise >&2; exit 1; }
echo "unchanged"
