/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMTP accounts. A removed server stays as a row: the ledger names it. */

#include "campaign/servers-table.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "store/change.h"

#define COLUMNS                                                                                                   \
  "server.id, kind, name, host, coalesce ((SELECT value FROM setting WHERE key = 'sandbox-port' AND kind = 'sandbox'), " \
  "port), tls, auth, user, ca_file, pin, trial, stopped_why, connections, per_connection, per_second, per_minute, "        \
  "per_hour, per_day, per_month, client_id, authorize_url, token_url, scope, plain_password, direct, sources, verp, " \
  "revision"

void
postino_server_free (PostinoServer *server)
{
  if (server == NULL)
    return;
  g_clear_pointer (&server->profile, postino_smtp_profile_free);
  g_free (server->stopped_why);
  g_free (server);
}

static PostinoServer *
read_server (PostinoStmt *stmt)
{
  PostinoServer *server = g_new0 (PostinoServer, 1);
  PostinoSmtpProfile *profile = postino_smtp_profile_new (postino_stmt_get_text (stmt, 2),
                                                          postino_stmt_get_text (stmt, 3));

  server->id = postino_stmt_get_int (stmt, 0);
  server->is_sandbox = g_str_equal (postino_stmt_get_text (stmt, 1), "sandbox");
  server->profile = profile;
  profile->port = (guint) postino_stmt_get_int (stmt, 4);
  postino_smtp_tls_from_nick (postino_stmt_get_text (stmt, 5), &profile->tls);
  g_free (profile->auth);
  profile->auth = postino_stmt_dup_text (stmt, 6);
  profile->user = postino_stmt_dup_text (stmt, 7);
  profile->ca_file = postino_stmt_dup_text (stmt, 8);
  profile->pin = postino_stmt_dup_text (stmt, 9);
  profile->is_trial = postino_stmt_get_int (stmt, 10) != 0;
  server->stopped_why = postino_stmt_dup_text (stmt, 11);
  profile->connections = (guint) postino_stmt_get_int (stmt, 12);
  profile->per_connection = (guint) postino_stmt_get_int (stmt, 13);
  profile->per_second = postino_stmt_get_double (stmt, 14);
  profile->per_minute = (guint) postino_stmt_get_int (stmt, 15);
  profile->per_hour = (guint) postino_stmt_get_int (stmt, 16);
  profile->per_day = (guint) postino_stmt_get_int (stmt, 17);
  profile->per_month = (guint) postino_stmt_get_int (stmt, 18);
  profile->client_id = postino_stmt_dup_text (stmt, 19);
  profile->authorize_url = postino_stmt_dup_text (stmt, 20);
  profile->token_url = postino_stmt_dup_text (stmt, 21);
  profile->scope = postino_stmt_dup_text (stmt, 22);
  profile->plain_password = postino_stmt_get_int (stmt, 23) != 0;
  profile->is_direct = postino_stmt_get_int (stmt, 24) != 0;
  if (postino_stmt_get_text (stmt, 25) != NULL)
    profile->sources = g_strsplit (postino_stmt_get_text (stmt, 25), " ", -1);
  if (profile->is_direct && *profile->host != '\0')
    profile->helo_name = g_strdup (profile->host);
  profile->verp = postino_stmt_get_int (stmt, 26) != 0;
  server->revision = postino_stmt_get_int (stmt, 27);
  server->weight = (guint) postino_stmt_get_int (stmt, 28);
  return server;
}

static GPtrArray *
read_all (PostinoStmt *stmt,
          GError     **error)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_server_free);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (servers, read_server (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&servers) : NULL;
}

static PostinoServer *
take_only (GPtrArray  *found,
           const char *what,
           GError    **error)
{
  if (found == NULL)
    return NULL;
  if (found->len > 0)
    return g_ptr_array_steal_index (found, 0);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no server “%s”"), what);
  return NULL;
}

/* @id: whose name it may be; 0: nobody's. */
static gboolean
check_name (PostinoDb  *db,
            const char *name,
            gint64      id,
            GError    **error)
{
  g_autoptr (PostinoServer) taken = postino_servers_table_get_by_name (db, name, NULL);

  if (taken == NULL || taken->id == id)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("There is a server “%s” already"), name);
  return FALSE;
}

gboolean
postino_servers_table_insert (PostinoDb                *db,
                              const PostinoSmtpProfile *profile,
                              gboolean                  is_sandbox,
                              gint64                    now_us,
                              gint64                   *id,
                              GError                  **error)
{
  if (!check_name (db, profile->name, 0, error)
      || !postino_db_run (db, error,
                       "INSERT INTO server (name, kind, host, port, tls, auth, created_us) "
                       "VALUES (?1, ?2, ?3, 0, 'none', 'auto', ?4)",
                       "sssl", profile->name, is_sandbox ? "sandbox" : "smtp", profile->host, now_us))
    return FALSE;
  *id = postino_db_get_last_id (db);
  return postino_servers_table_update (db, *id, profile, error);
}

gboolean
postino_servers_table_update (PostinoDb                *db,
                              gint64                    id,
                              const PostinoSmtpProfile *profile,
                              GError                  **error)
{
  g_autofree char *sources = profile->sources != NULL ? g_strjoinv (" ", profile->sources) : NULL;

  return check_name (db, profile->name, id, error)
         && postino_db_run (db, error,
                         "UPDATE server SET name = ?12, host = ?2, port = ?3, tls = ?4, auth = ?5, user = ?6, ca_file = ?7, "
                         "pin = ?8, trial = ?9, connections = ?10, per_second = nullif (?11, 0), per_connection = ?13, "
                         "per_minute = nullif (?14, 0), per_hour = nullif (?15, 0), per_day = nullif (?16, 0), "
                         "per_month = nullif (?17, 0), stopped_why = NULL, revision = revision + 1 WHERE id = ?1",
                         "lsisssssiifsiiiii", id, profile->host, (int) postino_smtp_profile_get_port (profile),
                         postino_smtp_tls_to_nick (profile->tls), profile->auth, profile->user, profile->ca_file,
                         profile->pin, profile->is_trial, (int) profile->connections, profile->per_second,
                         profile->name, (int) profile->per_connection, (int) profile->per_minute,
                         (int) profile->per_hour, (int) profile->per_day, (int) profile->per_month)
         && postino_db_run (db, error,
                         "UPDATE server SET client_id = ?2, authorize_url = ?3, token_url = ?4, scope = ?5, "
                         "plain_password = ?6, direct = ?7, sources = ?8, verp = ?9 WHERE id = ?1",
                         "lssssiisi", id, profile->client_id, profile->authorize_url, profile->token_url, profile->scope,
                         profile->plain_password, profile->is_direct, sources, profile->verp)
         && postino_change_bump (db, POSTINO_TOPIC_SERVERS, error);
}

gboolean
postino_servers_table_remove (PostinoDb *db,
                              gint64     id,
                              gint64     now_us,
                              GError   **error)
{
  return postino_db_run (db, error, "UPDATE server SET removed_us = ?2 WHERE id = ?1", "ll", id,
                         now_us)
         && postino_change_bump (db, POSTINO_TOPIC_SERVERS, error);
}

PostinoServer *
postino_servers_table_get (PostinoDb *db,
                           gint64     id,
                           GError   **error)
{
  g_autoptr (GPtrArray) found
    = read_all (postino_db_query (db, error, "SELECT " COLUMNS ", 1 FROM server WHERE id = ?1", "l",
                                  id), error);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  return take_only (found, number, error);
}

PostinoServer *
postino_servers_table_get_by_name (PostinoDb  *db,
                                   const char *name,
                                   GError    **error)
{
  g_autoptr (GPtrArray) found
    = read_all (postino_db_query (db, error,
                                  "SELECT " COLUMNS ", 1 FROM server WHERE name = ?1 AND removed_us IS NULL", "s",
                                  name),
                error);

  return take_only (found, name, error);
}

GPtrArray *
postino_servers_table_list (PostinoDb *db,
                            GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS ", 1 FROM server WHERE removed_us IS NULL ORDER BY id", ""),
                   error);
}

GPtrArray *
postino_servers_table_list_for_campaign (PostinoDb *db,
                                         gint64     campaign,
                                         GError   **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS ", weight FROM campaign_server JOIN server "
                                     "ON server.id = campaign_server.server "
                                     "WHERE campaign = ?1 AND removed_us IS NULL ORDER BY server.id",
                                     "l", campaign),
                   error);
}

gboolean
postino_servers_table_set_stopped (PostinoDb  *db,
                                   gint64      id,
                                   const char *why,
                                   GError    **error)
{
  return postino_db_run (db, error, "UPDATE server SET stopped_why = ?2, revision = revision + (?2 IS NULL) WHERE id = ?1",
                         "ls", id, why)
         && postino_change_bump (db, POSTINO_TOPIC_SERVERS, error);
}

char *
postino_servers_table_build_secret_name (gint64 id)
{
  return g_strdup_printf ("server-%" G_GINT64_FORMAT, id);
}
