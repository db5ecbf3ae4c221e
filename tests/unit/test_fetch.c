/* Fetching, from a real nginx on 127.0.0.1 and from a small server that breaks off, stalls and lies. Where the system lets
 * us, all of it runs in a net of its own, with one more address that looks like one of the public web. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"
#include "io/fetch.h"
#include "io/fetch_guard.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PUBLIC "93.184.216.34"
enum { BODY = 300000 };

static char place[64]; /* nginx's prefix and the caches */
static bool own_net;
static pid_t nginx;
static int nginx_port, rough_port, rough_fd = -1;
static pthread_t rough_thread;

/* ---- a net of our own ---- */

static void write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return;
    ssize_t n = write(fd, text, strlen(text));
    (void)n;
    close(fd);
}

static void set_address(int fd, const char *interface, const char *text)
{
    struct ifreq r = {0};
    struct sockaddr_in a = {.sin_family = AF_INET};
    snprintf(r.ifr_name, sizeof r.ifr_name, "%s", interface);
    inet_pton(AF_INET, text, &a.sin_addr);
    memcpy(&r.ifr_addr, &a, sizeof a);
    own_net &= ioctl(fd, SIOCSIFADDR, &r) == 0;
    own_net &= ioctl(fd, SIOCGIFFLAGS, &r) == 0;
    r.ifr_flags |= IFF_UP;
    own_net &= ioctl(fd, SIOCSIFFLAGS, &r) == 0;
}

static void enter_own_net(void)
{
    char map[64];
    unsigned uid = getuid(), gid = getgid();
    if (unshare(CLONE_NEWNET) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return;
        write_text("/proc/self/setgroups", "deny");
        snprintf(map, sizeof map, "0 %u 1", uid);
        write_text("/proc/self/uid_map", map);
        snprintf(map, sizeof map, "0 %u 1", gid);
        write_text("/proc/self/gid_map", map);
    }
    own_net = true;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    set_address(fd, "lo", "127.0.0.1");
    set_address(fd, "lo:1", PUBLIC);
    close(fd);
}

static int listen_somewhere(int *ret_port)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    socklen_t n = sizeof a;
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    a.sin_addr.s_addr = own_net ? INADDR_ANY : htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 8) != 0) fail_msg("cannot listen: %s", strerror(errno));
    getsockname(fd, (struct sockaddr *)&a, &n);
    *ret_port = ntohs(a.sin_port);
    return fd;
}

/* ---- the server that misbehaves ---- */

static void say(int fd, const char *text)
{
    size_t n = strlen(text);
    while (n > 0) {
        ssize_t sent = send(fd, text, n, MSG_NOSIGNAL);
        if (sent <= 0) return;
        text += sent;
        n -= (size_t)sent;
    }
}

static void answer(int fd, const char *request)
{
    char text[512];
    if (strstr(request, "GET /cut "))
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
    else if (strstr(request, "GET /chunks-cut "))
        say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo");
    else if (strstr(request, "GET /chunks "))
        say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    else if (strstr(request, "GET /garbage "))
        say(fd, "\x01\x02\x03 nothing of HTTP\r\n\r\n");
    else if (strstr(request, "GET /silent "))
        say(fd, "");
    else if (strstr(request, "GET /304 "))
        say(fd, "HTTP/1.1 304 Not Modified\r\n\r\n");
    else if (strstr(request, "GET /empty "))
        say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
    else if (strstr(request, "GET /file "))
        say(fd, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
    else if (strstr(request, "GET /agent ")) {
        const char *agent = strstr(request, "User-Agent: ");
        size_t n = agent ? strcspn(agent, "\r") : 0;
        snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%.*s", n, (int)n, agent ? agent : "");
        say(fd, text);
    } else if (strstr(request, "GET /inside ")) {
        snprintf(text, sizeof text,
                 "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/chunks\r\nContent-Length: 0\r\n\r\n", rough_port);
        say(fd, text);
    } else if (strstr(request, "GET /stall ")) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
        poll(&p, 1, 20000); /* until the other side gives up */
    }
}

static void *misbehave(void *context)
{
    (void)context;
    for (;;) {
        char request[4096];
        size_t n = 0;
        int fd = accept4(rough_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) return NULL;
        while (n + 1 < sizeof request) {
            ssize_t got = recv(fd, request + n, sizeof request - 1 - n, 0);
            if (got <= 0) break;
            n += (size_t)got;
            request[n] = 0;
            if (strstr(request, "\r\n\r\n")) break;
        }
        request[n] = 0;
        if (strncmp(request, "QUIT", 4) == 0) {
            close(fd);
            return NULL;
        }
        answer(fd, request);
        close(fd);
    }
}

/* ---- nginx ---- */

static void write_conf(void)
{
    char path[128];
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_printf(
        &b,
        "master_process off;\ndaemon off;\npid %s/pid;\nerror_log %s/errors;\nevents {}\nhttp {\n access_log off;\n"
        " client_body_temp_path %s/t1; proxy_temp_path %s/t2; fastcgi_temp_path %s/t3; uwsgi_temp_path %s/t4; "
        "scgi_temp_path %s/t5;\n"
        " types { text/xml xml; }\n server {\n  listen %s%d;\n  root %s/www;\n  gzip on; gzip_types text/xml; "
        "gzip_min_length 1; gzip_http_version 1.1;\n"
        "  location /plain/ { alias %s/www/; gzip off; }\n  location /denied { return 403; }\n  location /login { return "
        "401; }\n"
        "  location /busy { add_header Retry-After 300 always; return 429; }\n  location /down { return 503; }\n  location "
        "/broken { return 500; }\n"
        "  location /moved { return 301 /a.xml; }\n  location /circle { return 302 /circle; }\n }\n}\n",
        place, place, place, place, place, place, place, own_net ? "" : "127.0.0.1:", nginx_port, place, place);
    snprintf(path, sizeof path, "%s/conf", place);
    write_text(path, b.p);
    svod_buf_release(&b);
}

static void write_body(char fill)
{
    char path[128];
    char *text = svod_alloc(BODY + 1);
    memset(text, fill, BODY);
    text[BODY] = 0;
    snprintf(path, sizeof path, "%s/www", place);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/www/a.xml", place);
    write_text(path, text);
    svod_free(text);
}

static bool connects(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
    close(fd);
    return good;
}

static void start_nginx(void)
{
    int fd = listen_somewhere(&nginx_port);
    close(fd); /* free again, for nginx */
    write_conf();
    write_body('x');
    nginx = fork();
    if (nginx == 0) {
        char conf[128];
        int none = open("/dev/null", O_RDWR);
        dup2(none, 1);
        dup2(none, 2);
        snprintf(conf, sizeof conf, "%s/conf", place);
        execlp("nginx", "nginx", "-p", place, "-c", conf, (char *)NULL);
        execl("/usr/sbin/nginx", "nginx", "-p", place, "-c", conf, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 100 && nginx > 0; i++) {
        if (connects(nginx_port)) return;
        if (waitpid(nginx, NULL, WNOHANG) == nginx) nginx = 0;
        usleep(50000);
    }
    if (nginx > 0) {
        kill(nginx, SIGKILL);
        waitpid(nginx, NULL, 0);
        nginx = 0;
    }
}

static void need_nginx(void)
{
    if (nginx > 0) return;
    print_message("[  NOTE  ] nginx cannot be started here: skipped\n");
    skip();
}

/* ---- asking ---- */

static svod_fetched got;
static svod_error why;

static svod_status ask(svod_fetch_options options, const char *host, int port, const char *path)
{
    char cache[128];
    char address[256];
    svod_fetcher *f = NULL;
    snprintf(cache, sizeof cache, "%s/cache/deep", place);
    snprintf(address, sizeof address, "http://%s:%d%s", host, port, path);
    options.cache_folder = cache;
    memset(&why, 0, sizeof why);
    assert_int_equal(svod_fetcher_new(&options, &f, &why), SVOD_OK);
    svod_status s = svod_fetch(f, address, &got, &why);
    svod_fetcher_free(f);
    return s;
}

static svod_status ask_nginx(const char *path)
{
    return ask((svod_fetch_options){0}, "127.0.0.1", nginx_port, path);
}

static svod_status ask_rough(const char *path)
{
    return ask((svod_fetch_options){.timeout_ms = 4000}, "127.0.0.1", rough_port, path);
}

static int64_t length_of(const char *path, char fill)
{
    char buffer[8192];
    int64_t n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    for (ssize_t k; (k = read(fd, buffer, sizeof buffer)) > 0; n += k)
        for (ssize_t i = 0; fill && i < k; i++) assert_int_equal(buffer[i], fill);
    close(fd);
    return n;
}

static void expect_failure(svod_status s, int exit_code, const char *id)
{
    if (s != SVOD_FAILED || why.exit_code != exit_code || strcmp(why.id, id) != 0)
        fail_msg("status %d exit %d [%s] %s instead of %d [%s]", (int)s, why.exit_code, why.id, why.text, exit_code, id);
    assert_true(why.text[0] && why.file[0]);
}

static int files_in_cache(const char *ending)
{
    char path[128];
    int n = 0;
    snprintf(path, sizeof path, "%s/cache/deep", place);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;)
        n += svod_str_ends(svod_str_of(e->d_name), svod_str_of(ending));
    if (dir) closedir(dir);
    return n;
}

static int forget_cache(void **state)
{
    char path[128];
    char file[400];
    (void)state;
    snprintf(path, sizeof path, "%s/cache/deep", place);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        snprintf(file, sizeof file, "%s/%s", path, e->d_name);
        unlink(file);
    }
    if (dir) closedir(dir);
    return 0;
}

/* ---- tests ---- */

static void a_body_comes_once(void **state)
{
    (void)state;
    need_nginx();
    assert_int_equal(ask_nginx("/plain/a.xml"), SVOD_OK);
    assert_true(got.size == BODY && !got.unchanged && length_of(got.path, 'x') == BODY);
    assert_string_equal(got.content_type, "text/xml");
    char first[600];
    snprintf(first, sizeof first, "%s", got.path);
    assert_int_equal(ask_nginx("/plain/a.xml"), SVOD_OK);
    assert_true(got.unchanged && got.size == BODY);
    assert_string_equal(got.path, first);
    write_body('y');
    char path[128];
    snprintf(path, sizeof path, "%s/www/a.xml", place);
    struct timespec then[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    utimensat(AT_FDCWD, path, then, 0);
    assert_int_equal(ask_nginx("/plain/a.xml"), SVOD_OK);
    assert_true(!got.unchanged && length_of(got.path, 'y') == BODY);
    assert_int_equal(files_in_cache(".body"), 1);
    assert_int_equal(files_in_cache(".meta"), 1);
    write_body('x');
}

static void packed_bodies_are_unpacked(void **state)
{
    (void)state;
    need_nginx();
    assert_int_equal(ask_nginx("/a.xml"), SVOD_OK);
    assert_true(got.size == BODY && length_of(got.path, 'x') == BODY);
    /* It is small on the way, and is counted as it comes out. */
    expect_failure(ask((svod_fetch_options){.max_bytes = BODY / 2}, "127.0.0.1", nginx_port, "/a.xml?2"),
                   SVOD_EXIT_BAD_INPUT, "fetch.too-large");
    expect_failure(ask((svod_fetch_options){.max_bytes = BODY / 2}, "127.0.0.1", nginx_port, "/plain/a.xml?2"),
                   SVOD_EXIT_BAD_INPUT, "fetch.too-large");
    assert_int_equal(ask((svod_fetch_options){.max_bytes = BODY}, "127.0.0.1", nginx_port, "/plain/a.xml?3"), SVOD_OK);
    assert_int_equal(files_in_cache(".body"), 2);
}

static void refusals_have_their_exit_status(void **state)
{
    (void)state;
    need_nginx();
    expect_failure(ask_nginx("/nothing"), SVOD_EXIT_NO_INPUT, "fetch.not-found");
    expect_failure(ask_nginx("/denied"), SVOD_EXIT_NOT_ALLOWED, "fetch.denied");
    expect_failure(ask_nginx("/login"), SVOD_EXIT_NOT_ALLOWED, "fetch.login");
    expect_failure(ask_nginx("/busy"), SVOD_EXIT_TRY_LATER, "fetch.busy");
    assert_non_null(strstr(why.text, "5 min"));
    expect_failure(ask_nginx("/down"), SVOD_EXIT_TRY_LATER, "fetch.busy");
    expect_failure(ask_nginx("/broken"), SVOD_EXIT_UNAVAILABLE, "fetch.server");
    expect_failure(ask_nginx("/circle"), SVOD_EXIT_UNAVAILABLE, "fetch.redirects");
    assert_int_equal(files_in_cache(""), 2); /* "." and ".." */
    assert_int_equal(ask_nginx("/moved"), SVOD_OK);
    assert_int_equal(got.size, BODY);
}

static void the_last_body_outlives_failures(void **state)
{
    (void)state;
    need_nginx();
    char path[128], away[128];
    assert_int_equal(ask_nginx("/plain/a.xml"), SVOD_OK);
    snprintf(path, sizeof path, "%s/www/a.xml", place);
    snprintf(away, sizeof away, "%s/www/b.xml", place);
    assert_int_equal(rename(path, away), 0);
    expect_failure(ask_nginx("/plain/a.xml"), SVOD_EXIT_NO_INPUT, "fetch.not-found");
    assert_int_equal(rename(away, path), 0);
    assert_int_equal(ask((svod_fetch_options){.offline = true}, "127.0.0.1", nginx_port, "/plain/a.xml"), SVOD_OK);
    assert_true(got.unchanged && length_of(got.path, 'x') == BODY);
    expect_failure(ask((svod_fetch_options){.offline = true}, "127.0.0.1", nginx_port, "/plain/b.xml"),
                   SVOD_EXIT_UNAVAILABLE, "fetch.offline");
}

static void a_body_cut_short_in_the_cache_is_fetched_anew(void **state)
{
    (void)state;
    need_nginx();
    assert_int_equal(ask_nginx("/plain/a.xml"), SVOD_OK);
    assert_int_equal(truncate(got.path, 10), 0);
    assert_int_equal(ask_nginx("/plain/a.xml"), SVOD_OK);
    assert_true(!got.unchanged && length_of(got.path, 'x') == BODY);
}

static void broken_transfers_leave_nothing(void **state)
{
    (void)state;
    assert_int_equal(ask_rough("/chunks"), SVOD_OK);
    assert_true(got.size == 11 && length_of(got.path, 0) == 11);
    expect_failure(ask_rough("/cut"), SVOD_EXIT_UNAVAILABLE, "fetch.cut");
    expect_failure(ask_rough("/chunks-cut"), SVOD_EXIT_UNAVAILABLE, "fetch.cut");
    expect_failure(ask_rough("/silent"), SVOD_EXIT_UNAVAILABLE, "fetch.cut");
    expect_failure(ask_rough("/stall"), SVOD_EXIT_UNAVAILABLE, "fetch.timeout");
    expect_failure(ask_rough("/garbage"), SVOD_EXIT_UNAVAILABLE, "fetch.answer");
    expect_failure(ask_rough("/304"), SVOD_EXIT_UNAVAILABLE, "fetch.answer");
    expect_failure(ask_rough("/empty"), SVOD_EXIT_NO_INPUT, "fetch.not-found");
    expect_failure(ask_rough("/file"), SVOD_EXIT_NOT_ALLOWED, "fetch.protocol");
    assert_int_equal(files_in_cache(".body"), 1);
    int port;
    close(listen_somewhere(&port));
    expect_failure(ask((svod_fetch_options){0}, "127.0.0.1", port, "/"), SVOD_EXIT_UNAVAILABLE, "fetch.unreachable");
    expect_failure(ask((svod_fetch_options){0}, "svod.invalid", port, "/"), SVOD_EXIT_UNAVAILABLE, "fetch.unreachable");
}

static void the_server_is_told_who_asks(void **state)
{
    (void)state;
    char text[200] = "";
    assert_int_equal(
        ask((svod_fetch_options){.contact = SVOD_STR("olga@example.org\r\nX: y")}, "127.0.0.1", rough_port, "/agent"),
        SVOD_OK);
    int fd = open(got.path, O_RDONLY | O_CLOEXEC);
    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    assert_string_equal(text, "User-Agent: svod/" SVOD_VERSION " (+olga@example.org  X: y)");
}

static void names_and_passwords_are_not_shown(void **state)
{
    (void)state;
    expect_failure(ask((svod_fetch_options){0}, "olga:secret@127.0.0.1", rough_port, "/cut"), SVOD_EXIT_UNAVAILABLE,
                   "fetch.cut");
    assert_null(strstr(why.file, "secret"));
    assert_non_null(strstr(why.file, "http://127.0.0.1"));
}

static void the_web_does_not_lead_inside(void **state)
{
    (void)state;
    if (!own_net) {
        print_message("[  NOTE  ] no net of our own here: skipped\n");
        skip();
    }
    assert_int_equal(ask((svod_fetch_options){.timeout_ms = 4000}, PUBLIC, rough_port, "/chunks"), SVOD_OK);
    expect_failure(ask((svod_fetch_options){.timeout_ms = 4000}, PUBLIC, rough_port, "/inside"), SVOD_EXIT_NOT_ALLOWED,
                   "fetch.private");
    assert_int_equal(ask((svod_fetch_options){.timeout_ms = 4000, .allow_private = true}, PUBLIC, rough_port, "/inside"),
                     SVOD_OK);
    assert_int_equal(ask_rough("/inside"), SVOD_OK);
}

static void private_addresses_are_known(void **state)
{
    (void)state;
    static const char *const inside[] = {"127.0.0.1",
                                         "10.1.2.3",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.168.1.1",
                                         "169.254.169.254",
                                         "0.0.0.0",
                                         "100.64.0.1",
                                         "224.0.0.1",
                                         "255.255.255.255",
                                         "::1",
                                         "::",
                                         "fe80::1",
                                         "fc00::1",
                                         "fd12::1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "ff02::1",
                                         "nonsense",
                                         ""};
    static const char *const outside[] = {"8.8.8.8",        "93.184.216.34",   "172.32.0.1",      "172.15.0.1",
                                          "192.169.0.1",    "100.128.0.1",     "223.255.255.255", "2606:4700::1111",
                                          "::ffff:8.8.8.8", "64:ff9b::808:808"};
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        if (!svod_net_text_is_private(inside[i])) fail_msg("%s is public", inside[i]);
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        if (svod_net_text_is_private(outside[i])) fail_msg("%s is private", outside[i]);
}

static void bad_folders_and_addresses(void **state)
{
    (void)state;
    svod_fetcher *f = NULL;
    svod_fetch_options options = {.cache_folder = "/dev/null/cache"};
    assert_int_equal(svod_fetcher_new(&options, &f, &why), SVOD_FAILED);
    assert_int_equal(why.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_null(f);
    char cache[128];
    snprintf(cache, sizeof cache, "%s/cache/deep", place);
    options.cache_folder = cache;
    assert_int_equal(svod_fetcher_new(&options, &f, &why), SVOD_OK);
    assert_int_equal(svod_fetch(f, "ftp://127.0.0.1/a", &got, &why), SVOD_FAILED);
    assert_int_equal(why.exit_code, SVOD_EXIT_NO_INPUT);
    assert_int_equal(svod_fetch(f, "http:///", &got, &why), SVOD_FAILED);
    svod_fetcher_free(f);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(place, sizeof place, "/tmp/svod-fetch-XXXXXX");
    if (!mkdtemp(place)) return -1;
    enter_own_net();
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    unsetenv("all_proxy");
    start_nginx();
    rough_fd = listen_somewhere(&rough_port);
    return pthread_create(&rough_thread, NULL, misbehave, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)rough_port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0) say(fd, "QUIT\r\n\r\n");
    pthread_join(rough_thread, NULL);
    close(fd);
    close(rough_fd);
    if (nginx > 0) {
        kill(nginx, SIGTERM);
        waitpid(nginx, NULL, 0);
    }
    snprintf(command, sizeof command, "rm -rf %s", place);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_body_comes_once, forget_cache),
        cmocka_unit_test_setup(packed_bodies_are_unpacked, forget_cache),
        cmocka_unit_test_setup(refusals_have_their_exit_status, forget_cache),
        cmocka_unit_test_setup(the_last_body_outlives_failures, forget_cache),
        cmocka_unit_test_setup(a_body_cut_short_in_the_cache_is_fetched_anew, forget_cache),
        cmocka_unit_test_setup(broken_transfers_leave_nothing, forget_cache),
        cmocka_unit_test_setup(the_server_is_told_who_asks, forget_cache),
        cmocka_unit_test_setup(names_and_passwords_are_not_shown, forget_cache),
        cmocka_unit_test_setup(the_web_does_not_lead_inside, forget_cache),
        cmocka_unit_test(private_addresses_are_known),
        cmocka_unit_test_setup(bad_folders_and_addresses, forget_cache),
    };
    return cmocka_run_group_tests_name("fetch", tests, set_up, tear_down);
}
