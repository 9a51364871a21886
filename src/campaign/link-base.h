/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Where the links of a campaign's messages lead, by the rule of link-base.c. */
typedef enum {
  POSTINO_LINK_BASE_NONE,        /* nowhere: they stay as they are */
  POSTINO_LINK_BASE_LOCAL,       /* the collector inside the worker, on 127.0.0.1 */
  POSTINO_LINK_BASE_PUBLIC,      /* the user's own collector */
  /* the local one was asked for, but a server reaches real people: an error */
  POSTINO_LINK_BASE_LOCAL_WRONG,
} PostinoLinkBaseKind;

typedef struct {
  PostinoLinkBaseKind kind;
  char *url;          /* without a slash at the end; NULL for none and wrong */
  gboolean is_trial;  /* all servers of the campaign are the sandbox or trial ones */
} PostinoLinkBase;

/* Settings it goes by. */
#define POSTINO_SETTING_COLLECTOR_URL "collector-url"   /* "local", "none", or a URL; unset: the default */
#define POSTINO_SETTING_COLLECTOR_PORT "collector-port" /* of the local one, once it has run */
#define POSTINO_SETTING_SANDBOX_PORT "sandbox-port"

gboolean postino_link_base_find  (PostinoDb *db, gint64 campaign, PostinoLinkBase *base,
                                  GError **error);
/* *@url: the user's own collector, yours; NULL: none is set. */
gboolean postino_link_base_find_public (PostinoDb *db, char **url, GError **error);
void     postino_link_base_clear (PostinoLinkBase *base);
