#!/bin/bash
# Stops a web server, makes many changes on the other and some on the stopped one's disk, starts it again and compares the trees. Needs rsync.
#
#   bench/behind.sh [CHANGES] [DIRECTORY]     100,000 changes below a temporary directory
set -eu
changes=${1:-100000}
work=${2:-$(mktemp -d)}
. "$(dirname -- "$(readlink -f -- "$0")")/site.sh"

# sequence: the hub's last change
sequence() { "$twohop" status --state "$work/state0" | sed -n 's/^ *change *//p'; }

start 0
mkdir -p "$(tree 0)"/{kept,renamed,removed}
for ((i = 0; i < 200; i++)); do
  for d in kept renamed removed; do echo "$i" >"$(tree 0)/$d/$i"; done
done
join 1
join 2
await "equal trees" all_equal
kill "${pids[2]}"
wait "${pids[2]}" || true
before=$(sequence)

# Changes of one file are told apart as long as each is taken before the next comes: so it is many files that are made, and made again.
for ((d = 0; d * 250 < changes / 2; d++)); do
  mkdir -p "$(tree 1)/new$d"
  for ((i = 0; i < 250; i++)); do echo "$d $i" >"$(tree 1)/new$d/$i"; done
done
mv "$(tree 1)/renamed" "$(tree 1)/with-another-name"
rm -r "$(tree 1)/removed"
echo online >"$(tree 1)/kept/both"
"$twohop" wait --state "$work/state1" --timeout 15m >/dev/null
for ((d = 0; d * 250 < changes / 2; d++)); do
  for ((i = 0; i < 250; i++)); do echo "$d $i once more" >"$(tree 1)/new$d/$i"; done
done
"$twohop" wait --state "$work/state1" --timeout 15m >/dev/null
behind=$(($(sequence) - before))

# Meanwhile, on the disk of the one that is down.
echo offline >"$(tree 2)/kept/both"
echo offline >"$(tree 2)/kept/mine"
echo offline >"$(tree 2)/renamed/7"
echo offline >"$(tree 2)/removed/8"
rm "$(tree 2)/kept/9"

from=$SECONDS
start 2
await "web2 to be ready" grep -qx ready "$work/out2"
# The status for a conflict, which is meant to be.
"$twohop" wait --state "$work/state2" --timeout 15m >/dev/null 2>"$work/told" || [ $? = 5 ]
seconds=$((SECONDS - from))
await "equal trees" all_equal

is() { [ "$(cat "$1")" = "$2" ] || { echo "$1 is $(cat "$1"), and not $2" >&2; exit 1; }; }
gone() { [ ! -e "$1" ] || { echo "$1 is there again" >&2; exit 1; }; }
for i in 0 1 2; do
  is "$(tree $i)/kept/both" online
  is "$(tree $i)/kept/mine" offline
  is "$(tree $i)/with-another-name/7" offline
  is "$(tree $i)/removed/8" offline
  gone "$(tree $i)/kept/9"
  gone "$(tree $i)/renamed"
  gone "$(tree $i)/removed/7"
done
"$twohop" conflicts export "$work/kept" --state "$work/state0" >/dev/null
grep -rqx offline "$work/kept" || { echo "what lost is not in the keep" >&2; exit 1; }
echo "$behind changes behind: back in $seconds s, all equal, what was changed on both sides merged"
