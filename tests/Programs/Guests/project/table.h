#ifndef TABLE_H
#define TABLE_H
#include <stddef.h>

struct entry {
    char *name;
    int count;
    struct entry *next;
};

struct table {
    struct entry *buckets[16];
    size_t size;
};

int table_add(struct table *table, const char *name);
void table_each(struct table *table, void (*visit)(const struct entry *));
void table_free(struct table *table);
#endif
