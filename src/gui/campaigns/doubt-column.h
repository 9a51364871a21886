/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The column of a table of PostinoLedgerItem where each recipient in doubt is decided about: buttons
 * that activate "campaign.send-again-one" and "campaign.take-as-sent-one" with the row's id. Yours. */
GtkColumnViewColumn *postino_doubt_column_new (void);
