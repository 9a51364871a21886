/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person changes by hand, one transaction each: a table from verbs to what the library has
 * for them. The promises are kept below, in the tables: lifting asks whether it may, consent is
 * appended. */

#include "gui/contacts/contact-edit.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "contacts/suppression-table.h"
#include "contacts/tags-table.h"
#include "gui/shell/toast.h"

#define BY_HAND "by hand"

typedef struct {
  PostinoEdit edit; /* owns its strings */
  GtkWidget *widget;
  PostinoEditDone done;
  gint64 now_us;
  gint64 made;
} Job;

typedef gboolean (*EditFunc) (PostinoDb *db, Job *job, GError **error);

static gboolean
set_field (PostinoDb *db,
           Job       *job,
           GError   **error)
{
  return postino_contacts_table_set (db, job->edit.contact, job->edit.name, job->edit.text,
                                     job->now_us, error);
}

static gboolean
add_to_list (PostinoDb *db,
             Job       *job,
             GError   **error)
{
  return postino_lists_table_add_member (db, job->edit.target, job->edit.contact, job->now_us, NULL,
                                         error);
}

static gboolean
remove_from_list (PostinoDb *db,
                  Job       *job,
                  GError   **error)
{
  return postino_lists_table_remove_member (db, job->edit.target, job->edit.contact, NULL, error);
}

static gboolean
add_tag (PostinoDb *db,
         Job       *job,
         GError   **error)
{
  gint64 tag = 0;

  return postino_tags_table_ensure (db, job->edit.text, &tag, error)
         && postino_tags_table_add (db, tag, job->edit.contact, NULL, error);
}

static gboolean
remove_tag (PostinoDb *db,
            Job       *job,
            GError   **error)
{
  gint64 tag = 0;

  return postino_tags_table_look_up (db, job->edit.text, &tag, error)
         && postino_tags_table_remove (db, tag, job->edit.contact, NULL, error);
}

/* The key is asked for here and not where the button is: the address may have been changed. */
static char *
find_key (PostinoDb *db,
          gint64     id,
          GError   **error)
{
  g_autoptr (PostinoContact) contact = NULL;

  if (!postino_contacts_table_get (db, id, &contact, error))
    return NULL;
  if (contact == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("This contact is not there any more"));
  return contact != NULL ? g_strdup (contact->key) : NULL;
}

static gboolean
record_consent (PostinoDb  *db,
                Job        *job,
                const char *key,
                const char *source,
                const char *words,
                GError    **error)
{
  gint64 at_us = job->edit.at_us != 0 ? job->edit.at_us : job->now_us;
  gint64 evidence = 0;

  return postino_consent_table_add_evidence (db, job->edit.basis, source, words, NULL, 0, &evidence,
                                             error)
         && postino_consent_table_give (db, key, job->edit.purposes, evidence, at_us, job->now_us,
                                        error);
}

static gboolean
give_consent (PostinoDb *db,
              Job       *job,
              GError   **error)
{
  g_autofree char *key = find_key (db, job->edit.contact, error);

  return key != NULL
         && record_consent (db, job, key, job->edit.text, job->edit.words, error);
}

static gboolean
withdraw_consent (PostinoDb *db,
                  Job       *job,
                  GError   **error)
{
  g_autofree char *key = find_key (db, job->edit.contact, error);

  return key != NULL
         && postino_consent_table_withdraw (db, key, job->edit.purposes, BY_HAND, job->now_us,
                                            job->now_us, error);
}

static gboolean
exclude (PostinoDb *db,
         Job       *job,
         GError   **error)
{
  g_autofree char *key = postino_suppression_parse_key (job->edit.name, error);
  gboolean added = FALSE;

  if (key == NULL
      || !postino_suppression_table_add (db, key, POSTINO_SUPPRESSION_MANUAL, job->edit.text,
                                         BY_HAND, 0, job->now_us, &added, error))
    return FALSE;
  if (!added)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("“%s” is excluded by hand already"), key);
  return added;
}

static gboolean
lift (PostinoDb *db,
      Job       *job,
      GError   **error)
{
  return postino_suppression_table_lift (db, job->edit.name, job->edit.text, job->now_us, error);
}

static gboolean
make_contact (PostinoDb *db,
              Job       *job,
              GError   **error)
{
  g_auto (PostinoAddress) address = { NULL };
  PostinoAddressFault fault = postino_address_parse (job->edit.name, -1, &address);

  if (fault != POSTINO_ADDRESS_OK)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not an e-mail address: %s"),
                   job->edit.name, postino_address_fault_to_sentence (fault));
      return FALSE;
    }
  if (!postino_contacts_table_insert (db, &address, job->now_us, &job->made, error))
    return FALSE;
  if (job->edit.text != NULL && *job->edit.text != '\0'
      && !postino_contacts_table_set (db, job->made, "name", job->edit.text, job->now_us, error))
    return FALSE;
  if (job->edit.target != 0
      && !postino_lists_table_add_member (db, job->edit.target, job->made, job->now_us, NULL, error))
    return FALSE;
  return job->edit.purposes == 0
         || record_consent (db, job, address.key, job->edit.words, NULL, error);
}

static gboolean
make_list (PostinoDb *db,
           Job       *job,
           GError   **error)
{
  return postino_lists_table_make (db, job->edit.text, NULL, job->now_us, &job->made, error);
}

static gboolean
rename_list (PostinoDb *db,
             Job       *job,
             GError   **error)
{
  return postino_lists_table_rename (db, job->edit.target, job->edit.text, error);
}

static gboolean
make_field (PostinoDb *db,
            Job       *job,
            GError   **error)
{
  g_autoptr (PostinoField) field = postino_fields_table_make (db, job->edit.text, job->edit.text,
                                                              job->edit.type, job->now_us, error);

  job->made = field != NULL ? field->id : 0;
  return field != NULL;
}

static const EditFunc verbs[] = {
  [POSTINO_EDIT_SET_FIELD] = set_field,
  [POSTINO_EDIT_ADD_TO_LIST] = add_to_list,
  [POSTINO_EDIT_REMOVE_FROM_LIST] = remove_from_list,
  [POSTINO_EDIT_ADD_TAG] = add_tag,
  [POSTINO_EDIT_REMOVE_TAG] = remove_tag,
  [POSTINO_EDIT_GIVE_CONSENT] = give_consent,
  [POSTINO_EDIT_WITHDRAW_CONSENT] = withdraw_consent,
  [POSTINO_EDIT_EXCLUDE] = exclude,
  [POSTINO_EDIT_LIFT] = lift,
  [POSTINO_EDIT_NEW_CONTACT] = make_contact,
  [POSTINO_EDIT_NEW_LIST] = make_list,
  [POSTINO_EDIT_RENAME_LIST] = rename_list,
  [POSTINO_EDIT_NEW_FIELD] = make_field,
};

static gboolean
write_job (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Job *job = data;

  return verbs[job->edit.verb] (db, job, error);
}

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free ((char *) job->edit.name);
  g_free ((char *) job->edit.text);
  g_free ((char *) job->edit.basis);
  g_free ((char *) job->edit.words);
  g_free (job);
}

/* The job's reference on the widget is let go of here, on the main thread. */
static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Job *job = user_data;
  g_autoptr (GtkWidget) widget = job->widget;
  gboolean ok = postino_store_run_finish (POSTINO_STORE (source), result, &error) != NULL;

  if (gtk_widget_get_root (widget) == NULL)
    return; /* the window is gone: nobody to tell */
  if (job->done != NULL)
    job->done (widget, job->made, error);
  else if (!ok)
    postino_toast_fail (widget, error);
}

void
postino_edit_write (GtkWidget         *widget,
                    PostinoSession    *session,
                    const PostinoEdit *edit,
                    PostinoEditDone    done)
{
  Job *job = g_new0 (Job, 1);

  job->edit = *edit;
  job->edit.name = g_strdup (edit->name);
  job->edit.text = g_strdup (edit->text);
  job->edit.basis = g_strdup (edit->basis);
  job->edit.words = g_strdup (edit->words);
  job->widget = g_object_ref (widget);
  job->done = done;
  job->now_us = postino_clock_now_us (postino_session_get_clock (session));
  postino_store_run_async (postino_session_get_store (session), TRUE, write_job, job, free_job,
                           NULL, written_cb, job);
}
