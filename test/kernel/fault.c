// SPDX-License-Identifier: GPL-2.0-only
/*
 * The signal handler of the child reports through a pipe, whose descriptor has the same
 * number in each child.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

#define REPORT_FD 200

static void report(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	_exit(write(REPORT_FD, info, sizeof(*info)) == sizeof(*info) ? 1 : 2);
}

static void child(void (*access)(char *address), char *address, int pipe)
{
	struct sigaction action = { .sa_sigaction = report, .sa_flags = SA_SIGINFO };

	if (dup2(pipe, REPORT_FD) < 0 || sigaction(SIGBUS, &action, NULL) ||
	    sigaction(SIGSEGV, &action, NULL))
		_exit(3);
	access(address);
	_exit(0);
}

siginfo_t fault_of(void (*access)(char *address), char *address)
{
	siginfo_t info;
	int ends[2], status;
	pid_t pid;

	memset(&info, 0, sizeof(info));
	if (pipe(ends))
		abort();
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0)
		child(access, address, ends[1]);
	close(ends[1]);
	if (waitpid(pid, &status, 0) != pid)
		abort();
	if (WIFSIGNALED(status))
		info.si_signo = WTERMSIG(status);
	else if (WEXITSTATUS(status) == 1 && read(ends[0], &info, sizeof(info)) != sizeof(info))
		abort();
	else if (WEXITSTATUS(status) > 1)
		abort();
	close(ends[0]);
	return info;
}

void read_byte(char *address)
{
	(void)*(volatile char *)address;
}

void write_byte(char *address)
{
	*(volatile char *)address = 'w';
}
