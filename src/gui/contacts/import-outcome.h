/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/import-job.h"

#include <adwaita.h>

/* What came of an import: counts, the rows that could not be used, and the way back. Signals:
 * "undoing" (it has begun: nothing else now), then "undone" or "undo-failed". */
#define POSTINO_TYPE_IMPORT_OUTCOME_PAGE (postino_import_outcome_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoImportOutcomePage, postino_import_outcome_page, POSTINO,
                      IMPORT_OUTCOME_PAGE, AdwBin)

/* @job has ended well; kept, since the rejected rows go with it. */
void  postino_import_outcome_show     (PostinoImportOutcomePage *self, PostinoStore *store,
                                       PostinoFileJob *job);

/* "New: 1,204 · Changed: 12": what there is none of is left out. Yours. */
char *postino_import_outcome_describe (const PostinoImportOutcome *outcome);
