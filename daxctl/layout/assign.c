// SPDX-License-Identifier: GPL-2.0-only
/*
 * The assignment problem, by the Hungarian method with potentials: rows are added one at a
 * time, each by the cheapest path of exchanges.  Time grows with rows² × columns.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

#include "daxctl/layout/assign.h"

/* Index 0 of each array stands for no row or no column; the others are one too high. */
struct search {
	const long long *weights;
	size_t rows, columns;
	long long *row_potential, *column_potential, *least;
	size_t *row_of, *way;
	bool *used;
};

static long long cost(const struct search *search, size_t row, size_t column)
{
	return -search->weights[(row - 1) * search->columns + column - 1] -
	       search->row_potential[row] - search->column_potential[column];
}

/* Move on to the nearest column that is not used; its number. */
static size_t next_column(struct search *search, size_t column)
{
	size_t row = search->row_of[column], next = 0;
	long long delta = LLONG_MAX;

	for (size_t j = 1; j <= search->columns; j++) {
		long long now;

		if (search->used[j])
			continue;
		now = cost(search, row, j);
		if (now < search->least[j]) {
			search->least[j] = now;
			search->way[j] = column;
		}
		if (search->least[j] < delta) {
			delta = search->least[j];
			next = j;
		}
	}
	for (size_t j = 0; j <= search->columns; j++) {
		if (search->used[j]) {
			search->row_potential[search->row_of[j]] += delta;
			search->column_potential[j] -= delta;
		} else {
			search->least[j] -= delta;
		}
	}
	return next;
}

static void add_row(struct search *search, size_t row)
{
	size_t column = 0;

	search->row_of[0] = row;
	for (size_t j = 0; j <= search->columns; j++) {
		search->least[j] = LLONG_MAX;
		search->used[j] = false;
	}
	do {
		search->used[column] = true;
		column = next_column(search, column);
	} while (search->row_of[column]);
	while (column) {
		size_t before = search->way[column];

		search->row_of[column] = search->row_of[before];
		column = before;
	}
}

int assign(const long long *weights, size_t rows, size_t columns, size_t *column_of)
{
	struct search search = {
		.weights = weights,
		.rows = rows,
		.columns = columns,
		.row_potential = calloc(rows + 1, sizeof(long long)),
		.column_potential = calloc(columns + 1, sizeof(long long)),
		.least = calloc(columns + 1, sizeof(long long)),
		.row_of = calloc(columns + 1, sizeof(size_t)),
		.way = calloc(columns + 1, sizeof(size_t)),
		.used = calloc(columns + 1, sizeof(bool)),
	};
	int rc = search.row_potential && search.column_potential && search.least &&
			 search.row_of && search.way && search.used
		 ? 0 : -ENOMEM;

	for (size_t row = 1; rc == 0 && row <= rows; row++)
		add_row(&search, row);
	for (size_t j = 1; rc == 0 && j <= columns; j++)
		if (search.row_of[j])
			column_of[search.row_of[j] - 1] = j - 1;
	free(search.row_potential);
	free(search.column_potential);
	free(search.least);
	free(search.row_of);
	free(search.way);
	free(search.used);
	return rc;
}
