#!/bin/sh
# Solders a chip with the lines of a Raspberry Pi 4 into the guest, every line pulled up: the buttons
# are let go.
set -e
chip=/sys/kernel/config/gpio-sim/kitchen
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
mkdir -p "$chip/bank0"
echo 54 >"$chip/bank0/num_lines"
echo pinctrl-bcm2711 >"$chip/bank0/label"
echo 1 >"$chip/live"
for pull in /sys/devices/platform/"$(cat "$chip/dev_name")"/gpiochip*/sim_gpio*/pull; do
    echo pull-up >"$pull"
done
