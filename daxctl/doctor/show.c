// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/doctor/checks.h"
#include "daxctl/doctor/doctor.h"
#include "util/escape.h"

static const char *const severities[] = {
	[NOTE] = "note",
	[WARNING] = "warning",
	[ERROR] = "error",
};

void show_checks(FILE *to)
{
	for (const struct check *check = next_check(NULL); check; check = next_check(check))
		fprintf(to, "%-30s %s\n", check->name, check->reads);
}

/* ---- text ---- */

/*
 * Print "  LABEL: TEXT", folded to the width of a terminal.  What is to be pasted or looked
 * up is not folded.
 */
enum { INDENT = 9, WIDTH = 80 };

static void print_folded(FILE *to, const char *label, const char *text)
{
	char *escaped = text ? escape_text(text) : NULL, *at = escaped;
	size_t column = INDENT - 1;

	if (!escaped)
		return;
	fprintf(to, "  %-*s", INDENT - 3, label);
	while (*at) {
		size_t word = strcspn(at, " ");

		if (column + 1 + word > WIDTH && column >= INDENT) {
			fprintf(to, "\n%*s", INDENT - 1, "");
			column = INDENT - 1;
		}
		column += fprintf(to, " %.*s", (int)word, at);
		at += word;
		at += strspn(at, " ");
	}
	fputc('\n', to);
	free(escaped);
}

static void print_text(FILE *to, const char *label, const char *text, const char *more)
{
	char *first = text ? escape_text(text) : NULL, *second = more ? escape_text(more) : NULL;

	if (first)
		fprintf(to, "  %-*s %s%s%s\n", INDENT - 3, label, first, second ? ": " : "",
			second ? second : "");
	free(first);
	free(second);
}

void show_findings(const struct exam *exam, FILE *to)
{
	for (size_t i = 0; i < exam->count; i++) {
		const struct finding *finding = &exam->findings[i];
		char *subject = escape_text(finding->subject);

		fprintf(to, "%s%s: %s: %s\n", i ? "\n" : "", severities[finding->severity],
			finding->check->name, subject ? subject : "");
		free(subject);
		print_text(to, "seen:", finding->path, finding->value);
		print_folded(to, "here:", finding->detail);
		print_folded(to, "why:", finding->check->why);
		print_text(to, "do:", finding->command, NULL);
	}
	for (size_t i = 0; i < exam->unseen_count; i++) {
		if (!i)
			fprintf(to, "%snot looked at:\n", exam->count ? "\n" : "");
		print_text(to, "", exam->unseen[i].path, exam->unseen[i].reason);
	}
}

/* ---- JSON ---- */

static void add(struct json_object *object, const char *key, const char *text)
{
	char *escaped = text ? escape_text(text) : NULL;

	if (escaped)
		json_object_object_add(object, key, json_object_new_string(escaped));
	free(escaped);
}

static struct json_object *json_finding(const struct finding *finding)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return NULL;
	add(object, "finding", finding->check->name);
	add(object, "severity", severities[finding->severity]);
	add(object, "subject", finding->subject);
	add(object, "path", finding->path);
	add(object, "value", finding->value);
	add(object, "detail", finding->detail);
	add(object, "why", finding->check->why);
	add(object, "command", finding->command);
	return object;
}

struct json_object *findings_json(const struct exam *exam)
{
	struct json_object *object = json_object_new_object();
	struct json_object *findings = json_object_new_array();
	struct json_object *unseen = json_object_new_array();

	if (!object || !findings || !unseen) {
		json_object_put(object);
		json_object_put(findings);
		json_object_put(unseen);
		return NULL;
	}
	for (size_t i = 0; i < exam->count; i++)
		json_object_array_add(findings, json_finding(&exam->findings[i]));
	for (size_t i = 0; i < exam->unseen_count; i++) {
		struct json_object *entry = json_object_new_object();

		add(entry, "path", exam->unseen[i].path);
		add(entry, "reason", exam->unseen[i].reason);
		json_object_array_add(unseen, entry);
	}
	json_object_object_add(object, "findings", findings);
	json_object_object_add(object, "unseen", unseen);
	return object;
}
