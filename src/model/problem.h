/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

/* Something that needs a person. In the order they are shown. */
typedef enum {
  POSTINO_PROBLEM_NO_WORKER,      /* something is to be sent, and nobody does it */
  POSTINO_PROBLEM_SERVER_STOPPED, /* id: of the server */
  POSTINO_PROBLEM_COLLECTOR,      /* unsubscribes were not fetched for a day */
  /* id: of a campaign held since the workspace was restored or copied */
  POSTINO_PROBLEM_RESTORED,
  POSTINO_PROBLEM_BRAKED,         /* id: of a campaign that paused itself */
  POSTINO_PROBLEM_MISSED,         /* id: of a campaign whose time passed while the machine slept */
  POSTINO_PROBLEM_IN_DOUBT,       /* id: of a campaign with uncertain messages */
} PostinoProblemKind;

/* One of them. Main context only. Properties, read-only: "kind" (uint), "id" (gint64; 0: none),
 * "text" (a sentence). Kind and id never change, the text may. */
#define POSTINO_TYPE_PROBLEM (postino_problem_get_type ())
G_DECLARE_FINAL_TYPE (PostinoProblem, postino_problem, POSTINO, PROBLEM, GObject)

PostinoProblem    *postino_problem_new      (PostinoProblemKind kind, gint64 id, const char *text);

void               postino_problem_set_text (PostinoProblem *problem, const char *text);

PostinoProblemKind postino_problem_get_kind (PostinoProblem *problem);
gint64             postino_problem_get_id   (PostinoProblem *problem);
const char        *postino_problem_get_text (PostinoProblem *problem);
