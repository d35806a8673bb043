// SPDX-License-Identifier: GPL-2.0-only
/*
 * hammer REGION-ID SECONDS: two threads with their own contexts repeatedly create, resize,
 * enable, disable and destroy a device in the same region.  Each step has to succeed,
 * because one thread waits for the other by the region's lock.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <daxctl/libdaxctl.h>

enum { THREADS = 2 };

struct thread {
	pthread_t id;
	int number, region, seconds, rounds;
	bool failed;
};

static bool did(struct thread *thread, struct daxctl_ctx *ctx, const char *what, int rc)
{
	const char *failure = daxctl_get_failure(ctx);

	if (rc >= 0)
		return true;
	printf("thread %d, round %d: %s: %s (%s)\n", thread->number, thread->rounds, what,
	       strerror(-rc), failure ? failure : "no text");
	thread->failed = true;
	return false;
}

static struct daxctl_region *find(struct daxctl_ctx *ctx, int id)
{
	struct daxctl_region *region;

	daxctl_region_foreach(ctx, region)
		if (daxctl_region_get_id(region) == id)
			return region;
	return NULL;
}

/* Read the same values as a listing. Returns the sum of the ranges of @own. */
static unsigned long long read_all(struct daxctl_region *region, struct daxctl_dev *own)
{
	unsigned long long sum = 0;
	struct daxctl_mapping *mapping;
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev) {
		daxctl_dev_get_size(dev);
		daxctl_dev_get_align(dev);
		daxctl_dev_is_enabled(dev);
		daxctl_mapping_foreach(dev, mapping)
			if (dev == own)
				sum += daxctl_mapping_get_size(mapping);
	}
	return sum;
}

/* Create, use and destroy a device. */
static bool one_round(struct thread *thread, struct daxctl_ctx *ctx)
{
	unsigned long long size = (64ULL << 20) * (1 + thread->rounds % 3);
	struct daxctl_region *region = find(ctx, thread->region);
	struct daxctl_dev *dev;

	if (!region)
		return did(thread, ctx, "finding the region", -1);
	if (!did(thread, ctx, "create", daxctl_region_create_dev_get(region, &dev)) ||
	    !did(thread, ctx, "set_size", daxctl_dev_set_size(dev, size)))
		return false;
	if (read_all(region, dev) != size)
		return did(thread, ctx, "reading the ranges", -1);
	return did(thread, ctx, "enable", daxctl_dev_enable_devdax(dev)) &&
	       did(thread, ctx, "disable", daxctl_dev_disable(dev)) &&
	       did(thread, ctx, "set_size 0", daxctl_dev_set_size(dev, 0)) &&
	       did(thread, ctx, "destroy", daxctl_region_destroy_dev(region, dev));
}

static void *hammer(void *data)
{
	struct thread *thread = data;
	time_t end = time(NULL) + thread->seconds;
	struct daxctl_ctx *ctx;

	while (!thread->failed && time(NULL) < end) {
		if (daxctl_new(&ctx) < 0) {
			thread->failed = true;
			break;
		}
		/* use a context several times, so that its list of devices gets outdated */
		for (int i = 0; i < 4 && one_round(thread, ctx); i++)
			thread->rounds++;
		daxctl_unref(ctx);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct thread threads[THREADS] = { 0 };
	bool failed = argc != 3;

	for (int i = 0; i < THREADS && !failed; i++) {
		threads[i].number = i;
		threads[i].region = atoi(argv[1]);
		threads[i].seconds = atoi(argv[2]);
		failed = pthread_create(&threads[i].id, NULL, hammer, &threads[i]) != 0;
	}
	for (int i = 0; i < THREADS && threads[i].id; i++) {
		pthread_join(threads[i].id, NULL);
		printf("thread %d: %d rounds\n", i, threads[i].rounds);
		failed |= threads[i].failed || !threads[i].rounds;
	}
	return failed;
}
