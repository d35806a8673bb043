// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures the run time and the peak memory of a program, and the time of plain writes to
 * files. A shell would be too slow for that.
 *
 *   measure run OUTPUT PROGRAM [ARGUMENT...]   run PROGRAM with its stdout in OUTPUT
 *   measure write VALUE FILE...                write VALUE to each FILE in turn
 *   measure repeat COUNT VALUE FILE            write VALUE to FILE COUNT times
 *
 * Prints the microseconds, the peak memory in KiB and the exit status. For writes the peak
 * memory is 0, and the exit status says whether all of them succeeded.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static int run(const char *output, char **argv)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	long long begin;
	int rc, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output,
					 O_WRONLY | O_CREAT | O_TRUNC, 0666);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	begin = now_us();
	rc = posix_spawn(&pid, argv[0], &actions, NULL, argv, environ);
	if (rc) {
		fprintf(stderr, "measure: %s: %s\n", argv[0], strerror(rc));
		return EXIT_FAILURE;
	}
	while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
		;
	printf("%lld %ld %d\n", now_us() - begin, usage.ru_maxrss,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 255);
	return 0;
}

static int write_value(const char *file, const char *value)
{
	ssize_t len = strlen(value);
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	int bad = fd < 0 || write(fd, value, len) != len;

	if (fd >= 0)
		close(fd);
	if (bad)
		fprintf(stderr, "measure: writing %s to %s: %s\n", value, file,
			strerror(errno));
	return bad;
}

int main(int argc, char **argv)
{
	long long begin = now_us();
	int bad = 0;

	if (argc >= 4 && !strcmp(argv[1], "run"))
		return run(argv[2], argv + 3);
	if (argc >= 4 && !strcmp(argv[1], "write"))
		for (int i = 3; i < argc; i++)
			bad |= write_value(argv[i], argv[2]);
	else if (argc == 5 && !strcmp(argv[1], "repeat"))
		for (int i = atoi(argv[2]); i > 0 && !bad; i--)
			bad |= write_value(argv[4], argv[3]);
	else
		return EXIT_FAILURE;
	printf("%lld 0 %d\n", now_us() - begin, bad);
	return 0;
}
