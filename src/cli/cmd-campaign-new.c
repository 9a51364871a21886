/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl campaign new: a draft out of files and names. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/campaigns-table.h"
#include "campaign/drafts-table.h"
#include "campaign/identities-table.h"
#include "campaign/new-draft.h"
#include "campaign/servers-table.h"
#include "cli/cmd-campaign.h"
#include "contacts/lists-table.h"
#include "content/utm.h"

enum {
  MAX_CONTENT_BYTES = 4 * 1024 * 1024,
};

typedef struct {
  const char *name;
  char *from;
  char *subject;
  char *preheader;
  char *html_file;
  char *text_file;
  char **lists;
  char **excludes;
  char **servers;
  char **attach;
  char *tracking;
  char *utm;
  int lifetime_days;

  char *html;
  char *text;
  GPtrArray *attachments; /* of PostinoAttachment; NULL: none */
  gint64 id;
} NewCampaign;

/* A file's text as UTF-8, or a sentence. */
static gboolean
load_text (const char *path,
           char      **text,
           GError    **error)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) fault = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &bytes, &n_bytes, &fault))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("“%s” cannot be read: %s"),
                   path, fault->message);
      return FALSE;
    }
  if (n_bytes > MAX_CONTENT_BYTES)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                   _("“%s” is too long for a newsletter (%zu MB)"), path,
                   n_bytes / (1024 * 1024));
      return FALSE;
    }
  if (!g_utf8_validate (bytes, (gssize) n_bytes, NULL))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not a text in UTF-8"),
                   path);
      return FALSE;
    }
  *text = g_str_has_prefix (bytes,
                            "\xef\xbb\xbf") ? g_strdup (bytes + 3) : g_steal_pointer (&bytes);
  return TRUE;
}

static gboolean
add_lists (PostinoDb *db,
           gint64     campaign,
           char     **names,
           gboolean   exclude,
           GError   **error)
{
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      gint64 list;

      if (!postino_lists_table_find (db, names[i], &list, error)
          || !postino_campaigns_table_add_list (db, campaign, list, exclude, error))
        return FALSE;
    }
  return TRUE;
}

/* "NAME" or "NAME:WEIGHT". */
static gboolean
add_server (PostinoDb  *db,
            gint64      campaign,
            const char *word,
            GError    **error)
{
  g_autoptr (PostinoServer) server = postino_servers_table_get_by_name (db, word, NULL);
  const char *colon = strrchr (word, ':');
  g_autofree char *name = NULL;
  gint64 weight = 1;

  if (server == NULL && colon != NULL
      && g_ascii_string_to_signed (colon + 1, 10, 1, 1000, &weight, NULL))
    {
      name = g_strndup (word, (gsize) (colon - word));
      server = postino_servers_table_get_by_name (db, name, error);
    }
  else if (server == NULL)
    server = postino_servers_table_get_by_name (db, word, error);
  return server != NULL
         && postino_campaigns_table_add_server (db, campaign, server->id, (guint) weight, error);
}

static gboolean
insert_campaign (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  NewCampaign *new = data;
  g_autoptr (PostinoIdentity) identity = postino_identities_table_get_by_email (db, new->from,
                                                                                error);
  PostinoCampaign campaign = { .name = (char *) new->name,
                               .lifetime_days = (guint) new->lifetime_days,
                               .tracking = POSTINO_TRACKING_BY_CONSENT, .utm = new->utm };
  PostinoRevision revision = { .subject = new->subject, .preheader = new->preheader,
                               .html = new->html,
                               .text = new->text };
  gint64 now_us = g_get_real_time ();

  if (identity == NULL)
    return FALSE;
  campaign.identity = identity->id;
  if (new->tracking != NULL && !postino_tracking_from_name (new->tracking, &campaign.tracking))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is no way of tracking: none, aggregate, individual, by-consent"), new->tracking);
      return FALSE;
    }
  if (!postino_campaigns_table_insert (db, &campaign, now_us, &new->id, error)
      || !postino_campaigns_table_add_revision (db, new->id, &revision, now_us, error)
      || !add_lists (db, new->id, new->lists, FALSE, error)
      || !add_lists (db, new->id, new->excludes, TRUE, error))
    return FALSE;
  for (guint i = 0; i < new->attachments->len; i++)
    {
      if (!postino_attachments_table_insert (db, new->id, new->attachments->pdata[i], error))
        return FALSE;
    }
  for (gsize i = 0; new->servers != NULL && new->servers[i] != NULL; i++)
    {
      if (!add_server (db, new->id, new->servers[i], error))
        return FALSE;
    }
  return new->servers != NULL || postino_new_draft_add_server (db, new->id, error);
}

static gboolean
check_new (NewCampaign *new,
           GError     **error)
{
  if (new->from == NULL || new->subject == NULL || new->html_file == NULL)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("A campaign needs --from, --subject and --html"));
      return FALSE;
    }
  if (new->lifetime_days < 1 || new->lifetime_days > POSTINO_DRAFT_LIFETIME_MAX)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("--lifetime is between 1 and %d days"), POSTINO_DRAFT_LIFETIME_MAX);
      return FALSE;
    }
  return (new->utm == NULL || postino_utm_check (new->utm, error))
         && load_text (new->html_file, &new->html, error)
         && (new->text_file == NULL || load_text (new->text_file, &new->text, error));
}

/* A file, or the path of one for each contact. */
static PostinoAttachment *
take_one (PostinoCli *cli,
          const char *path,
          GError    **error)
{
  g_autofree char *here = NULL;

  if (!postino_attachment_is_pattern (path))
    return postino_attachment_take_file (postino_workspace_get_folder (cli->workspace), path, error);
  here = g_get_current_dir ();
  return postino_attachment_new_pattern (here, path, error);
}

/* Before the campaign is written: what may be many megabytes is no part of a transaction. */
static gboolean
take_files (PostinoCli  *cli,
            NewCampaign *new,
            GError     **error)
{
  new->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_attachment_free);
  if (new->attach == NULL)
    return TRUE;
  if (!postino_cli_open (cli, error))
    return FALSE;
  for (gsize i = 0; new->attach[i] != NULL; i++)
    {
      PostinoAttachment *attachment = take_one (cli, new->attach[i], error);

      if (attachment == NULL)
        return FALSE;
      g_ptr_array_add (new->attachments, attachment);
    }
  return TRUE;
}

static void
clear_new (NewCampaign *new)
{
  g_free (new->from);
  g_free (new->subject);
  g_free (new->preheader);
  g_free (new->html_file);
  g_free (new->text_file);
  g_strfreev (new->lists);
  g_strfreev (new->excludes);
  g_strfreev (new->servers);
  g_strfreev (new->attach);
  g_clear_pointer (&new->attachments, g_ptr_array_unref);
  g_free (new->tracking);
  g_free (new->utm);
  g_free (new->html);
  g_free (new->text);
}

int
postino_cmd_campaign_run_new (PostinoCli *cli,
                              int         argc,
                              char      **argv)
{
  NewCampaign new = { .lifetime_days = POSTINO_NEW_DRAFT_LIFETIME_DAYS };
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &new.from, NULL, NULL },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &new.subject, NULL, NULL },
    { "preheader", 0, 0, G_OPTION_ARG_STRING, &new.preheader, NULL, NULL },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &new.html_file, NULL, NULL },
    { "text", 0, 0, G_OPTION_ARG_FILENAME, &new.text_file, NULL, NULL },
    { "list", 0, 0, G_OPTION_ARG_STRING_ARRAY, &new.lists, NULL, NULL },
    { "exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &new.excludes, NULL, NULL },
    { "server", 0, 0, G_OPTION_ARG_STRING_ARRAY, &new.servers, NULL, NULL },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &new.attach, NULL, NULL },
    { "tracking", 0, 0, G_OPTION_ARG_STRING, &new.tracking, NULL, NULL },
    { "utm", 0, 0, G_OPTION_ARG_STRING, &new.utm, NULL, NULL },
    { "lifetime", 0, 0, G_OPTION_ARG_INT, &new.lifetime_days, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (postino_cli_parse (entries, 1, 1, &argc, &argv, &error) && check_new (&new, &error)
      && take_files (cli, &new, &error))
    {
      new.name = argv[1];
      postino_cli_write (cli, insert_campaign, &new, &error);
    }
  status = error != NULL ? postino_cli_fail (error) : postino_cmd_campaign_print_id (cli, new.id);
  clear_new (&new);
  return status;
}
