/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

/* When a consent was given: ISO 8601, not in the future; microseconds since 1970 UTC.
 * POSTINO_ERROR_USAGE. */
gboolean postino_cmd_consent_parse_date (const char *text, gint64 *us, GError **error);
