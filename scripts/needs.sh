# shellcheck shell=bash
# Sourced by scripts/test and scripts/prove, after lib.sh: what the tests start or read that pip can't
# bring, and how their steps are run. A need is "command:package", or "/path:package" where there is no
# command.
#
# All is read by the scripts that source this one.
# shellcheck disable=SC2034

# Of every test that is in no other list, and of scripts/check, which looks at the modules of pages.
NEEDS_OF_TEST=(
    node:nodejs
    npm:npm
    /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf:fonts-dejavu-core
    /usr/share/fonts/truetype/dejavu/DejaVuSansCondensed-Bold.ttf:fonts-dejavu-extra
    /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf:fonts-noto-color-emoji
)

# Of the tests that are marked `system`. Pages are opened in Chromium, and looked at with what
# scripts/vendor.d pins.
NEEDS_OF_SYSTEM=(
    certutil:libnss3-tools
    chromium:chromium
    curl:curl
    faketime:faketime
    gpg:gnupg
    gpgv:gpgv
    gcc:gcc
    /usr/include/stdlib.h:libc6-dev
    /usr/sbin/ip:iproute2
    openssl:openssl
    shellcheck:shellcheck
    systemd-analyze:systemd
    wrk:wrk
    xdotool:xdotool
    Xvfb:xvfb
    zbarimg:zbar-tools
)

# Of the tests that are marked `long`.
NEEDS_OF_FAULTS=(
    dpkg-deb:dpkg
    lintian:lintian
    mmdebstrap:mmdebstrap
    /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
)

# Of the tests that are marked `root`.
NEEDS_OF_ROOT=(
    avahi-browse:avahi-utils
    /usr/sbin/avahi-daemon:avahi-daemon
    dbus-daemon:dbus
    dpkg-deb:dpkg
    mmdebstrap:mmdebstrap
    systemd-nspawn:systemd-container
    /usr/sbin/ip:iproute2
    /usr/sbin/losetup:mount
    /usr/sbin/mkfs.ext4:e2fsprogs
    /usr/sbin/sysctl:procps
    /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
)

# Of the machine in qemu.
NEEDS_OF_GUEST=(
    /bin/busybox:busybox-static
    cpio:cpio
    /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
    /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf:fonts-dejavu-core
    mke2fs:e2fsprogs
    mmdebstrap:mmdebstrap
    modprobe:kmod
    qemu-img:qemu-utils
    qemu-system-x86_64:qemu-system-x86
    xz:xz-utils
    zstd:zstd
)

# Of the unit tests on an emulated arm64.
NEEDS_OF_ARM64=(
    mmdebstrap:mmdebstrap
    qemu-aarch64-static:qemu-user-static
    /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
)

# Without it, each of the hundreds of programs that tests start would compile all of Galley anew.
unset PYTHONDONTWRITEBYTECODE

# Most tests wait for something real, so more of them than there are cores run at once. The tests of
# one file stay together: they share a hub, a machine or a window. What takes longest comes first
# (tests/conftest.py), or it would be waited for at the end.
SIDE_BY_SIDE=(-n "$((2 * $(nproc)))" --dist loadfile --no-loadscope-reorder)
IN_PAIRS=(-n 2 --dist loadfile --no-loadscope-reorder)

missing_packages() {
    local need
    for need; do
        if [[ $need == /* ]]; then
            [[ -e ${need%%:*} ]]
        else
            command -v "${need%%:*}" >/dev/null
        fi || printf '%s\n' "${need#*:}"
    done | sort -u
}

# ensure_needs NEED...: installs what is missing, as root; fails with its names otherwise.
ensure_needs() {
    local packages
    mapfile -t packages < <(missing_packages "$@")
    ((${#packages[@]})) || return 0
    if ((EUID)); then
        fail "the tests need packages that are missing: sudo apt-get install ${packages[*]}"
    fi
    printf 'Debian packages: %s\n' "${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    quietly 'apt-get update' apt-get update
    quietly "apt-get install ${packages[*]}" \
        apt-get install --yes --no-install-recommends "${packages[@]}"
    mapfile -t packages < <(missing_packages "$@")
    ((${#packages[@]} == 0)) || fail "still missing after installing: ${packages[*]}"
}

# See tests/faults/conftest.py.
name_left_out() {
    local files='tests/faults/test_autobahn.py tests/faults/test_fuzzed_frames.py'
    [[ $(uname -m) == x86_64 ]] || printf 'Not run (need x86-64): %s\n' "$files"
}

steps=()
step_status=0

# step NAME COMMAND...: runs it, and keeps how long it took and whether it failed.
step() {
    local name=$1 began=$SECONDS said=
    shift
    printf -- '\n--- %s\n' "$name"
    "$@" || {
        step_status=1
        said=', FAILED'
    }
    steps+=("$name: $((SECONDS - began)) s$said")
}

# Prints every step with its seconds; fails if one of them did.
report_steps() {
    printf -- '\n--- Took %s s\n' "$SECONDS"
    printf '%s\n' "${steps[@]}"
    return "$step_status"
}
