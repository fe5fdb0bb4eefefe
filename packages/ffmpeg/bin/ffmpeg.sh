#!/bin/sh
exec "${0%/*}/run-child.sh" ffmpeg "$@"
