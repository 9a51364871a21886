/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What windows remember (size, last page): the installed schema, or the one of the build folder the
 * program runs from. NULL if there is neither: then nothing is remembered. Yours. */
GSettings *postino_window_settings_new (void);
