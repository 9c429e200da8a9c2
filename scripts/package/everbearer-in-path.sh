#!/bin/sh
# /usr/bin/everbearer of the Debian package.
exec /opt/Everbearer/resources/command/everbearer "$@"
