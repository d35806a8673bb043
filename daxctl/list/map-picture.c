// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/list/map-picture.h"
#include "util/array.h"
#include "util/types.h"

struct block {
	u64 start;
	int state;
};

struct blocks {
	struct block *at;
	size_t count;
	u64 size;		/* of each */
};

/* Append a piece, or extend the last one if the piece only continues it. */
static int add_piece(struct picture *picture, struct piece piece)
{
	struct piece *last = picture->count ? &picture->at[picture->count - 1] : NULL;

	if (last && last->dev == piece.dev && last->state == piece.state &&
	    last->start + last->size == piece.start) {
		last->size += piece.size;
		return 0;
	}
	last = array_grow(picture->at, picture->count, sizeof(*last));
	if (!last)
		return -ENOMEM;
	picture->at = last;
	picture->at[picture->count++] = piece;
	return 0;
}

/* Read the memory blocks of a device.  Only system RAM has any. */
static int read_blocks(struct daxctl_dev *dev, struct blocks *blocks)
{
	struct daxctl_memory *mem = daxctl_dev_get_memory(dev);
	long number;

	if (!mem)
		return 0;
	blocks->size = daxctl_memory_get_block_size(mem);
	daxctl_memory_block_foreach(mem, number) {
		int state = daxctl_memory_get_block_state(mem, number);
		struct block *at;

		if (state < 0)		/* kmem did not add this block */
			continue;
		at = array_grow(blocks->at, blocks->count, sizeof(*at));
		if (!at)
			return -ENOMEM;
		blocks->at = at;
		at[blocks->count++] = (struct block){ number * blocks->size, state };
	}
	return 0;
}

/* Add the pieces of one range: its memory blocks, and the parts that are not blocks. */
static int add_range(struct picture *picture, struct daxctl_dev *dev, u64 start, u64 end,
		     const struct blocks *blocks)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < blocks->count; i++) {
		const struct block *block = &blocks->at[i];

		if (block->start < start || block->start + blocks->size > end)
			continue;
		if (block->start > start)
			rc = add_piece(picture, (struct piece){
				start, block->start - start, dev, NO_BLOCK });
		if (rc == 0)
			rc = add_piece(picture, (struct piece){
				block->start, blocks->size, dev, block->state });
		start = block->start + blocks->size;
	}
	if (rc == 0 && start < end)
		rc = add_piece(picture, (struct piece){
			start, end - start, dev, NO_BLOCK });
	return rc;
}

static int add_device(struct picture *picture, struct daxctl_dev *dev)
{
	u64 missing = daxctl_dev_get_size(dev);
	struct daxctl_mapping *mapping;
	struct blocks blocks = { 0 };
	int rc = missing ? read_blocks(dev, &blocks) : 0;

	for (mapping = missing ? daxctl_mapping_get_first(dev) : NULL; mapping && rc == 0;
	     mapping = daxctl_mapping_get_next(mapping)) {
		u64 start = daxctl_mapping_get_start(mapping);

		rc = add_range(picture, dev, start, daxctl_mapping_get_end(mapping) + 1,
			       &blocks);
		missing -= daxctl_mapping_get_size(mapping);
	}
	free(blocks.at);
	if (blocks.count)
		picture->block_size = blocks.size;
	if (rc == 0 && missing)
		rc = daxctl_get_failure(daxctl_dev_get_ctx(dev)) ? -EIO : -ERANGE;
	return rc;
}

static int compare_pieces(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* Complete the pieces of the devices to those of the region by adding free pieces. */
static int add_gaps(struct picture *picture, const struct picture *used, u64 start, u64 end)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < used->count; i++) {
		const struct piece *piece = &used->at[i];

		if (piece->start < start || piece->start + piece->size > end)
			return -ERANGE;
		if (piece->start > start)
			rc = add_piece(picture, (struct piece){
				start, piece->start - start, NULL, NO_BLOCK });
		if (rc == 0)
			rc = add_piece(picture, *piece);
		start = piece->start + piece->size;
	}
	if (rc == 0 && start < end)
		rc = add_piece(picture, (struct piece){
			start, end - start, NULL, NO_BLOCK });
	return rc;
}

static int lay_out(struct daxctl_region *region, struct picture *used,
		   struct picture *picture)
{
	u64 size = daxctl_region_get_size(region), start = 0, end, low, high;
	bool unknown = size == ULLONG_MAX;

	if (!used->count)
		return unknown ? 0 : add_gaps(picture, used, 0, size);
	qsort(used->at, used->count, sizeof(*used->at), compare_pieces);
	low = used->at[0].start;
	high = used->at[used->count - 1].start + used->at[used->count - 1].size;
	if (unknown)		/* older kernels: assume that the devices fill the region */
		size = high - low;
	if (high - low > size)
		return -ERANGE;
	picture->has_addresses = true;
	if (daxctl_region_get_start(region, &start) == 0) {
		end = start + size;
	} else {
		start = low;
		end = high;
		picture->unplaced = size - (high - low);
	}
	return add_gaps(picture, used, start, end);
}

int read_picture(struct daxctl_region *region, struct picture *picture)
{
	struct picture used = { 0 };
	struct daxctl_dev *dev;
	int rc = 0;

	*picture = (struct picture){ 0 };
	daxctl_dev_foreach(region, dev)
		if (rc == 0)
			rc = add_device(&used, dev);
	if (rc == 0)
		rc = lay_out(region, &used, picture);
	picture->block_size = used.block_size;
	free_picture(&used);
	if (rc < 0)
		free_picture(picture);
	return rc;
}

void free_picture(struct picture *picture)
{
	free(picture->at);
	*picture = (struct picture){ 0 };
}
