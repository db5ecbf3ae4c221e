/* Which network addresses are of this machine or a private net, where no address of the public web may lead. */
#ifndef SVOD_IO_FETCH_GUARD_H
#define SVOD_IO_FETCH_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

/* Loopback, private, link-local, shared, multicast and unspecified addresses, also written as IPv6. Unknown families count.
 */
bool svod_net_is_private(const struct sockaddr *address);
/* The same of "127.0.0.1", "::1"; what is no address counts as private. */
bool svod_net_text_is_private(const char *text);

#endif
