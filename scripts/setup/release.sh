# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install: the program itself, each version in a folder of its own.

# Prints the name of the release that these sources make: the same sources, the same name.
release_name() {
    local version digest
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$galley_root/pyproject.toml")
    digest=$(
        cd -- "$galley_root" || exit
        {
            python3 --version
            find hub display systemd pyproject.toml scripts/locks scripts/setup/galley-* -type f \
                ! -path '*/__pycache__/*' -print0 | LC_ALL=C sort --zero-terminated | xargs --null sha256sum
        } | sha256sum
    )
    printf '%s-%s\n' "${version:?pyproject.toml names no version}" "${digest:0:8}"
}

current_release() {
    readlink -e -- "$OPT/current" || true
}

# build_release FOLDER: makes it, or finishes what broke off; one that is whole is left alone.
build_release() {
    local release=$1
    if [[ -e $release/share/galley/complete ]]; then
        return
    fi
    act "Program ${release##*/} into $release" make_release "$release"
}

make_release() {
    local release=$1 work
    rm -rf -- "$release"
    mkdir -p -- "${release%/*}"
    work=$(mktemp -d)
    unpack_pip "$work/pip"
    quietly 'making a virtual environment' python3 -m venv --without-pip "$release"
    # A copy, because building leaves files beside the sources.
    mkdir -- "$work/galley"
    cp -r -- "$galley_root"/{hub,display,pyproject.toml,README.md,LICENSE} "$work/galley"
    quietly 'installing what Galley needs' \
        pip_install "$work/pip" "$release" "${LOCKED[@]}" \
        --requirement "$galley_root/scripts/locks/galley.txt"
    # Built by what has just been installed, and by nothing that was fetched for it.
    quietly 'installing Galley' \
        pip_install "$work/pip" "$release" --no-deps --no-build-isolation "$work/galley"
    provide_lgpio "$work/pip" "$release"
    rm -rf -- "$work"
    # Here and not by pip, because this uses all of a Pi's cores; services cannot do it later.
    quietly 'compiling' "$release/bin/python" -m compileall -q -j 0 "$release/lib"
    mkdir -p -- "$release/share/galley"
    cp -r -- "$galley_root/systemd" "$galley_root"/scripts/setup/galley-{hub,display} \
        "$release/share/galley"
    # An owner pulls the plug when it says that it is done: first the files, then that they are whole.
    sync --file-system "$release"
    touch -- "$release/share/galley/complete"
}

# unpack_pip FOLDER: the one that comes with python3-venv. It is not installed into the release, which
# never needs it again: that was a sixth of the work of installing.
unpack_pip() {
    local wheels=(/usr/share/python-wheels/pip-*.whl)
    [[ -f ${wheels[-1]} ]] || fail 'python3-venv has brought no pip: apt-get install python3-pip-whl'
    python3 -m zipfile --extract "${wheels[-1]}" "$1"
}

# pip_install PIP RELEASE ARGUMENT...
pip_install() {
    local pip=$1 release=$2 from=()
    shift 2
    [[ -z $wheelhouse ]] || from=(--no-index --find-links "$wheelhouse")
    "$release/bin/python" "$pip/pip" install --quiet --no-cache-dir --disable-pip-version-check \
        --no-warn-script-location --no-compile ${from[@]+"${from[@]}"} "$@"
}

# provide_lgpio PIP RELEASE: what reads buttons on pins. The system's own, which knows this machine, or
# else a wheel.
provide_lgpio() {
    local pip=$1 release=$2
    # Locked: PyPI has an empty lgpio that installs where there is no real one.
    has_package python3-lgpio ||
        pip_install "$pip" "$release" "${LOCKED[@]}" \
            --requirement "$galley_root/scripts/locks/lgpio.txt" &>/dev/null ||
        apt_install_if_possible python3-lgpio
    ! has_package python3-lgpio || link_lgpio "$release"
}

# Just this package, and not all of the system's: apt must not be able to change the rest.
link_lgpio() {
    local site file
    site=$("$1/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    while IFS= read -r file; do
        ln -sfn -- "$file" "$site/"
    done < <(dpkg-query --listfiles python3-lgpio | grep -E '/dist-packages/[^/]+$' |
        grep -v __pycache__)
}

# Says what is wrong with a release, before anything depends on it.
probe_release() {
    local release=$1 said
    said=$("$release/bin/galley-hub" --version 2>&1) || fail "the program does not start: $said"
    said=$("$release/bin/python" -c 'import gpiozero, lgpio
from importlib.metadata import version
found = version("lgpio")
assert not found.startswith(("0.0.", "0.1.")), f"lgpio {found} is only a stub"
print("lgpio", found)' 2>&1) || {
        ! is_raspberry_pi ||
            fail "buttons on pins cannot be read (${said##*$'\n'}):" \
                'apt-get install python3-lgpio, then run this again'
        said='no lgpio for this machine, so no buttons on pins'
    }
    say "Tried out: buttons: $said"
    is_role display || return 0
    said=$("$release/bin/galley-display" doctor --installation 2>&1) ||
        fail "a screen cannot draw here:"$'\n'"$said"
    say 'Tried out: a picture, drawn and read back; SDL can draw without a desktop'
}

is_raspberry_pi() {
    grep --quiet --text 'Raspberry Pi' /proc/device-tree/model 2>/dev/null
}

# Makes a release the one that is started. The change is whole or not at all.
switch_to() {
    ln -sfn -- "releases/${1##*/}" "$OPT/current.new"
    mv -T -- "$OPT/current.new" "$OPT/current"
    sync --file-system "$OPT"
}

# prune_releases KEEP...: removes all but these.
prune_releases() {
    local release kept
    for release in "$OPT"/releases/*; do
        for kept; do [[ $release != "$kept" ]] || continue 2; done
        act "Old program ${release##*/} is removed" rm -rf -- "$release"
    done
}

# Whether a release changes the database in a way that another one cannot read.
migrations_of() {
    find "$1"/lib/python3*/site-packages/hub/store/migrations -name '*.sql' -printf '%f\n' |
        LC_ALL=C sort | tail -n 1
}
