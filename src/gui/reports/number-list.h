/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/people-query.h"

#include <adwaita.h>

/* Rows of numbers, each opening as many rows behind it by "report.show-people". Filled again while
 * things happen: a row stays the same widget, so that the keyboard stays where it is. */

typedef struct {
  const char *title;
  const char *subtitle;     /* NULL: none */
  gint64 n;
  PostinoPeopleKind people;
  int link;                 /* -1: any */
  const char *reason;       /* NULL: any */
} PostinoNumber;

/* @box: of rows this made. */
void postino_number_list_fill (GtkListBox *box, const PostinoNumber *numbers, guint n_numbers);

/* The target of "report.show-people", and back; @reason is borrowed from @target. */
#define POSTINO_PEOPLE_TARGET "(iis)"
GVariant *postino_number_list_build_target (PostinoPeopleKind people, int link, const char *reason);
