#!/bin/bash
# Prints where an unpacked linux-image package of Debian is: LISTENSCOPE_KERNEL, or one that is fetched with apt-get and kept.
set -euo pipefail
kernel=${LISTENSCOPE_KERNEL:-${XDG_CACHE_HOME:-$HOME/.cache}/listenscope/kernel}
if [ ! -d "$kernel/lib/modules" ]; then
  package=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -1)
  rm -rf "$kernel.new"
  mkdir -p "$kernel.new"
  (cd "$kernel.new" && apt-get download -qq "${package:?apt-get knows no kernel}" && dpkg -x "$package"*.deb . && rm "$package"*.deb) >&2
  mv "$kernel.new" "$kernel"
fi
echo "$kernel"
