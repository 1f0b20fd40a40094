/*
 * A web server for benchmarks, as quick as it can be: every path is the same page, /robots.txt does not exist.
 * Listens at 127.0.1.1 to 127.0.1.HOSTS, prints its port, and serves until its input ends.
 *
 *   serve_pages HOSTS BYTES
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_HOSTS = 250, MOST_CONNECTIONS = 4096, REQUEST_SIZE = 4096, EVENTS = 256 };

struct connection {
    char request[REQUEST_SIZE];
    size_t asked;
    const char *answer;
    size_t left;
};

static struct connection *connections[MOST_CONNECTIONS];
static int loop, listeners[MOST_HOSTS], listener_count;
static char *page;
static size_t page_size;
static const char missing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

static void die(const char *doing)
{
    perror(doing);
    exit(1);
}

static void make_page(size_t size)
{
    static const char sentence[] =
        "<p>The harbour took in more goods than in the year before, as its board had said.</p>\n";
    char *body = malloc(size + 1);
    page = malloc(size + 256);
    if (!body || !page)
        die("memory");
    for (size_t i = 0; i < size; i++)
        body[i] = sentence[i % (sizeof sentence - 1)];
    body[size] = '\0';
    page_size = (size_t)sprintf(
        page, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s", size, body);
    free(body);
}

static void watch(int descriptor, unsigned events, int operation)
{
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    epoll_ctl(loop, operation, descriptor, &event);
}

/* The first one chooses the port. */
static void listen_at(int host, in_port_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = *port};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(0x7F000100u + (unsigned)host);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 128) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        die("listen");
    *port = address.sin_port;
    listeners[listener_count++] = listener;
    watch(listener, EPOLLIN, EPOLL_CTL_ADD);
}

static int is_listener(int descriptor)
{
    for (int i = 0; i < listener_count; i++)
        if (listeners[i] == descriptor)
            return 1;
    return 0;
}

static void accept_from(int listener)
{
    int one = 1, descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0)
        return;
    if (descriptor >= MOST_CONNECTIONS || !(connections[descriptor] = calloc(1, sizeof(struct connection)))) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(descriptor, EPOLLIN, EPOLL_CTL_ADD);
}

static void drop(int descriptor)
{
    free(connections[descriptor]);
    connections[descriptor] = NULL;
    close(descriptor);
}

static void send_more(int descriptor, struct connection *connection)
{
    while (connection->left > 0) {
        ssize_t sent = send(descriptor, connection->answer, connection->left, MSG_NOSIGNAL);
        if (sent <= 0)
            break;
        connection->answer += sent;
        connection->left -= (size_t)sent;
    }
    watch(descriptor, connection->left > 0 ? EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
}

static void read_request(int descriptor, struct connection *connection)
{
    ssize_t got = recv(descriptor, connection->request + connection->asked, REQUEST_SIZE - 1 - connection->asked, 0);
    if (got <= 0) {
        drop(descriptor);
        return;
    }
    connection->asked += (size_t)got;
    connection->request[connection->asked] = '\0';
    if (!strstr(connection->request, "\r\n\r\n"))
        return;
    int robots = strncmp(connection->request, "GET /robots.txt ", 16) == 0;
    connection->asked = 0;
    connection->answer = robots ? missing : page;
    connection->left = robots ? sizeof missing - 1 : page_size;
    send_more(descriptor, connection);
}

int main(int argc, char **argv)
{
    int hosts = argc == 3 ? atoi(argv[1]) : 0;
    long bytes = argc == 3 ? atol(argv[2]) : 0;
    in_port_t port = 0;
    struct epoll_event events[EVENTS];
    if (hosts < 1 || hosts > MOST_HOSTS || bytes < 1) {
        fputs("usage: serve_pages HOSTS BYTES\n", stderr);
        return 2;
    }
    make_page((size_t)bytes);
    loop = epoll_create1(EPOLL_CLOEXEC);
    watch(STDIN_FILENO, EPOLLIN, EPOLL_CTL_ADD);
    for (int host = 1; host <= hosts; host++)
        listen_at(host, &port);
    printf("%d\n", ntohs(port));
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(loop, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == STDIN_FILENO)
                return 0;
            if (is_listener(descriptor))
                accept_from(descriptor);
            else if (events[i].events & EPOLLOUT)
                send_more(descriptor, connections[descriptor]);
            else
                read_request(descriptor, connections[descriptor]);
        }
    }
}
