/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "message/render.h"
#include "store/db.h"

/* Who of those that a campaign would go to has no file of their own. */
typedef struct {
  gint64 n;
  char *examples; /* "“7.pdf” (ann@x.it), “9.pdf” (bob@x.it)": the first of them; NULL: none */
} PostinoMissingFiles;

/* @render: an outline of @campaign. Looks for the files of the first @limit of them (0: all), and reads none;
 * some 30 µs each. */
gboolean postino_attachment_check_own       (PostinoDb *db, const PostinoCampaign *campaign,
                                             PostinoRender *render, guint limit,
                                             PostinoMissingFiles *missing, GError **error);
void     postino_missing_files_clear        (PostinoMissingFiles *missing);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoMissingFiles, postino_missing_files_clear)
