# What all experiments do alike; read by them, not to be run. See README.md.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jar=$root/mail-cli/target/mailworker.jar
missed=0

lacking() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

needs() {
    local command
    for command in "$@"; do
        [ -n "$(type -P "$command")" ] || lacking "$command is not installed"
    done
}

# Ends what this script started, and nothing else, by process ids that it has not waited for yet.
end() {
    local pid
    for pid in "$@"; do
        kill "$pid" 2> /dev/null || true
        wait "$pid" 2> /dev/null || true
    done
}

clean_up() {
    # shellcheck disable=SC2046  # ids are words
    end $(jobs -p)
    if [ -n "${temp-}" ]; then rm -rf "$temp"; fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ -f "$jar" ] || lacking "$jar is not there: run 'mvn -q -DskipTests package' first"
needs timeout awk find sort
default_java=${JAVA_HOME:+$JAVA_HOME/bin/java}
default_java=$(type -P "${default_java:-java}") || lacking "there is no java in JAVA_HOME or on the PATH"
temp=$(mktemp -d "${TMPDIR:-/tmp}/mailworker-experiment.XXXXXX")

# The default JDK's java and, where there is one, JDK 25's.
javas() {
    local twentyfive
    echo "$default_java"
    twentyfive=$(find /usr/lib/jvm -mindepth 1 -maxdepth 1 -type d -name '*25*' 2> /dev/null | sort | head -n 1)
    if [ -x "$twentyfive/bin/java" ] && [[ $(version "$default_java") != 25* ]]; then
        echo "$twentyfive/bin/java"
    fi
}

version() {
    "$1" -XshowSettings:properties -version 2>&1 | awk '$1 == "java.version" { print $3 }'
}

# From here on this java is used.
use() {
    java=$1
    say jdk "$(version "$java")"
}

# Prints a line: name, value, goal. A goal is -, or >=, <= or = and a number, perhaps with a percent sign.
say() {
    local name=$1 value=$2 goal=${3:--}
    echo "$name $value $goal"
    if [ "$goal" != - ] && ! meets "$value" "$goal"; then
        echo "$(basename "$0"): $name is $value, and should be $goal" >&2
        missed=1
    fi
}

meets() {
    awk -v value="${1%\%}" -v goal="${2%\%}" 'BEGIN {
        sign = goal; gsub(/[^<>=]/, "", sign); gsub(/[<>=]/, "", goal)
        if (sign == ">=") exit !(value + 0 >= goal + 0)
        if (sign == "<=") exit !(value + 0 <= goal + 0)
        exit !(sign == "=" && value == goal)
    }'
}

finish() {
    exit "$missed"
}

# The worker, for no longer than LIMIT seconds, with these settings and no others from outside:
#   worker NAME=VALUE... -- ARGUMENTS
worker() {
    local settings=()
    while [ "$1" != -- ]; do
        settings+=("$1")
        shift
    done
    shift
    # shellcheck disable=SC2086  # options are words
    env -i PATH="$PATH" HOME="${HOME:-/}" LC_ALL="$LC_ALL" ${settings[@]+"${settings[@]}"} \
        timeout --foreground "${LIMIT:-300}" "$java" ${JAVA_OPTIONS:-} -jar "$jar" "$@"
}

# Runs a main class of the examples on every JDK; it prints its figures itself.
measure() {
    local main=$1 each
    shift
    [ -n "$(find "$root/examples/target" -maxdepth 1 -name 'examples-*.jar' 2> /dev/null)" ] \
        || lacking "examples/target has no jar: run 'mvn -q -DskipTests package' first"
    for each in $(javas); do
        use "$each"
        rm -rf "$temp/site"
        mkdir "$temp/site"
        # shellcheck disable=SC2086  # options are words
        timeout --foreground "${LIMIT:-3600}" "$java" ${JAVA_OPTIONS:-} -cp "$jar:$root/examples/target/*" \
            "dev.mailworker.examples.experiments.$main" "$@" || missed=1
    done
}

median() {
    sort -g | awk '{ all[NR] = $1 } END { print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'
}

# Calculates, with two digits behind the point.
calc() {
    awk "BEGIN { printf \"%.${2:-2}f\", $1 }"
}

postfix_tool() {
    local folder
    for folder in ${PATH//:/ } /usr/sbin /usr/libexec/postfix; do
        if [ -x "$folder/$1" ]; then
            echo "$folder/$1"
            return
        fi
    done
    return 1
}

# Starts smtp-sink with these options on a free port of 127.0.0.1: $port, $sink.
start_sink() {
    local program user=() attempt
    program=$(postfix_tool smtp-sink) || lacking "smtp-sink is not installed: apt-get install postfix"
    [ "$(id -u)" != 0 ] || user=(-u nobody)
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 10000))
        if answers "$port"; then continue; fi
        "$program" ${user[@]+"${user[@]}"} "$@" "127.0.0.1:$port" 1000 > "$temp/sink.log" 2>&1 &
        sink=$!
        for _ in $(seq 50); do
            kill -0 "$sink" 2> /dev/null || break
            if answers "$port"; then return; fi
            sleep 0.1
        done
        end "$sink"
    done
    lacking "smtp-sink does not start: $(tail -n 1 "$temp/sink.log")"
}

answers() {
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}
