# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install: settings, units, and whether what runs is well.

UNIT_FOLDER=/etc/systemd/system
HEALTHY_WITHIN=30
# A long history on an SD card takes minutes, once; as TimeoutStartSec of the hub.
MIGRATED_WITHIN=600
# A screen that has been up for so long has found all that it needs.
SCREEN_STAYS=3
SCREEN=galley-display@0.service
HUB=galley-hub.service
BACKUP=galley-backup.timer
# On every machine, whatever else it is.
HOST=galley-host.socket
# As the hub's lists show it.
SCREEN_NAME='Screen of the hub'
COMMANDS=(/usr/local/bin/galley-hub /usr/local/bin/galley-display)
# What went wrong, for people; scripts/setup/upgrade.sh reads it.
# shellcheck disable=SC2034
unwell=

# write_settings RELEASE: makes the files that are not there yet; those that are belong to the owner.
write_settings() {
    ensure_folder "$ETC" 0755 root:root
    ! is_role hub || write_once "$ETC/hub.toml" "$1/bin/galley-hub" config
    ! is_role display || write_once "$ETC/display.toml" "$1/bin/galley-display" config
}

# write_once FILE COMMAND...: what the command says becomes the file, if there is none.
write_once() {
    local file=$1
    shift
    [[ ! -e $file ]] || return 0
    act "Settings $file, each with its meaning and default" write_file "$file" 0644 "$@"
}

# write_file FILE MODE COMMAND...: never there in part, and never readable by more than it should.
write_file() {
    local file=$1 mode=$2
    shift 2
    (
        umask 077
        "$@" >"$file.new"
    ) || fail "$file could not be written"
    # What nobody else may read belongs to the services; they may change nothing else of root's.
    [[ $mode != 0600 ]] || chown -- "$GALLEY_USER:$GALLEY_USER" "$file.new"
    chmod -- "$mode" "$file.new"
    sync -- "$file.new"
    mv -- "$file.new" "$file"
}

# Commands for the owner's terminal.
install_commands() {
    local command
    for command in "${COMMANDS[@]}"; do
        cmp --quiet -- "$1/share/galley/${command##*/}" "$command" ||
            act "Command $command" install -m 0755 "$1/share/galley/${command##*/}" "$command"
    done
}

units_of() {
    is_role hub && printf '%s\n' "$HUB" "$BACKUP"
    ! is_role display || screens
}

# The first screen, and those that the owner has enabled at further monitors.
screens() {
    local link
    printf '%s\n' "$SCREEN"
    for link in "$UNIT_FOLDER"/multi-user.target.wants/galley-display@*.service; do
        [[ ! -L $link || ${link##*/} == "$SCREEN" ]] || printf '%s\n' "${link##*/}"
    done
}

# put_in_place RELEASE: its commands and units, and no other units of ours. Returns 1 if no unit
# had to be changed.
put_in_place() {
    local unit changed=1
    install_commands "$1"
    for unit in "$1"/share/galley/systemd/*; do
        cmp --quiet -- "$unit" "$UNIT_FOLDER/${unit##*/}" && continue
        act "Unit ${unit##*/}" install -m 0644 "$unit" "$UNIT_FOLDER/${unit##*/}"
        changed=0
    done
    for unit in "$UNIT_FOLDER"/galley-*.{service,timer}; do
        [[ -f $unit && ! -e $1/share/galley/systemd/${unit##*/} ]] || continue
        act "Unit ${unit##*/} is gone" rm -- "$unit"
        changed=0
    done
    # A power cut leaves a file without its content that was not synced: a unit that never starts.
    ((changed)) || sync --file-system "$UNIT_FOLDER"
    ((changed)) || act 'systemd reads the units' systemctl daemon-reload
    return "$changed"
}

# put_in_order RELEASE: its units, and no others, start with the power; what runs by older ones stops.
put_in_order() {
    if put_in_place "$1"; then stop_units; fi
    enable_units
}

enable_units() {
    local unit
    while read -r unit; do
        systemctl is-enabled --quiet "$unit" 2>/dev/null ||
            act "$unit starts with the power" quietly "enabling $unit" systemctl enable "$unit"
    done < <(printf '%s\n' "$HOST" && units_of)
}

stop_units() {
    local units
    mapfile -t units < <(units_of)
    systemctl stop "${units[@]}" "$HOST" 2>/dev/null || true
    # How often one has ended is counted anew from here.
    systemctl reset-failed "${units[@]}" 2>/dev/null || true
}

# start_units: starts what does not run, and waits until all is well. Returns 1, and says why in
# `unwell`, if it does not become well.
start_units() {
    systemctl is-active --quiet "$HOST" ||
        act 'A manager can look after this machine from the page' systemctl start "$HOST"
    if is_role hub; then
        systemctl is-active --quiet "$HUB" || act 'The hub starts' systemctl start --no-block "$HUB"
        [[ -n $dry_run ]] || hub_well || return 1
        systemctl is-active --quiet "$BACKUP" ||
            act 'A backup is made every hour from now on' systemctl start "$BACKUP"
    fi
    if is_role display; then
        ! is_role hub || provide_token
        start_screens || return 1
    fi
}

start_screens() {
    local screen all
    mapfile -t all < <(screens)
    for screen in "${all[@]}"; do
        systemctl is-active --quiet "$screen" ||
            act "The screen ${screen%.service} starts" systemctl start --no-block "$screen"
    done
    for screen in "${all[@]}"; do
        [[ -n $dry_run ]] || screen_well "$screen" || return 1
    done
}

hub_well() {
    local deadline=$((SECONDS + HEALTHY_WITHIN))
    [[ -z $migrates ]] || deadline=$((SECONDS + MIGRATED_WITHIN))
    until systemctl is-active --quiet "$HUB" && hub_ready; do
        fails_again "$HUB" 'the hub' && return 1
        if ((SECONDS >= deadline)); then
            unwell="the hub did not answer within $HEALTHY_WITHIN seconds"
            return 1
        fi
        sleep 0.2
    done
}

hub_ready() {
    curl --silent --fail --max-time 2 --output /dev/null --unix-socket "$VAR/hub.sock" \
        http://localhost/readyz
}

# screen_well UNIT
screen_well() {
    local deadline=$((SECONDS + HEALTHY_WITHIN)) up
    while :; do
        if systemctl is-active --quiet "$1"; then
            up=$(systemctl show --value --property=ActiveEnterTimestampMonotonic "$1")
            (($(cut -d. -f1 /proc/uptime) - up / 1000000 <= SCREEN_STAYS)) || return 0
        fi
        fails_again "$1" "the screen ${1%.service}" && return 1
        if ((SECONDS >= deadline)); then
            unwell="the screen ${1%.service} was not up within $HEALTHY_WITHIN seconds"
            return 1
        fi
        sleep 0.2
    done
}

# Whether a unit has ended so often that waiting for it is in vain.
fails_again() {
    local ended
    ended=$(systemctl show --value --property=NRestarts "$1")
    ((ended >= 3)) || return 1
    # shellcheck disable=SC2034
    unwell="$2 ended $ended times"
}

# The screen beside the hub needs no network and no pairing: its token comes from the hub itself.
provide_token() {
    local token=$ETC/display-0.token environment=$ETC/display-0.env
    if [[ ! -s $token ]]; then
        act "A token for the screen, in $token" write_file "$token" 0600 \
            runuser -u "$GALLEY_USER" -- "$OPT/current/bin/galley-hub" --data "$VAR" \
            token create --role kitchen --name "$SCREEN_NAME"
    fi
    [[ -e $environment ]] || act "Settings $environment: that token" write_file "$environment" 0644 \
        printf '%s\n' "# What is different for the screen at output 0 from $ETC/display.toml." \
        '# This one belongs to the hub on its own machine.' \
        "GALLEYDISPLAY_HUB_TOKEN_FILE=$token"
}

# The last words of what did not become well, for whoever has to find out why.
last_words() {
    local unit
    while read -r unit; do
        [[ $unit == *.service ]] || continue
        journalctl --unit="$unit" --lines=8 --no-pager --output=cat 2>/dev/null |
            sed "s/^/    ${unit%%[.@]*}: /"
    done < <(units_of)
}
