#include "text.h"

unsigned count_bits(unsigned long value)
{
    unsigned bits = 0;
    for (; value; value &= value - 1)
        bits++;
    return bits;
}
