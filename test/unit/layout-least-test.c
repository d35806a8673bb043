// SPDX-License-Identifier: GPL-2.0-only
/*
 * No plan destroys more than it must: for many small regions, the plan is compared with the
 * best of all ways to give each wish a device and each unit of it a place.
 */
#include "test/unit/layout-model.h"
#include "test/unit/tap.h"

enum { UNITS = 7, DEVICES = 3, WISHES = 3, CASES = 20000 };

/* The unit of the region at each offset of a device, at present or as wanted. */
struct small {
	int place[UNITS], size;
	bool ram, exact;
	char label[2];
};

struct small_case {
	struct small devices[DEVICES], wishes[WISHES];
	int device_count, wish_count;
};

static unsigned int next_random(unsigned long long *seed)
{
	*seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return *seed >> 33;
}

/* Take units of the region at random for a device. */
static void take_places(struct small *small, bool used[UNITS], unsigned long long *seed)
{
	int size = 0;

	for (int i = 0; i < small->size; i++) {
		int unit = next_random(seed) % UNITS, tries = 0;

		while (used[unit] && tries++ < UNITS)
			unit = (unit + 1) % UNITS;
		if (used[unit])
			break;
		used[unit] = true;
		small->place[size++] = unit;
	}
	small->size = size;
}

static void make_case(struct small_case *c, unsigned long long *seed)
{
	bool used[UNITS] = { false }, claimed[UNITS] = { false };
	int left = UNITS;

	*c = (struct small_case){ 0 };
	for (int i = 0; i < DEVICES; i++) {
		struct small *device = &c->devices[c->device_count];

		device->size = next_random(seed) % 4;
		device->ram = next_random(seed) % 4 == 0;
		if (next_random(seed) % 3 == 0)
			device->label[0] = 'a' + i;
		take_places(device, used, seed);
		if (device->size)
			c->device_count++;
		else
			*device = (struct small){ 0 };
	}
	for (int i = 0; i < WISHES; i++) {
		struct small *wish = &c->wishes[c->wish_count];

		wish->size = next_random(seed) % 4;
		wish->size = wish->size < left ? wish->size : left;
		wish->ram = next_random(seed) % 4 == 0;
		wish->exact = next_random(seed) % 3 == 0;
		if (next_random(seed) % 3 == 0)
			wish->label[0] = 'a' + i;
		if (wish->exact)
			take_places(wish, claimed, seed);
		left -= wish->size;
		if (wish->size)
			c->wish_count++;
		else
			*wish = (struct small){ 0 };
	}
}

/*
 * The units that a device still has where they were if it becomes this wish.  System RAM is
 * kept as a whole or not at all.  @owner: the exact wish that has a unit, or -1.
 */
static int units_kept(const struct small *device, const struct small *wish,
		      const int owner[UNITS])
{
	int kept = 0, size = device->size < wish->size ? device->size : wish->size;

	if (device->ram != wish->ram)
		return 0;
	for (int i = 0; i < size; i++)
		kept += wish->exact ? wish->place[i] == device->place[i]
				    : owner[device->place[i]] < 0;
	if (device->ram && (kept != device->size || device->size != wish->size))
		return 0;
	return kept;
}

/*
 * The most that can be kept, by trying each wish for each device.  A label binds a device to
 * the wish of that label.  A wish without a place leaves to others what these claim, and has
 * the units that it keeps in any case, so nothing but that choice matters.
 */
static int most_kept(const struct small_case *c, const int owner[UNITS], int d, unsigned int taken)
{
	const struct small *device = &c->devices[d];
	int best, partner = -1;

	if (d == c->device_count)
		return 0;
	for (int w = 0; w < c->wish_count; w++)
		if (*device->label && !strcmp(device->label, c->wishes[w].label))
			partner = w;
	if (*device->label && partner < 0)
		return most_kept(c, owner, d + 1, taken);
	if (partner >= 0)
		return units_kept(device, &c->wishes[partner], owner) +
		       most_kept(c, owner, d + 1, taken | 1U << partner);
	best = most_kept(c, owner, d + 1, taken);
	for (int w = 0; w < c->wish_count; w++) {
		bool others = false;
		int kept;

		for (int e = 0; e < c->device_count; e++)
			others |= *c->wishes[w].label &&
				  !strcmp(c->devices[e].label, c->wishes[w].label);
		if (others || taken & 1U << w)
			continue;
		kept = units_kept(device, &c->wishes[w], owner) +
		       most_kept(c, owner, d + 1, taken | 1U << w);
		best = kept > best ? kept : best;
	}
	return best;
}

static int least_destroyed(const struct small_case *c)
{
	int owner[UNITS], sum = 0;

	for (int unit = 0; unit < UNITS; unit++)
		owner[unit] = -1;
	for (int w = 0; w < c->wish_count; w++)
		for (int i = 0; c->wishes[w].exact && i < c->wishes[w].size; i++)
			owner[c->wishes[w].place[i]] = w;
	for (int d = 0; d < c->device_count; d++)
		sum += c->devices[d].size;
	return sum - most_kept(c, owner, 0, 0);
}

/* Consecutive units are one range. */
static void add_ranges(struct shape *shape, const struct small *small)
{
	for (int i = 0; i < small->size;) {
		int length = 1;

		while (i + length < small->size &&
		       small->place[i + length] == small->place[i] + length)
			length++;
		test_range(shape, small->place[i], length);
		i += length;
	}
}

static void build(const struct small_case *c, struct region_state *state,
		  struct region_wishes *wishes)
{
	*state = test_region(UNITS);
	*wishes = (struct region_wishes){ .others = OTHERS_DESTROY, .where = ".regions[0]" };
	for (int i = 0; i < c->device_count; i++) {
		struct present *device = test_device(state, c->devices[i].label);

		add_ranges(&device->is, &c->devices[i]);
		if (c->devices[i].ram)
			test_online(device);
	}
	for (int i = 0; i < c->wish_count; i++) {
		struct wish *wish = test_wish(wishes, c->wishes[i].label,
					      c->wishes[i].exact ? 0 : c->wishes[i].size);

		if (c->wishes[i].exact)
			add_ranges(&wish->shall, &c->wishes[i]);
		if (c->wishes[i].ram)
			wish->shall.mode = DAXCTL_DEV_MODE_RAM;
	}
}

/* No two devices have a unit in common, and each has its size. */
static bool fits(const struct region_state *state, const struct region_wishes *wishes,
		 const struct plan *plan)
{
	bool used[UNITS] = { false };

	for (size_t t = 0; t < plan->target_count; t++) {
		const struct target *target = &plan->targets[t];
		u64 sum = 0;

		for (size_t i = 0; i < target->ranges.count; i++) {
			const struct range *range = &target->ranges.at[i];

			sum += range_size(range);
			if (range->start < state->start ||
			    range->end > state->start + state->size - 1)
				return false;
			for (u64 at = range->start; at < range->end; at += UNIT) {
				u64 unit = (at - REGION_START) / UNIT;

				if (used[unit])
					return false;
				used[unit] = true;
			}
		}
		if (sum != (target->wish == NO_WISH ? 0 : wishes->wishes[target->wish].shall.size))
			return false;
	}
	return true;
}

int main(void)
{
	unsigned long long seed = 1;
	int more = 0, unfit = 0, refused = 0, less = 0;
	struct tap tap = { 0 };

	for (int i = 0; i < CASES; i++) {
		struct problems problems = { 0 };
		struct region_wishes wishes;
		struct region_state state;
		struct small_case c;
		struct plan plan;
		u64 least;

		make_case(&c, &seed);
		build(&c, &state, &wishes);
		least = least_destroyed(&c) * UNIT;
		if (plan_region(&state, &wishes, &problems, &plan) < 0) {
			refused++;
			if (problems.count)
				printf("# case %d: %s\n", i, problems.at[0]);
		} else {
			more += plan.destroyed_bytes > least;
			less += plan.destroyed_bytes < least;
			unfit += !fits(&state, &wishes, &plan);
			if (plan.destroyed_bytes != least)
				printf("# case %d: %llu instead of %llu\n", i,
				       plan.destroyed_bytes / UNIT, least / UNIT);
		}
		problems_clear(&problems);
		plan_clear(&plan);
		test_clear(&state, &wishes);
	}
	tap_ok(&tap, !refused, "each of %d random layouts has a plan", CASES);
	tap_ok(&tap, !more, "no plan destroys more than the least possible");
	tap_ok(&tap, !less, "no plan claims to destroy less than that");
	tap_ok(&tap, !unfit, "each device has its size, and no memory of another");
	return tap_end(&tap);
}
