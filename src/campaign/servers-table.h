/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp/smtp-profile.h"
#include "store/db.h"

/* Table `server`: one row with what smtp/ needs of it. A value. */
typedef struct {
  gint64 id;
  gboolean is_sandbox;  /* the built-in one; its port is the setting "sandbox-port" */
  char *stopped_why;    /* set: nothing goes through it until a person looks */
  gint64 revision;      /* goes up with each change a person makes */
  guint weight;         /* as a route of a campaign; else 1 */
  PostinoSmtpProfile *profile;
} PostinoServer;

void           postino_server_free (PostinoServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoServer, postino_server_free)

/* Adds; POSTINO_ERROR_EXISTS for a name in use. The password is not here: workspace/secrets,
 * "server-ID". */
gboolean       postino_servers_table_insert (PostinoDb *db, const PostinoSmtpProfile *profile,
                                             gboolean is_sandbox,
                                             gint64 now_us, gint64 *id, GError **error);
gboolean       postino_servers_table_update (PostinoDb *db, gint64 id,
                                             const PostinoSmtpProfile *profile, GError **error);
gboolean       postino_servers_table_remove (PostinoDb *db, gint64 id, gint64 now_us,
                                             GError **error);

/* NULL with POSTINO_ERROR_NOT_FOUND; yours. */
PostinoServer *postino_servers_table_get         (PostinoDb *db, gint64 id, GError **error);
PostinoServer *postino_servers_table_get_by_name (PostinoDb *db, const char *name, GError **error);
GPtrArray     *postino_servers_table_list        (PostinoDb *db, GError **error);

/* The routes of a campaign. */
GPtrArray     *postino_servers_table_list_for_campaign (PostinoDb *db, gint64 campaign,
                                                        GError **error);

/* @why NULL lets it go on. */
gboolean       postino_servers_table_set_stopped (PostinoDb *db, gint64 id, const char *why,
                                                  GError **error);

/* The name its password has among the secrets; yours. */
char          *postino_servers_table_build_secret_name (gint64 id);
