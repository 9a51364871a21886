/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/import-job.h"

#include <adwaita.h>

/* Where the consent of people comes from, asked in plain words. Signal "changed". */
#define POSTINO_TYPE_IMPORT_CONSENT (postino_import_consent_get_type ())
G_DECLARE_FINAL_TYPE (PostinoImportConsent, postino_import_consent, POSTINO, IMPORT_CONSENT, AdwBin)

/* An answer was given, and what belongs to it; *@why (may be NULL): a sentence what is missing, static. */
gboolean postino_import_consent_is_complete (PostinoImportConsent *self, const char **why);

/* Fills the consent_… members of @plan. Only if it is complete. */
void     postino_import_consent_fill        (PostinoImportConsent *self, PostinoImportPlan *plan);
