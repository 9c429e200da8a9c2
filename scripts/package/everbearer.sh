#!/bin/sh
# The command line of an installed Everbearer, under the Node that came with it. A link to this file works as well.
file=$0
while [ -L "$file" ]; do
  link=$(readlink "$file")
  case $link in
    /*) file=$link ;;
    *) file=$(dirname "$file")/$link ;;
  esac
done
here=$(cd "$(dirname "$file")" && pwd -P)
exec "$here/bin/node" "$here/dist/cli.js" "$@"
