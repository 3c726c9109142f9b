// SPDX-License-Identifier: GPL-2.0-only
/*
 * nothing.c - what the bench executes: an ordinary static program that does
 * nothing. It must not know that it is measured.
 */

int main(void)
{
	return 0;
}
