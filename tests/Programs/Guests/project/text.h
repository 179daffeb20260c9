#ifndef TEXT_H
#define TEXT_H
#define TEXT_BYTES 64
const char *text_upper(const char *from, char to[TEXT_BYTES]);
unsigned count_bits(unsigned long value);
extern const unsigned powers[20];
#endif
