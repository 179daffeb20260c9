#include <math.h>
#include <stdio.h>
#include "table.h"
#include "text.h"

static void print(const struct entry *entry)
{
    char upper[TEXT_BYTES];
    printf("%s %d\n", text_upper(entry->name, upper), entry->count);
}

int main(int argc, char **argv)
{
    struct table table = { .size = 0 };
    for (int i = 1; i < argc; i++)
        table_add(&table, argv[i]);
    table_each(&table, print);
    unsigned long sum = 0;
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
        sum += powers[i];
    printf("%zu names, sum %lu has %u bits, root %.6f\n", table.size, sum, count_bits(sum), sqrt((double)sum));
    table_free(&table);
    return 0;
}
