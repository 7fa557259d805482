# shellcheck shell=bash
# Builds the image of the Dockerfile with Debian's buildah, without a container engine; sourced.

IMAGES=$STATE/images
BASE=$(awk 'toupper($1) == "FROM" { print $2; exit }' "$LAB_SOURCE/../Dockerfile")
SUITE=${BASE##*:}
SUITE=${SUITE%-slim}
TAG=localhost/envaudit:lab

# vfs copies every layer whole, which costs disk but needs neither overlayfs nor fuse.
buildah_here() { buildah --root "$IMAGES" --runroot "$STATE/images.run" --storage-driver vfs "$@" 9>&-; }

# A minimal Debian under the base's own name, so that the Dockerfile is built as it stands.
make_base() {
  local want folder=$STATE/base site container
  want=$BASE-1 # raise the number when what follows changes
  stamped base "$want" && buildah_here inspect --type image "$BASE" >/dev/null 2>&1 && return
  site=$(mirror)
  [ -n "$site" ] || { apt-get update -qq && site=$(mirror); }
  [ -n "$site" ] || die "apt has no source on this machine; name a mirror with ENVAUDIT_LAB_MIRROR"
  say "making the base image $BASE"
  rm -rf --one-file-system "$folder"
  unstamp base
  debootstrap --variant=minbase "$SUITE" "$folder" "$site" >"$LOGS/base.log" 2>&1 9>&- || die "debootstrap failed; see $LOGS/base.log"
  # What the slim images leave out too.
  rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/* "$folder"/usr/share/{doc,man,info,locale}/* "$folder"/var/log/*
  container=$(buildah_here from scratch)
  buildah_here add --quiet "$container" "$folder" / >/dev/null
  buildah_here config --cmd /bin/bash "$container"
  buildah_here commit --quiet --rm --format docker "$container" "$BASE" >/dev/null
  rm -rf --one-file-system "$folder"
  stamp base "$want"
}

# This machine's way to its npm registry, as build secrets: files that live as long as the build.
make_secrets() {
  local ca file
  SECRETS=$(mktemp -d "$STATE/secrets.XXXXXX")
  ca=$(npm config get cafile 2>/dev/null || true)
  : >"$SECRETS/ca"
  [ ! -f "$ca" ] || cp -- "$ca" "$SECRETS/ca"
  for file in "$(npm config get globalconfig 2>/dev/null)" "$(npm config get userconfig 2>/dev/null)"; do
    [ ! -f "$file" ] || grep -vE '^[[:space:]]*(cafile|registry|nodedir)[[:space:]]*=' "$file" || true
  done >"$SECRETS/npmrc"
  if command -v npm >/dev/null; then
    printf 'registry=%s\n' "$(npm config get registry)" >>"$SECRETS/npmrc"
  fi
  [ ! -s "$SECRETS/ca" ] || printf 'cafile=/run/secrets/ca\n' >>"$SECRETS/npmrc"
}

build_image() {
  buildah_here build --isolation chroot --pull=never --format docker --layers=false \
    --secret "id=npmrc,src=$SECRETS/npmrc" --secret "id=ca,src=$SECRETS/ca" \
    --tag "$TAG" --file "$LAB_SOURCE/../Dockerfile" "$LAB_SOURCE/.." >"$LOGS/image.log" 2>&1 ||
    { tail -20 "$LOGS/image.log" >&2; die "the image could not be built; see $LOGS/image.log"; }
}

# shellcheck disable=SC2153 # lab/image sets it
in_container() { buildah_here run --isolation chroot "$CONTAINER" -- "$@"; }

# The daemon as the image starts it, asked by the image's own health check. On a port of its own: the container
# shares the machine's network, where a daemon may hold the default one.
serve_once() {
  # shellcheck disable=SC2016 # the container's shell expands these
  in_container sh -c '
    cd /tmp && cat >envaudit.yaml <<EOF
server: { listen: "127.0.0.1:19481" }
environments:
  none: { tier: dev, owner: lab, accepted_gaps: [api, ssh, sql, http] }
EOF
    export ENVAUDIT_HEALTH_URL=http://127.0.0.1:19481/healthz
    /app/bin/envaudit.js serve >serve.log 2>&1 & daemon=$!
    for i in $(seq 120); do
      grep -q "\"msg\":\"started\"" serve.log && break
      kill -0 "$daemon" 2>/dev/null || break
      sleep 0.5
    done
    node -e "fetch(process.env.ENVAUDIT_HEALTH_URL).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))" ||
      { tail -5 serve.log; kill "$daemon" 2>/dev/null; exit 1; }
    kill -TERM "$daemon"
    wait "$daemon"'
}
