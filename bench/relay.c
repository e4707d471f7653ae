/* A UDP relay that delays and loses: the network between a resolver and its name server, where netem is absent.

   relay LISTEN_PORT SERVER_PORT DELAY_MS LOSS_PERCENT

   Questions pass at once, answers wait DELAY_MS; of the questions LOSS_PERCENT are lost. Loopback only, one thread. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 256, BATCH = 64, SIZE = 1500, RING = 1 << 16, BUFFER = 8 << 20 };

struct packet {
    long long due_ns;
    int client;
    int size;
    unsigned char data[SIZE];
};

static struct sockaddr_in client_at[CLIENTS];
static struct pollfd fds[CLIENTS + 1]; /* 0 listens; 1 + n speaks to the server for client n */
static int clients;
static struct packet *ring;
static unsigned head, tail; /* the oldest packet that waits, the next free place */
static struct sockaddr_in server;
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static struct sockaddr_in senders[BATCH];
static unsigned char buffers[BATCH][SIZE];

static void must(int ok, const char *what) {
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

static int open_socket(void) {
    int size = BUFFER, fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    must(fd >= 0, "socket");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size))
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return fd;
}

static int client_of(const struct sockaddr_in *at) {
    for (int i = 0; i < clients; i++)
        if (client_at[i].sin_port == at->sin_port) return i;
    if (clients == CLIENTS) return -1;
    int fd = open_socket();
    must(!connect(fd, (struct sockaddr *)&server, sizeof server), "connect");
    client_at[clients] = *at;
    fds[1 + clients] = (struct pollfd){.fd = fd, .events = POLLIN};
    return clients++;
}

static int receive(int fd) {
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){buffers[i], SIZE};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    return recvmmsg(fd, messages, BATCH, 0, NULL);
}

static void take_questions(double loss) {
    int count = receive(fds[0].fd);
    for (int i = 0; i < count; i++) {
        int client = client_of(&senders[i]);
        if (client < 0 || drand48() * 100 < loss) continue;
        send(fds[1 + client].fd, buffers[i], messages[i].msg_len, 0);
    }
}

static void take_answers(int client, long long delay_ns) {
    int count = receive(fds[1 + client].fd);
    long long due = now_ns() + delay_ns;
    for (int i = 0; i < count; i++) {
        if (tail - head == RING) return; /* a router would drop it too */
        struct packet *p = &ring[tail++ % RING];
        p->due_ns = due;
        p->client = client;
        p->size = (int)messages[i].msg_len;
        memcpy(p->data, buffers[i], messages[i].msg_len);
    }
}

static void let_go(void) {
    long long now = now_ns();
    while (head != tail && ring[head % RING].due_ns <= now) {
        int count = 0;
        while (count < BATCH && head + count != tail && ring[(head + count) % RING].due_ns <= now) {
            struct packet *p = &ring[(head + count) % RING];
            vectors[count] = (struct iovec){p->data, (size_t)p->size};
            messages[count].msg_hdr = (struct msghdr){
                .msg_name = &client_at[p->client], .msg_namelen = sizeof client_at[0],
                .msg_iov = &vectors[count], .msg_iovlen = 1};
            count++;
        }
        int sent = sendmmsg(fds[0].fd, messages, (unsigned)count, 0);
        if (sent < 0 && errno == EAGAIN) return;
        head += sent > 0 ? (unsigned)sent : 1;
    }
}

int main(int argc, char **argv) {
    must(argc == 5, "usage: relay LISTEN_PORT SERVER_PORT DELAY_MS LOSS_PERCENT");
    struct sockaddr_in here = loopback(atoi(argv[1]));
    server = loopback(atoi(argv[2]));
    long long delay_ns = (long long)(atof(argv[3]) * 1e6);
    double loss = atof(argv[4]);
    ring = malloc(sizeof *ring * RING);
    must(ring != NULL, "malloc");
    fds[0] = (struct pollfd){.fd = open_socket(), .events = POLLIN};
    must(!bind(fds[0].fd, (struct sockaddr *)&here, sizeof here), "bind");
    puts("ready");
    fflush(stdout);
    for (;;) {
        long long wait = head == tail ? 1000000000LL : ring[head % RING].due_ns - now_ns();
        struct timespec t = {0, wait > 0 ? (wait < 1000000000LL ? wait : 999999999LL) : 0};
        ppoll(fds, (nfds_t)clients + 1, &t, NULL);
        int known = clients;
        if (fds[0].revents & POLLIN) take_questions(loss);
        for (int i = 0; i < known; i++)
            if (fds[1 + i].revents) take_answers(i, delay_ns);
        let_go();
    }
}
