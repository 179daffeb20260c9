# A long script for any POSIX shell: pipes, subshells, traps, redirections, here-documents, functions, background jobs.
# Argument: an empty directory to work in.
set -u
work=$1
cd "$work" || exit 100
umask 022
section=0
section() {
    section=$((section + 1))
    echo "== $section $*"
}
check() {
    if [ "$2" = "$3" ]; then echo "ok $1"; else echo "BAD $1: expected <$2> got <$3>"; fi
}

section variables and parameters
unset nothing
set -- one "two words" three
echo "$# $1 $2 $3"
for argument in "$@"; do echo "[$argument]"; done
for argument in $*; do echo "($argument)"; done
shift 2
echo "left: $*"
echo "${nothing:-default} ${nothing-unset} ${nothing:+no}"
: "${nothing:=assigned}"
echo "$nothing ${#nothing} ${nothing%ned} ${nothing#a}"
path=/usr/local/lib/archive.tar.gz
echo "${path##*/} ${path%/*} ${path%%.*} ${path#*.}"
number=$((3 + 4 * (5 - 2) % 7 << 2))
echo "$number $((number & 12 | 1)) $((number > 3 && number < 100)) $((-7 / 2)) $((010 + 0x10))"
quoted='single $quoted' mixed="double $number \$ \" \\"
echo "$quoted $mixed"
joined=$path:a:b
IFS=:; set -- $joined; unset IFS
echo "$# $2 $3"

section functions
factorial() {
    if [ "$1" -le 1 ]; then echo 1; else echo $(($1 * $(factorial $(($1 - 1))))); fi
}
factorial 10
status() { return "$1"; }
status 0 && echo zero
status 9 || echo "nine $?"
shadow() { local inner=inside; outer=changed; echo "$inner $outer"; }
outer=first
shadow
echo "$outer"
(outer=subshell; shadow >/dev/null; echo "$outer")
echo "$outer"

section loops and cases
count=0
while [ $count -lt 500 ]; do count=$((count + 1)); done
echo $count
until [ $count -eq 490 ]; do count=$((count - 1)); done
echo $count
for first in 1 2 3; do
    for second in a b c; do
        [ $second = b ] && continue
        [ $first = 3 ] && break 2
        echo "$first$second"
    done
done
for word in alpha beta.c gamma.h delta.cpp "" "*"; do
    case $word in
        *.c | *.h) echo "$word: C" ;;
        [a-d]*) echo "$word: early" ;;
        "") echo "empty" ;;
        \*) echo "star" ;;
        *) echo "$word: else" ;;
    esac
done

section files and redirections
echo first >file
echo second >>file
cat <file
cat file file | wc -l | tr -d ' '
exec 3>third 4<file
echo "to three" >&3
read -r line <&4; echo "$line"
read -r line <&4; echo "$line"
read -r line <&4 || echo "end of file"
exec 3>&- 4<&-
cat third
{ echo out; echo error >&2; } 2>errors | sed 's/^/piped /'
cat errors
{ echo out; echo error >&2; } >both 2>&1
sort both
cat missing 2>/dev/null || echo "status $?"
set -C
(echo overwritten >file) 2>/dev/null || echo "noclobber"
echo overwritten >|file
set +C
cat file
mkdir -p a/b/c && touch a/b/c/leaf a/b/branch
ls -R a
for entry in a/b/*; do echo "$entry"; done
[ -d a/b ] && [ -f a/b/branch ] && [ ! -e a/none ] && [ -s file ] && [ -r file ] && echo tests
ln -s branch a/b/link && [ -h a/b/link ] && readlink a/b/link
mv a/b/branch a/b/moved && [ ! -e a/b/link ] && echo dangling
rm -r a && [ ! -d a ] && echo removed
mkfifo pipe
(echo through the fifo >pipe) &
cat pipe
wait
rm pipe

section here documents
cat <<END
number $number $(echo substituted) $((1 + 1))
	tab kept
END
cat <<'END'
number $number $(echo literal)
END
cat <<-END
	tab stripped
	END
while read -r key value; do echo "$value=$key"; done <<END
one 1
two 2
three 3
END

section pipes
seq 1 2000 | sort -rn | head -n 3
seq 1 300 | while read -r n; do [ $((n % 100)) -eq 0 ] && echo "hundred $n"; done
echo "a b c" | { read -r x y z; echo "$z $y $x"; }
true | false; echo "last $?"
false | true; echo "last $?"
! true; echo "not $?"
yes | head -n 5 | wc -l | tr -d ' '
seq 1 100000 | cat | cat | cat | tail -n 1
head -c 200000 /dev/zero | wc -c | tr -d ' '
printf '%s\n' pear apple fig | sort | tr a-z A-Z | sed 'n;d'
echo abc | sed 's/b/[&]/' | cut -c 2-4
printf '1 2\n3 4\n5 6\n' | while read -r a b; do echo $((a * b)); done | paste -s -d + -
seq 1 20 | grep -c 1
seq 1 6 | xargs -n 2 echo pair
seq 1 9 | paste -s -d + - | sed 's/$/ terms/'
check substitution "$(seq 1 5 | tr '\n' ,)" "1,2,3,4,5,"
check nested "$(echo "$(echo "$(echo deep)")")" deep
check backquotes `echo plain` plain
check "trailing newlines" "$(printf 'x\n\n\n')" x
large=$(seq 1 30000)
check "large substitution" "${#large}" 168893

section subshells
(exit 3); echo "subshell $?"
x=outer; (x=inner; echo $x); echo $x
(cd /; pwd); [ "$(pwd)" = "$work" ] && echo "still there"
{ x=group; }; echo $x
x=$(echo captured; exit 4); echo "$x $?"
(trap 'echo leaving the subshell' EXIT; echo inside)
(sh -c 'exit 5'); echo "nested $?"
depth() { if [ "$1" -gt 0 ]; then (depth $(($1 - 1))); else echo bottom; fi; }
depth 12
(exec echo replaced); echo "after exec $?"
sh -c 'echo "$0 $1 $#"' name argument
env -i VARIABLE=value sh -c 'echo "$VARIABLE ${HOME:-no home}"'
exported=yes; export exported; sh -c 'echo "exported $exported"'
temporary=only sh -c 'echo "temporary $temporary"'; echo "${temporary:-gone}"

section background jobs
sleep 0.05 & first=$!
(exit 7) & second=$!
wait $second; echo "second $?"
wait $first; echo "first $?"
for n in 1 2 3 4 5 6 7 8; do (echo "part $n" >"part$n") & done
wait
cat part1 part2 part3 part4 part5 part6 part7 part8
rm part?
sleep 30 & victim=$!
kill -0 $victim && echo alive
kill $victim; wait $victim; echo "terminated $?"
sleep 30 & victim=$!
kill -KILL $victim; wait $victim; echo "killed $?"
kill -0 $victim 2>/dev/null || echo "no such process"
sleep 30 & victim=$!
kill -STOP $victim; kill -CONT $victim; kill -HUP $victim; wait $victim; echo "hung up $?"
wait 999999 2>/dev/null; echo "not a child $?"
(sleep 0.1; echo late) & (echo early); wait
yes >/dev/null & busy=$!
sleep 0.05; kill -INT $busy; kill $busy 2>/dev/null; wait $busy; [ $? -gt 128 ] && echo "ended by a signal"

section traps
trap 'echo caught USR1' USR1
kill -USR1 $$
trap 'echo caught USR2; trapped=yes' USR2
(sleep 0.05; kill -USR2 $$) &
wait $! ; echo "${trapped:-not yet}"
trap '' USR1
kill -USR1 $$; echo ignored
sh -c 'kill -USR1 $$; echo "inherited ignore"'
trap - USR1
sh -c 'kill -USR1 $$; echo not reached'; echo "default $?"
sh -c 'kill -TERM $$'; echo "term $?"
sh -c 'trap "echo handler; exit 12" TERM; kill -TERM $$; echo not reached'; echo "handler $?"
sh -c 'trap "echo on exit" EXIT; exit 3'; echo "exit $?"
sh -c 'trap "echo status \$?" EXIT; false'
sh -c 'set -e; echo before; false; echo after'; echo "errexit $?"
sh -c 'set -e; if false; then :; fi; false || true; echo survived'
sh -c 'set -u; echo $undefined' 2>/dev/null || echo "nounset"
sh -c 'echo to a closed pipe; kill -PIPE $$' | cat; echo "pipe done"
trap 'echo interrupted' INT
kill -INT $$
trap - INT
sh -c 'sleep 30 & trap "kill $!; wait; echo cleaned up; exit 0" TERM; (sleep 0.1; kill -TERM $$) & wait'; echo "cleanup $?"

section producer and consumers
mkfifo work results
worker() { while read -r n <&5; do echo "$((n * n))"; done >&6; }
exec 5<>work 6<>results
seq 1 40 >&5 &
producer=$!
worker & w1=$!
total=0 got=0
while [ $got -lt 40 ]; do read -r n <&6; total=$((total + n)); got=$((got + 1)); done
wait $producer
kill $w1; wait $w1 2>/dev/null
echo "sum of squares $total"
exec 5>&- 6>&-
rm work results

section programs by their path
PATH= command -v cat >/dev/null || echo "no path, no program"
command -v sh >/dev/null && echo "sh is found"
printf '#!/bin/sh\necho "script $1 $#"\n' >script && chmod +x script
./script argument
printf 'echo "no first line $1"\n' >plain && chmod +x plain
./plain argument
chmod -x script; ./script 2>/dev/null || echo "not executable $?"
./nowhere 2>/dev/null || echo "not found $?"
type cd >/dev/null && echo "cd is known"
. ./plain
eval 'evaluated=$((6 * 7))'; echo $evaluated

section signals to a group of readers
for n in 1 2 3; do (trap "echo reader $n; exit 0" TERM; while :; do sleep 0.02; done) & readers="${readers-} $!"; done
sleep 0.3
for reader in $readers; do kill $reader; wait $reader; echo "status $?"; done

section job control
# Without a terminal some shells refuse it: then they say so here, and all that follows shows what they do without.
set -m 2>/dev/null && case $- in *m*) echo "job control is on" ;; *) echo "job control is off" ;; esac
wait
jobs >/dev/null
jobs | wc -l | tr -d ' '
sleep 8 & first=$!
sleep 9 & second=$!
jobs | wc -l | tr -d ' '
kill %1; wait $first; echo "first job $?"
kill -STOP $second; sleep 0.1
jobs | grep -c -i stopped
bg %2 >/dev/null 2>&1 || kill -CONT $second; echo "bg $?"
jobs | grep -c -i running
kill $second 2>/dev/null; wait $second 2>/dev/null; echo "second job $?"
(sleep 0.1; echo slow; exit 5) &
fg %% >foreground 2>/dev/null; echo "fg $?"
wait
grep -c slow foreground
# A job is a process group: one signal ends all of a pipeline.
sleep 8 | sleep 8 | sleep 8 & last=$!
kill %% 2>/dev/null || kill $last; wait $last 2>/dev/null; echo "pipeline $?"

set +m

section options
(set -f; echo *.none *; set +f)
(set -v; : verbose) 2>&1 | sed 's/^/v /'
(set -x; : traced "$number") 2>&1
(set -a; automatic=exported; sh -c 'echo "$automatic"')
(set -n; echo never)
(PS4='+ '; set -x; for n in 1 2; do : $n; done) 2>&1 | wc -l | tr -d ' '
printf '%5d|%-5s|%05.1f|%x|%o|%c|%%|%b\n' 42 left 3.14159 255 8 char 'a\tb'
printf '%s-%s\n' one two three
echo "$(printf '\101\102')" "$(test 5 -lt 10 && echo less)" "$(expr 7 '*' 6)"
getopts_example() {
    OPTIND=1
    while getopts ab:c option; do echo "option $option ${OPTARG-}"; done
    shift $((OPTIND - 1)); echo "rest $*"
}
getopts_example -a -b value -c rest of it
readonly fixed=1; (fixed=2) 2>/dev/null || echo "readonly"
umask 077; : >private; ls -l private | cut -c 1-10; umask 022
alias greet='echo hello'; unalias greet && echo "alias is gone"

section pipes that break
yes 2>/dev/null | head -n 1
(while echo line; do :; done; echo "write failed" >&2) 2>/dev/null | head -n 2
seq 1 100000 | { read -r first; echo "first $first"; }
sh -c 'trap "" PIPE; { sleep 0.1; echo x; } 2>/dev/null || echo "status $?" >&2' 2>&1 | true
echo "all went on"

section many processes
n=0
while [ $n -lt 60 ]; do n=$((n + 1)); /usr/bin/true || echo failed; done
echo "started $n"
n=0
while [ $n -lt 40 ]; do n=$((n + 1)); echo $n & done | sort -n | tail -n 1
wait
ulimit -n >/dev/null && echo "limits are known"
times >/dev/null && echo "times are known"
trap 'echo "the end with $?"' EXIT
exit 42
