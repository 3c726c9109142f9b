/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring_fixture.h - a ring to test, and one reader of it. Knows no test.
 */
#ifndef RING_FIXTURE_H
#define RING_FIXTURE_H

#include "check.h"
#include "ring.h"

#define RING_SIZE	4096
#define HEADER_SIZE	16	/* what the ring puts before each entry */

struct fixture {
	struct ring ring;
	unsigned char *data;
	struct ring_cursor cursor;
	unsigned char buf[RING_SIZE];
	enum ring_entry entry;
};

int set_up(void **state);
int tear_down(void **state);
/* Writes @len bytes that say their number, in front and all over. */
int write_len(struct fixture *fixture, uint32_t len);
int write_leaving(struct fixture *fixture, uint32_t len, uint64_t leave);
int try_leaving(struct fixture *fixture, uint32_t len, uint64_t leave);
int write_claimed(struct fixture *fixture, uint32_t len);
void expect_counters(struct fixture *fixture, uint64_t delivered,
		     uint64_t overwritten, uint64_t lost,
		     uint64_t pending);
void expect_entry(struct fixture *fixture, uint64_t seq, uint32_t len);
/* A gap: all of kind 1, @of_cause of one cause, the others overwritten. */
void expect_gap(struct fixture *fixture, uint64_t first, uint64_t last,
		uint32_t cause, uint64_t of_cause);
void expect_nothing(struct fixture *fixture);
/* Fills the ring to the last byte with sixteen entries. */
void fill(struct fixture *fixture);

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, \
							tear_down)

#endif /* RING_FIXTURE_H */
