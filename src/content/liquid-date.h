/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-value.h"

/* The date @value means: "now" and "today", ISO 8601 with or without time and zone, seconds since
 * 1970 as a number or as digits. In the context's zone; NULL if it is no date; yours. */
GDateTime *postino_liquid_date_parse  (const PostinoLiquidValue *value,
                                       const PostinoLiquidContext *context);

/* Appends @date as @format says: strftime's directives, with Ruby's flags - _ 0 ^ behind the %.
 * Names of days and months are in @language, whatever the locale of the process. A directive nobody
 * knows is written as it stands. */
void       postino_liquid_date_append (GString              *out,
                                       GDateTime            *date,
                                       const char           *format,
                                       PostinoLiquidLanguage language);
