/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "send/sender.h"
#include "workspace/workspace.h"

/* Moves campaigns from state to state and does each state's work in slices. The dispatcher's thread
 * alone. */
typedef struct _PostinoConductor PostinoConductor;

/* @senders_lock guards the senders handed in, and @destinations; all are borrowed. */
PostinoConductor *postino_conductor_new  (PostinoWorkspace *workspace, PostinoClock *clock,
                                          GBytes *token_key, PostinoDestinationMap *destinations,
                                          GMutex *senders_lock);
void              postino_conductor_free (PostinoConductor *conductor);

/* Makes at most one move for @campaign and at most a slice of work. @obstacle: why nothing can be
 * sent, or NULL. *@works TRUE if it should be called again soon. */
gboolean          postino_conductor_step (PostinoConductor *conductor,
                                          const PostinoCampaign *campaign,
                                          PostinoSender *sender, const char *obstacle, gboolean *works, GError **error);
