/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Unpredictable bytes (GnuTLS). Any thread. */
void     postino_random_bytes (guint8 *bytes, gsize n_bytes);
guint64  postino_random_u64   (void);
double   postino_random_unit  (void); /* in [0, 1) */
char    *postino_random_hex   (gsize n_bytes); /* 2 × n_bytes lower-case digits; yours */
