/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Where a consent comes from, in words a person uses, and what the law calls it. */
typedef struct {
  const char *words;  /* for people; translated on use */
  const char *basis;  /* see consent-table; NULL: none was given */
  const char *source; /* as it is stored */
} PostinoConsentOrigin;

/* The words of all of them as a model for a drop-down, in order; @with_none: the first is that there
 * is no consent. Yours. */
GListModel                 *postino_consent_origin_list (gboolean with_none);
const PostinoConsentOrigin *postino_consent_origin_get  (gboolean with_none, guint position);
