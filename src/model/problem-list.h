/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "workspace/workspace.h"

/* What needs attention in a workspace: a GListModel of PostinoProblem, the most pressing kind
 * first. Main context only; never waits for database or disk. Property "n-items", read-only. */
#define POSTINO_TYPE_PROBLEM_LIST (postino_problem_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoProblemList, postino_problem_list, POSTINO, PROBLEM_LIST, GObject)

PostinoProblemList *postino_problem_list_new  (PostinoWorkspace *workspace);

/* A nudge: looks now, at most four times a second. */
void                postino_problem_list_look (PostinoProblemList *self);

/* FALSE until it has been read once. */
gboolean            postino_problem_list_is_loaded (PostinoProblemList *self);
