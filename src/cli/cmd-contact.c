/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl contact: looking at contacts and changing single ones. Importing is in
 * cmd-contact-import.c.
 *
 * A row in JSON is flat, one member a field. Members of ours (id, lists …) win over a field of the
 * user's that has the same key. A list is read page by page, so that a million contacts need no
 * more memory than a thousand. */

#include "cli/cmd-contact.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli-print.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-query.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "contacts/search-table.h"
#include "contacts/suppression-table.h"
#include "contacts/tags-table.h"

enum {
  ROWS_A_PAGE = 1000,
  INDEXED_A_CHUNK = 2000, /* contacts, in one transaction */
};

static const int widths[] = { 8, 36, 0 };

/* ---- rows ---- */

static void
add_fields (JsonBuilder          *line,
            const PostinoContact *contact,
            GPtrArray            *fields)
{
  static const char *const ours[] = { "id", "lists", "tags", "consent", "suppressed", NULL };

  postino_print_add_int (line, "id", contact->id);
  for (PostinoKnownField known = 0; known < POSTINO_N_KNOWN; known++)
    postino_print_add_text (line, postino_known_field_get_key (known), contact->values[known]);
  for (guint i = 0; i < fields->len; i++)
    {
      const PostinoField *field = fields->pdata[i];

      if (!g_strv_contains (ours, field->key))
        postino_print_add_text (line, field->key, postino_contact_get (contact, field->key));
    }
}

static void
print_row (PostinoCli           *cli,
           const PostinoContact *contact,
           GPtrArray            *fields)
{
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  JsonBuilder *line;

  if (cli->json)
    {
      line = postino_print_begin_object ();
      add_fields (line, contact, fields);
      postino_print_line (line);
      return;
    }
  name = postino_contact_dup_display_name (contact);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, contact->id);
  postino_print_row (widths, (const char *[]) { id, contact->values[POSTINO_KNOWN_EMAIL],
                                                name != NULL ? name : "",
                                                NULL });
}

/* ---- list ---- */

typedef struct {
  char *list_name;
  char *search;
  char *sort;
  gint64 limit;
  PostinoContactQuery query;
  GPtrArray *fields;
  GPtrArray *rows;
  guint n_indexed;
} Page;

static gboolean
catch_up_index (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  return postino_search_table_catch_up (db, INDEXED_A_CHUNK, &((Page *) data)->n_indexed, error);
}

static gboolean
prepare_page (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Page *page = data;

  if (page->list_name != NULL && !postino_lists_table_find (db, page->list_name, &page->query.list,
                                                            error))
    return FALSE;
  page->fields = postino_fields_table_list (db, error);
  return page->fields != NULL;
}

static gboolean
read_page (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Page *page = data;

  page->rows = postino_contacts_query_page (db, &page->query, error);
  return page->rows != NULL;
}

static gboolean
bring_index_up_to_date (PostinoCli *cli,
                        Page       *page,
                        GError    **error)
{
  do
    {
      if (!postino_cli_write (cli, catch_up_index, page, error))
        return FALSE;
    }
  while (page->n_indexed == INDEXED_A_CHUNK);
  return TRUE;
}

static gboolean
print_pages (PostinoCli *cli,
             Page       *page,
             GError    **error)
{
  gint64 left = page->limit > 0 ? page->limit : G_MAXINT64;
  guint n;

  do
    {
      page->query.limit = (guint) MIN (left, ROWS_A_PAGE);
      if (!postino_cli_read (cli, read_page, page, error))
        return FALSE;
      n = page->rows->len;
      for (guint i = 0; i < n; i++)
        print_row (cli, page->rows->pdata[i], page->fields);
      if (n > 0)
        page->query.after = ((const PostinoContact *) page->rows->pdata[n - 1])->id;
      g_clear_pointer (&page->rows, g_ptr_array_unref);
      left -= n;
    }
  while (left > 0 && n == page->query.limit);
  return TRUE;
}

static gboolean
list_contacts (PostinoCli *cli,
               Page       *page,
               GError    **error)
{
  if (page->limit < 0 || page->query.after < 0)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("--limit and --after take numbers from 0"));
      return FALSE;
    }
  page->query.search = page->search;
  page->query.sort = page->sort;
  if (page->sort != NULL && page->sort[0] == '-')
    {
      page->query.sort++;
      page->query.descending = TRUE;
    }
  return (page->search == NULL || bring_index_up_to_date (cli, page, error))
         && postino_cli_read (cli, prepare_page, page, error) && print_pages (cli, page, error);
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Page page = { 0 };
  const GOptionEntry entries[] = {
    { "list", 0, 0, G_OPTION_ARG_STRING, &page.list_name, NULL, NULL },
    { "search", 0, 0, G_OPTION_ARG_STRING, &page.search, NULL, NULL },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &page.sort, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT64, &page.limit, NULL, NULL },
    { "after", 0, 0, G_OPTION_ARG_INT64, &page.query.after, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error)
      || !list_contacts (cli, &page, &error))
    status = postino_cli_fail (error);
  g_free (page.list_name);
  g_free (page.search);
  g_free (page.sort);
  g_clear_pointer (&page.fields, g_ptr_array_unref);
  return status;
}

/* ---- show ---- */

typedef struct {
  const char *typed;
  PostinoContact *contact;
  GPtrArray *fields;
  char **lists;
  char **tags;
  guint purposes;
  PostinoSuppressionReason reason;
} Card;

static gboolean
read_card (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Card *card = data;

  card->contact = postino_contacts_table_find (db, card->typed, error);
  return card->contact != NULL && (card->fields = postino_fields_table_list (db, error)) != NULL
         && (card->lists = postino_lists_table_list_of (db, card->contact->id, error)) != NULL
         && (card->tags = postino_tags_table_list (db, card->contact->id, error)) != NULL
         && postino_consent_table_get (db, card->contact->key, &card->purposes, error)
         && postino_suppression_table_check (db, card->contact->key, &card->reason, error);
}

static void
clear_card (Card *card)
{
  postino_contact_free (card->contact);
  g_clear_pointer (&card->fields, g_ptr_array_unref);
  g_strfreev (card->lists);
  g_strfreev (card->tags);
}

/* The names of the purposes that stand; NULL-terminated, yours, its strings static. */
static const char **
list_purposes (guint purposes)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint bit = 1; bit <= POSTINO_PURPOSE_PROFILING; bit <<= 1)
    {
      if (purposes & bit)
        g_ptr_array_add (names, (gpointer) postino_purpose_to_string (bit));
    }
  g_ptr_array_add (names, NULL);
  return (const char **) g_ptr_array_free (names, FALSE);
}

static void
add_names (JsonBuilder       *line,
           const char        *key,
           const char *const *names)
{
  json_builder_set_member_name (line, key);
  json_builder_begin_array (line);
  for (; *names != NULL; names++)
    json_builder_add_string_value (line, *names);
  json_builder_end_array (line);
}

static void
print_card_json (const Card        *card,
                 const char *const *purposes)
{
  JsonBuilder *line = postino_print_begin_object ();

  add_fields (line, card->contact, card->fields);
  add_names (line, "lists", (const char *const *) card->lists);
  add_names (line, "tags", (const char *const *) card->tags);
  add_names (line, "consent", purposes);
  postino_print_add_text (line, "suppressed", postino_suppression_reason_to_string (card->reason));
  postino_print_line (line);
}

static void
print_names (const char *label,
             char      **names)
{
  static const int columns[] = { 20, 0 };
  g_autofree char *joined = g_strjoinv (", ", names);

  if (*joined != '\0')
    postino_print_row (columns, (const char *[]) { label, joined, NULL });
}

static void
print_card (const Card  *card,
            const char **purposes)
{
  for (PostinoKnownField known = 0; known < POSTINO_N_KNOWN; known++)
    {
      if (card->contact->values[known] != NULL)
        print_names (postino_known_field_get_label (known),
                     (char *[]) { card->contact->values[known], NULL });
    }
  for (guint i = 0; i < card->fields->len; i++)
    {
      const PostinoField *field = card->fields->pdata[i];
      const char *value = postino_contact_get (card->contact, field->key);

      if (value != NULL)
        print_names (field->label, (char *[]) { (char *) value, NULL });
    }
  print_names (_("Lists"), card->lists);
  print_names (_("Tags"), card->tags);
  print_names (_("Consent"), (char **) purposes);
  if (card->reason != POSTINO_SUPPRESSION_NONE)
    print_names (_("Not to be mailed"),
                 (char *[]) { (char *) postino_suppression_reason_describe (card->reason), NULL });
}

static int
run_show (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Card card = { 0 };
  g_autofree const char **purposes = NULL;
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || (card.typed = argv[1], FALSE)
      || !postino_cli_read (cli, read_card, &card, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      purposes = list_purposes (card.purposes);
      if (cli->json)
        print_card_json (&card, purposes);
      else
        print_card (&card, purposes);
    }
  clear_card (&card);
  return status;
}

/* ---- set ---- */

typedef struct {
  char **words; /* the address, then FIELD=VALUE; NULL-terminated */
  gint64 id;
} Edit;

static gboolean
set_fields (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Edit *edit = data;
  g_autoptr (PostinoContact) contact = postino_contacts_table_find (db, edit->words[0], error);

  if (contact == NULL)
    return FALSE;
  edit->id = contact->id;
  for (char **word = edit->words + 1; *word != NULL; word++)
    {
      const char *equals = strchr (*word, '=');
      g_autofree char *field = g_strndup (*word, (gsize) (equals - *word));

      if (!postino_contacts_table_set (db, contact->id, field, equals + 1, g_get_real_time (),
                                       error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_edit (const Edit *edit,
            GError    **error)
{
  for (char **word = edit->words + 1; *word != NULL; word++)
    {
      if (strchr (*word, '=') != NULL && g_utf8_validate (*word, -1, NULL))
        continue;
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is not FIELD=VALUE, such as city=Torino"), *word);
      return FALSE;
    }
  return TRUE;
}

static int
run_set (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  Edit edit = { 0 };
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 2, -1, &argc, &argv, &error) || (edit.words = argv + 1, FALSE)
      || !check_edit (&edit, &error) || !postino_cli_write (cli, set_fields, &edit, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, _("The contact “%s” is changed"), argv[1]);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "id", edit.id);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

/* ---- delete ---- */

typedef struct {
  char **addresses;
  gint64 n_deleted;
} Deletion;

static gboolean
delete_contacts (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  Deletion *deletion = data;

  for (char **address = deletion->addresses; *address != NULL; address++)
    {
      g_autoptr (PostinoContact) contact = postino_contacts_table_find (db, *address, error);

      if (contact == NULL || !postino_contacts_table_delete (db, contact->id, g_get_real_time (),
                                                             NULL, error))
        return FALSE;
      deletion->n_deleted++;
    }
  return TRUE;
}

static int
run_delete (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  Deletion deletion = { 0 };
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 1, -1, &argc, &argv, &error)
      || (deletion.addresses = argv + 1, FALSE)
      || !postino_cli_write (cli, delete_contacts, &deletion, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, ngettext ("%" PRId64 " contact deleted",
                                             "%" PRId64 " contacts deleted",
                                             deletion.n_deleted),
                              deletion.n_deleted);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "deleted", deletion.n_deleted);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "import",
    "FILE|- [--list NAME]… [--tag T]… [--consent TEXT [--purpose P,…] [--basis consent|soft-opt-in|contract] "
    "[--consent-date D] [--consent-source S]] [--mode add|remove|unsubscribe] [--map COLUMN=FIELD]… [--delimiter C] "
    "[--encoding E] [--on-duplicate fill|overwrite|keep] [--dry-run] [--rejects FILE] [--strict]",
    N_("Contacts out of a file"), postino_cmd_contact_run_import },
  { "undo-import", "ID", N_("Take an import back; opt-outs stay"),
    postino_cmd_contact_run_undo_import },
  { "list", "[--list NAME] [--search TEXT] [--sort [-]FIELD] [--limit N] [--after ID]",
    N_("Contacts, one a line"),
    run_list },
  { "show", "EMAIL", N_("All that is known of a contact"), run_show },
  { "set", "EMAIL FIELD=VALUE…", N_("Change fields of a contact; an empty value clears one"),
    run_set },
  { "delete", "EMAIL…", N_("Delete contacts; their opt-outs stay"), run_delete },
  { NULL }
};

const PostinoNoun postino_noun_contact = { "contact", N_("Contacts: import, look at, change"),
                                           verbs };
