// Shell functions for what Linux and FreeBSD do differently, to be put ahead of a script that uses them.
#pragma once

namespace understudy::ops {

/// `seconds`: prints how many whole seconds ago the node was started. FreeBSD has no /proc; its kern.boottime
/// is
/// `{ sec = 1700000000, usec = 123456 } Tue Nov ...`, and is corrected together with the clock.
inline constexpr const char* secondsFunction = R"SH(seconds() {
    if [ -r /proc/uptime ]; then
        read -r up rest </proc/uptime
        echo "${up%%.*}"
    else
        boot=$(sysctl -n kern.boottime)
        boot=${boot#*sec = }
        echo "$(($(date +%s) - ${boot%%,*}))"
    fi
}
)SH";

/// `runs PID`: whether there is such a process, whosever it is.
inline constexpr const char* runsFunction = R"SH(runs() { [ -d "/proc/$1" ] || ps -p "$1" >/dev/null 2>&1; }
)SH";

/// `detached COMMAND...`: starts it in a session of its own, cut off from what the caller reads and writes,
/// and prints its process's number, which is that of its group, too. FreeBSD has daemon(8) for it, which does
/// not tell the number.
inline constexpr const char* detachedFunction = R"SH(detached() {
    if command -v setsid >/dev/null; then
        setsid "$@" </dev/null >/dev/null 2>&1 &
        echo "$!"
    else
        number=$(mktemp /tmp/understudy.XXXXXX) || return 1
        daemon -f sh -c 'echo "$$" >"$0"; exec "$@"' "$number" "$@"
        tries=0
        until [ -s "$number" ]; do
            tries=$((tries + 1))
            [ "$tries" -lt 50 ] || return 1
            sleep 0.1
        done
        cat "$number"
        rm -f "$number"
    fi
}
)SH";

} // namespace understudy::ops
