/* The program's entry. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
    return svod_cli_main(argc, argv);
}
