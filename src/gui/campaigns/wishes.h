/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "campaign/decision.h"
#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* What a person wants of a campaign: one guarded write off the main thread, then the worker is
 * woken. What fails is said in a toast of @from. All return at once. */

/* @start_at_us 0: as it is. */
void postino_wish_want      (GtkWidget *from, PostinoSession *session, gint64 campaign,
                             PostinoWanted wanted, gboolean immediate, gint64 start_at_us);
void postino_wish_resume    (GtkWidget *from, PostinoSession *session, gint64 campaign);
void postino_wish_decide    (GtkWidget *from, PostinoSession *session, gint64 campaign,
                             PostinoDecision decision);

/* About one recipient: row @row of the ledger. */
void postino_wish_decide_one (GtkWidget *from, PostinoSession *session, gint64 campaign,
                              gint64 row, PostinoDecision decision);

/* What another copy of this workspace may have sent: this one is the newer, what only waited is
 * ready again. */
void postino_wish_adopt_newer (GtkWidget *from, PostinoSession *session);

void postino_wish_rename    (GtkWidget *from, PostinoSession *session, gint64 campaign,
                             const char *name);
void postino_wish_archive   (GtkWidget *from, PostinoSession *session, gint64 campaign);
void postino_wish_unarchive (GtkWidget *from, PostinoSession *session, gint64 campaign);

/* @done is called with the new campaign's number, if there is one. */
typedef void (*PostinoMadeFunc) (GtkWidget *from, gint64 campaign);

void postino_wish_duplicate (GtkWidget *from, PostinoSession *session, gint64 campaign,
                             PostinoMadeFunc done);
void postino_wish_make      (GtkWidget *from, PostinoSession *session, const char *name,
                             PostinoMadeFunc done);
