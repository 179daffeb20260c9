#include <stdlib.h>
#include <string.h>
#include "table.h"

static size_t hash(const char *name)
{
    size_t h = 5381;
    while (*name)
        h = h * 33 + (unsigned char)*name++;
    return h % 16;
}

int table_add(struct table *table, const char *name)
{
    struct entry **at = &table->buckets[hash(name)];
    for (; *at; at = &(*at)->next)
        if (strcmp((*at)->name, name) == 0)
            return ++(*at)->count;
    *at = malloc(sizeof **at);
    **at = (struct entry){ strdup(name), 1, NULL };
    table->size++;
    return 1;
}

void table_each(struct table *table, void (*visit)(const struct entry *))
{
    for (int i = 0; i < 16; i++)
        for (struct entry *e = table->buckets[i]; e; e = e->next)
            visit(e);
}

void table_free(struct table *table)
{
    for (int i = 0; i < 16; i++)
        for (struct entry *e = table->buckets[i], *next; e; e = next) {
            next = e->next;
            free(e->name);
            free(e);
        }
}
