#!/bin/bash
# Builds everything from an empty clone; only the .NET SDK is needed beforehand.
#   ./build.sh         the tool artifacts/litebox, the library OS artifacts/libos, the package LiteBox.Sdk in artifacts/feed
#   ./build.sh demo    the same, then publishes samples/Hello and samples/Web through the package and runs them
#   ./build.sh test    the same, then all tests; the last line says how many passed
#   ./build.sh docs    the same, then writes docs/SYSCALLS.md
#   ./build.sh fuzz    the same, then random system calls: --minutes N (1), --seed S
#   ./build.sh programs  the same, then CPython's own tests, natively and boxed: --modules "test_os test_pty ..."
#   ./build.sh bench   the same, then the benchmarks, native and boxed: --only TEXT for those whose name has it, --rounds N (7)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build nodes that live on would keep an older LiteBox.Tasks.dll loaded.
export MSBUILDDISABLENODEREUSE=1
configuration=Release
quiet=(--nologo --verbosity quiet)

fail() { echo "build.sh: $*" >&2; exit 1; }

# Runs a command and shows what it printed only when it fails.
quietly() {
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; fail "this failed: $*"; }
}

command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed: https://dotnet.microsoft.com/download"

# need PACKAGE:COMMAND... installs the Debian packages whose command (or, with a slash, file) is missing.
need() {
    local missing=() entry
    for entry; do
        local package=${entry%%:*} probe=${entry#*:}
        if [[ $probe == */* ]]; then [[ -e $probe ]] || missing+=("$package")
        else command -v "$probe" >/dev/null || missing+=("$package"); fi
    done
    ((${#missing[@]})) || return 0
    local root=()
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || fail "these packages are needed, please install them: ${missing[*]}"
        root=(sudo -n)
    fi
    command -v apt-get >/dev/null || fail "these packages (Debian names) are needed, please install them: ${missing[*]}"
    echo "installing ${missing[*]}"
    "${root[@]}" apt-get update -qq >/dev/null || true
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "these packages could not be installed: ${missing[*]}"
}

test_packages=(gcc:gcc binutils:objcopy libc6-dev:/usr/include/stdlib.h zlib1g-dev:/usr/include/zlib.h g++:g++ musl-tools:musl-gcc busybox-static:busybox lua5.4:lua5.4 sqlite3:sqlite3
    erofs-utils:fsck.erofs qemu-system-x86:qemu-system-x86_64 strace:strace wine64:/usr/lib/wine/wine64 rustc:rustc nodejs:node
    python3:python3 make:make python3.11:python3.11 libpython3.11-testsuite:/usr/lib/python3.11/test/test_os.py
    redis-server:redis-server redis-tools:redis-benchmark nginx:/usr/sbin/nginx wrk:wrk golang-go:go perl:perl)

build() {
    quietly dotnet build runtime/LibOs.proj -c "$configuration" "${quiet[@]}"
    quietly dotnet publish packager/Tool/LiteBox.Tool.csproj -c "$configuration" "${quiet[@]}"
    quietly dotnet pack Sdk/LiteBox.Sdk.csproj -c "$configuration" "${quiet[@]}"
    # The samples unpack the SDK into artifacts/packages; an older one of the same version must not stay there.
    local package=(artifacts/feed/LiteBox.Sdk.*.nupkg) unpacked=artifacts/packages/litebox.sdk
    if [[ -d $unpacked && ${package[0]} -nt $unpacked ]]; then rm -rf "$unpacked"; fi
    install_tool
}

# artifacts/litebox stays put and runs the published tool, from wherever it is called.
install_tool() {
    cat > artifacts/litebox <<'WRAPPER'
#!/bin/sh
# A standard stream that is closed becomes one that cannot be used: else the first file that dotnet opens would pass for it.
[ -e /dev/fd/0 ] || exec 0>/dev/null
[ -e /dev/fd/1 ] || exec 1</dev/null
[ -e /dev/fd/2 ] || exec 2</dev/null
exec dotnet "$(dirname "$(readlink -f "$0")")/publish/LiteBox.Tool/release/litebox.dll" "$@"
WRAPPER
    chmod +x artifacts/litebox
}

seconds() { local t=${EPOCHREALTIME/[.,]/}; echo "$((t / 1000))"; }

# publish SAMPLE OPTION... publishes a sample for Linux into artifacts/demo.
publish() {
    local sample=$1
    quietly dotnet publish "samples/$sample/$sample.csproj" -p:LiteBoxTarget=linux -o "artifacts/demo/$sample" "${@:2}" "${quiet[@]}"
}

# get PORT PATH prints what an HTTP server of this machine answers; by the shell's own means, since curl may not be there.
get() {
    local line
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
    while IFS= read -r line <&3 && [[ $line != $'\r' ]]; do :; done
    cat <&3
    exec 3>&-
}

demo() {
    build
    local started ended port=8080 web status=0
    rm -rf artifacts/demo
    started=$(seconds)
    publish Hello
    ended=$(seconds)
    echo
    artifacts/demo/Hello/litebox/Hello
    echo

    # The port is granted when the bundle is made: one that nobody listens at.
    while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    publish Web -p:Port="$port"
    coproc WEB { exec artifacts/demo/Web/litebox/Web; }
    web=$WEB_PID
    trap 'kill -KILL "$web" 2>/dev/null || true' EXIT
    head -n 1 <&"${WEB[0]}"
    printf '  /json       %s\n' "$(get "$port" /json)"
    kill -TERM "$web"
    wait "$web" || status=$?
    trap - EXIT
    echo "  SIGTERM     ended with status $status"
    echo
    sed -n '/^system calls kept/,/^bundle/p; /^bundle/q' artifacts/demo/Hello/litebox/Hello.report.txt
    printf '%-20s%d.%02d\n' "publish seconds" $(((ended - started) / 1000)) $(((ended - started) % 1000 / 10))
}

run_tests() {
    need "${test_packages[@]}"
    build
    local project log status=0 passed=0 failed=0 skipped=0
    mkdir -p artifacts/tests
    for project in $(grep -l Microsoft.NET.Test.Sdk tests/*/*.csproj); do
        log=artifacts/tests/$(basename "$project" .csproj).log
        echo "== $(basename "$project" .csproj)"
        if ! timeout 1800 dotnet test "$project" -c "$configuration" --nologo >"$log" 2>&1; then
            status=1
            grep -aE -A4 '^\s+Failed |error|Error Message|Assert\.|\[FAIL\]' "$log" | head -90 || tail -40 "$log"
        fi
        local line
        line=$(grep -aE '(Passed|Failed|Skipped)! +-' "$log" | tail -1 || true)
        if [[ $line =~ Failed:\ *([0-9]+),\ *Passed:\ *([0-9]+),\ *Skipped:\ *([0-9]+) ]]; then
            failed=$((failed + BASH_REMATCH[1])) passed=$((passed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
            echo "   ${BASH_REMATCH[2]} passed, ${BASH_REMATCH[1]} failed, ${BASH_REMATCH[3]} skipped"
        else
            # It did not build or broke off: that is a failure too, or the last line would hide it.
            failed=$((failed + 1)) status=1
            echo "   no result, see $log"
        fi
    done
    echo "$passed passed, $failed failed, $skipped skipped"
    return "$status"
}

bench() {
    need "${test_packages[@]}"
    build
    dotnet run --project bench/Bench.csproj -c "$configuration" --no-launch-profile -- "$@"
}

fuzz() {
    local minutes=1 seed=$RANDOM$RANDOM
    while (($# > 1)); do
        case $1 in
            --minutes) minutes=$2 ;;
            --seed) seed=$2 ;;
            *) fail "unknown option '$1' of fuzz; there are: --minutes, --seed" ;;
        esac
        shift 2
    done
    need "${test_packages[@]}"
    build
    echo "first seed $seed"
    LITEBOX_FUZZ_MINUTES=$minutes LITEBOX_FUZZ_SEED=$seed dotnet test tests/Conformance/Conformance.csproj -c "$configuration" --nologo \
        --filter FullyQualifiedName~FuzzTests --logger "console;verbosity=detailed"
}

programs() {
    local modules="test_os test_posix test_threading test_socket test_subprocess test_signal test_mmap test_select test_asyncio test_tempfile
        test_shutil test_time test_fcntl test_pty"
    while (($# > 1)); do
        case $1 in
            --modules) modules=$2 ;;
            *) fail "unknown option '$1' of programs; there is: --modules" ;;
        esac
        shift 2
    done
    need "${test_packages[@]}"
    build
    LITEBOX_PYTHON_MODULES=$(echo $modules) dotnet test tests/Programs/Programs.csproj -c "$configuration" --nologo \
        --filter FullyQualifiedName~PythonTests --logger "console;verbosity=detailed"
}

docs() {
    build
    artifacts/litebox syscalls --markdown > docs/SYSCALLS.md
}

case ${1-} in
    "") build ;;
    demo) demo ;;
    test) run_tests ;;
    docs) docs ;;
    fuzz) shift; fuzz "$@" ;;
    programs) shift; programs "$@" ;;
    bench) shift; bench "$@" ;;
    *) fail "unknown command '$1'; there are: demo, test, docs, fuzz, programs, bench" ;;
esac
