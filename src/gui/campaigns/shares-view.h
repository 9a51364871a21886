/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* What became of a campaign's recipients by the server they went through and by where they have their mailboxes.
 * Counted while it is seen. */
#define POSTINO_TYPE_SHARES_VIEW (postino_shares_view_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSharesView, postino_shares_view, POSTINO, SHARES_VIEW, AdwBin)

void postino_shares_view_bind (PostinoSharesView *view, PostinoSession *session, gint64 campaign);
