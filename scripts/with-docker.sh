#!/usr/bin/env bash
# Runs a command where Docker answers. Where no engine does, root on Debian gets one for as long as the command runs: its
# folder, images, bridge and firewall rules are taken away in the end, the packages stay. Otherwise this says why not, and
# runs the command without.
#   scripts/with-docker.sh COMMAND [ARGUMENT…]
set -u
folder=''; engine=''

main() {
  cd "$(dirname "$0")/.." || exit
  if answers; then exec "$@"; fi
  trap clean_up EXIT
  folder=$(mktemp -d) || exit
  local runtime base
  runtime=$(sed -n 's/^ARG RUNTIME=//p' monolith/Dockerfile); base=$(sed -n 's/^ARG BASE=//p' monolith/Dockerfile)
  if may_start && install && start; then
    provide "$runtime" make_debian && provide "$base" make_node "$runtime"
  else
    unset DOCKER_HOST DOCKER_CONFIG
  fi
  "$@"
}

say() { echo "docker: $*" >&2; }
failed() { say "$1: $(tail -n 1 "$folder/log")"; return 1; }
answers() { docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q .; }

clean_up() {
  [ -z "$engine" ] || { kill "$engine"; wait "$engine"; } 2>/dev/null
  [ ! -f "$folder/rules" ] || { ip link delete docker0; iptables-restore <"$folder/rules"; } 2>/dev/null
  # What the engine leaves mounted when it has ended.
  [ ! -d "$folder/run/netns" ] || umount "$folder"/run/netns/* 2>/dev/null
  rm -rf "$folder"
}

may_start() {
  [ "$(id -u)" = 0 ] || { say 'no engine answers, and only root can start one'; return 1; }
  command -v apt-get >/dev/null || { say 'no engine answers, and there is no apt-get to install one with'; return 1; }
}

install() {
  local packages='docker.io debootstrap iptables'
  # shellcheck disable=SC2086
  dpkg --status $packages >/dev/null 2>&1 && return
  say 'installing an engine …'
  # shellcheck disable=SC2086
  { apt-get update && apt-get install --yes --no-install-recommends $packages; } >"$folder/log" 2>&1 ||
    failed 'it could not be installed'
}

start() {
  # The command line that belongs to the engine: another one may want a plugin to build.
  mkdir "$folder/bin" && ln -s /usr/bin/docker "$folder/bin/docker"
  export PATH="$folder/bin:$PATH" DOCKER_HOST="unix://$folder/socket" DOCKER_CONFIG="$folder/config"
  # Each table by name: iptables-restore leaves a table alone that the file does not name.
  ip link show docker0 >/dev/null 2>&1 || for table in filter nat; do iptables-save -t "$table"; done >"$folder/rules"
  # A session of its own: Ctrl-C ends the command first.
  setsid dockerd --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/pid" \
    >"$folder/log" 2>&1 &
  engine=$!
  local left=300
  until answers; do
    kill -0 "$engine" 2>/dev/null || { failed 'the engine ended'; return 1; }
    [ $((left -= 1)) -gt 0 ] || { failed 'the engine did not answer in a minute'; return 1; }
    sleep 0.2
  done
}

# Pulls an image, or makes one that does in its place where no registry of images is reached.
provide() {
  local image=$1 make=$2
  docker pull --quiet "$image" >"$folder/log" 2>&1 && return
  say "making a stand-in for $image …"
  "$make" "$image" "${@:3}" >"$folder/log" 2>&1 || failed 'it could not be made'
}

# debian:CODENAME-slim
make_debian() {
  local codename mirror
  codename=${1#*:}; codename=${codename%-slim}
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "Codename: $codename" | head -n 1)
  [ -n "$mirror" ] || { echo "apt has no source of $codename"; return 1; }
  debootstrap --variant=minbase "$codename" "$folder/debian" "$mirror" &&
    tar --create --directory "$folder/debian" --exclude './var/cache/apt/*' --exclude './var/lib/apt/lists/*' . |
    docker import --change 'CMD ["bash"]' - "$1"
}

# node:MAJOR-CODENAME-slim, from the one of Debian
make_node() (
  local major architecture
  major=${1#*:}; major=${major%%-*}
  architecture=$(dpkg --print-architecture)
  mkdir "$folder/node" && cd "$folder/node" && mkdir node npm &&
    npm pack --silent "node-linux-${architecture/amd64/x64}@$major" npm@11 &&
    tar xzf node-linux-*.tgz --strip-components=1 -C node && tar xzf npm-*.tgz --strip-components=1 -C npm &&
    chmod 755 node/bin/node npm/bin/*.js && docker build --tag "$1" --file - . <<END
FROM $2
COPY node/bin/node /usr/local/bin/
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
END
)

main "$@"
exit
