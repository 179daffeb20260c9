// Becomes the program that its argument names.
#include "guest.h"

int main(int argc, char **argv)
{
    execve(argv[1], (char *[]){argv[1], "from", "execve", NULL}, (char *[]){"PASSED=on", NULL});
    printf("exec failed: %s\n", error_name(errno));
    return 1;
}
