#!/bin/sh
# The round trip of labels.md on the demo's files. Run it anywhere: sh docs/round_trip.sh [FOLDER] [DAY]
# FOLDER is made (here: round-trip); DAY is the as-of day (here: the demo's day, so that every run is the same).
set -eu
mkdir -p "${1:-round-trip}"
cd "${1:-round-trip}"
day="${2:-2026-11-24}"

xlshipcheck() {
    echo "\$ xlshipcheck $*"
    if [ "$1" = new ]; then command xlshipcheck "$@"; else command xlshipcheck "$@" --as-of "$day"; fi
}

xlshipcheck demo 見本
xlshipcheck new 受注台帳.xlsm
xlshipcheck import 見本/DeliveryManagement_detail_見本.csv --into 受注台帳.xlsm
xlshipcheck import 見本/送り状_e飛伝_見本.csv 見本/送り状_B2_見本.csv --into 受注台帳.xlsm
xlshipcheck refresh 受注台帳.xlsm
xlshipcheck write-confirmation 受注台帳.xlsm -o 発送処理.csv
xlshipcheck check 発送処理.csv --orders 受注台帳.xlsm
# Exit status 2: all of it has been confirmed, nothing is left to write.
xlshipcheck write-confirmation 受注台帳.xlsm --earlier 発送処理.csv || test $? -eq 2
echo "OK: $(pwd)"
