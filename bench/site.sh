# Sourced by the scripts beside it (bash): a hub and web servers as processes below $work, started and killed by pid.
# The caller has set work (an empty directory) and may set exclude (lines of a configuration file).

twohop=${TWOHOP:-$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../twohop}
pids=()
port=

# Without it nothing could be compared, and nothing would differ.
command -v rsync >/dev/null || { echo "needs rsync: apt-get install rsync" >&2; exit 2; }

tree() { if [ "$1" = 0 ]; then echo "$work/hub"; else echo "$work/web$1"; fi; }

# start NUMBER [MORE ARGUMENTS]: 0 is the hub; waits until it is ready.
start() {
  local i=$1 dir state=$work/state$1 out=$work/out$1
  shift
  dir=$(tree "$i")
  mkdir -p "$dir"
  : >"$out"
  if [ "$i" = 0 ]; then
    "$twohop" hub --dir "$dir" --state "$state" --listen "127.0.0.1:${port:-0}" --http 127.0.0.1:0 --config "$work/config.yaml" \
      >"$out" 2>>"$work/err$i" </dev/null &
  else
    "$twohop" spoke --name "web$i" --dir "$dir" --state "$state" --http 127.0.0.1:0 --config "$work/config.yaml" "$@" \
      >"$out" 2>>"$work/err$i" </dev/null &
  fi
  pids[i]=$!
  if [ "$i" = 0 ]; then
    await "the hub to be ready" grep -qx ready "$out"
    port=$(sed -n 's/^listening on .*://p' "$out" | head -n 1)
  fi
}

# join NUMBER: a web server that the hub does not know yet.
join() {
  start "$1" --token "$("$twohop" token --state "$work/state0" | tail -n 1)" --first-contact merge
  await "web$1 to be ready" grep -qx ready "$work/out$1"
}

# await WHAT COMMAND...: until the command succeeds, ten minutes at most.
await() {
  local what=$1 end=$((SECONDS + 600))
  shift
  until "$@"; do
    if [ $SECONDS -ge $end ]; then
      echo "waited in vain for $what" >&2
      exit 1
    fi
    sleep 0.1
  done
}

# all_equal: every web server's tree is the hub's, by content, mode and time of what is in it.
all_equal() {
  local i differences
  for ((i = 1; i < ${#pids[@]}; i++)); do
    differences=$(rsync -acn --delete --itemize-changes --omit-dir-times "${except[@]}" "$(tree 0)/" "$(tree "$i")/") || return 1
    [ -z "$differences" ] || return 1
  done
}
except=(--exclude=/.twohop)

stop_all() {
  local pid
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null && wait "$pid"
  done
}
trap stop_all EXIT
: >"$work/config.yaml"
