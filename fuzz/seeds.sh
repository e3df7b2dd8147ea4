#!/usr/bin/env bash
# Fills corpus/TARGET with the fixtures of its kind.
set -euo pipefail
cd "$(dirname "$0")"
seeds() {
    local target=$1; shift
    mkdir -p "corpus/$target"
    for ending in "$@"; do
        find ../fixtures -name "*.$ending" -size -300k -exec sh -c 'cp "$1" "corpus/$2/$(sha256sum "$1" | cut -c1-16)"' _ {} "$target" \;
    done
}
seeds docx docx docm dotx
for plain in doc rtf odt xls xlsb ods pdf html; do seeds "$plain" "$plain"; done
seeds xlsx xlsx xlsm
seeds text txt
seeds archive zip eml msg
seeds line docx doc rtf odt xlsx xls ods pdf html txt
