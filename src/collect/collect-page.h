/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/collect-request.h"

/* The few pages people see, in Italian or English, whole in themselves: no script, no image, no
 * font, no cookie. */

typedef enum {
  POSTINO_COLLECT_PAGE_ASK,       /* the button */
  POSTINO_COLLECT_PAGE_DONE,      /* unsubscribed */
  POSTINO_COLLECT_PAGE_TEST_DONE, /* of a test: nothing was changed */
  POSTINO_COLLECT_PAGE_NOT_FOUND,
  POSTINO_COLLECT_PAGE_TRY_AGAIN, /* it could not be written down */
} PostinoCollectPage;

/* "it" or "en": @published (of the campaign; NULL: not known), else the first of Accept-Language we
 * have. Static. */
const char *postino_collect_page_choose_language (const char *published,
                                                  const char *accept_language);

/* The HTML; @sender NULL: not named. Yours. */
char       *postino_collect_page_build (PostinoCollectPage page, const char *language,
                                        const char *sender);

/* Answers with the page; @published may be NULL. */
void        postino_collect_page_send      (const PostinoCollectRequest *request, guint status,
                                            PostinoCollectPage page,
                                            const PostinoPublished *published);
void        postino_collect_page_not_found (const PostinoCollectRequest *request);
