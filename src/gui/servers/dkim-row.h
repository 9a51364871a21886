/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "campaign/dkim-choice.h"

/* One key of a domain: what DNS says of it, and name and value of its record, each to be copied. */
#define POSTINO_TYPE_DKIM_ROW (postino_dkim_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDkimRow, postino_dkim_row, POSTINO, DKIM_ROW, AdwExpanderRow)

/* Shows row @i of @rows, the keys of one domain. */
GtkWidget *postino_dkim_row_new (GPtrArray *rows, guint i);
