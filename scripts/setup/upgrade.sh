# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install: another version in place of the one that runs, and back again.

# Set while a new version changes the database to one that the old version cannot read.
migrates=
# Set when the new version may have taken orders already.
in_use=

# replace OLD NEW: does not return if OLD had to be started again.
replace() {
    local old=$1 new=$2
    # Half-way there is no kitchen: a terminal that is closed must not end it here.
    trap '' HUP INT TERM
    note_migration "$old" "$new"
    # For as long as it may have to be started again.
    write_file "$OPT/replacing" 0644 printf '%s\n' "${old##*/}"
    act "Stopped for a moment: Galley ${old##*/}" stop_units
    if [[ -n $migrates ]]; then
        act 'A copy of the orders, as the new version will change how they are kept' save_orders ||
            give_up "$old" 'the orders could not be copied (is the disk full?)'
    fi
    act "Program ${new##*/} is the one to start" switch_to "$new"
    take_over "$old" "$new"
    trap - HUP INT TERM
}

# finish_replacing CURRENT: when the power has failed in the middle of an upgrade, either version may
# have started with it, and nobody has looked whether it is well.
finish_replacing() {
    local current=$1 old
    [[ -n $current && -e $OPT/replacing ]] || return 0
    old=$OPT/releases/$(<"$OPT/replacing")
    say "An upgrade was broken off half-way: Galley ${current##*/} is the one that starts here."
    if [[ -n $dry_run ]]; then
        act 'see whether it is well, and go back to the one before if it is not' true
        return
    fi
    trap '' HUP INT TERM
    if [[ $current == "$old" || ! -d $old ]]; then
        put_in_order "$current"
        rm -f -- "$OPT/replacing"
    else
        in_use=1
        note_migration "$old" "$current"
        take_over "$old" "$current"
        say 'It is well, and the upgrade is complete.'
    fi
    migrates=
    in_use=
    trap - HUP INT TERM
}

# take_over OLD NEW: NEW has been switched to. Does not return if it does not become well.
take_over() {
    local old=$1 new=$2 why words
    put_in_order "$new"
    if start_units; then
        rm -f -- "$VAR/before-upgrade.db" "$OPT/replacing"
        return
    fi
    why=$unwell
    words=$(last_words)
    say "The new version did not become well: $why"
    # A hub without a well screen takes orders.
    ! hub_ready || in_use=1
    act 'It is stopped' stop_units
    [[ -z $migrates || -z $in_use ]] || ! orders_since "$old" || stay_with "$new" "$why"$'\n'"$words"
    [[ -z $migrates ]] || act 'The orders are put back as they were' put_back_orders "$old"
    act "Program ${old##*/} is the one to start again" switch_to "$old"
    put_in_place "$old" || true
    give_up "$old" "$why"$'\n'"$words"
}

# stay_with NEW WHY: starts the new version as far as it will, and ends.
stay_with() {
    rm -f -- "$OPT/replacing"
    start_units || true
    fail "Galley ${1##*/} is not well, but it has taken orders that the version before cannot read," \
        "so that one was not started again. The orders from before: $VAR/before-upgrade.db. Install" \
        "a version that is whole with --upgrade. What is wrong: $2"
}

# give_up OLD WHY: starts the old version and ends.
give_up() {
    local old=$1 why=$2
    unwell=
    rm -f -- "$OPT/replacing"
    if start_units; then
        fail "not replaced: Galley ${old##*/} runs again, with all its orders. The reason: $why"
    fi
    fail "not replaced, and the old version ${old##*/} does not become well either ($unwell):" \
        "$(last_words)"$'\n'"The reason why the new one was taken back: $why"
}

note_migration() {
    ! is_role hub || [[ $(migrations_of "$1") == "$(migrations_of "$2")" ]] || migrates=1
}

# With nobody at work on it, and by SQLite itself, so that it is whole.
save_orders() {
    [[ -e $VAR/galley.db ]] || return 0
    rm -f -- "$VAR/before-upgrade.db"
    runuser -u "$GALLEY_USER" -- "$(current_release)/bin/python" -c '
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))' \
        "$VAR/galley.db" "$VAR/before-upgrade.db" && sync -- "$VAR/before-upgrade.db"
}

# orders_since OLD: whether anything but an alert has happened since the copy was made; what cannot
# be read may have.
orders_since() {
    [[ -e $VAR/before-upgrade.db ]] || return 1
    ! runuser -u "$GALLEY_USER" -- "$1/bin/python" -c '
import sqlite3, sys
LAST = "SELECT max(seq) FROM events WHERE type <> ?"
one, other = (sqlite3.connect(f).execute(LAST, ("kitchen:alert",)).fetchone() for f in sys.argv[1:])
sys.exit(one != other)' "$VAR/galley.db" "$VAR/before-upgrade.db" 2>/dev/null
}

# put_back_orders OLD: nobody was told of anything since.
put_back_orders() {
    [[ -e $VAR/before-upgrade.db ]] || return 0
    runuser -u "$GALLEY_USER" -- "$1/bin/galley-hub" --data "$VAR" restore "$VAR/before-upgrade.db"
}
