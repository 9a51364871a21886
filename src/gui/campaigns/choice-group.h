/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/row-list.h"

#include <adwaita.h>

/* Several of a short table to choose among. Properties: "has-weights" (they are shown once more than
 * one is chosen), "empty-text" (when there is nothing to choose). Signal "chosen" (gint64 id, guint
 * weight; 0: not any more): a person did it. */
#define POSTINO_TYPE_CHOICE_GROUP (postino_choice_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoChoiceGroup, postino_choice_group, POSTINO, CHOICE_GROUP,
                      AdwPreferencesGroup)

/* What stands below a name; yours, NULL for nothing. */
typedef char *(*PostinoChoiceDescribeFunc) (PostinoTableRow *row);

/* The weight an id has now, 0: it is not chosen. */
typedef guint (*PostinoChoiceWeightFunc)   (gint64 id, gpointer data);

/* Once. @data outlives the group. */
void postino_choice_group_bind   (PostinoChoiceGroup *self, PostinoRowList *model,
                                  PostinoChoiceDescribeFunc describe,
                                  PostinoChoiceWeightFunc get_weight, gpointer data);

/* The weights may have changed. */
void postino_choice_group_update (PostinoChoiceGroup *self);
