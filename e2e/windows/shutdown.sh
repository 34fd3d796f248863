#!/bin/bash
# A machine that refuses another restart for a while, then breaks its connections, and is back at once.
echo "shutdown $*" >>/tmp/records
case "$*" in
  *"restart test"*)
    asked=$(($(cat /tmp/asked 2>/dev/null || echo 0) + 1))
    echo $asked >/tmp/asked
    # An exit status of a POSIX machine has one byte: what Windows calls 1115 cannot be said here, but neither is this 0 or 1.
    [ $asked -lt 3 ] && exit 91
    sudo pkill -KILL -f 'sshd: builder'
    ;;
esac
exit 0
