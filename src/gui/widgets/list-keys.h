/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From now on the Tab key leads out of every list and table of rows that is shown, as in GTK since
 * 4.12; the arrow keys lead from row to row. Once, by the program; main context only. */
void postino_list_keys_install (void);
