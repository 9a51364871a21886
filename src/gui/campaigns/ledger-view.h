/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The rows behind a number: who, what became of it, the server's words. Its back button activates
 * "campaign.close-rows". */
#define POSTINO_TYPE_LEDGER_VIEW (postino_ledger_view_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLedgerView, postino_ledger_view, POSTINO, LEDGER_VIEW, AdwBin)

/* Once. */
void postino_ledger_view_bind (PostinoLedgerView *self, PostinoSession *session, gint64 campaign);

/* @state: of PostinoLedgerState; -1: all. */
void postino_ledger_view_show (PostinoLedgerView *self, int state);
