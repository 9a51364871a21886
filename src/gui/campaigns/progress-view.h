/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/draft.h"

#include <adwaita.h>

/* A campaign that was started: how far it is, why it waits, what became of its recipients, and what
 * can be done about it. Its buttons activate actions "campaign.…" of the view it stands in. */
#define POSTINO_TYPE_PROGRESS_VIEW (postino_progress_view_get_type ())
G_DECLARE_FINAL_TYPE (PostinoProgressView, postino_progress_view, POSTINO, PROGRESS_VIEW, AdwBin)

/* Once. @draft: for its row. */
void   postino_progress_view_bind (PostinoProgressView *self, PostinoSession *session,
                                   PostinoDraft *draft);

/* Recipients that are not settled: what a stop would cancel. */
gint64 postino_progress_view_get_left (PostinoProgressView *self);
