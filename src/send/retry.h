/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How long after the @attempt-th try (from 1) the next one comes, microseconds: @first_us ·
 * 2^(attempt-1), at most four hours, and up to a fifth more by @jitter in [0, 1). Pure. */
gint64 postino_retry_delay_us (gint64 first_us, guint attempt, double jitter);

#define POSTINO_RETRY_FIRST_US (G_GINT64_CONSTANT (300) * G_USEC_PER_SEC)
#define POSTINO_RETRY_MAX_US (G_GINT64_CONSTANT (4) * 3600 * G_USEC_PER_SEC)
