echo start
x=$(echo sub; (exit 3)); echo "$x $?"
(cd /; echo "in $(pwd)"; exit 4); echo "sub $?"
for i in 1 2 3; do echo $i; done | while read n; do echo "n=$n"; done | cat
cat <<E
here $x
E
trap 'echo trapped' USR1
kill -USR1 $$
sleep 0.05 & p=$!; wait $p; echo "bg $?"
sh -c 'kill -TERM $$'; echo "term $?"
sh -c 'exit 7'; echo "exit $?"
true | false; echo "pipe $?"
{ echo a; echo b >&2; } 2>&1 | sort -r
missing-command; echo "missing $?"
i=0; while [ $i -lt 50 ]; do i=$((i+1)); /usr/bin/true || echo fail; done; echo "loops $i"
seq 1 1000 | wc -l | tr -d ' '
f() { echo "f $1"; return 5; }
f z | cat; f y; echo "ret $?"
(sleep 10 & echo killed; kill $!; wait $!; echo "w $?")
trap 'echo bye' EXIT
exit 6
