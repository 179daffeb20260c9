#include <ctype.h>
#include "text.h"

const char *text_upper(const char *from, char to[TEXT_BYTES])
{
    int i = 0;
    for (; from[i] && i < TEXT_BYTES - 1; i++)
        to[i] = (char)toupper((unsigned char)from[i]);
    to[i] = 0;
    return to;
}
