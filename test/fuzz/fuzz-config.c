// SPDX-License-Identifier: GPL-2.0-only
/* A file of daxctl.conf, and the section that it has for each device. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "daxctl/config/match.h"
#include "test/fuzz/fuzz.h"

static void find_sections(struct daxctl_ctx *ctx, const struct config *config)
{
	const struct config_section *section, *other_size;
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev) {
			section = config_find(config, dev, &other_size);
			fuzz_assert(!section || section->matches_some);
			if (section)
				config_has_zone(section);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_region;
	struct daxctl_ctx *ctx = fuzz_context();
	struct config config;
	char path[PATH_MAX];

	if (!has_region) {
		fuzz_put_region();
		fuzz_put_text("conf/b.conf", "[reconfigure-device a]\nregion.id = 0\n");
	}
	has_region = true;
	snprintf(path, sizeof(path), "%s/conf", fuzz_root());
	daxctl_set_config_path(ctx, path);
	fuzz_put("conf/a.conf", data, size);
	fuzz_catch();
	config_read(ctx, true, &config);
	config_check_groups(&config);
	find_sections(ctx, &config);
	config_clear(&config);
	fuzz_printed();
	daxctl_unref(ctx);
	return 0;
}
