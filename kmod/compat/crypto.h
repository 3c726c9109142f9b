/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/crypto.h - SHA-256 from the kernel's library.
 */
#ifndef PROCMON_COMPAT_CRYPTO_H
#define PROCMON_COMPAT_CRYPTO_H

/* 5.11 split <crypto/sha.h> into sha1.h and sha2.h (a24d22b225ce). */
#ifdef HAVE_CRYPTO_SHA2
#include <crypto/sha2.h>
#else
#include <crypto/sha.h>
#endif

/*
 * The library is there if sha256_final() can be linked: 6.16 renamed struct
 * sha256_state to sha256_ctx.
 */
#ifdef EXPORTED_SHA256_FINAL
#define COMPAT_HAS_SHA256
#ifdef HAVE_SHA256_CTX
#define compat_sha256_state sha256_ctx
#else
#define compat_sha256_state sha256_state
#endif
#endif

#endif /* PROCMON_COMPAT_CRYPTO_H */
