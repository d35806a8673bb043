// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the library that need neither devices nor root. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libdaxctl/libdaxctl.h>

#include "test/unit/tap.h"

struct recorder {
	int messages;
};

static void record(struct daxctl_ctx *ctx, int priority, const char *file, int line,
		   const char *fn, const char *format, va_list args)
{
	struct recorder *recorder = daxctl_get_userdata(ctx);

	(void)priority, (void)file, (void)line, (void)fn, (void)format, (void)args;
	recorder->messages++;
}

static void test_context(struct tap *tap)
{
	char path[] = "/nowhere";
	struct daxctl_ctx *ctx;
	int data;

	tap_ok(tap, daxctl_new(NULL) == -EINVAL, "daxctl_new(NULL) is refused");
	tap_ok(tap, daxctl_ref(NULL) == NULL, "ref of NULL is NULL");
	daxctl_unref(NULL);
	tap_ok(tap, daxctl_get_userdata(NULL) == NULL && !daxctl_get_config_path(NULL),
	       "getters accept a NULL context");
	daxctl_set_userdata(NULL, &data);
	tap_ok(tap, daxctl_set_config_path(NULL, path) == -EINVAL,
	       "a setter refuses a NULL context");

	unsetenv("DAXCTL_LOG");
	tap_ok(tap, daxctl_new(&ctx) == 0, "a context is created");
	tap_ok(tap, daxctl_get_log_priority(ctx) == 3,
	       "the default log priority is LOG_ERR");
	daxctl_set_log_priority(ctx, 7);
	tap_ok(tap, daxctl_get_log_priority(ctx) == 7, "the log priority can be set");
	daxctl_set_userdata(ctx, &data);
	tap_ok(tap, daxctl_get_userdata(ctx) == &data, "userdata is stored");
	tap_ok(tap, strstr(daxctl_get_config_path(ctx), "/daxctl.conf.d") != NULL,
	       "there is a default config path");
	tap_ok(tap, daxctl_set_config_path(ctx, NULL) == -EINVAL,
	       "a NULL config path is refused");
	tap_ok(tap, daxctl_set_config_path(ctx, path) == 0 &&
	       !strcmp(daxctl_get_config_path(ctx), path), "the config path is copied");
	tap_ok(tap, daxctl_get_failure(ctx) == NULL, "a new context has no failure");
	tap_ok(tap, daxctl_ref(ctx) == ctx, "ref returns the context");
	daxctl_unref(ctx);
	daxctl_unref(ctx);
}

static void test_environment(struct tap *tap)
{
	static const struct {
		const char *value;
		int priority;
	} cases[] = {
		{ "err", 3 }, { "notice", 5 }, { "info", 6 }, { "debug", 7 },
		{ "0", 0 }, { "6", 6 }, { "99", 7 }, { "-5", 0 }, { "loud", 3 }, { "", 3 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct daxctl_ctx *ctx;

		setenv("DAXCTL_LOG", cases[i].value, 1);
		if (daxctl_new(&ctx) < 0)
			continue;
		tap_ok(tap, daxctl_get_log_priority(ctx) == cases[i].priority,
		       "DAXCTL_LOG=%s", cases[i].value);
		daxctl_unref(ctx);
	}
	unsetenv("DAXCTL_LOG");
}

static void test_contexts(struct tap *tap)
{
	struct daxctl_ctx *ctxs[1000];
	size_t made = 0;

	while (made < 1000 && daxctl_new(&ctxs[made]) == 0)
		made++;
	tap_ok(tap, made == 1000, "a thousand contexts can exist at once");
	while (made)
		daxctl_unref(ctxs[--made]);
}

/* A directory that does not exist makes a region without properties. */
static void test_no_region(struct tap *tap)
{
	static uuid_t uuid = { 1, 2, 3 };
	struct daxctl_region *region, *again;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;
	uuid_t got;

	if (daxctl_new(&ctx) < 0)
		return;
	region = daxctl_new_region(ctx, 42, uuid, "/nowhere/at/all/region7");
	tap_ok(tap, region != NULL, "a region can be added without reading it");
	again = daxctl_new_region(ctx, 43, uuid, "/nowhere/at/all/region7/");
	tap_ok(tap, again == region && daxctl_region_get_id(again) == 42,
	       "the same path gives the same region with its old id");
	daxctl_region_get_uuid(region, got);
	tap_ok(tap, !memcmp(got, uuid, sizeof(got)), "uuid");
	tap_ok(tap, daxctl_region_get_ctx(region) == ctx, "context");
	tap_ok(tap, !strcmp(daxctl_region_get_devname(region), "region7") &&
	       !strcmp(daxctl_region_get_path(region), "/nowhere/at/all/region7"),
	       "name and path");
	tap_ok(tap, daxctl_region_get_size(region) == ULLONG_MAX &&
	       daxctl_region_get_align(region) == ULONG_MAX &&
	       daxctl_region_get_available_size(region) == 0, "its numbers are unknown");
	tap_ok(tap, !daxctl_dev_get_first(region) && !daxctl_region_get_dev_seed(region) &&
	       !daxctl_region_is_dynamic(region), "it has no devices");
	tap_ok(tap, daxctl_region_create_dev(region) == -EOPNOTSUPP &&
	       daxctl_get_failure(ctx) != NULL,
	       "no device can be created, and there is a reason");
	tap_ok(tap, daxctl_region_create_dev_get(region, &dev) == -EOPNOTSUPP,
	       "create_dev_get fails too");
	tap_ok(tap, !daxctl_new_region(NULL, 0, uuid, "/x") &&
	       !daxctl_new_region(ctx, 0, uuid, NULL), "NULL arguments are refused");
	daxctl_region_ref(NULL);
	daxctl_region_unref(NULL);
	daxctl_region_ref(region);
	daxctl_region_unref(region);
	daxctl_region_unref(again);
	daxctl_region_unref(region);
	region = daxctl_new_region(ctx, 44, uuid, "/nowhere/at/all/region7");
	tap_ok(tap, region && daxctl_region_get_id(region) == 44,
	       "a region is removed with its last reference");
	daxctl_unref(ctx);
}

static void test_roots(struct tap *tap)
{
	char dir[] = "/tmp/daxctl-test-XXXXXX";
	struct recorder recorder = { 0 };
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	int count = 0;

	if (!mkdtemp(dir) || daxctl_new(&ctx) < 0)
		return;
	daxctl_set_userdata(ctx, &recorder);
	daxctl_set_log_fn(ctx, record);
	tap_ok(tap, daxctl_set_roots(ctx, dir, dir, dir) == 0, "roots can be set");
	daxctl_region_foreach(ctx, region)
		count++;
	tap_ok(tap, count == 0, "an empty root has no regions");
	tap_ok(tap, recorder.messages == 0, "an empty root causes no message");
	tap_ok(tap, daxctl_set_roots(ctx, "/sys", NULL, NULL) == -EBUSY,
	       "roots cannot be changed after the first use");
	tap_ok(tap, daxctl_get_failure(ctx) && strstr(daxctl_get_failure(ctx), "roots"),
	       "the failure text says so");
	tap_ok(tap, daxctl_set_config_path(ctx, NULL) == -EINVAL &&
	       strstr(daxctl_get_failure(ctx), "path"),
	       "a NULL path is refused, and its text replaces the former one");
	tap_ok(tap, daxctl_set_roots(NULL, NULL, NULL, NULL) == -EINVAL,
	       "a NULL context is refused");
	daxctl_unref(ctx);
	rmdir(dir);
}

int main(void)
{
	struct tap tap = { 0 };

	test_context(&tap);
	test_environment(&tap);
	test_contexts(&tap);
	test_no_region(&tap);
	test_roots(&tap);
	return tap_end(&tap);
}
