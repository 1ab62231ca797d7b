#!/usr/bin/env bash
# Starts the sandbox with the bot: everything that it needs on a fresh Debian with the .NET 10 SDK and git.
# All arguments go to the sandbox: --port N, --data DIR, --watch SECONDS, --headless.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

say() { printf '%s\n' "$*" >&2; }

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"
  exit 0
fi

for tool in dotnet git; do
  if ! command -v "$tool" >/dev/null; then
    say "$tool is not installed. It is the one thing this script does not bring: install it and start again."
    exit 2
  fi
done

has_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

has_browser() {
  local name
  for name in xdg-open chromium google-chrome firefox; do
    command -v "$name" >/dev/null && return 0
  done
  return 1
}

opens_browser=true
for argument in "$@"; do
  [[ $argument == --headless ]] && opens_browser=false
done
# Without a display there is nothing to open a browser on.
[[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] || opens_browser=false

packages=()
has_postgres || packages+=(postgresql)
# The build embeds a file of an npm package; once it was brought, npm is not needed any more.
if ! command -v npm >/dev/null && ! compgen -G "$root/artifacts/npm/*/verified" >/dev/null; then
  packages+=(nodejs npm)
fi
if $opens_browser; then
  has_browser || packages+=(chromium fonts-dejavu-core)
  # Without it every sign on the cards is an empty box.
  compgen -G '/usr/share/fonts/*/*/*[Ee]moji*' >/dev/null || packages+=(fonts-noto-color-emoji)
fi

if ((${#packages[@]} > 0)); then
  install="apt-get update && apt-get install --yes --no-install-recommends ${packages[*]}"
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    say "Installing ${packages[*]} …"
    # The demo starts a private server of its own; the one that the package would start is not wanted.
    mkdir -p /etc/postgresql-common/createcluster.d
    printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.d/microbima-demo.conf
    export DEBIAN_FRONTEND=noninteractive
    if ! { apt-get update -qq && apt-get install -qq --yes --no-install-recommends "${packages[@]}"; } >&2; then
      say "That did not work; going on without ${packages[*]}."
    fi
  else
    say "Missing: ${packages[*]}. Going on without; to have all of it:  sudo sh -c '$install'"
  fi
fi

# Analyzers judge the code in test.sh; here they would double the time until the demo is up.
say "Building …"
(
  cd "$root"
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off
  dotnet build src/Demo.slnf --configuration Release --verbosity quiet \
    -p:RestoreLockedMode=true -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false >&2
)

say "Starting …"
exec dotnet "$root/artifacts/bin/MicroBima.ChatOps.Sandbox/release/sandbox.dll" "$@"
