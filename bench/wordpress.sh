#!/bin/bash
# WordPress (Debian's package, symlinks resolved) and 20,000 uploads on a hub and two web servers: a plugin is unpacked and updated as
# wp-admin does it, .htaccess is rewritten in place under flock, images are uploaded and rotated on web1, while on web2 a theme is edited and a
# reader polls the plugin's directory. Ends with all members equal by rsync -acn --delete. Needs rsync, apt-get and dpkg-deb.
#
#   bench/wordpress.sh [UPLOADS] [DIRECTORY]
set -eu
uploads=${1:-20000}
work=${2:-$(mktemp -d)}
. "$(dirname -- "$(readlink -f -- "$0")")/site.sh"

package() {
  mkdir -p "$work/package" "$work/unpacked" "$(tree 0)"
  (cd "$work/package" && apt-get -q download wordpress wordpress-theme-twentytwentythree >/dev/null 2>&1 || apt-get -q download wordpress >/dev/null)
  for deb in "$work"/package/*.deb; do dpkg-deb -x "$deb" "$work/unpacked"; done
  # Links that point to other packages are left out: there is nothing behind them here.
  rsync -a --copy-links "$work/unpacked/usr/share/wordpress/" "$(tree 0)/" 2>/dev/null || true
}

upload() {
  python3 - "$(tree "$1")/wp-content/uploads" "$2" "$3" <<'P'
import os, random, sys
base, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(first + count)
for n in range(first, first + count):
    d = f"{base}/{2020 + n % 7}/{1 + n % 12:02d}"
    os.makedirs(d, exist_ok=True)
    with open(f"{d}/image-{n}.jpg", "wb") as f:
        f.write(rng.randbytes(rng.randint(1024, 65536)))
P
}

# plugin VERSION: unpacked into the excluded wp-content/upgrade/, every file naming its version.
plugin() {
  local to n
  to=$(tree 1)/wp-content/upgrade/gallery
  for ((n = 0; n < 300; n++)); do
    mkdir -p "$to/part$((n % 9))"
    printf '<?php // version %d\n%*s\n' "$1" $((n * 17)) '' >"$to/part$((n % 9))/file$n.php"
  done
}

# The reader on web2: the directory is whole and of one version whenever it is the same directory before and after a look.
read_plugin() {
  python3 - "$(tree 2)/wp-content/plugins/gallery" "$work/reader-ends" <<'P'
import os, sys
plugin, ends = sys.argv[1:]
polls = halves = 0
newest = -1
while not os.path.exists(ends):
    try:
        before = os.stat(plugin).st_ino
        versions, files = set(), 0
        try:
            for part in os.listdir(plugin):
                for name in os.listdir(f"{plugin}/{part}"):
                    with open(f"{plugin}/{part}/{name}") as f:
                        versions.add(int(f.readline().split()[-1]))
                    files += 1
        except FileNotFoundError:
            files = -1  # counts if it is still the same directory
        if os.stat(plugin).st_ino != before:
            continue
        polls += 1
        if files != 300 or len(versions) != 1:
            halves += 1
            print("half there:", files, "files of versions", sorted(versions))
        newest = max(newest, *versions)
    except OSError as e:
        halves += 1
        print("not there:", e)
print(f"the reader looked {polls} times, saw version {newest} last, {halves} times not whole")
sys.exit(halves != 0)
P
}

cat >"$work/config.yaml" <<'Y'
exclude:
  - /wp-content/upgrade/
  - /wp-content/upgrade-temp-backup/
Y
except+=(--exclude=/wp-content/upgrade/ --exclude=/wp-content/upgrade-temp-backup/)
package
upload 0 0 "$uploads"
echo "the site: $(find "$(tree 0)" -type f | wc -l) files, $(du -sm "$(tree 0)" | cut -f 1) MiB"
start 0
began=$SECONDS
join 1
join 2
echo "two web servers joined in $((SECONDS - began)) s"

one=$(tree 1)/wp-content
mkdir -p "$one/upgrade" "$one/upgrade-temp-backup/plugins" "$one/plugins"
plugin 1
mv "$one/upgrade/gallery" "$one/plugins/gallery"
await "the plugin at web2" test -e "$(tree 2)/wp-content/plugins/gallery/part8/file8.php"
read_plugin >"$work/reader" &
reader=$!
printf '# BEGIN WordPress\n# END WordPress\n' >"$(tree 1)/.htaccess"
theme=$(tree 2)/wp-content/themes/edited
mkdir -p "$theme"
for ((version = 2; version <= 6; version++)); do
  plugin $version
  rm -rf "$one/upgrade-temp-backup/plugins/gallery"
  mv "$one/plugins/gallery" "$one/upgrade-temp-backup/plugins/gallery"
  sleep 0.2 # as move_dir() in wp-admin/includes/file.php
  mv "$one/upgrade/gallery" "$one/plugins/gallery"
  flock "$(tree 1)/.htaccess" sh -c "printf '# version %s\n' $version >'$(tree 1)/.htaccess'"
  upload 1 $((uploads + version * 1000)) 200
  upload 1 $((uploads + version * 1000)) 20 # rotated: written anew under its name
  echo "/* $version */" >>"$theme/style.css"
  sed -i "s/\$/ /" "$theme/style.css"
  sleep 1
done
await "version 6 at web2" grep -q 'version 6$' "$(tree 2)/wp-content/plugins/gallery/part8/file8.php"
await "equal trees" all_equal
touch "$work/reader-ends"
wait $reader || { cat "$work/reader"; exit 1; }
cat "$work/reader"
echo "all members are equal; conflicts: $("$twohop" conflicts --state "$work/state0" | head -n 1)"
