// SPDX-License-Identifier: GPL-2.0-only
/*
 * redact_rules.c - what is secret unless somebody says otherwise. It must not
 * know how secrets are found.
 */
#include "redact.h"

#define NAME(pattern)		{ REDACT_NAME, pattern, '\0' }
#define VALUE(pattern)		{ REDACT_VALUE, pattern, '\0' }
#define LETTER(program, letter)	{ REDACT_LETTER, program, letter }

static const struct redact_rule rules[] = {
	NAME("*password"),
	NAME("*passwd"),
	NAME("*passphrase"),
	NAME("*passwort"),
	NAME("pass"),
	NAME("*_pass"),
	/* where openssl(1) has a password from, in and out */
	NAME("pass?n"),
	NAME("passout"),
	NAME("pwd"),
	NAME("*_pwd"),
	NAME("*secret"),
	NAME("*secret_?ey"),
	NAME("*access_key"),
	NAME("*secret_key_base"),
	NAME("*token"),
	NAME("*api_key"),
	NAME("*apikey"),
	NAME("*private_key"),
	NAME("*account_key"),
	NAME("*encryption_key"),
	NAME("*signing_key"),
	NAME("*master_key"),
	NAME("*license_key"),
	NAME("*credential"),
	NAME("*credentials"),
	NAME("*connection_string"),
	NAME("*authorization"),
	NAME("*_auth"),
	NAME("*cookie"),
	/* keys that services give out tell themselves */
	VALUE("ghp_*"),
	VALUE("gho_*"),
	VALUE("ghu_*"),
	VALUE("ghs_*"),
	VALUE("ghr_*"),
	VALUE("github_pat_*"),
	VALUE("glpat_*"),
	VALUE("xoxa_*"),
	VALUE("xoxb_*"),
	VALUE("xoxp_*"),
	VALUE("sk_live_*"),
	VALUE("rk_live_*"),
	VALUE("sk_ant_*"),
	VALUE("npm_????????????????????????????????????"),
	VALUE("pypi_ageichlwas5vcmc*"),
	VALUE("eyj*_eyj*"),
	{ REDACT_URL, "", '\0' },
	LETTER("sshpass", 'p'),
	LETTER("mysql*", 'p'),
	LETTER("mariadb*", 'p'),
	LETTER("curl", 'u'),
	LETTER("curl", 'U'),
	LETTER("ldap*", 'w'),
	LETTER("redis_cli", 'a'),
	LETTER("smbclient", 'U'),
	LETTER("zip", 'P'),
	LETTER("unzip", 'P'),
	LETTER("7z*", 'p'),
};

/* Short for "password", but not there: it is in every shell's environment. */
static const char *const env_allowed[] = {
	"pwd",
};

const struct redact_rules redact_rules_default = {
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
	.env_allowed = env_allowed,
	.env_allowed_count = sizeof(env_allowed) / sizeof(env_allowed[0]),
};
