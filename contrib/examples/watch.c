// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks all devices once a second and prints which appear (+), change (=) and
 * disappear (-).  Stops after TIMES checks if that is given.
 *
 * Build: cc watch.c $(pkg-config --cflags --libs libdaxctl) -o watch
 * Usage: watch [TIMES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <daxctl/libdaxctl.h>

/* The last known state of a device.  Its object never moves, so the pointer is the key. */
struct sight {
	struct daxctl_dev *dev;
	unsigned long long size;
	int mode, online;
};

struct sights {
	struct sight *at;
	size_t count;
};

static const char *mode_name(int mode)
{
	switch (mode) {
	case DAXCTL_DEV_MODE_DEVDAX:
		return "devdax";
	case DAXCTL_DEV_MODE_RAM:
		return "system-ram";
	case DAXCTL_DEV_MODE_FAMFS:
		return "famfs";
	default:
		return "disabled";
	}
}

static struct sight look(struct daxctl_dev *dev)
{
	struct sight sight;

	sight.dev = dev;
	sight.size = daxctl_dev_get_size(dev);
	sight.mode = daxctl_dev_get_mode(dev);
	sight.online = daxctl_dev_has_online_memory(dev);
	return sight;
}

static struct sight *find(struct sights *sights, struct daxctl_dev *dev)
{
	for (size_t i = 0; i < sights->count; i++)
		if (sights->at[i].dev == dev)
			return &sights->at[i];
	return NULL;
}

static void say(const char *sign, const struct sight *sight)
{
	printf("%s %s: %llu bytes, %s", sign, daxctl_dev_get_devname(sight->dev), sight->size,
	       mode_name(sight->mode));
	if (sight->mode == DAXCTL_DEV_MODE_RAM)
		printf(", %d blocks online", sight->online);
	puts("");
	fflush(stdout);
}

/* Compare a listed device with its last known state, and print the difference. */
static int note(struct sights *sights, struct daxctl_dev *dev)
{
	struct sight now = look(dev), *before = find(sights, dev);

	if (!before) {
		struct sight *more = (struct sight *)realloc(
			sights->at, (sights->count + 1) * sizeof(*more));

		if (!more)
			return -1;
		sights->at = more;
		sights->at[sights->count++] = now;
		say("+", &now);
	} else if (before->size != now.size || before->mode != now.mode ||
		   before->online != now.online) {
		*before = now;
		say("=", &now);
	}
	return 0;
}

static void drop_gone(struct sights *sights)
{
	for (size_t i = 0; i < sights->count;) {
		if (daxctl_dev_is_present(sights->at[i].dev)) {
			i++;
			continue;
		}
		printf("- %s\n", daxctl_dev_get_devname(sights->at[i].dev));
		fflush(stdout);
		sights->at[i] = sights->at[--sights->count];
	}
}

int main(int argc, char **argv)
{
	long times = argc > 1 ? strtol(argv[1], NULL, 10) : -1;
	struct sights sights = { NULL, 0 };
	struct daxctl_region *region;
	struct daxctl_ctx *ctx = NULL;
	struct daxctl_dev *dev;
	int rc = daxctl_new(&ctx);

	while (rc == 0 && times--) {
		rc = daxctl_refresh(ctx);
		drop_gone(&sights);
		daxctl_region_foreach(ctx, region)
			daxctl_dev_foreach(region, dev)
				if (rc == 0)
					rc = note(&sights, dev);
		if (rc == 0 && times)
			sleep(1);
	}
	if (rc)
		fprintf(stderr, "watch: %s\n", rc < 0 && ctx && daxctl_get_failure(ctx) ?
			daxctl_get_failure(ctx) : "out of memory");
	free(sights.at);
	daxctl_unref(ctx);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
