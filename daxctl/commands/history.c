// SPDX-License-Identifier: GPL-2.0-only
/* history: the changes of this boot, from systemd's journal. */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "daxctl/cli/journal.h"
#include "daxctl/cli/report.h"
#include "daxctl/commands/commands.h"

/* Each user can write any field, but journald itself adds _UID. */
static const char *const ask_journal[] = {
	"journalctl", "--boot", "--quiet", "--no-pager", "--output=json",
	"MESSAGE_ID=" JOURNAL_MESSAGE_ID, "_UID=0", NULL,
};

/* Start journalctl without a shell.  Returns what it prints; NULL with errno set. */
static FILE *open_journal(pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int ends[2], rc;
	FILE *output;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	rc = posix_spawn_file_actions_init(&actions);
	if (rc == 0) {
		rc = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
		if (rc == 0)
			rc = posix_spawnp(child, ask_journal[0], &actions, NULL,
					  (char *const *)ask_journal, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	close(ends[1]);
	output = rc == 0 ? fdopen(ends[0], "r") : NULL;
	if (!output) {
		close(ends[0]);
		errno = rc ? rc : errno;
	}
	return output;
}

static const char *field(struct json_object *entry, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(entry, name, &value) &&
	       json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "?";
}

/* "2026-01-31 12:00:00  create-device  dax0.1  absent -> devdax, 1G …" */
static void print_entry(struct json_object *entry)
{
	time_t seconds = strtoll(field(entry, "__REALTIME_TIMESTAMP"), NULL, 10) / 1000000;
	char when[32] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s  %s  %s  %s -> %s\n", when, field(entry, "DAXCTL_COMMAND"),
	       field(entry, "DAXCTL_DEVICE"), field(entry, "DAXCTL_BEFORE"),
	       field(entry, "DAXCTL_AFTER"));
}

static int run_history(struct daxctl_ctx *ctx, const void *options, char **operands, int count)
{
	int status = 0;
	char *line = NULL;
	size_t room = 0;
	FILE *journal;
	pid_t child;

	(void)ctx, (void)options, (void)operands, (void)count;
	if (!journal_exists())
		return report("history", -EOPNOTSUPP, "there is no journal: systemd does not run "
						      "on this system");
	journal = open_journal(&child);
	if (!journal)
		return report("history", -errno, "cannot run journalctl: %m");
	while (getline(&line, &room, journal) > 0) {
		struct json_object *entry = json_tokener_parse(line);

		if (entry)
			print_entry(entry);
		json_object_put(entry);
	}
	free(line);
	fclose(journal);
	/* journalctl fails if there is no entry, too, without a word. */
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		return report("history", -EIO, "journalctl failed");
	return 0;
}

const struct command history_command = {
	.name = "history",
	.summary = "show what daxctl has changed since boot",
	.run = run_history,
};
