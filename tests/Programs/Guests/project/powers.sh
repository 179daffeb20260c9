echo "const unsigned powers[] = {"
i=0 n=1
while [ $i -lt 20 ]; do echo "    $n,"; n=$((n * 3 % 1000003)); i=$((i + 1)); done
echo "};"
