#!/bin/sh
# Starts a media program so that it dies with its parent (even when that is killed with -9), gives way to everything
# else on the machine, and sees none of the parent's environment but what it needs to find itself.
command -v "$1" >/dev/null 2>&1 || exit 127
set -- env -i PATH="$PATH" LC_ALL=C ${TMPDIR:+TMPDIR="$TMPDIR"} ${LD_LIBRARY_PATH:+LD_LIBRARY_PATH="$LD_LIBRARY_PATH"} \
  ${LIBVA_DRIVER_NAME:+LIBVA_DRIVER_NAME="$LIBVA_DRIVER_NAME"} "$@"
command -v nice >/dev/null 2>&1 && set -- nice -n 10 "$@"
command -v setpriv >/dev/null 2>&1 && set -- setpriv --pdeathsig KILL -- "$@"
exec "$@"
