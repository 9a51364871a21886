/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/identity.h"

/* What must stand below a newsletter when its author has not put it there: who writes, and how to
 * get out of it. As Liquid templates; {{ unsubscribe_url }} is filled in for each recipient.
 * @language: of the newsletter, "it", "en" … @with_identity, @with_unsubscribe: what is missing.
 * Yours. Pure. */
char *postino_footer_build_html (const PostinoIdentity *identity, const char *language,
                                 gboolean with_identity,
                                 gboolean with_unsubscribe);
char *postino_footer_build_text (const PostinoIdentity *identity, const char *language,
                                 gboolean with_identity,
                                 gboolean with_unsubscribe);
