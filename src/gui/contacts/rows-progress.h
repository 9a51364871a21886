/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* "3,412 rows, 850 a second · 12 s left"; the rest only when it can be told. @fraction of the file, 0 to
 * 1; @rate rows a second. Yours. */
char *postino_rows_progress_describe (gint64 n_rows, double fraction, double rate);
