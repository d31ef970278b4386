#!/bin/bash
# Copies a large file into one web server's tree while small files are written beside it, and says how long these take to the other web
# server before and meanwhile. The heap of a web server is the launcher's, 48 MB. Needs rsync.
#
#   bench/large.sh [MEGABYTES] [DIRECTORY]     2,048 MB below a temporary directory
set -eu
megabytes=${1:-2048}
work=${2:-$(mktemp -d)}
. "$(dirname -- "$(readlink -f -- "$0")")/site.sh"

start 0
join 1
join 2

# small NAME: writes a file on web1 and waits for it on web2; adds the milliseconds to a list.
small() {
  local from
  echo "$1" >"$(tree 1)/$1"
  from=$(date +%s%N)
  until [ -e "$(tree 2)/$1" ]; do sleep 0.002; done
  echo $((($(date +%s%N) - from) / 1000000)) >>"$work/$2"
  sleep 0.1
}
median() { sort -n "$work/$1" | sed -n "$((($(wc -l <"$work/$1") + 1) / 2))p"; }
longest() { sort -n "$work/$1" | tail -n 1; }
arrived() { [ "$(stat -c %s "$(tree 2)/large" 2>/dev/null)" = $((megabytes * 1048576)) ]; }

for ((i = 0; i < 100; i++)); do small "before$i" before; done
head -c "${megabytes}M" /dev/urandom >"$work/large"
cp "$work/large" "$(tree 1)/large.part"
mv "$(tree 1)/large.part" "$(tree 1)/large"
from=$SECONDS
i=0
while ! arrived; do
  small "meanwhile$i" meanwhile
  i=$((i + 1))
done
seconds=$((SECONDS - from))
await "equal trees" all_equal
for member in 0 1 2; do
  kill -0 "${pids[member]}"
  memory="${memory:-} $(($(ps -o rss= -p "${pids[member]}") / 1024))"
done
echo "$megabytes MB in $seconds s on every member, all equal; memory of hub and web servers:$memory MiB"
echo "small files, median and longest: before $(median before), $(longest before) ms;" \
  "meanwhile $(median meanwhile), $(longest meanwhile) ms ($i of them)"
