// SPDX-License-Identifier: GPL-2.0-only
/*
 * sha256.c - SHA-256 (FIPS 180-4), plain and slow
 *
 * The constants are computed, not listed: they are the first 32 bits of the
 * fractional parts of roots of the first primes.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "sha256.h"

#define ROUNDS		64
#define BLOCK_BYTES	64

/* fraction() - First 32 bits behind the point. */
static uint32_t fraction(long double value)
{
	return (uint32_t)((value - floorl(value)) * 4294967296.0L);
}

/* constants() - Round constants and first state from the primes. */
static void constants(uint32_t round[ROUNDS], uint32_t state[8])
{
	unsigned int candidate, divisor, count = 0;

	for (candidate = 2; count < ROUNDS; candidate++) {
		for (divisor = 2; divisor * divisor <= candidate; divisor++)
			if (!(candidate % divisor))
				break;
		if (divisor * divisor <= candidate)
			continue;
		round[count] = fraction(cbrtl(candidate));
		if (count < 8)
			state[count] = fraction(sqrtl(candidate));
		count++;
	}
}

static uint32_t rotate(uint32_t word, unsigned int bits)
{
	return word >> bits | word << (32 - bits);
}

static void add_block(uint32_t state[8], const uint32_t round[ROUNDS],
		      const unsigned char block[BLOCK_BYTES])
{
	uint32_t w[ROUNDS], v[8], t1, t2;
	unsigned int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 |
			block[4 * i + 2] << 8 | block[4 * i + 3];
	for (; i < ROUNDS; i++)
		w[i] = w[i - 16] + w[i - 7] +
			(rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
			 w[i - 15] >> 3) +
			(rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
			 w[i - 2] >> 10);
	memcpy(v, state, sizeof(v));
	for (i = 0; i < ROUNDS; i++) {
		t1 = v[7] + (rotate(v[4], 6) ^ rotate(v[4], 11) ^
			     rotate(v[4], 25)) +
			((v[4] & v[5]) ^ (~v[4] & v[6])) + round[i] + w[i];
		t2 = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) +
			((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (i = 0; i < 8; i++)
		state[i] += v[i];
}

void sha256(const void *bytes, size_t len, unsigned char digest[SHA256_BYTES])
{
	unsigned char tail[2 * BLOCK_BYTES] = { 0 };
	uint32_t round[ROUNDS], state[8];
	const unsigned char *from = bytes;
	size_t rest, tail_len;
	unsigned int i;

	constants(round, state);
	for (rest = len; rest >= BLOCK_BYTES; rest -= BLOCK_BYTES) {
		add_block(state, round, from);
		from += BLOCK_BYTES;
	}
	memcpy(tail, from, rest);
	tail[rest] = 0x80;
	tail_len = rest + 9 > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES;
	for (i = 0; i < 8; i++)
		tail[tail_len - 1 - i] = (uint64_t)len * 8 >> (8 * i);
	for (i = 0; i < tail_len; i += BLOCK_BYTES)
		add_block(state, round, tail + i);
	for (i = 0; i < SHA256_BYTES; i++)
		digest[i] = state[i / 4] >> (24 - 8 * (i % 4));
}
