/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/destinations-table.h"

/* What holds for a provider of recipients, and what it asked for: "20 a second, 5 at once · asked to slow down until
 * 14:20: 421 …". Yours. */
char *postino_provider_words_describe (const PostinoDestinationRow *row, gint64 now_us);
