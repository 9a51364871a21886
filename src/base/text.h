/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Text as it comes from people and files. All strings UTF-8; results are yours. Any thread. */

/* NFC, case-folded: two spellings of the same thing become equal bytes. */
char     *postino_text_fold        (const char *text);

/* Folded and without accents, for search: "Città" and "citta" become equal. */
char     *postino_text_fold_search (const char *text);

/* One line: CR, LF, NUL-free, other control characters and U+2028/2029 turned to a space, runs of
 * blanks made one, trimmed. What stands in a header or a name goes through here. */
char     *postino_text_single_line (const char *text);

/* TRUE if no byte of @text can end a line or a string in a protocol (CR, LF; NUL cannot be in a C
 * string). */
gboolean  postino_text_is_single_line (const char *text);

/* "Città di nascita" → "citta_di_nascita": lower-case ASCII letters, digits and `_`, never empty
 * (then "field"), never starting with a digit. For the key of a custom field. */
char     *postino_text_make_key (const char *text);

/* Cut to at most @max_bytes without breaking a character. */
char     *postino_text_cut (const char *text, gsize max_bytes);
