/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What a demo workspace holds, for the sentence that tells of it. */
typedef struct {
  gint64 campaign;
  gint64 n_contacts;
  gint64 n_without_consent;
} PostinoDemo;

/* Makes a workspace in @folder, which may not hold one yet, with sample contacts (most with
 * consent, some without), a sender, a newsletter ready to send, and the sandbox as its server:
 * nothing leaves the computer. Blocks for a second. */
gboolean postino_demo_build (const char *folder, PostinoDemo *demo, GError **error);
