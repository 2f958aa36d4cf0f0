"""What keeps a branch well: backups, archives, recovery, the drill, clocks that were set."""
