// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures the run time and the peak memory of a program, and the time of plain writes to
 * files. A shell would be too slow for that.
 *
 *   measure run OUTPUT PROGRAM [ARGUMENT...]   run PROGRAM with its stdout in OUTPUT
 *   measure write VALUE FILE...                write VALUE to each FILE in turn
 *   measure repeat COUNT VALUE FILE            write VALUE to FILE COUNT times
 *   measure compare COUNT PROGRAM [ARGUMENT...] -- PROGRAM [ARGUMENT...]
 *                                              run both by turns, COUNT times each
 *
 * compare prints the median CPU time of each program in microseconds, and the ratio of the
 * second to the first.  CPU time hardly depends on other load on the machine.  The others
 * print the microseconds, the peak memory in KiB and the exit status. For writes the peak
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

/* Run a program.  Returns its wait status, or -1 if it cannot be run. */
static int spawn(const char *output, char **argv, struct rusage *usage)
{
	posix_spawn_file_actions_t actions;
	int rc, status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output,
					 O_WRONLY | O_CREAT | O_TRUNC, 0666);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawn(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (rc) {
		fprintf(stderr, "measure: %s: %s\n", argv[0], strerror(rc));
		return -1;
	}
	while (wait4(pid, &status, 0, usage) < 0 && errno == EINTR)
		;
	return status;
}

static int run(const char *output, char **argv)
{
	long long begin = now_us();
	struct rusage usage;
	int status = spawn(output, argv, &usage);

	if (status < 0)
		return EXIT_FAILURE;
	printf("%lld %ld %d\n", now_us() - begin, usage.ru_maxrss,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 255);
	return 0;
}

static long cpu_us(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
	       usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static int compare_numbers(const void *a, const void *b)
{
	const long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

static int compare(int count, char **first, char **second)
{
	long *times[2] = { calloc(count, sizeof(long)), calloc(count, sizeof(long)) };
	char **argv[2] = { first, second };
	struct rusage usage;

	for (int i = 0; i < 2 * count; i++) {
		if (spawn("/dev/null", argv[i % 2], &usage) != 0) {
			fprintf(stderr, "measure: %s failed\n", argv[i % 2][0]);
			return EXIT_FAILURE;
		}
		times[i % 2][i / 2] = cpu_us(&usage);
	}
	for (int i = 0; i < 2; i++)
		qsort(times[i], count, sizeof(long), compare_numbers);
	printf("%ld %ld %.3f\n", times[0][count / 2], times[1][count / 2],
	       (double)times[1][count / 2] / times[0][count / 2]);
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
	for (int i = 4; i < argc - 1 && !strcmp(argv[1], "compare"); i++)
		if (!strcmp(argv[i], "--") && atoi(argv[2]) > 0) {
			argv[i] = NULL;
			return compare(atoi(argv[2]), argv + 3, argv + i + 1);
		}
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
