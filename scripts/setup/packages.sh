# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install and scripts/wheelhouse: the Debian packages.

HUB_PACKAGES=(python3-venv curl ca-certificates)
# Without libgl1 SDL leaves a monitor black while all seems well; the rest is what it draws with.
DISPLAY_PACKAGES=(libgl1 libegl1 libgles2 libgbm1 libgl1-mesa-dri fonts-dejavu-core)
# For narrow letters and for menus in other scripts, and large: wanted where they can be had.
WANTED_FONTS=(fonts-dejavu-extra fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji)

has_package() {
    [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

missing_of() {
    local package
    for package; do has_package "$package" || printf '%s\n' "$package"; done
}

# ensure_packages RELEASE: what it needs of Debian.
ensure_packages() {
    local wanted=("${HUB_PACKAGES[@]}") missing fonts
    ! is_role display || wanted+=("${DISPLAY_PACKAGES[@]}")
    mapfile -t missing < <(missing_of "${wanted[@]}")
    if ((${#missing[@]})); then
        act "Debian packages: ${missing[*]}" apt_install "${missing[@]}"
    fi
    # Asked for once: where they could not be had, a second run is not to begin with them again.
    { is_role display && [[ $(current_release) != "$1" ]]; } || return 0
    mapfile -t fonts < <(missing_of "${WANTED_FONTS[@]}")
    ((${#fonts[@]})) || return 0
    if [[ -n $wheelhouse && ! -d $wheelhouse/packages ]]; then
        say "Left out, as there may be no network: ${fonts[*]} (for menus in other scripts)"
    else
        act "Fonts for menus in other scripts: ${fonts[*]}" apt_install_if_possible "${fonts[@]}"
    fi
}

apt_install_if_possible() {
    (apt_install "$@") &>/dev/null || say "Left out, they cannot be had now: $*"
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    local options=(--yes --quiet --no-install-recommends)
    if [[ -n $wheelhouse && -d $wheelhouse/packages ]]; then
        apt_from "$wheelhouse/packages" "${options[@]}" "$@"
        return
    fi
    # In brackets, because it is not the end where these packages are only wanted.
    (
        quietly 'apt-get update' apt-get update
        quietly "apt-get install $*" apt-get install "${options[@]}" "$@"
    ) || fail "these Debian packages are missing and cannot be had now: $*. Connect this machine to" \
        'the internet, or bring them in a wheelhouse: scripts/wheelhouse --packages'
}

# apt_from FOLDER ARGUMENT...: installs from a folder of .deb files and nowhere else.
apt_from() {
    local folder=$1 place
    shift
    place=$(mktemp -d)
    mkdir -p -- "$place/lists/partial"
    ln -s -- "$(realpath -- "$folder")" "$place/packages"
    # The owner made this folder himself, and nobody has signed it.
    printf 'deb [trusted=yes] file:%s ./\n' "$place/packages" >"$place/sources.list"
    local where=(-o "Dir::Etc::SourceList=$place/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$place/lists" -o APT::Sandbox::User=root)
    quietly 'reading the packages of the wheelhouse' apt-get "${where[@]}" update
    quietly "installing ${*: -1} and what goes with it" apt-get "${where[@]}" install "$@"
    rm -rf -- "$place"
}

# index_packages FOLDER: makes it a place from which apt can install.
index_packages() {
    (
        cd -- "$1" || exit
        for package in *.deb; do
            dpkg-deb --field "$package"
            printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$package" \
                "$(stat --format=%s "$package")" "$(sha256sum "$package" | cut -d' ' -f1)"
        done >Packages
    )
}
