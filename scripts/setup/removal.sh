# shellcheck shell=bash disable=SC2154 # what scripts/install sets
# Sourced by scripts/install: taking it away again.

remove_all() {
    local left
    [[ -z $purge ]] || agree_to_purge
    # The screen beside the hub is nothing without either.
    forget_screen
    act "Stopped, and no longer started with the power: ${roles[*]}" take_out_units
    left=$(comm -23 <(sort -u "$OPT/roles" 2>/dev/null) <(printf '%s\n' "${roles[@]}" | sort -u))
    if [[ -n $left ]]; then
        [[ -z $purge ]] || say "Nothing is deleted: this machine is still $left"
        act "This machine is now: $left" write_file "$OPT/roles" 0644 printf '%s\n' "$left"
        [[ $left != display ]] ||
            act 'The screen looks for another hub' systemctl try-restart "$SCREEN"
        return
    fi
    act 'Units and commands' remove_units_and_commands
    act "The program, $OPT" rm -rf -- "$OPT"
    if [[ -n $purge ]]; then
        act "Orders, backups and settings, $VAR and $ETC" remove_data
    else
        say "Kept: the orders in $VAR, the settings in $ETC, and the user $GALLEY_USER"
    fi
    [[ -n $dry_run ]] || say 'Done. Debian packages stay; apt-get remove takes them away.'
}

agree_to_purge() {
    local answer=
    [[ -z $dry_run ]] || return 0
    say "This deletes every order, backup, token and setting on this machine ($VAR, $ETC)." \
        'There is no way back. Screens and tills have to be paired again with a new hub.'
    printf 'Type yes to go on: '
    read -r answer || true
    [[ $answer == yes ]] || fail 'nothing was done'
}

take_out_units() {
    local units
    mapfile -t units < <(units_of)
    # The plain page is the owner's to switch on, and on no list.
    ! is_role hub || units+=(galley-plain.socket)
    systemctl disable --now "${units[@]}" &>/dev/null || true
}

# The screen's token is worth nothing from now on.
forget_screen() {
    [[ -e $ETC/display-0.token ]] || return 0
    ! systemctl is-active --quiet "$HUB" ||
        act "The screen's token is revoked" quietly 'revoking the token' runuser -u "$GALLEY_USER" \
            -- "$OPT/current/bin/galley-hub" --data "$VAR" token revoke "$SCREEN_NAME" || true
    act "The screen's token is deleted" rm -f -- "$ETC/display-0.token" "$ETC/display-0.env"
}

remove_units_and_commands() {
    systemctl disable --now "$HOST" &>/dev/null || true
    rm -f -- /etc/systemd/{system,journald}.conf.d/50-galley-*.conf
    rm -f -- "$UNIT_FOLDER"/galley-*.{service,timer,socket} "${COMMANDS[@]}"
    systemctl daemon-reload
}

remove_data() {
    rm -rf -- "$VAR" "$VAR"-display-* /var/cache/galley-display-* "$ETC"
    ! getent passwd "$GALLEY_USER" >/dev/null || userdel "$GALLEY_USER"
}
