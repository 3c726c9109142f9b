/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/digest.h - digests of a file that the kernel has already.
 */
#ifndef PROCMON_COMPAT_DIGEST_H
#define PROCMON_COMPAT_DIGEST_H

#include <crypto/hash_info.h>
#include <linux/fsverity.h>
#include <linux/ima.h>

#define COMPAT_DIGEST_MAX	64

#if defined(EXPORTED_FSVERITY_GET_DIGEST) && defined(CONFIG_FS_VERITY)
#define COMPAT_HAS_VERITY_DIGEST	1
#else
#define COMPAT_HAS_VERITY_DIGEST	0
#endif

#if defined(CONFIG_IMA) && \
	(defined(EXPORTED_IMA_INODE_HASH) || defined(EXPORTED_IMA_FILE_HASH))
#define COMPAT_HAS_IMA_DIGEST		1
#else
#define COMPAT_HAS_IMA_DIGEST		0
#endif

/**
 * compat_verity_digest() - The fs-verity digest of a file.
 * @inode: the file.
 * @ret_digest: COMPAT_DIGEST_MAX bytes.
 * @ret_algorithm: HASH_ALGO_*.
 *
 * 6.5 added an argument and returns the length.
 *
 * Context: May sleep.
 * Return: Length, -ENODATA (the file has none), -EOPNOTSUPP.
 */
static inline int compat_verity_digest(struct inode *inode, u8 *ret_digest,
				       u16 *ret_algorithm)
{
#if COMPAT_HAS_VERITY_DIGEST
	enum hash_algo algorithm = HASH_ALGO__LAST;
	int len;

#ifdef HAVE_FSVERITY_RAW_ALGORITHM
	u8 unused;

	len = fsverity_get_digest(inode, ret_digest, &unused, &algorithm);
	if (!len)
		return -ENODATA;
#else
	len = fsverity_get_digest(inode, ret_digest, &algorithm);
	if (!len)
		len = hash_digest_size[algorithm];
#endif
	*ret_algorithm = algorithm;
	return len;
#else
	return -EOPNOTSUPP;
#endif
}

/**
 * compat_ima_digest() - The digest that IMA has measured.
 * @file: the file.
 * @ret_digest: COMPAT_DIGEST_MAX bytes.
 * @ret_algorithm: HASH_ALGO_*.
 *
 * ima_inode_hash() never computes one; ima_file_hash() does since 5.18, so it
 * is used only where the other is not there yet, before 5.11.
 *
 * Context: May sleep.
 * Return: Length, -ENODATA (not measured), -EOPNOTSUPP.
 */
static inline int compat_ima_digest(struct file *file, u8 *ret_digest,
				    u16 *ret_algorithm)
{
#if COMPAT_HAS_IMA_DIGEST
	int algorithm;

#ifdef EXPORTED_IMA_INODE_HASH
	algorithm = ima_inode_hash(file_inode(file), ret_digest,
				   COMPAT_DIGEST_MAX);
#else
	algorithm = ima_file_hash(file, ret_digest, COMPAT_DIGEST_MAX);
#endif
	/* Not measured, or no policy that measures. */
	if (algorithm < 0 || algorithm >= HASH_ALGO__LAST)
		return -ENODATA;
	*ret_algorithm = algorithm;
	return hash_digest_size[algorithm];
#else
	return -EOPNOTSUPP;
#endif
}

#endif /* PROCMON_COMPAT_DIGEST_H */
