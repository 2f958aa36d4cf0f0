#!/usr/bin/env bash
# Sourced by the scripts beside it.
set -euo pipefail

galley_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$galley_root/.venv
# Read by the scripts that source this one.
# shellcheck disable=SC2034
venv_bin=$venv/bin

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# quietly WHAT COMMAND...: shows what the command said only if it failed.
quietly() {
    local what=$1 said
    shift
    # Somebody who watches wants to know what takes a minute.
    [[ ! -t 2 ]] || printf '%s: %s\n' "${0##*/}" "$what" >&2
    said=$("$@" 2>&1) || {
        printf '%s\n' "$said" >&2
        fail "$what failed, see above"
    }
}

# Prints the command of an interpreter that is new enough and can make a virtual environment.
find_python() {
    local candidate bare=
    for candidate in python3 python3.13 python3.12 python3.11; do
        # Run, not looked up: a version manager leaves commands on the path that refuse to start.
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' &>/dev/null || continue
        # Debian splits ensurepip off, and without it venv fails half-way.
        if "$candidate" -c 'import ensurepip, venv' &>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
        bare=${bare:-$candidate}
    done
    [[ -z $bare ]] ||
        fail "$bare can't make a virtual environment; it needs: apt-get install python3-venv"
    fail 'Python 3.11 or newer is needed: apt-get install python3 python3-venv'
}

# What an environment can't outlive: another Python behind the same name, being moved, and other
# versions of what it holds.
venv_base() {
    "$1/bin/python" -c 'import sys; print(sys.version)' 2>/dev/null &&
        printf '%s\n' "$galley_root" && sha256sum <"$galley_root/scripts/locks/galley.txt"
}

# What pip is told wherever something is taken from scripts/locks: exactly what was tested, and nothing
# that would have to be compiled.
LOCKED=(--require-hashes --only-binary=:all: --no-deps)

# ensure_venv LOCK [FOLDER]: brings the environment in FOLDER, .venv unless told otherwise, up to date
# with that lock and with pyproject.toml.
ensure_venv() {
    local lock=$1 folder=${2-$venv}
    # A subshell, so that the file's lock goes with it. Two scripts that were started together must
    # not install into one environment at once.
    (
        flock 9
        if ! base=$(venv_base "$folder") ||
            [[ $base != "$(cat "$folder/galley-base" 2>/dev/null)" ]]; then
            python=$(find_python)
            quietly "creating ${folder##*/}" "$python" -m venv --clear "$folder"
            base=$(venv_base "$folder")
            printf '%s\n' "$base" >"$folder/galley-base"
        fi
        # A stamp for each lock, or scripts that need different ones would take turns in installing.
        stamp=$folder/galley-stamp-$lock
        wanted=$(printf '%s\n' "$base" |
            cat - "$galley_root/pyproject.toml" "$galley_root/scripts/locks/$lock.txt" | sha256sum)
        if [[ $wanted != "$(cat "$stamp" 2>/dev/null)" ]]; then
            # An install that breaks off leaves an environment that is neither old nor new.
            rm -f -- "$stamp"
            quietly "installing into ${folder##*/}" "$folder/bin/python" -m pip install --quiet \
                --disable-pip-version-check "${LOCKED[@]}" \
                --requirement "$galley_root/scripts/locks/$lock.txt"
            # Built by what has just been installed, and by nothing that was fetched for it.
            quietly "installing Galley into ${folder##*/}" "$folder/bin/python" -m pip install \
                --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation \
                -e "$galley_root"
            printf '%s\n' "$wanted" >"$stamp"
        fi
    ) 9>"$folder.lock"
}

# ensure_node_modules: brings scripts/vendor.d/node_modules up to date with the lock beside it: what
# pages are made and checked with. Hubs and screens need none of it.
ensure_node_modules() {
    local folder=$galley_root/scripts/vendor.d
    (
        flock 9
        stamp=$folder/node_modules/galley-stamp
        wanted=$(sha256sum <"$folder/package-lock.json")
        if [[ $wanted != "$(cat "$stamp" 2>/dev/null)" ]]; then
            command -v npm >/dev/null ||
                fail 'the pages are checked with node and npm: sudo apt-get install nodejs npm'
            quietly 'installing what pages are checked with' \
                npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
            printf '%s\n' "$wanted" >"$stamp"
        fi
    ) 9>"$folder.lock"
}

uv_venv=$galley_root/.venv-uv

# ensure_uv: brings what resolves and unpacks for another machine than this one, in an environment of
# its own, so that nothing that is tested can come to need it.
ensure_uv() {
    (
        flock 9
        stamp=$uv_venv/galley-stamp
        wanted=$(sha256sum <"$galley_root/scripts/locks/uv.txt")
        if [[ $wanted != "$(cat "$stamp" 2>/dev/null)" ]]; then
            quietly "creating ${uv_venv##*/}" "$(find_python)" -m venv --clear "$uv_venv"
            quietly 'installing uv' "$uv_venv/bin/python" -m pip install --quiet \
                --disable-pip-version-check "${LOCKED[@]}" \
                --requirement "$galley_root/scripts/locks/uv.txt"
            printf '%s\n' "$wanted" >"$stamp"
        fi
    ) 9>"$uv_venv.lock"
}
