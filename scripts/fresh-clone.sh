#!/usr/bin/env bash
# What a newcomer sees: clones HEAD (what is committed, not what lies in the folder) into a temporary folder, and runs
# both commands of the README there, each with a clean tree and an empty npm cache. By hand, before an issue is called
# done:
#
#   bash scripts/fresh-clone.sh
#
# The clone is removed when all went well; after a failure it stays, and its place is printed.
set -Eeuo pipefail # -E: the trap below also holds inside functions
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'echo "== failed; the clone is in $folder" >&2' ERR

# In a shell of its own: `set -e` here would not see the first command of a list joined by && fail.
readme() {
  git clean -fdxq
  rm -rf "$folder/cache"
  SECONDS=0
  npm_config_cache="$folder/cache" bash -c "$1"
  echo "== $1: $SECONDS s"
}

git clone --quiet --no-hardlinks "$repository" "$folder/clone"
cd "$folder/clone"
echo "== $(git log -1 --format='%h %s')"
readme "npm ci && npm start"
readme "npm ci && npm test"
cd "$repository"
rm -rf "$folder"
