// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests on a tree of plain files in place of sysfs, for layouts of older kernels and for
 * directories that disappear and return during the life of a context. Everything that a
 * virtual machine can show is tested there instead.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdaxctl/libdaxctl.h>

#include "test/unit/tap.h"
#include "util/clock.h"

static char root[] = "/tmp/daxctl-fake-XXXXXX";

/* Make a file and its parent directories, or a directory if @text is NULL. */
static void put(const char *name, const char *text)
{
	char path[PATH_MAX], *slash;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	if (!text) {
		mkdir(path, 0755);
		return;
	}
	file = fopen(path, "w");
	if (file) {
		fputs(text, file);
		fclose(file);
	}
}

static void put_link(const char *name, const char *target)
{
	char path[PATH_MAX];

	put(name, "");
	snprintf(path, sizeof(path), "%s/%s", root, name);
	unlink(path);
	if (symlink(target, path) < 0)
		perror(path);
}

static void sweep(const char *name)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s/%s'", root, name);
	if (system(command) != 0)
		perror(command);
}

/* Make a region at devices/@region with one device of 256 MiB. */
static void put_region(const char *region, const char *device)
{
	char name[PATH_MAX];
	static const struct {
		const char *file, *text;
	} files[] = {
		{ "dax_region/size", "1073741824\n" },
		{ "dax_region/align", "2097152\n" },
		{ "%s/size", "268435456\n" },
		{ "%s/align", "2097152\n" },
		{ "%s/resource", "0x100000000\n" },
		{ "%s/mapping0/start", "0x100000000\n" },
		{ "%s/mapping0/end", "0x10fffffff\n" },
		{ "%s/mapping0/page_offset", "0\n" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int n = snprintf(name, sizeof(name), "devices/%s/", region);

		if (strncmp(files[i].file, "%s", 2))
			snprintf(name + n, sizeof(name) - n, "%s", files[i].file);
		else
			snprintf(name + n, sizeof(name) - n, "%s%s", device,
				 files[i].file + 2);
		put(name, files[i].text);
	}
}

static void list_on_bus(const char *region, const char *device)
{
	char link[PATH_MAX], target[PATH_MAX];

	snprintf(link, sizeof(link), "bus/dax/devices/%s", device);
	snprintf(target, sizeof(target), "../../../devices/%s/%s", region, device);
	put_link(link, target);
}

static struct daxctl_ctx *new_context(void)
{
	struct daxctl_ctx *ctx;

	if (daxctl_new(&ctx) < 0)
		exit(99);
	daxctl_set_roots(ctx, root, root, root);
	return ctx;
}

static void region_directory(const char *region, char path[static PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/devices/%s", root, region);
}

static void test_same_id(struct tap *tap)
{
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_region *first, *second;

	put_region("ndbus0/region0/dax0.0", "dax0.0");
	put_region("ndbus0/region0/dax0.1", "dax0.1");
	list_on_bus("ndbus0/region0/dax0.0", "dax0.0");
	list_on_bus("ndbus0/region0/dax0.1", "dax0.1");
	first = daxctl_region_get_first(ctx);
	second = daxctl_region_get_next(first);
	tap_ok(tap, first && second && !daxctl_region_get_next(second) &&
	       daxctl_region_get_id(first) == 0 && daxctl_region_get_id(second) == 0,
	       "two namespaces of one nd region are two regions with the same id");
	tap_ok(tap, first && second &&
	       !strcmp(daxctl_dev_get_devname(daxctl_dev_get_first(first)), "dax0.0") &&
	       !strcmp(daxctl_dev_get_devname(daxctl_dev_get_first(second)), "dax0.1"),
	       "each has its own device");
	daxctl_unref(ctx);
	sweep("bus");
	sweep("devices");
}

static void test_older_model(struct tap *tap)
{
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_region *region;
	struct daxctl_dev *dev = NULL;

	put("devices/nd/dax7.0/dax_region/size", "1073741824\n");
	put("devices/nd/dax7.0/dax/dax7.0/size", "536870912\n");
	put_link("class/dax/dax7.0", "../../devices/nd/dax7.0/dax/dax7.0");
	region = daxctl_region_get_first(ctx);
	if (region)
		dev = daxctl_dev_get_first(region);
	tap_ok(tap, dev && !strcmp(daxctl_dev_get_devname(dev), "dax7.0") &&
	       daxctl_dev_get_size(dev) == 512ULL << 20 && daxctl_region_get_id(region) == 7,
	       "a device of the older class model is listed");
	tap_ok(tap, dev && daxctl_dev_is_enabled(dev) && daxctl_dev_is_devdax_mode(dev),
	       "it counts as enabled, in devdax mode");
	daxctl_unref(ctx);
	sweep("class");
	sweep("devices");
}

/* A context sees that a namespace is disabled and enabled again. */
static void test_region_returns(struct tap *tap)
{
	static uuid_t none, uuid = { 7 };
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_region *region;
	char path[PATH_MAX];
	uuid_t got;

	region_directory("nd/dax1.0", path);
	region = daxctl_new_region(ctx, 1, none, path);
	tap_ok(tap, region && !daxctl_dev_get_first(region),
	       "a region without a driver has no device");
	put_region("nd/dax1.0", "dax1.0");
	tap_ok(tap, daxctl_dev_get_first(region) != NULL, "once bound, it has its device");
	sweep("devices");
	put("devices/placeholder", NULL);	/* prevents reuse of inode numbers */
	put_region("nd/dax1.0", "dax1.0");
	tap_ok(tap, daxctl_new_region(ctx, 1, uuid, path) == region &&
	       daxctl_region_get_size(region) == 1ULL << 30,
	       "when it returns, its new directory is used");
	daxctl_region_get_uuid(region, got);
	tap_ok(tap, !memcmp(got, uuid, sizeof(uuid)),
	       "a uuid that is given later is stored");
	daxctl_unref(ctx);
	sweep("devices");
}

static void test_two_spellings(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_region *region;
	char path[PATH_MAX], link[PATH_MAX];

	put_region("nd/dax1.0", "dax1.0");
	put_link("short", "devices/nd/dax1.0");
	region_directory("nd/dax1.0", path);
	snprintf(link, sizeof(link), "%s/short", root);
	region = daxctl_new_region(ctx, 1, none, path);
	tap_ok(tap, region && daxctl_new_region(ctx, 1, none, link) == region,
	       "a region reached by a link is the same region");
	daxctl_unref(ctx);
	sweep("short");
	sweep("devices");
}

static void test_lock(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *one = new_context(), *two = new_context();
	struct daxctl_region *first, *second;
	char path[PATH_MAX];

	put_region("nd/dax1.0", "dax1.0");
	region_directory("nd/dax1.0", path);
	first = daxctl_new_region(one, 1, none, path);
	second = daxctl_new_region(two, 1, none, path);
	tap_ok(tap, daxctl_region_lock(first, 0) == 0 && daxctl_region_lock(second, 0) == 0,
	       "two readers can hold the lock");
	tap_ok(tap, daxctl_region_lock(first, 1) == -EDEADLK && daxctl_get_failure(one),
	       "a shared lock does not become exclusive");
	tap_ok(tap, daxctl_mapping_get_first(daxctl_dev_get_first(first)) != NULL,
	       "the lock's holder can read mappings");
	daxctl_region_unlock(first);
	daxctl_region_unlock(second);
	tap_ok(tap, daxctl_region_lock(first, 1) == 0 && daxctl_region_lock(first, 1) == 0 &&
	       daxctl_region_lock(first, 0) == 0, "locks nest");
	for (int i = 0; i < 3; i++)
		daxctl_region_unlock(first);
	tap_ok(tap, daxctl_region_lock(second, 1) == 0,
	       "and the last unlock releases the lock");
	daxctl_region_unlock(second);
	daxctl_region_unlock(second);
	tap_ok(tap, daxctl_region_lock(first, 1) == 0, "an extra unlock does nothing");
	daxctl_region_unlock(first);
	daxctl_unref(one);
	daxctl_unref(two);
	sweep("devices");
}

/* A progress function that counts its calls, which are made during a wait. */
static int count_calls(struct daxctl_ctx *ctx, unsigned long done, unsigned long total,
		       void *data)
{
	(void)ctx, (void)done, (void)total;
	++*(int *)data;
	return 0;
}

/* After a wait that timed out, readers do not wait again, but notice that the lock is free. */
static void test_refused_lock(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *one = new_context(), *two = new_context();
	struct daxctl_region *held, *wanted;
	struct daxctl_dev *dev;
	char path[PATH_MAX];
	long long begin;
	int calls = 0;

	put_region("nd/dax1.0", "dax1.0");
	region_directory("nd/dax1.0", path);
	held = daxctl_new_region(one, 1, none, path);
	wanted = daxctl_new_region(two, 1, none, path);
	dev = daxctl_dev_get_first(wanted);
	daxctl_set_lock_timeout(two, 300);
	daxctl_set_progress(two, count_calls, &calls);
	daxctl_region_lock(held, 1);
	begin = now_ms();
	tap_ok(tap, !daxctl_mapping_get_first(dev) && daxctl_get_failure(two) &&
	       now_ms() - begin >= 300 && calls, "a reader waits for the lock");
	calls = 0;
	tap_ok(tap, !daxctl_mapping_get_first(dev) && daxctl_get_failure(two) && !calls,
	       "and fails at once the next time");
	daxctl_region_unlock(held);
	tap_ok(tap, daxctl_mapping_get_first(dev) != NULL,
	       "once the lock is free, it reads the mappings");
	daxctl_unref(one);
	daxctl_unref(two);
	sweep("devices");
}

struct calls {
	struct daxctl_dev *dev;
	int depth, deepest;
	bool waits;		/* the wait goes on after the call below */
};

/* A progress function that calls a getter which needs the lock that is waited for. */
static int read_while_waiting(struct daxctl_ctx *ctx, unsigned long done, unsigned long total,
			      void *data)
{
	struct calls *calls = data;

	(void)done, (void)total;
	if (++calls->depth > calls->deepest)
		calls->deepest = calls->depth;
	if (calls->depth < 5)
		daxctl_mapping_get_first(calls->dev);
	calls->waits &= daxctl_get_wait(ctx, NULL) != NULL;
	calls->depth--;
	return 0;
}

static void test_getter_while_waiting(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *one = new_context(), *two = new_context();
	struct calls calls = { .waits = true };
	struct daxctl_region *held;
	char path[PATH_MAX];

	put_region("nd/dax1.0", "dax1.0");
	region_directory("nd/dax1.0", path);
	held = daxctl_new_region(one, 1, none, path);
	calls.dev = daxctl_dev_get_first(daxctl_new_region(two, 1, none, path));
	daxctl_set_lock_timeout(two, 100);
	daxctl_set_progress(two, read_while_waiting, &calls);
	daxctl_region_lock(held, 1);
	tap_ok(tap, !daxctl_mapping_get_first(calls.dev) && calls.deepest == 1,
	       "a getter in the progress function does not wait within a wait");
	tap_ok(tap, calls.waits, "and the wait around it is still reported");
	daxctl_unref(one);
	daxctl_unref(two);
	sweep("devices");
}

/* A program may keep the text until another function fails. */
static void test_failure_text(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_region *region;
	char path[PATH_MAX], copy[256];
	const char *failure;
	bool same = true;

	put_region("nd/dax1.0", "dax1.0");
	region_directory("nd/dax1.0", path);
	region = daxctl_new_region(ctx, 1, none, path);
	tap_ok(tap, daxctl_region_create_dev(region) < 0, "a function fails");
	failure = daxctl_get_failure(ctx);
	snprintf(copy, sizeof(copy), "%s", failure ? failure : "");
	for (int i = 0; i < 3; i++)
		same &= daxctl_mapping_get_first(daxctl_dev_get_first(region)) &&
			!daxctl_get_failure(ctx) && failure && !strcmp(failure, copy);
	tap_ok(tap, same, "others succeed, which have no text, and its own stays valid");
	daxctl_unref(ctx);
	sweep("devices");
}

static void put_memory(void)
{
	put("devices/system/memory/block_size_bytes", "8000000\n");
	put("devices/system/memory/memory32/state", "online\n");
	put("devices/system/memory/memory33/state", "online\n");
	put("bus/dax/drivers/kmem/unbind", "");
	put_link("devices/nd/dax1.0/dax1.0/driver", "../../../../bus/dax/drivers/kmem");
}

/* Blocks 32 and 33 belong to the device; memory0 does not. */
static void test_memory(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_memory *mem;
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	char path[PATH_MAX];

	put_region("nd/dax1.0", "dax1.0");
	put_memory();
	put("devices/system/memory/memory0/state", "online\n");
	region_directory("nd/dax1.0", path);
	region = daxctl_new_region(ctx, 1, none, path);
	dev = daxctl_dev_get_first(region);
	mem = daxctl_dev_get_memory(dev);
	tap_ok(tap, mem && daxctl_memory_num_sections(mem) == 2 &&
	       daxctl_memory_is_online(mem) == 2,
	       "online blocks are recognized on kernels without valid_zones");
	tap_ok(tap, daxctl_dev_disable(dev) == -EBUSY && daxctl_dev_is_enabled(dev),
	       "a device with online memory is not disabled");
	tap_ok(tap, daxctl_memory_set_block_state(mem, 0, DAXCTL_BLOCK_OFFLINE) == -EINVAL &&
	       daxctl_memory_set_block_state(mem, -1, DAXCTL_BLOCK_OFFLINE) == -EINVAL,
	       "a block that is not the device's is refused");
	tap_ok(tap, daxctl_memory_set_block_state(mem, 33, DAXCTL_BLOCK_OFFLINE) == 1 &&
	       !daxctl_get_failure(ctx),
	       "its own block can be changed, and the failure is cleared");
	tap_ok(tap, daxctl_memory_is_online(mem) == 1, "that block is offline afterwards");
	daxctl_unref(ctx);
	sweep("bus");
	sweep("devices");
}

/* When a resize is undone, an unreadable size must not be taken for 0. */
static void test_unreadable_size(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_dev *dev;
	char path[PATH_MAX];

	put_region("nd/dax1.0", "dax1.0");
	put("devices/nd/dax1.0/dax1.0/size", "no number\n");
	region_directory("nd/dax1.0", path);
	dev = daxctl_dev_get_first(daxctl_new_region(ctx, 1, none, path));
	tap_ok(tap, dev && daxctl_dev_set_size(dev, 1ULL << 30) == -EINVAL &&
	       daxctl_get_failure(ctx), "an unreadable size is not changed");
	daxctl_unref(ctx);
	sweep("devices");
}

/* A progress function that calls the library, which fails. */
static int disturb(struct daxctl_ctx *ctx, unsigned long done, unsigned long total, void *data)
{
	(void)ctx, (void)done, (void)total;
	daxctl_dev_set_size(data, 1ULL << 30);
	return 0;
}

/* Each failure has its own reason, whatever failed before it. */
static void test_reasons(struct tap *tap)
{
	static uuid_t none;
	struct daxctl_ctx *ctx = new_context();
	struct daxctl_memory *mem;
	struct daxctl_dev *dev;
	char path[PATH_MAX], text[512] = "";

	put_region("nd/dax1.0", "dax1.0");
	put_memory();
	region_directory("nd/dax1.0", path);
	dev = daxctl_dev_get_first(daxctl_new_region(ctx, 1, none, path));
	mem = daxctl_dev_get_memory(dev);
	put("devices/nd/dax1.0/dax1.0/size", "no number\n");
	while (daxctl_take_unread(ctx, text, sizeof(text)))
		;
	daxctl_set_progress(ctx, disturb, dev);
	tap_ok(tap, mem && daxctl_memory_offline(mem) == 2 && !daxctl_get_failure(ctx),
	       "a failure within the progress function is not one of the change");
	daxctl_set_progress(ctx, NULL, NULL);
	while (daxctl_take_unread(ctx, text, sizeof(text)))
		;
	daxctl_dev_set_size(dev, 1ULL << 30);
	sweep("devices/system/memory/memory33/state");
	put("devices/system/memory/memory33/state", NULL);
	tap_ok(tap, daxctl_memory_get_block_state(mem, 33) < 0, "a directory is no state");
	while (daxctl_take_unread(ctx, text, sizeof(text)) && !strstr(text, "memory33"))
		;
	tap_ok(tap, strstr(text, "memory33/state: cannot be read: Is a directory"),
	       "what cannot be read has its own reason");
	tap_ok(tap, !daxctl_take_unread(ctx, text, sizeof(text)), "it is noted once");
	daxctl_unref(ctx);
	sweep("bus");
	sweep("devices");
}

int main(void)
{
	struct tap tap = { 0 };

	if (!mkdtemp(root))
		return 99;
	test_same_id(&tap);
	test_older_model(&tap);
	test_region_returns(&tap);
	test_two_spellings(&tap);
	test_lock(&tap);
	test_refused_lock(&tap);
	test_getter_while_waiting(&tap);
	test_failure_text(&tap);
	test_memory(&tap);
	test_unreadable_size(&tap);
	test_reasons(&tap);
	sweep("");
	return tap_end(&tap);
}
