// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_logic.c - can the tests of snapshots fail? A stream that is right,
 * and every way in which it can be wrong. Needs no sensor.
 */
#include <stdlib.h>
#include <string.h>

#include "forkers.h"
#include "kselftest_harness.h"
#include "life.h"
#include "snapshot_ledger.h"
#include "snapshot_truth.h"

enum act {
	BEGIN, PROC, FORK, EXIT, END, NOTHING,
};

struct scene {
	enum act act;
	uint32_t tgid;
	uint64_t start;
};

#define SCENES	16

/* 10 and 11 are there, 12 comes, 10 goes before its turn was due. */
static const struct scene right[] = {
	{ BEGIN, 0, 0 }, { PROC, 10, 1 }, { PROC, 11, 2 }, { END, 0, 0 },
	{ FORK, 12, 3 }, { EXIT, 11, 2 }, { FORK, 11, 4 },
	{ BEGIN, 0, 0 }, { PROC, 11, 4 }, { FORK, 13, 5 }, { PROC, 10, 1 },
	{ EXIT, 10, 1 }, { PROC, 12, 3 }, { EXIT, 13, 5 }, { END, 0, 0 },
};

static void play_scene(struct ledger *ledger, const struct scene *scene,
		       uint64_t seq, uint64_t *begin_seq, uint32_t *procs)
{
	union {
		struct procmon_header header;
		struct procmon_exec exec;
		struct procmon_fork fork;
		struct procmon_exit exit;
		struct procmon_snapshot snapshot;
	} record = { .header = { .seq = seq, .time_mono = seq * 10 } };

	switch (scene->act) {
	case BEGIN:
	case END:
		record.header.type = scene->act == BEGIN ?
			PROCMON_TYPE_SNAPSHOT_BEGIN : PROCMON_TYPE_SNAPSHOT_END;
		if (scene->act == BEGIN) {
			*begin_seq = seq;
			*procs = 0;
		}
		record.snapshot.number = 1;
		record.snapshot.begin_seq = *begin_seq;
		record.snapshot.processes = *procs;
		break;
	case PROC:
		record.header.type = PROCMON_TYPE_PROC;
		record.exec.identity.tgid = scene->tgid;
		record.exec.identity.start_boottime = scene->start;
		(*procs)++;
		break;
	case FORK:
		record.header.type = PROCMON_TYPE_FORK;
		record.fork.life.process.identity.tgid = scene->tgid;
		record.fork.life.process.identity.start_boottime = scene->start;
		break;
	case EXIT:
		record.header.type = PROCMON_TYPE_EXIT;
		record.exit.life.process.identity.tgid = scene->tgid;
		record.exit.life.process.identity.start_boottime = scene->start;
		break;
	case NOTHING:
		return;
	}
	ledger_visit(&record.header, ledger);
}

static void play(struct ledger *ledger, const struct scene *scenes,
		 size_t count)
{
	uint64_t begin_seq = 0;
	uint32_t procs = 0;
	size_t i;

	for (i = 0; i < count; i++)
		play_scene(ledger, &scenes[i], i + 1, &begin_seq, &procs);
}

static unsigned int problems_of(const struct scene *scenes, size_t count)
{
	struct ledger ledger;
	unsigned int problems;

	if (ledger_begin(&ledger, NULL, NULL))
		abort();
	play(&ledger, scenes, count);
	problems = ledger.problems;
	ledger_end(&ledger);
	return problems;
}

TEST(ledger_notices)
{
	struct scene scenes[SCENES], swapped;
	unsigned int tried = 0;
	size_t i;

	EXPECT_EQ(0, problems_of(right, ARRAY_SIZE(right)));
	/* From the second snapshot on all is known; each of these matters. */
	for (i = 4; i < ARRAY_SIZE(right); i++) {
		memcpy(scenes, right, sizeof(right));
		memmove(&scenes[i], &scenes[i + 1],
			(ARRAY_SIZE(right) - i - 1) * sizeof(*scenes));
		/* Only what comes later can tell of a missing end. */
		if (right[i].act != END &&
		    !(right[i].act == EXIT && right[i].tgid != 11)) {
			EXPECT_LT(0, problems_of(scenes,
						 ARRAY_SIZE(right) - 1))
				TH_LOG("without scene %zu", i);
		}
		memcpy(scenes, right, sizeof(right));
		memmove(&scenes[i + 1], &right[i],
			(ARRAY_SIZE(right) - i) * sizeof(*scenes));
		EXPECT_LT(0, problems_of(scenes, ARRAY_SIZE(right) + 1))
			TH_LOG("scene %zu twice", i);
		if (right[i].act == BEGIN || right[i].act == END)
			continue;
		memcpy(scenes, right, sizeof(right));
		scenes[i].start += 100;
		EXPECT_LT(0, problems_of(scenes, ARRAY_SIZE(right)))
			TH_LOG("scene %zu of another process", i);
		tried++;
	}
	EXPECT_LE(8, tried);
	/* Ended before it was told of. */
	memcpy(scenes, right, sizeof(right));
	swapped = scenes[10];
	scenes[10] = scenes[11];
	scenes[11] = swapped;
	EXPECT_LT(0, problems_of(scenes, ARRAY_SIZE(right)));
}

static unsigned int wrong_of(const struct birth *births, unsigned int count,
			     const struct scene *scenes, size_t scene_count)
{
	struct truth_counts counts;
	struct ledger ledger;

	if (ledger_begin(&ledger, NULL, NULL))
		abort();
	play(&ledger, scenes, scene_count);
	counts = truth_compare(births, count, &ledger, 1);
	ledger_end(&ledger);
	return counts.wrong;
}

TEST(truth_notices)
{
	/* Times are ten times the number of the scene, which begin with 1. */
	static const struct birth births[] = {
		{ 12, 45, 55, 155, 165 },
		{ 11, 65, 75, 175, 185 },
		{ 13, 95, 105, 135, 145 },
	};
	struct scene scenes[SCENES + 4];
	size_t count = ARRAY_SIZE(right), i;

	memcpy(scenes, right, sizeof(right));
	scenes[count++] = (struct scene) { EXIT, 12, 3 };
	scenes[count++] = (struct scene) { NOTHING, 0, 0 };
	scenes[count++] = (struct scene) { EXIT, 11, 4 };
	EXPECT_EQ(0, wrong_of(births, 3, scenes, count));
	for (i = 4; i < count; i++) {
		struct scene kept = scenes[i];

		if (kept.tgid < 11 || kept.start == 2)
			continue;
		scenes[i].act = NOTHING;
		EXPECT_EQ(1, wrong_of(births, 3, scenes, count))
			TH_LOG("scene %zu is lost", i);
		scenes[i] = kept;
		scenes[i].start += 100;
		EXPECT_EQ(1, wrong_of(births, 3, scenes, count))
			TH_LOG("scene %zu of another process", i);
		scenes[i] = kept;
	}
	/* Told of in a snapshot that began before it was created. */
	scenes[12] = (struct scene) { PROC, 13, 5 };
	EXPECT_EQ(2, wrong_of(births, 3, scenes, count));
}

TEST_HARNESS_MAIN
