/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks before a launch. Errors are few: what makes sending impossible or unlawful. The same
 * checks run again in the worker when it freezes the audience, since minutes or days may lie
 * between.
 *
 * Each check is a function that adds what it finds; the table `checks` is the order in which they
 * are shown. */

#include "campaign/preflight.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "campaign/attachment-check.h"
#include "campaign/attachments-table.h"
#include "campaign/audience.h"
#include "campaign/campaigns-table.h"
#include "campaign/dkim-choice.h"
#include "campaign/drafts-table.h"
#include "campaign/forecast.h"
#include "campaign/identities-table.h"
#include "campaign/link-base.h"
#include "campaign/provider-list.h"
#include "campaign/sample.h"
#include "campaign/servers-table.h"
#include "campaign/starter.h"
#include "contacts/address-hint.h"
#include "contacts/fields-table.h"
#include "content/html-cids.h"
#include "content/html-links.h"
#include "workspace/assets.h"

enum {
  CLIPPED_BYTES = 102 * 1024, /* Gmail clips a longer HTML part */
  MAX_BROKEN_LINKS = 5,       /* that are told: then the rest is known, too */
  FREEZE_FILES = 1000,        /* looked for with the write lock held; the others when their messages are made */
};

#define LONG_SENDING_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

/* What the checks look at, read once. */
typedef struct {
  PostinoDb *db;
  const PostinoCampaign *campaign;
  const guint8 *token_key;
  gint64 now_us;
  guint max_files;           /* of contacts, that are looked for; 0: all */
  PostinoIdentity *identity; /* NULL: none */
  gboolean is_identity_removed;
  PostinoRevision *revision; /* NULL: none */
  GPtrArray *servers;
  PostinoProviderList *providers;
  GPtrArray *attachments;
  PostinoLinkBase base;
  GPtrArray *dkim_keys; /* of the sender's domain; NULL: no sender */
  PostinoAudienceCount audience;
  PostinoAudienceRepeat repeat;
  gint64 forecast_us; /* when the last one may go, by the servers' limits; 0: not known */
  GPtrArray *deleted_exclusions; /* names of lists */
  gint64 harvested_us; /* opt-outs of the public collector; 0: never */
  GPtrArray *findings;
} Preflight;

void
postino_finding_free (PostinoFinding *finding)
{
  g_free (finding->message);
  g_free (finding);
}

const char *
postino_severity_to_name (PostinoSeverity severity)
{
  switch (severity)
    {
    case POSTINO_SEVERITY_ERROR:
      return "error";
    case POSTINO_SEVERITY_WARNING:
      return "warning";
    case POSTINO_SEVERITY_INFO:
      return "info";
    }
  g_assert_not_reached ();
}

/* Takes @message over. */
static void
add (Preflight      *self,
     PostinoSeverity severity,
     const char     *code,
     char           *message)
{
  PostinoFinding *finding = g_new0 (PostinoFinding, 1);

  finding->severity = severity;
  finding->code = code;
  finding->message = message;
  g_ptr_array_add (self->findings, finding);
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* An error where real people are reached, a warning on a trial. */
static PostinoSeverity
grave_if_real (Preflight *self)
{
  return self->base.is_trial ? POSTINO_SEVERITY_WARNING : POSTINO_SEVERITY_ERROR;
}

static void
check_identity (Preflight *self)
{
  if (self->identity == NULL)
    {
      add (self, POSTINO_SEVERITY_ERROR, "no-identity", g_strdup (_("The campaign has no sender")));
      return;
    }
  if (self->is_identity_removed)
    {
      add (self, POSTINO_SEVERITY_ERROR, "no-identity",
           g_strdup_printf (_("The sender “%s” was removed"), self->identity->email));
      return;
    }
  if (self->campaign->is_test)
    return;
  if (is_empty (self->identity->legal))
    add (self, grave_if_real (self), "no-legal",
         g_strdup_printf (_("The sender “%s” has no legal identity (name, seat, tax number)"),
                          self->identity->email));
  if (is_empty (self->identity->privacy_url))
    add (self, grave_if_real (self), "no-privacy",
         g_strdup_printf (_("The sender “%s” has no privacy notice"), self->identity->email));
  /* The legal identity names the seat: a postal address of its own is advice. */
  if (is_empty (self->identity->postal_address))
    add (self, is_empty (self->identity->legal) ? grave_if_real (self) : POSTINO_SEVERITY_WARNING,
         "no-address",
         g_strdup_printf (_("The sender “%s” has no postal address"), self->identity->email));
}

/* Advice: many servers sign by themselves, and what DNS says is never an error. A mailbox provider's
 * domain is its own to sign for. */
static void
check_dkim (Preflight *self)
{
  const char *domain = self->identity != NULL ? postino_identity_get_domain (self->identity) : NULL;

  if (domain == NULL || self->base.is_trial || self->servers->len == 0 || postino_address_hint_knows (domain))
    return;
  for (guint i = 0; i < self->dkim_keys->len; i++)
    {
      if (postino_dkim_choice_signs (self->dkim_keys, i, FALSE))
        return;
    }
  if (self->dkim_keys->len == 0)
    add (self, POSTINO_SEVERITY_WARNING, "dkim-missing",
         g_strdup_printf (_("There is no key to sign messages from “%s” with (DKIM): unless the server signs them, Gmail "
                            "and others trust them less"), domain));
  else
    add (self, POSTINO_SEVERITY_WARNING, "dkim-not-seen",
         g_strdup_printf (_("Messages are not signed yet (DKIM): DNS does not show the key of “%s”"), domain));
}

static void
check_servers (Preflight *self)
{
  if (self->servers->len == 0)
    add (self, POSTINO_SEVERITY_ERROR, "no-server",
         g_strdup (_("The campaign has no server to send through")));
  for (guint i = 0; i < self->servers->len; i++)
    {
      const PostinoServer *server = self->servers->pdata[i];

      if (server->stopped_why != NULL)
        add (self, POSTINO_SEVERITY_WARNING, "server-stopped",
             g_strdup_printf (_("The server “%s” was stopped: %s"), server->profile->name,
                              server->stopped_why));
    }
}

static gboolean
is_real (const PostinoServer *server)
{
  return !server->is_sandbox && !server->profile->is_trial;
}

/* A domain of mailboxes is its provider's, not the sender's: whoever sends from it through another host looks
 * forged (DMARC). */
static void
check_free_mailbox (Preflight *self)
{
  const char *domain = self->identity != NULL ? postino_identity_get_domain (self->identity) : "";
  const PostinoProvider *provider = postino_provider_list_find_by_domain (self->providers, domain);

  if (provider == NULL)
    return;
  for (guint i = 0; i < self->servers->len; i++)
    {
      const PostinoServer *server = self->servers->pdata[i];

      if (!is_real (server)
          || postino_provider_list_is_host_of (self->providers, provider, server->profile->host))
        continue;
      add (self, POSTINO_SEVERITY_WARNING, "free-mailbox",
           g_strdup_printf (_("“%s” is a mailbox of %s, and “%s” is not a server of theirs: to others it looks "
                              "forged (DMARC), and many refuse it. Send from an address of your own domain"),
                            self->identity->email, provider->name, server->profile->name));
      return;
    }
}

static void
check_certified_mail (Preflight *self)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const PostinoServer *server = self->servers->pdata[i];
      const PostinoProvider *provider
        = postino_provider_list_find_by_host (self->providers, server->profile->host);

      if (is_real (server) && provider != NULL && provider->kind == POSTINO_PROVIDER_PEC)
        add (self, POSTINO_SEVERITY_WARNING, "pec-server",
             g_strdup_printf (_("The server “%s” is one of certified mail (PEC): each message is a registered "
                                "letter. It is not for newsletters, and providers close accounts that send them"),
                              server->profile->name));
    }
}

static void
check_content (Preflight *self)
{
  g_autofree char *subject = NULL;

  if (self->revision == NULL)
    {
      add (self, POSTINO_SEVERITY_ERROR, "no-content", g_strdup (_("The campaign has no content")));
      return;
    }
  subject = g_strstrip (g_strdup (self->revision->subject));
  if (*subject == '\0')
    add (self, POSTINO_SEVERITY_ERROR, "no-subject", g_strdup (_("The campaign has no subject")));
  if (g_ascii_strncasecmp (subject, "re:", 3) == 0 || g_ascii_strncasecmp (subject, "fwd:", 4) == 0)
    add (self, POSTINO_SEVERITY_WARNING, "subject-reply",
         g_strdup (_("The subject looks like a reply or a forwarded message")));
  if (strlen (self->revision->html) > CLIPPED_BYTES)
    add (self, POSTINO_SEVERITY_WARNING, "too-long",
         g_strdup_printf (_("The newsletter is %zu kB long: Gmail shows only the first 102 kB"),
                          strlen (self->revision->html) / 1024));
}

/* The text everybody begins with, where it was not written over. */
static void
check_starter (Preflight *self)
{
  g_autoptr (GPtrArray) left = NULL;

  if (self->revision == NULL)
    return;
  if (postino_starter_is_untouched (self->revision->html))
    {
      add (self, POSTINO_SEVERITY_ERROR, "untouched",
           g_strdup (_("Nothing was written yet: the newsletter is still the sample text")));
      return;
    }
  left = postino_starter_list_placeholders (self->revision->html, self->revision->text);
  for (guint i = 0; i < left->len; i++)
    add (self, POSTINO_SEVERITY_WARNING, "placeholder",
         g_strdup_printf (_("The sample text is still in it: “%s…”"), (const char *) left->pdata[i]));
}

/* What nobody can have: mostly a name written wrong, which stays empty in everybody's message. */
static gboolean
check_fields (Preflight     *self,
              PostinoRender *render,
              GError       **error)
{
  const char *const *paths = postino_render_get_paths (render);

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (paths[i], ".[", 3);
      g_autoptr (PostinoField) field = NULL;

      if (!g_str_equal (parts[0], "contact") || parts[1] == NULL
          || postino_known_field_from_key (parts[1]) != POSTINO_N_KNOWN)
        continue;
      if (!postino_fields_table_get (self->db, parts[1], &field, error))
        return FALSE;
      if (field == NULL)
        add (self, POSTINO_SEVERITY_WARNING, "unknown-field",
             g_strdup_printf (_("No contact has a field “%s”: it stays empty in every message"), parts[1]));
    }
  return TRUE;
}

static void
check_links (Preflight *self)
{
  g_autoptr (GPtrArray) broken = postino_html_links_list_broken (self->revision->html);

  for (guint i = 0; i < MIN (broken->len, MAX_BROKEN_LINKS); i++)
    {
      const char *url = broken->pdata[i];

      if (*url == '\0')
        add (self, POSTINO_SEVERITY_WARNING, "broken-link", g_strdup (_("A link has no address")));
      else
        add (self, POSTINO_SEVERITY_WARNING, "broken-link",
             g_strdup_printf (_("A link leads nowhere: “%s” is not the address of a page"), url));
    }
}

typedef struct {
  Preflight *self;
  GHashTable *told; /* names; owned */
} ImageCheck;

/* Asked about each image that travels with the message. */
static const char *
look_for_image_cb (const char *name,
                   gpointer    user_data)
{
  ImageCheck *check = user_data;
  Preflight *self = check->self;

  if (!g_hash_table_add (check->told, g_strdup (name)))
    return NULL;
  for (guint i = 0; i < self->attachments->len; i++)
    {
      const PostinoAttachment *attachment = self->attachments->pdata[i];

      if (attachment->sha256 != NULL && strcmp (attachment->name, name) == 0)
        return NULL;
    }
  add (self, POSTINO_SEVERITY_WARNING, "image-missing",
       g_strdup_printf (_("The image “%s” is not attached: readers see a gap (cid:%s)"), name, name));
  return NULL;
}

static void
check_images (Preflight *self)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ImageCheck check = { self, told };
  g_autofree char *same = postino_html_cids_map (self->revision->html, look_for_image_cb, &check);
}

static void
check_own_files (Preflight     *self,
                 PostinoRender *render)
{
  g_auto (PostinoMissingFiles) missing = { 0 };
  g_autoptr (GError) fault = NULL;

  if (!postino_attachment_check_own (self->db, self->campaign, render, self->max_files, &missing, &fault))
    add (self, POSTINO_SEVERITY_ERROR, "template", g_strdup (fault->message));
  else if (missing.n > 0)
    add (self, POSTINO_SEVERITY_ERROR, "attachment-missing",
         g_strdup_printf (ngettext ("%" PRId64 " contact has no file to attach: %s",
                                    "%" PRId64 " contacts have no file to attach: %s", missing.n),
                          missing.n, missing.examples));
}

static void
check_template (Preflight *self)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (PostinoRender) render = NULL;

  if (self->identity == NULL || self->revision == NULL)
    return;
  render = postino_sample_outline (self->db, self->campaign, self->base.url, self->token_key,
                                   self->now_us, &fault);
  if (render == NULL)
    add (self, POSTINO_SEVERITY_ERROR, "template", g_strdup (fault->message));
  else if (!check_fields (self, render, &fault))
    add (self, POSTINO_SEVERITY_ERROR, "template", g_strdup (fault->message));
  else
    check_own_files (self, render);
  check_links (self);
  check_images (self);
}

static void
check_attachments (Preflight *self)
{
  gsize n_bytes = postino_attachments_measure (self->attachments);
  g_autofree char *size = g_format_size (n_bytes);

  for (guint i = 0; i < self->attachments->len; i++)
    {
      const PostinoAttachment *attachment = self->attachments->pdata[i];

      if (attachment->sha256 != NULL && !postino_assets_has (self->db, attachment->sha256))
        add (self, POSTINO_SEVERITY_ERROR, "attachment-missing",
             g_strdup_printf (_("The attached file “%s” is no longer in the workspace: attach it again"), attachment->name));
    }
  if (n_bytes > POSTINO_ATTACHMENTS_LARGE_BYTES)
    add (self, POSTINO_SEVERITY_WARNING, "attachments-large",
         g_strdup_printf (_("The attachments make each message %s long: many mailboxes refuse it; a link to the files "
                            "reaches more people"), size));
}

static void
check_opting_out (Preflight *self)
{
  gboolean has_mailto = self->identity != NULL && !is_empty (self->identity->unsubscribe_to);

  if (self->base.kind == POSTINO_LINK_BASE_LOCAL_WRONG)
    add (self, POSTINO_SEVERITY_ERROR, "collector-local",
         g_strdup (_("Links would lead to this computer, but a server reaches real people")));
  if (self->base.kind != POSTINO_LINK_BASE_NONE || self->servers->len == 0)
    return;
  if (!has_mailto && !self->base.is_trial)
    add (self, POSTINO_SEVERITY_ERROR, "no-unsubscribe",
         g_strdup (_("Nobody could unsubscribe: there is no public address, and the sender has no address for "
                     "unsubscribing")));
  else
    add (self, POSTINO_SEVERITY_INFO, "no-collector",
         g_strdup (_("There is no public address: opens and clicks are not counted, and who unsubscribes writes you a mail: "
                     "add them to the exclusions")));
}

/* Opt-outs first: what people said at the public address must have been read before anybody is
 * written to. */
static void
check_harvest (Preflight *self)
{
  g_autofree char *when = NULL;

  if (self->base.kind != POSTINO_LINK_BASE_PUBLIC
      || self->now_us - self->harvested_us < POSTINO_HARVEST_MAX_AGE_US)
    return;
  when = self->harvested_us > 0 ? postino_date_to_human (self->harvested_us) : g_strdup (_("never"));
  add (self, POSTINO_SEVERITY_ERROR, "not-harvested",
       g_strdup_printf (_("Unsubscribes were last read from the public address: %s. They have to be read first"),
                        when));
}

static void
check_audience (Preflight *self)
{
  const PostinoAudienceCount *count = &self->audience;

  if (count->total == 0)
    add (self, POSTINO_SEVERITY_ERROR, "no-recipients",
         g_strdup (_("No list is chosen, or the chosen ones are empty")));
  else if (count->ready == 0 && count->no_consent > 0)
    add (self, POSTINO_SEVERITY_ERROR, "no-consent",
         g_strdup_printf (ngettext ("Nobody can be written to: %" PRId64 " contact has no recorded consent",
                                    "Nobody can be written to: %" PRId64 " contacts have no recorded consent",
                                    count->no_consent),
                          count->no_consent));
  else if (count->ready == 0)
    add (self, POSTINO_SEVERITY_ERROR, "no-recipients",
         g_strdup (_("Everybody on the campaign’s lists is excluded")));
  else if (count->no_consent > 0)
    add (self, POSTINO_SEVERITY_INFO, "some-no-consent",
         g_strdup_printf (ngettext ("%" PRId64 " contact without recorded consent is left out",
                                    "%" PRId64 " contacts without recorded consent are left out",
                                    count->no_consent),
                          count->no_consent));
  if (count->suppressed > 0)
    add (self, POSTINO_SEVERITY_INFO, "some-suppressed",
         g_strdup_printf (ngettext ("%" PRId64 " contact must not be mailed and is left out",
                                    "%" PRId64 " contacts must not be mailed and are left out",
                                    count->suppressed),
                          count->suppressed));
}

/* Mostly a copy of a campaign, sent as it is: people dislike nothing more than the same mail twice. */
static void
check_repeat (Preflight *self)
{
  const PostinoAudienceRepeat *repeat = &self->repeat;
  g_autofree char *when = NULL;

  if (repeat->name == NULL)
    return;
  when = postino_date_to_human (repeat->launched_us);
  add (self, POSTINO_SEVERITY_WARNING, "already-sent",
       g_strdup_printf (ngettext ("“%s” had the same subject and text, and went to %" PRId64 " of these people (%s)",
                                  "“%s” had the same subject and text, and went to %" PRId64 " of these people (%s)",
                                  repeat->n),
                        repeat->name, repeat->n, when));
}

/* Said where it is long enough to be planned for. */
static void
check_forecast (Preflight *self)
{
  g_autofree char *when = NULL;

  if (self->forecast_us < self->now_us + LONG_SENDING_US)
    return;
  when = postino_date_to_human (self->forecast_us);
  add (self, POSTINO_SEVERITY_INFO, "forecast",
       g_strdup_printf (ngettext ("With the limits of its servers the sending to %" PRId64 " person ends about %s",
                                  "With the limits of its servers the sending to %" PRId64 " people ends about %s",
                                  self->audience.ready),
                        self->audience.ready, when));
}

/* They are not among the lists a person sees; so it has to be said. */
static void
check_exclusions (Preflight *self)
{
  for (guint i = 0; i < self->deleted_exclusions->len; i++)
    add (self, POSTINO_SEVERITY_WARNING, "deleted-exclusion",
         g_strdup_printf (_("“%s” was deleted; who was on it is still left out of this campaign"),
                          (const char *) self->deleted_exclusions->pdata[i]));
}

/* A test send asks only what it needs to be sent at all. */
static const struct {
  void (*check) (Preflight *self);
  gboolean for_tests;
} checks[] = {
  { check_content, TRUE },     { check_starter, FALSE },    { check_template, TRUE },
  { check_attachments, TRUE },
  { check_servers, TRUE },     { check_identity, TRUE },    { check_dkim, FALSE },
  { check_free_mailbox, FALSE }, { check_certified_mail, FALSE },
  { check_opting_out, FALSE }, { check_harvest, FALSE },    { check_audience, FALSE },
  { check_exclusions, FALSE }, { check_repeat, FALSE },     { check_forecast, FALSE },
};

static gboolean
read_all (Preflight *self,
          GError   **error)
{
  gint64 campaign = self->campaign->id;

  self->providers = postino_provider_list_load ();
  if (self->campaign->identity != 0)
    {
      self->identity = postino_identities_table_get (self->db, self->campaign->identity, error);
      if (self->identity == NULL
          || !postino_identities_table_is_removed (self->db, self->campaign->identity,
                                                   &self->is_identity_removed, error))
        return FALSE;
      self->dkim_keys = postino_dkim_keys_table_list (self->db, postino_identity_get_domain (self->identity), error);
      if (self->dkim_keys == NULL)
        return FALSE;
    }
  if (self->campaign->revision != 0)
    {
      self->revision = postino_campaigns_table_get_revision (self->db, self->campaign->revision,
                                                             error);
      if (self->revision == NULL)
        return FALSE;
    }
  self->servers = postino_servers_table_list_for_campaign (self->db, campaign, error);
  if (self->servers == NULL)
    return FALSE;
  self->attachments = postino_attachments_table_list (self->db, campaign, error);
  if (self->attachments == NULL)
    return FALSE;
  self->deleted_exclusions = postino_drafts_table_list_deleted_exclusions (self->db, campaign, error);
  return self->deleted_exclusions != NULL
         && postino_link_base_find (self->db, campaign, &self->base, error)
         && postino_campaigns_table_get_last_harvest (self->db, &self->harvested_us, error)
         && postino_audience_count (self->db, campaign, &self->audience, error)
         && postino_audience_find_repeat (self->db, campaign, &self->repeat, error)
         && postino_forecast_find_end (self->db, self->servers, self->audience.ready, self->now_us,
                                       &self->forecast_us, error);
}

static void
clear (Preflight *self)
{
  g_clear_pointer (&self->identity, postino_identity_free);
  g_clear_pointer (&self->revision, postino_revision_free);
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_pointer (&self->providers, postino_provider_list_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->dkim_keys, g_ptr_array_unref);
  g_clear_pointer (&self->deleted_exclusions, g_ptr_array_unref);
  postino_audience_repeat_clear (&self->repeat);
  postino_link_base_clear (&self->base);
}

static int
compare_severity (gconstpointer a,
                  gconstpointer b)
{
  const PostinoFinding *one = *(PostinoFinding *const *) a;
  const PostinoFinding *other = *(PostinoFinding *const *) b;

  return (int) one->severity - (int) other->severity;
}

static GPtrArray *
run_checks (PostinoDb             *db,
            const PostinoCampaign *campaign,
            const guint8          *token_key,
            gint64                 now_us,
            guint                  max_files,
            GError               **error)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_finding_free);
  Preflight self = { .db = db, .campaign = campaign, .token_key = token_key, .now_us = now_us,
                     .max_files = max_files, .findings = findings };
  gboolean read = read_all (&self, error);

  for (gsize i = 0; i < G_N_ELEMENTS (checks) && read; i++)
    {
      if (checks[i].for_tests || !campaign->is_test)
        checks[i].check (&self);
    }
  clear (&self);
  if (!read)
    return NULL;
  g_ptr_array_sort (findings, compare_severity);
  return g_steal_pointer (&findings);
}

GPtrArray *
postino_preflight_check (PostinoDb             *db,
                         const PostinoCampaign *campaign,
                         const guint8          *token_key,
                         gint64                 now_us,
                         GError               **error)
{
  return run_checks (db, campaign, token_key, now_us, 0, error);
}

gboolean
postino_preflight_find_error (PostinoDb             *db,
                              const PostinoCampaign *campaign,
                              const guint8          *token_key,
                              gint64                 now_us,
                              char                 **fault,
                              GError               **error)
{
  g_autoptr (GPtrArray) findings = run_checks (db, campaign, token_key, now_us, FREEZE_FILES, error);
  const PostinoFinding *first;

  *fault = NULL;
  if (findings == NULL)
    return FALSE;
  first = findings->len > 0 ? findings->pdata[0] : NULL;
  if (first != NULL && first->severity == POSTINO_SEVERITY_ERROR)
    *fault = g_strdup (first->message);
  return TRUE;
}
