// SPDX-License-Identifier: GPL-2.0-only
/* security_lsmprop_to_secctx() with a struct and the id of a module: 7.x. */
#include <linux/security.h>

int probe(struct lsm_prop *prop, struct lsm_context *context);
int probe(struct lsm_prop *prop, struct lsm_context *context)
{
	return security_lsmprop_to_secctx(prop, context, LSM_ID_UNDEF);
}
