/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the database to a compiled message, for sending, preview and check alike: what is shown is
 * what leaves. */

#include "campaign/sample.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/audience.h"
#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/image-preview.h"
#include "campaign/ledger-table.h"
#include "campaign/link-base.h"
#include "content/html-text.h"
#include "workspace/assets.h"

/* What a campaign's messages carry, as a render takes it. */
typedef struct {
  GPtrArray *attachments;
  GPtrArray *contents; /* GBytes, of @files */
  GArray *files;       /* PostinoMimePart */
  GArray *own_files;   /* PostinoRenderOwnFile */
} Carried;

static void
clear_carried (Carried *carried)
{
  g_clear_pointer (&carried->attachments, g_ptr_array_unref);
  g_clear_pointer (&carried->contents, g_ptr_array_unref);
  g_clear_pointer (&carried->files, g_array_unref);
  g_clear_pointer (&carried->own_files, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Carried, clear_carried)

static gboolean
load_files (PostinoDb *db,
            Carried   *carried,
            GError   **error)
{
  for (guint i = 0; i < carried->attachments->len; i++)
    {
      const PostinoAttachment *attachment = carried->attachments->pdata[i];
      PostinoMimePart file = { .name = attachment->name, .type = attachment->type };

      if (attachment->folder != NULL)
        continue;
      file.content = postino_assets_load (db, attachment->sha256, error);
      if (file.content == NULL)
        {
          g_prefix_error (error, "%s: ", attachment->name);
          return FALSE;
        }
      g_ptr_array_add (carried->contents, file.content);
      g_array_append_val (carried->files, file);
    }
  return TRUE;
}

static void
list_own_files (Carried *carried)
{
  for (guint i = 0; i < carried->attachments->len; i++)
    {
      const PostinoAttachment *attachment = carried->attachments->pdata[i];
      PostinoRenderOwnFile file = { attachment->folder, attachment->name };

      if (attachment->folder != NULL)
        g_array_append_val (carried->own_files, file);
    }
}

static gboolean
read_carried (PostinoDb             *db,
              const PostinoCampaign *campaign,
              gboolean               with_files,
              Carried               *carried,
              GError               **error)
{
  carried->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  carried->files = g_array_new (FALSE, FALSE, sizeof (PostinoMimePart));
  carried->own_files = g_array_new (FALSE, FALSE, sizeof (PostinoRenderOwnFile));
  carried->attachments = postino_attachments_table_list (db, campaign->id, error);
  if (carried->attachments == NULL)
    return FALSE;
  list_own_files (carried);
  return !with_files || load_files (db, carried, error);
}

static PostinoRender *
compile (PostinoDb             *db,
         const PostinoCampaign *campaign,
         const char            *base_url,
         const guint8          *token_key,
         gint64                 launched_us,
         PostinoDkimKeySet     *dkim,
         gboolean               with_files,
         GError               **error)
{
  g_autoptr (PostinoIdentity) identity = postino_identities_table_get (db, campaign->identity,
                                                                       error);
  g_autoptr (PostinoRevision) revision = NULL;
  g_auto (Carried) carried = { 0 };
  PostinoRenderSource source = { 0 };

  if (identity == NULL)
    return NULL;
  revision = postino_campaigns_table_get_revision (db, campaign->revision, error);
  if (revision == NULL || !read_carried (db, campaign, with_files, &carried, error))
    return NULL;

  source.campaign = campaign->id;
  source.campaign_name = campaign->name;
  source.is_test = campaign->is_test;
  source.identity = identity;
  source.subject = revision->subject;
  source.preheader = revision->preheader;
  source.html = revision->html;
  source.text = revision->text;
  source.base_url = base_url;
  source.with_pixel = campaign->tracking != POSTINO_TRACKING_NONE;
  source.utm = campaign->utm;
  source.token_key = token_key;
  source.launched_us = launched_us;
  source.dkim = dkim;
  source.files = (const PostinoMimePart *) carried.files->data;
  source.n_files = carried.files->len;
  source.own_files = (const PostinoRenderOwnFile *) carried.own_files->data;
  source.n_own_files = carried.own_files->len;
  return postino_render_new (&source, NULL, error);
}

PostinoRender *
postino_sample_compile (PostinoDb             *db,
                        const PostinoCampaign *campaign,
                        const char            *base_url,
                        const guint8          *token_key,
                        gint64                 launched_us,
                        PostinoDkimKeySet     *dkim,
                        GError               **error)
{
  return compile (db, campaign, base_url, token_key, launched_us, dkim, TRUE, error);
}

PostinoRender *
postino_sample_outline (PostinoDb             *db,
                        const PostinoCampaign *campaign,
                        const char            *base_url,
                        const guint8          *token_key,
                        gint64                 now_us,
                        GError               **error)
{
  return compile (db, campaign, base_url, token_key, now_us, NULL, FALSE, error);
}

/* What has been frozen leads where it led then; a draft, where it would lead now. */
static gboolean
find_base (PostinoDb             *db,
           const PostinoCampaign *campaign,
           char                 **url,
           GError               **error)
{
  PostinoLinkBase base;

  if (campaign->launched_us > 0)
    {
      *url = g_strdup (campaign->collector_url);
      return TRUE;
    }
  if (!postino_link_base_find (db, campaign->id, &base, error))
    return FALSE;
  *url = g_steal_pointer (&base.url);
  postino_link_base_clear (&base);
  return TRUE;
}

GBytes *
postino_sample_render (PostinoDb             *db,
                       const PostinoCampaign *campaign,
                       const char            *key,
                       const guint8          *token_key,
                       gint64                 now_us,
                       PostinoDkimKeySet     *dkim,
                       GError               **error)
{
  g_autoptr (PostinoRender) render = NULL;
  g_autoptr (PostinoLedgerRow) row = NULL;
  g_autoptr (PostinoDkimSigner) signer = NULL;
  g_autofree char *base_url = NULL;
  PostinoRenderRecipient recipient = { 0 };

  if (!find_base (db, campaign, &base_url, error))
    return NULL;
  render = postino_sample_compile (db, campaign, base_url, token_key,
                                   campaign->launched_us > 0 ? campaign->launched_us : now_us, dkim,
                                   error);
  if (render == NULL || !postino_render_create_signer (render, &signer, error)
      || !postino_ledger_table_find (db, campaign->id, key, &row, error))
    return NULL;
  if (row == NULL)
    {
      row = postino_audience_preview (db, campaign, key, postino_render_get_paths (render), error);
      if (row == NULL)
        return NULL;
    }
  recipient = (PostinoRenderRecipient) { row->id, row->address, row->name, row->merge,
                                         row->individual,
                                          row->armed_us > 0 ? row->armed_us : now_us };
  return postino_render_message (render, &recipient, signer, error);
}

/* ---- what is being written ---- */

static PostinoIdentity *
find_identity (PostinoDb             *db,
               const PostinoCampaign *campaign,
               GError               **error)
{
  PostinoIdentity *identity;

  if (campaign->identity != 0)
    return postino_identities_table_get (db, campaign->identity, error);
  identity = g_new0 (PostinoIdentity, 1);
  identity->email = g_strdup ("");
  identity->name = g_strdup ("");
  return identity;
}

static PostinoRender *
compile_content (PostinoDb             *db,
                 const PostinoCampaign *campaign,
                 const PostinoRevision *content,
                 const guint8          *token_key,
                 gint64                 now_us,
                 PostinoRenderFault    *fault,
                 GError               **error)
{
  static const guint8 no_key[POSTINO_TOKEN_KEY_SIZE] = { 0 };
  g_autoptr (PostinoIdentity) identity = find_identity (db, campaign, error);
  g_autofree char *base_url = NULL;
  PostinoRenderSource source = { 0 };

  if (identity == NULL || !find_base (db, campaign, &base_url, error))
    return NULL;
  source.campaign = campaign->id;
  source.campaign_name = campaign->name;
  source.is_test = campaign->is_test;
  source.identity = identity;
  source.subject = content->subject != NULL ? content->subject : "";
  source.preheader = content->preheader;
  source.html = content->html != NULL ? content->html : "";
  source.text = content->text;
  source.base_url = base_url;
  source.utm = campaign->utm;
  source.token_key = token_key != NULL ? token_key : no_key;
  source.launched_us = now_us;
  return postino_render_new (&source, fault, error);
}

static gboolean
render_for (PostinoDb             *db,
            const PostinoCampaign *campaign,
            PostinoRender         *render,
            const char            *key,
            gint64                 now_us,
            PostinoRenderedParts  *parts,
            PostinoRenderFault    *fault,
            GError               **error)
{
  g_autoptr (PostinoLedgerRow) row = NULL;
  PostinoRenderRecipient recipient = { .address = "", .date_us = now_us };

  if (key != NULL)
    {
      row = postino_audience_preview (db, campaign, key, postino_render_get_paths (render), error);
      if (row == NULL)
        return FALSE;
      recipient.address = row->address;
      recipient.name = row->name;
      recipient.merge = row->merge;
    }
  return postino_render_parts (render, &recipient, parts, fault, error);
}

gboolean
postino_sample_preview (PostinoDb             *db,
                        const PostinoCampaign *campaign,
                        const PostinoRevision *content,
                        const char            *key,
                        const guint8          *token_key,
                        gint64                 now_us,
                        PostinoRenderedParts  *parts,
                        PostinoRenderFault    *fault,
                        GError               **error)
{
  g_autoptr (PostinoRender) render = NULL;
  char *preheader;

  *fault = (PostinoRenderFault) { POSTINO_RENDER_HTML, 0, 0 };
  render = compile_content (db, campaign, content, token_key, now_us, fault, error);
  if (render == NULL || !render_for (db, campaign, render, key, now_us, parts, fault, error))
    return FALSE;
  if (!postino_image_preview_embed (db, campaign->id, &parts->html, error))
    {
      postino_rendered_parts_clear (parts);
      return FALSE;
    }
  if (parts->preheader == NULL)
    return TRUE;
  preheader = g_strstrip (postino_html_to_text (parts->preheader));
  g_free (parts->preheader);
  parts->preheader = preheader;
  return TRUE;
}
