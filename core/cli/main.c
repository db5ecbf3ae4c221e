/* The program's entry. */
#include <stdio.h>

int main(void)
{
    puts("svod " SVOD_VERSION);
    return 0;
}
