# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install: another version in place of the one that runs, and back again.

# Set while a new version changes the database to one that the old version cannot read.
migrates=

# replace OLD NEW: does not return if OLD had to be started again.
replace() {
    local old=$1 new=$2 why words
    # Half-way there is no kitchen: a terminal that is closed must not end it here.
    trap '' HUP INT TERM
    [[ $(migrations_of "$old") == "$(migrations_of "$new")" ]] || migrates=1
    act "Stopped for a moment: Galley ${old##*/}" stop_units
    if is_role hub && [[ -n $migrates ]]; then
        act 'A copy of the orders, as the new version will change how they are kept' save_orders ||
            give_up "$old" 'the orders could not be copied (is the disk full?)'
    fi
    act "Program ${new##*/} is the one to start" switch_to "$new"
    put_in_place "$new" || true
    enable_units
    if start_units; then
        rm -f -- "$VAR/before-upgrade.db"
        trap - HUP INT TERM
        return
    fi
    why=$unwell
    words=$(last_words)
    say "The new version did not become well: $why"
    act 'It is stopped' stop_units
    [[ -z $migrates ]] || act 'The orders are put back as they were' put_back_orders "$old"
    act "Program ${old##*/} is the one to start again" switch_to "$old"
    put_in_place "$old" || true
    give_up "$old" "$why"$'\n'"$words"
}

# give_up OLD WHY: starts the old version and ends.
give_up() {
    local old=$1 why=$2
    unwell=
    if start_units; then
        fail "not replaced: Galley ${old##*/} runs again, with all its orders. The reason: $why"
    fi
    fail "not replaced, and the old version ${old##*/} does not become well either ($unwell):" \
        "$(last_words)"$'\n'"The reason why the new one was taken back: $why"
}

# With nobody at work on it, and by SQLite itself, so that it is whole.
save_orders() {
    [[ -e $VAR/galley.db ]] || return 0
    rm -f -- "$VAR/before-upgrade.db"
    runuser -u "$GALLEY_USER" -- "$(current_release)/bin/python" -c '
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))' \
        "$VAR/galley.db" "$VAR/before-upgrade.db"
}

# put_back_orders OLD: the new version never became ready, so nobody was told of anything since.
put_back_orders() {
    [[ -e $VAR/before-upgrade.db ]] || return 0
    runuser -u "$GALLEY_USER" -- "$1/bin/galley-hub" --data "$VAR" restore "$VAR/before-upgrade.db"
}
