#!/bin/sh
# Starts a media program so that it dies with its parent (even when that is killed with -9), gives way to everything
# else on the machine, and sees none of the parent's environment but what it needs to find itself.
command -v "$1" >/dev/null 2>&1 || exit 127
set -- env -i PATH="$PATH" LC_ALL=C ${TMPDIR:+TMPDIR="$TMPDIR"} ${LD_LIBRARY_PATH:+LD_LIBRARY_PATH="$LD_LIBRARY_PATH"} \
  ${LIBVA_DRIVER_NAME:+LIBVA_DRIVER_NAME="$LIBVA_DRIVER_NAME"} "$@"
command -v nice >/dev/null 2>&1 && set -- nice -n 10 "$@"
command -v setpriv >/dev/null 2>&1 && set -- setpriv --pdeathsig KILL -- "$@"
# No network, where the kernel lets anybody make a namespace. Outermost: a new namespace forgets the death signal.
unshare -rn true 2>/dev/null && set -- unshare -rn -- "$@"
# No core dumps, 8 GB a file, 1024 open files, two hours of CPU; the caller's own clocks are far shorter.
ulimit -c 0
ulimit -f 16777216
ulimit -n 1024
ulimit -t 7200
exec "$@"
