/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Has the worker of @folder started when its user logs in (or, with @is_due FALSE, not any more). An entry that is there
 * already stays as it is: a person may have switched it off. */
gboolean postino_autostart_set        (const char *folder, gboolean is_due, GError **error);

/* Where the entry stands; yours. */
char    *postino_autostart_build_path (const char *folder);
