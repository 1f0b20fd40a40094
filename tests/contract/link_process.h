/*
 * Processes of the link tests: the test program started again as one end of a link, so that it can be killed and
 * stopped. A worker writes one line for each message that it receives, a sender one for each outcome.
 */
#ifndef NEWSMILL_LINK_PROCESS_H
#define NEWSMILL_LINK_PROCESS_H

#include "tests/contract/link_test.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct process {
    pid_t id;
    int input, output; /* what it reads, what it writes */
    char line[128];
};

static inline struct process *start_process(const char *role, const char *endpoint, const char *manner, unsigned number)
{
    int in[2], out[2];
    char text[16];
    struct process *process = xcalloc(1, sizeof *process);
    snprintf(text, sizeof text, "%u", number);
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    pid_t parent = getpid();
    process->id = fork();
    assert_true(process->id >= 0);
    if (process->id == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int i = 3; i < 1024; i++)
            close(i);
        execl("/proc/self/exe", "test_link", role, endpoint, manner, text, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    process->input = in[1];
    process->output = out[0];
    return process;
}

/* What a worker does is in run_worker. */
static inline struct process *start_worker(const char *endpoint, const char *manner, unsigned window)
{
    return start_process("worker", endpoint, manner, window);
}

/* Sends numbers from `first` on, ends when all have an outcome: with 0 if they are acked. */
static inline struct process *start_sender(const char *endpoint, unsigned first, unsigned count)
{
    char number[16];
    snprintf(number, sizeof number, "%u", first);
    return start_process("sender", endpoint, number, count);
}

/* Reads the next line of the process. */
static inline const char *read_line(struct process *process)
{
    size_t size = 0;
    double deadline = clock_now() + LONGEST;
    while (size < sizeof process->line - 1) {
        struct pollfd poll_it = {.fd = process->output, .events = POLLIN};
        if (poll(&poll_it, 1, clock_milliseconds(deadline - clock_now())) <= 0 ||
            read(process->output, process->line + size, 1) != 1)
            fail_msg("process %d wrote no line", (int)process->id);
        if (process->line[size] == '\n')
            break;
        size++;
    }
    process->line[size] = '\0';
    return process->line;
}

static inline void expect_lines(struct process *process, unsigned count)
{
    while (count-- > 0)
        read_line(process);
}

static inline void expect_line(struct process *process, const char *line)
{
    while (strcmp(read_line(process), line) != 0)
        ;
}

static inline void tell_process(struct process *process, const char *line)
{
    assert_int_equal(dprintf(process->input, "%s\n", line), strlen(line) + 1);
}

static inline void free_process(struct process *process)
{
    close(process->input);
    close(process->output);
    free(process);
}

static inline void kill_process(struct process *process)
{
    kill(process->id, SIGKILL);
    waitpid(process->id, NULL, 0);
    free_process(process);
}

/* Returns when the process stands still. */
static inline void stop_process(struct process *process)
{
    int status;
    kill(process->id, SIGSTOP);
    assert_int_equal(waitpid(process->id, &status, WUNTRACED), process->id);
    assert_true(WIFSTOPPED(status));
}

static inline void continue_process(struct process *process)
{
    kill(process->id, SIGCONT);
}

/* True, and the process is freed, when it has ended. One that reports a failure fails the test. */
static inline bool process_ended(struct process *process)
{
    int status;
    if (waitpid(process->id, &status, WNOHANG) != process->id)
        return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        fail_msg("process %d failed with %d", (int)process->id, WEXITSTATUS(status));
    free_process(process);
    return true;
}

/* ---- inside such a process ---- */

/*
 * Manners: `ack` settles each message at once; `hold` settles none; `hold-then-ack` settles none until its input says
 * something, then all, and from then on each at once; `die-at-N` is `ack` but kills itself when it gets the message N.
 */
static inline int run_worker(const char *endpoint, const char *manner, unsigned window)
{
    struct link_settings settings = test_settings(manner, window);
    struct link_message *held[1000], *message;
    size_t count = 0;
    bool holds = strncmp(manner, "hold", 4) == 0;
    unsigned deadly = strncmp(manner, "die-at-", 7) == 0 ? (unsigned)atoi(manner + 7) : UINT32_MAX;
    struct link_receiver *receiver = link_receiver_open(endpoint, &settings, NULL);
    if (!receiver)
        return 1;
    for (;;) {
        char order[16];
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        if (holds && strcmp(manner, "hold-then-ack") == 0 && poll(&input, 1, 0) == 1 &&
            read(STDIN_FILENO, order, sizeof order) > 0) {
            link_settle(receiver, held, count, LINK_ACKED, NULL);
            holds = false;
            dprintf(STDOUT_FILENO, "acked\n");
        }
        if (link_receive(receiver, &message, 1, 0.02, NULL) == 0)
            continue;
        if (number_of(message) == deadly)
            raise(SIGKILL);
        if (count < 1000) {
            dprintf(STDOUT_FILENO, "%u\n", number_of(message));
            held[count] = message;
            count += holds;
        }
        if (!holds)
            link_settle(receiver, &message, 1, LINK_ACKED, NULL);
    }
}

static inline int run_sender(const char *endpoint, unsigned first, unsigned count)
{
    struct link_settings settings = test_settings("sender", count);
    struct link_sender *sender = link_sender_open(endpoint, &settings, NULL);
    int result = sender ? 0 : 1;
    for (unsigned i = 0; sender && i < count; i++)
        if (!link_send(sender, numbered(first + i, 10), -1))
            result = 1;
    for (unsigned i = 0; sender && i < count; i++) {
        struct link_message *message;
        if (link_collect(sender, &message, 1, -1) != 1 || message->outcome != LINK_ACKED)
            result = 1;
        link_message_free(message);
    }
    link_sender_close(sender);
    return result;
}

static inline int run_role(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    unsigned number = (unsigned)atoi(argv[4]);
    return strcmp(argv[1], "worker") == 0 ? run_worker(argv[2], argv[3], number)
                                          : run_sender(argv[2], (unsigned)atoi(argv[3]), number);
}

#endif
