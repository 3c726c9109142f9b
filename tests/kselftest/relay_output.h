/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay_output.h - which records an output of procmon-relay has, by their
 * numbers, and whether these are all. It must not know how the output came to
 * where it is, nor use what the relay writes with.
 */
#ifndef PROCMON_TESTS_RELAY_OUTPUT_H
#define PROCMON_TESTS_RELAY_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct relay_output - What an output has.
 * @acked: what was acknowledged when the relay was killed, at each kill.
 * @kills: how many kills.
 * @kill: so many of them are before what was last looked at.
 * @at: the number that was last looked at.
 * @last: up to here each is there, but for @missing; before the first, the one
 *	that is before it.
 * @missing: numbers that were left out, or told to be lost.
 * @back: how often it went back, to records that were there already.
 * @astray: how often it went on elsewhere than behind the number before, or
 *	behind what was acknowledged at a kill.
 * @damaged: messages that are no whole record.
 */
struct relay_output {
	const uint64_t *acked;
	unsigned int kills;
	unsigned int kill;
	uint64_t at;
	uint64_t last;
	uint64_t missing;
	unsigned int back;
	unsigned int astray;
	unsigned int damaged;
};

/**
 * message_number() - The number of a record as text.
 * @bytes: a line of JSON, a message of syslog, an entry in the journal's
 *	protocol, or one as journalctl prints it in JSON.
 * @len: without a newline at its end.
 *
 * Return: its number; 0: it is not one record, and that whole.
 */
uint64_t message_number(const char *bytes, size_t len);

/**
 * output_add() - Look at the next record.
 * @output: @acked, @kills and @last are set, all else was 0.
 * @number: its number; 0: it is damaged.
 */
void output_add(struct relay_output *output, uint64_t number);

/* Look at each line of a file. Return: 0; -1: it cannot be read. */
int output_add_lines(struct relay_output *output, const char *path);

/* Look at each record of a capture. Return: 0; -1: it is not whole. */
int output_add_capture(struct relay_output *output, const char *path);

#endif
