/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sha256.h - SHA-256 of bytes, computed by the test itself, so that a digest
 * of the sensor has a witness that shares no code with it.
 */
#ifndef TESTS_SHA256_H
#define TESTS_SHA256_H

#include <stddef.h>

#define SHA256_BYTES	32

/**
 * sha256() - SHA-256 (FIPS 180-4) of some bytes.
 * @bytes: the bytes.
 * @len: how many.
 * @digest: returned: the digest.
 */
void sha256(const void *bytes, size_t len, unsigned char digest[SHA256_BYTES]);

#endif /* TESTS_SHA256_H */
