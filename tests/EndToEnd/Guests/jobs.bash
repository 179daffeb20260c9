set -m
echo start $((1+2))
mapfile -t a < <(seq 1 5); echo "${a[@]}"
coproc C { cat; }; echo hello >&"${C[1]}"; read -u "${C[0]}" line; echo "co $line"; kill $!; wait $! 2>/dev/null
sleep 5 & echo "jobs: $(jobs | wc -l)"; kill %1; wait %1; echo "job $?"
diff <(echo a) <(echo a) && echo equal
set -o pipefail; false | true; echo "pf $?"; echo "${PIPESTATUS[@]}"
x=$(for i in {1..20}; do (echo $i) & done; wait); echo "$x" | sort -n | tail -1
trap 'echo chld' CHLD; /usr/bin/true; trap - CHLD
read -t 0.1 v < <(sleep 1); echo "rt $?"
printf '%s\n' {a..e} | while read l; do echo -n "$l "; done; echo
timeout 0.1 sleep 5; echo "to $?"
cat <<< "here string"
exec 3> >(cat); echo via >&3; exec 3>&-; wait; sleep 0.05
echo end
