/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

/* Output on stdout: JSON lines for programs, tables and sentences for people. */

/* An object to fill: json_builder_begin_object () has been called. Yours. */
JsonBuilder *postino_print_begin_object (void);

/* NULL: null */
void postino_print_add_text   (JsonBuilder *builder, const char *key, const char *value);
void postino_print_add_int    (JsonBuilder *builder, const char *key, gint64 value);
void postino_print_add_double (JsonBuilder *builder, const char *key, double value);
void postino_print_add_bool   (JsonBuilder *builder, const char *key, gboolean value);

/* Ends the object and writes it as one line; frees @builder. */
void postino_print_line       (JsonBuilder *builder);

/* A row of a table for people: @cells, NULL-terminated, NULL-safe by "" ; @widths in characters, 0
 * for the last one. */
void postino_print_row        (const int *widths, const char *const *cells);

/* A sentence for people; nothing with --json. */
void postino_print_sentence   (PostinoCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
