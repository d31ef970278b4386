#!/bin/bash
# Kills a hub and two web servers with SIGKILL, one after the other, while files are written on all three; then compares the trees and looks
# for everything that was written. Needs rsync.
#
#   bench/kills.sh [ROUNDS] [DIRECTORY]     30 rounds below a temporary directory
set -eu
rounds=${1:-30}
work=${2:-$(mktemp -d)}
. "$(dirname -- "$(readlink -f -- "$0")")/site.sh"

start 0
join 1
join 2

# Each member rewrites files of its own, whole and by rename, so that what they must hold in the end is known.
write() {
  local i=$1 n=$2 name
  name=$(tree "$i")/own$i-$((n % 50))
  { echo "member $i write $n"; head -c $((RANDOM % 6000)) /dev/urandom | base64; } >"$name.draft~"
  mv "$name.draft~" "$name"
}

n=0
for ((round = 1; round <= rounds; round++)); do
  victim=$((round % 3))
  for ((k = 0; k < 60; k++)); do
    for i in 0 1 2; do write $i $n; done
    n=$((n + 1))
    if [ $k = $((RANDOM % 60)) ] && kill -0 "${pids[victim]}" 2>/dev/null; then kill -9 "${pids[victim]}"; fi
  done
  kill -9 "${pids[victim]}" 2>/dev/null || true
  wait "${pids[victim]}" 2>/dev/null || true
  for i in 0 1 2; do
    if [ $i != $victim ] && ! kill -0 "${pids[i]}" 2>/dev/null; then
      echo "round $round: member $i has ended by itself:" >&2
      cat "$work/out$i" "$work/err$i" >&2
      exit 1
    fi
  done
  start $victim
done

sleep 2
await "equal trees" all_equal
"$twohop" conflicts export "$work/kept" --state "$work/state0" >/dev/null
lost=0
kept=0
for i in 0 1 2; do
  for ((f = 0; f < 50; f++)); do
    last=$((n - 1 - (n - 1 - f) % 50))
    wanted="member $i write $last"
    [ $last -lt 0 ] && continue
    # What its own earlier write superseded at the hub, told by a daemon that died before it knew, is a conflict and in the keep.
    if ! head -n 1 "$(tree 0)/own$i-$f" | grep -qx "$wanted"; then
      if grep -rqx "$wanted" "$work/kept"; then
        kept=$((kept + 1))
      else
        echo "$wanted of own$i-$f is nowhere; there is: $(head -n 1 "$(tree 0)/own$i-$f")" >&2
        lost=$((lost + 1))
      fi
    fi
  done
done
echo "$rounds kills, $((3 * n)) writes: all equal, $kept in the keep as conflicts, $lost lost"
[ $lost = 0 ]
