/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe: from a frozen revision and one recipient's frozen values to the bytes that leave.
 *
 * new () compiles once: footer and pixel put in, links marked (content/html-links works on the
 * source text, nothing is serialised anew), text part made from the HTML, three Liquid templates
 * parsed, the headers that do not vary written, attachments encoded. message () then only fills in: it
 * reads nothing but its arguments (and files that belong to one contact) and changes nothing, so any number of threads share one render, and the same row
 * always gives the same message (but for Date and the signatures). What signs is a thread's own
 * (dkim/signer); it signs the bytes that leave, the last thing that is done to them.
 *
 * Where links lead: with a base URL, to BASE/c/TOKEN, the pixel to BASE/o/TOKEN and unsubscribing
 * to BASE/u/TOKEN; the token of link and pixel names the row only for recipients who are measured
 * as individuals, else nobody. Without one, links are untouched, there is no pixel, and
 * unsubscribing is by mail if the sender has an address for it. Tags for web statistics are put into the
 * links that lead directly; into the others by who publishes the table of links. */

#include "message/render.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "content/html-language.h"
#include "content/html-links.h"
#include "content/html-text.h"
#include "content/liquid-eval.h"
#include "content/liquid-parse.h"
#include "content/merge-values.h"
#include "content/utm.h"
#include "message/attached.h"
#include "message/contact-file.h"
#include "message/footer.h"
#include "message/message-headers.h"
#include "message/message.h"
#include "message/return-path.h"

enum { TAG_BYTES = 8, PIXEL_LINK = 0 };

struct _PostinoRender {
  gatomicrefcount n_refs;

  gint64 campaign;
  gboolean is_test;
  char *campaign_name;
  char *sender_name;
  char *sender_email;
  char *sender_address;
  char *unsubscribe_to;
  char *domain;
  char *base_url;
  char *language;
  guint8 token_key[POSTINO_TOKEN_KEY_SIZE];
  gint64 launched_us;
  PostinoDkimKeySet *dkim; /* NULL: none */

  PostinoLiquid *subject;
  PostinoLiquid *preheader; /* for showing alone: it is in the HTML already; NULL: none */
  PostinoLiquid *html;
  PostinoLiquid *text;
  char *headers;         /* those that do not vary */
  GPtrArray *links;      /* char *: where they lead */
  GPtrArray *anonymous;  /* char *: the tracked addresses that name nobody; NULL-terminated */
  char *anonymous_pixel;
  char **paths;
  PostinoAttached *attached; /* NULL: nothing */
  GPtrArray *own_files;      /* of PostinoContactFile */
};

/* ---- compiling ---- */

/* A 64-bit keyed hash of a row, or of what all rows share, as hexadecimal digits: the same at every
 * attempt, and nothing can be counted by it. */
static char *
build_tag (PostinoRender *self,
           const char    *of,
           gint64         row)
{
  g_autofree char *plain = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, of,
                                            self->campaign, row);
  g_autofree char *hash = g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->token_key,
                                                     POSTINO_TOKEN_KEY_SIZE,
                                                     plain, -1);

  return g_strndup (hash, TAG_BYTES * 2);
}

static const struct {
  PostinoLiquidMode mode;
  const char *label;
} parts_of_a_message[] = {
  [POSTINO_RENDER_SUBJECT] = { POSTINO_LIQUID_TEXT, N_("Subject") },
  [POSTINO_RENDER_PREHEADER] = { POSTINO_LIQUID_HTML, N_("Preheader") },
  [POSTINO_RENDER_HTML] = { POSTINO_LIQUID_HTML, N_("HTML") },
  [POSTINO_RENDER_TEXT] = { POSTINO_LIQUID_TEXT, N_("Text part") },
};

static PostinoLiquid *
parse (const char         *template,
       PostinoRenderPart   part,
       PostinoRenderFault *fault,
       GError            **error)
{
  g_autoptr (GError) cause = NULL;
  PostinoLiquidPlace place = { 0 };
  PostinoLiquid *liquid = postino_liquid_parse (template, parts_of_a_message[part].mode, &place,
                                                &cause);

  if (liquid != NULL)
    return liquid;
  if (fault != NULL)
    *fault = (PostinoRenderFault) { part, place.line, place.column };
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, "%s: %s",
               _(parts_of_a_message[part].label), cause->message);
  return NULL;
}

static gboolean
uses (const char *template,
      const char *name)
{
  return strstr (template, name) != NULL;
}

static char *
put_preheader_in (const char *html,
                  const char *preheader)
{
  g_autofree char *hidden = NULL;

  if (preheader == NULL || *preheader == '\0')
    return g_strdup (html);
  hidden = g_strdup_printf ("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">%s</div>", preheader);
  return postino_html_insert_after_body_start (html, hidden);
}

/* The HTML template as it is parsed: links marked, footer and pixel put in. */
static char *
compile_html (PostinoRender             *self,
              const PostinoRenderSource *source,
              const char                *html,
              gboolean                   is_tracked)
{
  g_autofree char *linked = is_tracked ? postino_html_links_mark (html,
                                                                  self->links) : g_strdup (html);
  g_autofree char *marked = postino_utm_tag_html (source->utm, linked);
  gboolean lacks_unsubscribe = !uses (html, "unsubscribe_url");
  gboolean lacks_identity = !uses (html, "sender.address");
  g_autofree char *footer = NULL;
  g_autofree char *fragment = NULL;

  if (lacks_unsubscribe || lacks_identity)
    footer = postino_footer_build_html (source->identity, self->language, lacks_identity,
                                        lacks_unsubscribe);
  fragment = g_strconcat (footer != NULL ? footer : "",
                          is_tracked ? "<img src=\"{{ pixel }}\" width=\"1\" height=\"1\" alt=\"\">" : "", NULL);
  return postino_html_insert_before_body_end (marked, fragment);
}

static char *
compile_text (PostinoRender             *self,
              const PostinoRenderSource *source,
              const char                *html,
              gboolean                   is_tracked)
{
  g_autofree char *made = source->text != NULL ? g_strdup (source->text) : postino_html_to_text (html);
  g_autofree char *linked = is_tracked ? postino_text_links_mark (made,
                                                                  self->links) : g_strdup (made);
  g_autofree char *marked = postino_utm_tag_text (source->utm, linked);
  gboolean lacks_unsubscribe = !uses (made, "unsubscribe_url");
  gboolean lacks_identity = !uses (made, "sender.address");
  g_autofree char *footer = NULL;

  if (!lacks_unsubscribe && !lacks_identity)
    return g_steal_pointer (&marked);
  footer = postino_footer_build_text (source->identity, self->language, lacks_identity,
                                      lacks_unsubscribe);
  return g_strconcat (marked, footer, NULL);
}

static void
add_paths (GHashTable          *paths,
           const PostinoLiquid *liquid)
{
  g_autofree char **names = postino_liquid_dup_paths (liquid);

  for (gsize i = 0; names[i] != NULL; i++)
    g_hash_table_add (paths, names[i]);
}

static char **
collect_paths (PostinoRender *self)
{
  g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) sorted = NULL;
  GPtrArray *names = g_ptr_array_new ();

  add_paths (paths, self->subject);
  add_paths (paths, self->html);
  add_paths (paths, self->text);
  for (guint i = 0; i < self->own_files->len; i++)
    add_paths (paths, postino_contact_file_get_pattern (self->own_files->pdata[i]));
  sorted = g_list_sort (g_hash_table_get_keys (paths), (GCompareFunc) strcmp);
  for (GList *link = sorted; link != NULL; link = link->next)
    g_ptr_array_add (names, g_strdup (link->data));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static char *
write_fixed_headers (PostinoRender         *self,
                     const PostinoIdentity *identity)
{
  GString *headers = g_string_new (NULL);
  g_autofree char *list_id = g_strdup_printf ("<newsletter.%s>", self->domain);
  g_autofree char *feedback = g_strdup_printf ("%" G_GINT64_FORMAT ":newsletter:postino:%s",
                                               self->campaign, self->domain);

  postino_headers_append_mailbox (headers, "From", identity->name, identity->email);
  if (identity->reply_to != NULL && *identity->reply_to != '\0')
    postino_headers_append_mailbox (headers, "Reply-To", NULL, identity->reply_to);
  postino_headers_append_raw (headers, "MIME-Version", "1.0");
  postino_headers_append_raw (headers, "List-Id", list_id);
  postino_headers_append_raw (headers, "Feedback-ID", feedback);
  postino_headers_append_raw (headers, "Precedence", "bulk");
  return g_string_free (headers, FALSE);
}

static char *
build_url (PostinoRender   *self,
           PostinoTokenKind kind,
           gint64           row,
           guint            link)
{
  PostinoToken token = { kind, self->campaign, row, link };
  g_autofree char *sealed = postino_token_seal (self->token_key, &token);

  return g_strdup_printf ("%s/%c/%s", self->base_url, (char) kind, sealed);
}

static GPtrArray *
build_link_urls (PostinoRender *self,
                 gint64         row)
{
  GPtrArray *urls = g_ptr_array_new_full (self->links->len + 1, g_free);

  for (guint i = 0; i < self->links->len; i++)
    g_ptr_array_add (urls, build_url (self, POSTINO_TOKEN_CLICK, row, i));
  g_ptr_array_add (urls, NULL);
  return urls;
}

static void
copy_source (PostinoRender             *self,
             const PostinoRenderSource *source)
{
  const PostinoIdentity *identity = source->identity;

  self->campaign = source->campaign;
  self->is_test = source->is_test;
  self->campaign_name = g_strdup (source->campaign_name);
  self->sender_name = g_strdup (identity->name);
  self->sender_email = g_strdup (identity->email);
  self->sender_address = g_strdup (identity->postal_address != NULL
                                   && *identity->postal_address != '\0'
                                     ? identity->postal_address : identity->legal);
  self->unsubscribe_to = g_strdup (identity->unsubscribe_to);
  self->domain = g_strdup (postino_identity_get_domain (identity));
  self->base_url = g_strdup (source->base_url);
  self->language = postino_html_find_language (source->html);
  if (self->language == NULL)
    self->language = g_strndup (g_get_language_names ()[0], 2);
  memcpy (self->token_key, source->token_key, POSTINO_TOKEN_KEY_SIZE);
  self->launched_us = source->launched_us;
  self->dkim = source->dkim != NULL ? postino_dkim_key_set_ref (source->dkim) : NULL;
}

/* The author's own templates first: their lines and columns are those of the file. */
static gboolean
check_source (PostinoRender             *self,
              const PostinoRenderSource *source,
              PostinoRenderFault        *fault,
              GError                   **error)
{
  g_autoptr (PostinoLiquid) html = NULL;
  g_autoptr (PostinoLiquid) text = NULL;

  self->subject = parse (source->subject, POSTINO_RENDER_SUBJECT, fault, error);
  if (self->subject == NULL)
    return FALSE;
  if (source->preheader != NULL && *source->preheader != '\0')
    {
      self->preheader = parse (source->preheader, POSTINO_RENDER_PREHEADER, fault, error);
      if (self->preheader == NULL)
        return FALSE;
    }
  html = parse (source->html, POSTINO_RENDER_HTML, fault, error);
  if (html == NULL || source->text == NULL)
    return html != NULL;
  text = parse (source->text, POSTINO_RENDER_TEXT, fault, error);
  return text != NULL;
}

static void
attach (PostinoRender             *self,
        const PostinoRenderSource *source,
        char                     **html)
{
  g_autofree char *tag = build_tag (self, "attached", 0);

  self->attached = postino_attached_new (source->files, source->n_files, self->own_files->len > 0, tag,
                                         self->domain, html);
}

static gboolean
add_own_files (PostinoRender             *self,
               const PostinoRenderSource *source,
               GError                   **error)
{
  self->own_files = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_contact_file_free);
  for (gsize i = 0; i < source->n_own_files; i++)
    {
      PostinoContactFile *file = postino_contact_file_new (source->own_files[i].folder,
                                                           source->own_files[i].pattern, error);

      if (file == NULL)
        return FALSE;
      g_ptr_array_add (self->own_files, file);
    }
  return TRUE;
}

PostinoRender *
postino_render_new (const PostinoRenderSource *source,
                    PostinoRenderFault        *fault,
                    GError                   **error)
{
  g_autoptr (PostinoRender) self = g_new0 (PostinoRender, 1);
  gboolean is_tracked = source->base_url != NULL && source->with_pixel;
  g_autofree char *with_preheader = put_preheader_in (source->html, source->preheader);
  g_autofree char *html = NULL;
  g_autofree char *text = NULL;

  g_atomic_ref_count_init (&self->n_refs);
  copy_source (self, source);
  self->links = g_ptr_array_new_with_free_func (g_free);
  if (!check_source (self, source, fault, error) || !add_own_files (self, source, error))
    return NULL;

  html = compile_html (self, source, with_preheader, is_tracked);
  attach (self, source, &html);
  text = compile_text (self, source, with_preheader, is_tracked);
  self->html = parse (html, POSTINO_RENDER_HTML, fault, error);
  self->text = self->html != NULL ? parse (text, POSTINO_RENDER_TEXT, fault, error) : NULL;
  if (self->text == NULL)
    return NULL;

  self->paths = collect_paths (self);
  self->headers = write_fixed_headers (self, source->identity);
  if (self->base_url != NULL)
    {
      self->anonymous = build_link_urls (self, 0);
      self->anonymous_pixel = build_url (self, POSTINO_TOKEN_OPEN, 0, PIXEL_LINK);
    }
  return g_steal_pointer (&self);
}

PostinoRender *
postino_render_ref (PostinoRender *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
postino_render_unref (PostinoRender *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_clear_pointer (&self->subject, postino_liquid_unref);
  g_clear_pointer (&self->preheader, postino_liquid_unref);
  g_clear_pointer (&self->html, postino_liquid_unref);
  g_clear_pointer (&self->text, postino_liquid_unref);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->anonymous, g_ptr_array_unref);
  g_clear_pointer (&self->dkim, postino_dkim_key_set_unref);
  g_clear_pointer (&self->attached, postino_attached_free);
  g_clear_pointer (&self->own_files, g_ptr_array_unref);
  g_strfreev (self->paths);
  g_free (self->anonymous_pixel);
  g_free (self->headers);
  g_free (self->campaign_name);
  g_free (self->sender_name);
  g_free (self->sender_email);
  g_free (self->sender_address);
  g_free (self->unsubscribe_to);
  g_free (self->domain);
  g_free (self->base_url);
  g_free (self->language);
  g_free (self);
}

GPtrArray *
postino_render_get_links (PostinoRender *self)
{
  return self->links;
}

const char *const *
postino_render_get_paths (PostinoRender *self)
{
  return (const char *const *) self->paths;
}

gboolean
postino_render_has_own_files (PostinoRender *self)
{
  return self->own_files->len > 0;
}

char *
postino_render_dup_return_path (PostinoRender *self,
                                gint64         row)
{
  return postino_return_path_build (self->sender_email, self->token_key, self->campaign, row);
}

const char *
postino_render_get_sender (PostinoRender *self)
{
  return self->sender_email;
}

/* ---- one recipient ---- */

char *
postino_render_dup_message_id (PostinoRender *self,
                               gint64         row)
{
  g_autofree char *tag = build_tag (self, "message", row);

  return g_strdup_printf ("<%" G_GINT64_FORMAT ".%s@%s>", row, tag, self->domain);
}

/* The addresses of one recipient. */
typedef struct {
  char *unsubscribe;      /* https, or mailto:, or NULL */
  char *mailto;           /* NULL: the sender has none */
  char *pixel;            /* NULL: the anonymous one, or none */
  GPtrArray *links;       /* NULL: the anonymous ones, or none */
} Addresses;

static void
build_addresses (PostinoRender                *self,
                 const PostinoRenderRecipient *recipient,
                 Addresses                    *addresses)
{
  PostinoToken token = { POSTINO_TOKEN_UNSUBSCRIBE, self->campaign, recipient->row, 0 };

  *addresses = (Addresses) { 0 };
  if (self->unsubscribe_to != NULL && *self->unsubscribe_to != '\0')
    {
      g_autofree char *sealed = postino_token_seal (self->token_key, &token);

      addresses->mailto = g_strdup_printf ("mailto:%s?subject=unsubscribe%%20%s",
                                           self->unsubscribe_to, sealed);
    }
  if (self->base_url == NULL)
    {
      addresses->unsubscribe = g_strdup (addresses->mailto);
      return;
    }
  addresses->unsubscribe = build_url (self, POSTINO_TOKEN_UNSUBSCRIBE, recipient->row, 0);
  if (!recipient->individual)
    return;
  addresses->links = build_link_urls (self, recipient->row);
  addresses->pixel = build_url (self, POSTINO_TOKEN_OPEN, recipient->row, PIXEL_LINK);
}

static void
clear_addresses (Addresses *addresses)
{
  g_free (addresses->unsubscribe);
  g_free (addresses->mailto);
  g_free (addresses->pixel);
  g_clear_pointer (&addresses->links, g_ptr_array_unref);
}

static gboolean
fill_context (PostinoRender                *self,
              const PostinoRenderRecipient *recipient,
              const Addresses              *addresses,
              PostinoLiquidContext         *context,
              GError                      **error)
{
  GPtrArray *links = addresses->links != NULL ? addresses->links : self->anonymous;
  PostinoMergeScope scope = { 0 };

  scope.contact = recipient->merge;
  scope.campaign_name = self->campaign_name;
  scope.sender_name = self->sender_name;
  scope.sender_email = self->sender_email;
  scope.sender_address = self->sender_address;
  scope.unsubscribe_url = addresses->unsubscribe;
  scope.pixel = addresses->pixel != NULL ? addresses->pixel : self->anonymous_pixel;
  scope.links = links != NULL ? (const char *const *) links->pdata : NULL;
  scope.n_links = links != NULL ? self->links->len : 0;
  scope.today_us = self->launched_us;
  scope.language = self->language;
  return postino_merge_values_fill_context (&scope, context, error);
}

/* <https…>, <mailto…>: both if there are both (RFC 2369, RFC 8058). Yours, or NULL. */
static char *
build_list_unsubscribe (PostinoRender   *self,
                        const Addresses *addresses)
{
  if (self->base_url == NULL)
    return addresses->mailto != NULL ? g_strdup_printf ("<%s>", addresses->mailto) : NULL;
  if (addresses->mailto == NULL)
    return g_strdup_printf ("<%s>", addresses->unsubscribe);
  return g_strdup_printf ("<%s>, <%s>", addresses->unsubscribe, addresses->mailto);
}

/* The contact's own files, as parts of the message. */
static gboolean
write_own_files (PostinoRender              *self,
                 const PostinoLiquidContext *context,
                 GString                    *own,
                 GError                    **error)
{
  for (guint i = 0; i < self->own_files->len; i++)
    {
      const PostinoContactFile *file = self->own_files->pdata[i];
      g_autofree char *path = postino_contact_file_build_path (file, context, error);
      g_autoptr (GBytes) content = path != NULL ? postino_contact_file_load (file, path, error) : NULL;
      g_autofree char *name = NULL;
      g_autofree char *type = NULL;
      PostinoMimePart part = { 0 };

      if (content == NULL)
        return FALSE;
      name = g_path_get_basename (path);
      type = postino_mime_part_guess_type (name, content);
      part = (PostinoMimePart) { name, type, NULL, content };
      postino_attached_append_own (self->attached, own, &part);
    }
  return TRUE;
}

static GBytes *
build_message (PostinoRender                *self,
               const PostinoRenderRecipient *recipient,
               const Addresses              *addresses,
               const PostinoLiquidContext   *context,
               GError                      **error)
{
  g_autoptr (GString) subject = g_string_new (NULL);
  g_autoptr (GString) html = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) own = g_string_new (NULL);
  g_autofree char *tag = build_tag (self, "message", recipient->row);
  g_autofree char *boundary = g_strconcat ("=_", tag, NULL);
  g_autofree char *message_id = postino_render_dup_message_id (self, recipient->row);
  g_autofree char *list_unsubscribe = build_list_unsubscribe (self, addresses);
  PostinoMessage message = { 0 };

  if (!postino_liquid_render (self->subject, context, subject, error)
      || !postino_liquid_render (self->html, context, html, error)
      || !postino_liquid_render (self->text, context, text, error)
      || !write_own_files (self, context, own, error))
    return NULL;

  message.headers = self->headers;
  message.to_name = recipient->name;
  message.to_address = recipient->address;
  message.subject = subject->str;
  message.message_id = message_id;
  message.list_unsubscribe = list_unsubscribe;
  message.one_click = self->base_url != NULL;
  message.date_us = recipient->date_us;
  message.boundary = boundary;
  message.text = text;
  message.html = html;
  if (self->attached != NULL)
    postino_attached_fill (self->attached, own, &message);
  return postino_message_build (&message);
}

gboolean
postino_render_create_signer (PostinoRender      *self,
                              PostinoDkimSigner **signer,
                              GError            **error)
{
  *signer = self->dkim != NULL ? postino_dkim_signer_new (self->dkim, error) : NULL;
  return *signer != NULL || self->dkim == NULL;
}

GBytes *
postino_render_message (PostinoRender                *self,
                        const PostinoRenderRecipient *recipient,
                        PostinoDkimSigner            *signer,
                        GError                      **error)
{
  g_auto (PostinoLiquidContext) context = { 0 };
  Addresses addresses;
  g_autoptr (GBytes) bytes = NULL;

  build_addresses (self, recipient, &addresses);
  if (fill_context (self, recipient, &addresses, &context, error))
    bytes = build_message (self, recipient, &addresses, &context, error);
  clear_addresses (&addresses);
  if (bytes == NULL || signer == NULL)
    return g_steal_pointer (&bytes);
  return postino_dkim_signer_sign (signer, bytes, recipient->date_us, error);
}

gboolean
postino_render_find_missing_file (PostinoRender                *self,
                                  const PostinoRenderRecipient *recipient,
                                  char                        **missing,
                                  GError                      **error)
{
  g_auto (PostinoLiquidContext) context = { 0 };
  Addresses addresses;
  gboolean ok;

  *missing = NULL;
  build_addresses (self, recipient, &addresses);
  ok = fill_context (self, recipient, &addresses, &context, error);
  clear_addresses (&addresses);
  for (guint i = 0; ok && *missing == NULL && i < self->own_files->len; i++)
    {
      const PostinoContactFile *file = self->own_files->pdata[i];
      g_autofree char *path = postino_contact_file_build_path (file, &context, error);

      ok = path != NULL;
      if (ok && !postino_contact_file_check (file, path, NULL))
        *missing = g_steal_pointer (&path);
    }
  return ok;
}

/* What can go wrong here is a limit, which is about no place of the author's. Yours, or NULL. */
static char *
render_part (const PostinoLiquid        *liquid,
             PostinoRenderPart           part,
             const PostinoLiquidContext *context,
             PostinoRenderFault         *fault,
             GError                    **error)
{
  GString *out = g_string_new (NULL);
  gboolean ok = postino_liquid_render (liquid, context, out, error);

  if (!ok && fault != NULL)
    *fault = (PostinoRenderFault) { part, 0, 0 };
  return g_string_free (out, !ok);
}

static gboolean
render_parts (PostinoRender              *self,
              const PostinoLiquidContext *context,
              PostinoRenderedParts       *parts,
              PostinoRenderFault         *fault,
              GError                    **error)
{
  parts->subject = render_part (self->subject, POSTINO_RENDER_SUBJECT, context, fault, error);
  if (parts->subject == NULL)
    return FALSE;
  if (self->preheader != NULL)
    {
      parts->preheader = render_part (self->preheader, POSTINO_RENDER_PREHEADER, context, fault,
                                      error);
      if (parts->preheader == NULL)
        return FALSE;
    }
  parts->html = render_part (self->html, POSTINO_RENDER_HTML, context, fault, error);
  if (parts->html == NULL)
    return FALSE;
  parts->text = render_part (self->text, POSTINO_RENDER_TEXT, context, fault, error);
  return parts->text != NULL;
}

gboolean
postino_render_parts (PostinoRender                *self,
                      const PostinoRenderRecipient *recipient,
                      PostinoRenderedParts         *parts,
                      PostinoRenderFault           *fault,
                      GError                      **error)
{
  g_auto (PostinoLiquidContext) context = { 0 };
  Addresses addresses;
  gboolean ok;

  *parts = (PostinoRenderedParts) { 0 };
  build_addresses (self, recipient, &addresses);
  ok = fill_context (self, recipient, &addresses, &context, error)
       && render_parts (self, &context, parts, fault, error);
  clear_addresses (&addresses);
  if (!ok)
    postino_rendered_parts_clear (parts);
  return ok;
}

void
postino_rendered_parts_clear (PostinoRenderedParts *parts)
{
  g_clear_pointer (&parts->subject, g_free);
  g_clear_pointer (&parts->preheader, g_free);
  g_clear_pointer (&parts->html, g_free);
  g_clear_pointer (&parts->text, g_free);
}
