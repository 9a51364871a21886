/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A template with its Liquid painted over, byte for byte, so that what reads the HTML around it is
 * not led astray by quotes and brackets in a token, and every offset still holds in the
 * template. */

#define POSTINO_LIQUID_MASK_FIRST '\x01' /* the first byte of a token … */
#define POSTINO_LIQUID_MASK_REST  '\x02' /* … and all its others */
#define POSTINO_LIQUID_MASK_BYTES "\x01\x02"

/* As long as @text; yours. {% raw %} and {% comment %} blocks are one token each, up to and with
 * their end tag. These two bytes standing in @text itself become spaces. A {{ or {% that is never
 * closed is left as it is. Any thread. */
char    *postino_liquid_mask          (const char *text);

/* Within a mask: the byte behind the token that begins at @first. */
gsize    postino_liquid_mask_length   (const char *first);

gboolean postino_liquid_mask_is_token (char c);
