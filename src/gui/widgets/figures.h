/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Numbers and times as people read them, in their language. All yours. */

char *postino_figure_count (gint64 n);           /* "3,412" */
char *postino_figure_rate  (double per_second);  /* "12.5 a second", "40 a minute" */

/* The same in the unit that @like has, to stand beside it. */
char *postino_figure_rate_like (double per_second, double like);

char *postino_figure_span  (gint64 us);          /* "2 h 5 min", "40 s" */
char *postino_figure_share (double fraction);    /* "12.5 %" */

/* Short, and more exact the nearer: "14:05" today, "yesterday 14:05", "12 November", else with its
 * year. 0: "". */
char *postino_figure_time  (gint64 us, gint64 now_us);

/* "22/11/2026 14:05", whenever it was. 0: "". */
char *postino_figure_moment (gint64 us);

/* "draft" → "Draft": words of the vocabulary at the start of a line. */
char *postino_figure_capitalize (const char *words);
