/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/token.h"

/* A token key as text, 64 hexadecimal digits: in the spool's setting and in the collector's API.
 * Results are yours. */
char   *postino_token_key_to_hex   (GBytes *key);

/* POSTINO_TOKEN_KEY_SIZE bytes; NULL for a text that is no key. */
GBytes *postino_token_key_from_hex (const char *hex);
