/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/row-list.h"

#include <gtk/gtk.h>

/* A drop-down of lists with "All contacts" before them. Keeps what is chosen while lists come and
 * go. */
typedef struct _PostinoListFilter PostinoListFilter;

PostinoListFilter *postino_list_filter_new  (GtkDropDown *drop_down, PostinoRowList *lists);
void               postino_list_filter_free (PostinoListFilter *self);

/* 0: all. A list that is not there (yet) is chosen when it comes. */
gint64             postino_list_filter_get_list (PostinoListFilter *self);
void               postino_list_filter_set_list (PostinoListFilter *self, gint64 list);

/* NULL for all; borrowed until lists change. */
const char        *postino_list_filter_get_name (PostinoListFilter *self);

/* The drop-down's selection moved: TRUE if a person chose, and the list is another one now. */
gboolean           postino_list_filter_take     (PostinoListFilter *self);
