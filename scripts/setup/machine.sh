# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install: is the machine fit; the user and the folders.

GALLEY_USER=galley
GROUPS_WANTED=(gpio video render input audio)
# What a release, its packages and the wheels need at most while they are unpacked.
NEEDED_MB=700

check_machine() {
    ((EUID == 0)) || fail "it needs root: sudo ./scripts/install $*"
    command -v apt-get dpkg-query >/dev/null ||
        fail 'only Raspberry Pi OS and Debian are known here (there is no apt-get)'
    # Not uname: a 32-bit system often runs on a 64-bit kernel.
    local architecture
    architecture=$(dpkg --print-architecture)
    [[ $architecture == arm64 || $architecture == amd64 ]] ||
        fail "a 64-bit system is needed, and this one is $architecture. Flash the card with" \
            'Raspberry Pi OS Lite (64-bit)'
    [[ -d /run/systemd/system ]] || fail 'systemd is not running here, and nothing else is known'
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "Python 3.11 or newer is needed, and python3 is" \
            "$(python3 --version 2>/dev/null || printf 'missing'). Raspberry Pi OS has it since" \
            'bookworm (2023): flash a newer one'
    local free
    free=$(df --output=avail --block-size=1M "$(nearest "$OPT")" | tail -n 1)
    ((free >= NEEDED_MB)) ||
        fail "$NEEDED_MB MB have to be free for $OPT, and $free MB are. Make room, or take a" \
            'larger card'
    if is_role display && systemctl is-active --quiet display-manager.service; then
        say 'Note: a desktop is running. It and a screen of Galley cannot both have the monitor:' \
            'sudo systemctl set-default multi-user.target, then restart this machine.'
    fi
}

# Prints the nearest folder above a path that exists.
nearest() {
    local path=$1
    while [[ ! -d $path ]]; do path=$(dirname -- "$path"); done
    printf '%s\n' "$path"
}

ensure_user() {
    if ! getent passwd "$GALLEY_USER" >/dev/null; then
        act "System user $GALLEY_USER, who cannot log in" useradd --system --user-group \
            --no-create-home --home-dir "$VAR" --shell /usr/sbin/nologin "$GALLEY_USER"
    fi
    local group
    for group in "${GROUPS_WANTED[@]}"; do
        getent group "$group" >/dev/null || continue
        # Not there yet in a dry run.
        ! id --name --groups "$GALLEY_USER" 2>/dev/null | grep --quiet --word-regexp "$group" ||
            continue
        act "$GALLEY_USER may use $group" usermod --append --groups "$group" "$GALLEY_USER"
    done
}

# ensure_folder PATH MODE OWNER:GROUP
ensure_folder() {
    [[ ! -d $1 ]] || return 0
    act "Folder $1" install -d -m "$2" -o "${3%%:*}" -g "${3##*:}" "$1"
}
