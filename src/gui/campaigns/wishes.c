/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command is a row: it is written even if the window closes meanwhile. */

#include "gui/campaigns/wishes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "campaign/campaigns-table.h"
#include "campaign/new-draft.h"
#include "campaign/restore.h"
#include "gui/shell/toast.h"
#include "store/change.h"

typedef struct _Wish Wish;

/* Which fields a wish uses is its function's affair. */
struct _Wish {
  gboolean (*write) (PostinoDb *db, Wish *wish, GError **error);
  gint64 campaign;
  gint64 row; /* of the ledger */
  PostinoWanted wanted;
  PostinoDecision decision;
  gboolean immediate;
  gint64 start_at_us;
  gboolean wakes; /* the worker has something to do about it */
  char *name;
  gint64 made;   /* out: a new campaign */
  gint64 n;      /* out: recipients */

  GtkWidget *from;
  PostinoSession *session;
  PostinoMadeFunc done;
};

static void
free_wish (gpointer data)
{
  Wish *wish = data;

  g_free (wish->name);
  g_free (wish);
}

/* Widget and session stay until the answer; they are let go of on the main thread, where they
 * belong. */
static void
release (Wish *wish)
{
  g_clear_object (&wish->from);
  g_clear_object (&wish->session);
}

static gboolean
write_wish (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Wish *wish = data;

  return wish->write (db, wish, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wish *wish = user_data;
  g_autoptr (GError) error = NULL;

  if (postino_store_run_finish (POSTINO_STORE (source), result, &error) == NULL)
    postino_toast_fail (wish->from, error);
  else if (wish->wakes)
    postino_session_wake_worker (wish->session, POSTINO_TOPIC_CAMPAIGNS);
  if (error == NULL && wish->done != NULL && gtk_widget_get_root (wish->from) != NULL)
    wish->done (wish->from, wish->made);
  release (wish);
}

static Wish *
begin (GtkWidget      *from,
       PostinoSession *session,
       Wish            wish)
{
  Wish *copy = g_memdup2 (&wish, sizeof wish);

  copy->name = g_strdup (wish.name);
  copy->from = g_object_ref (from);
  copy->session = g_object_ref (session);
  return copy;
}

static void
express (GtkWidget      *from,
         PostinoSession *session,
         Wish            plan)
{
  Wish *wish = begin (from, session, plan);

  postino_store_run_async (postino_session_get_store (session), TRUE, write_wish, wish, free_wish,
                           NULL, written_cb, wish);
}

static gboolean
write_wanted (PostinoDb *db,
              Wish      *wish,
              GError   **error)
{
  return postino_campaigns_table_want (db, wish->campaign, wish->wanted, wish->immediate,
                                       wish->start_at_us, error);
}

void
postino_wish_want (GtkWidget      *from,
                   PostinoSession *session,
                   gint64          campaign,
                   PostinoWanted   wanted,
                   gboolean        immediate,
                   gint64          start_at_us)
{
  express (from, session, (Wish) { .write = write_wanted, .campaign = campaign, .wanted = wanted,
                                   .immediate = immediate, .start_at_us = start_at_us,
                                   .wakes = TRUE });
}

static gboolean
write_resume (PostinoDb *db,
              Wish      *wish,
              GError   **error)
{
  return postino_decision_resume (db, wish->campaign, error);
}

void
postino_wish_resume (GtkWidget      *from,
                     PostinoSession *session,
                     gint64          campaign)
{
  express (from, session, (Wish) { .write = write_resume, .campaign = campaign, .wakes = TRUE });
}

/* ---- decisions: many short transactions, so a thread of their own ---- */

static void
decide_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Wish *wish = task_data;
  GError *error = NULL;

  if (postino_decision_make (postino_session_get_store (wish->session), wish->campaign,
                             wish->decision, &wish->n, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
adopt_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  Wish *wish = task_data;
  GError *error = NULL;

  if (postino_restore_adopt_newer (postino_session_get_workspace (wish->session), &wish->n, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Yours. */
static char *
describe_decision (gint64 n)
{
  if (n == 0)
    return g_strdup (_("Nothing was changed: whoever is excluded is not written to again"));
  return g_strdup_printf (ngettext ("Decided about %" PRId64 " recipient",
                                    "Decided about %" PRId64 " recipients", (gulong) n),
                          n);
}

/* Ends @wish; @error or NULL. */
static void
tell_decision (Wish         *wish,
               const GError *error)
{
  g_autofree char *sentence = NULL;

  if (error != NULL)
    postino_toast_fail (wish->from, error);
  else
    {
      sentence = describe_decision (wish->n);
      postino_toast_say (wish->from, sentence);
      postino_session_wake_worker (wish->session, POSTINO_TOPIC_CAMPAIGNS);
    }
  release (wish);
}

static void
decided_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wish *wish = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  tell_decision (wish, error);
}

static void
run_in_thread (GtkWidget      *from,
               PostinoSession *session,
               Wish            plan,
               GTaskThreadFunc func)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, decided_cb, NULL);

  g_task_set_task_data (task, begin (from, session, plan), free_wish);
  g_task_run_in_thread (task, func);
}

void
postino_wish_decide (GtkWidget      *from,
                     PostinoSession *session,
                     gint64          campaign,
                     PostinoDecision decision)
{
  run_in_thread (from, session, (Wish) { .campaign = campaign, .decision = decision },
                 decide_in_thread);
}

static gboolean
write_decision (PostinoDb *db,
                Wish      *wish,
                GError   **error)
{
  gboolean reached = FALSE;

  if (!postino_decision_make_one (db, wish->campaign, wish->row, wish->decision, &reached, error))
    return FALSE;
  wish->n = reached ? 1 : 0;
  return TRUE;
}

static void
one_decided_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Wish *wish = user_data;
  g_autoptr (GError) error = NULL;

  postino_store_run_finish (POSTINO_STORE (source), result, &error);
  tell_decision (wish, error);
}

void
postino_wish_decide_one (GtkWidget      *from,
                         PostinoSession *session,
                         gint64          campaign,
                         gint64          row,
                         PostinoDecision decision)
{
  Wish *wish = begin (from, session, (Wish) { .write = write_decision, .campaign = campaign,
                                              .row = row, .decision = decision });

  postino_store_run_async (postino_session_get_store (session), TRUE, write_wish, wish, free_wish,
                           NULL, one_decided_cb, wish);
}

void
postino_wish_adopt_newer (GtkWidget      *from,
                          PostinoSession *session)
{
  run_in_thread (from, session, (Wish) { 0 }, adopt_in_thread);
}

/* ---- what the list does ---- */

static gboolean
write_name (PostinoDb *db,
            Wish      *wish,
            GError   **error)
{
  return postino_campaigns_table_rename (db, wish->campaign, wish->name, error);
}

void
postino_wish_rename (GtkWidget      *from,
                     PostinoSession *session,
                     gint64          campaign,
                     const char     *name)
{
  express (from, session, (Wish) { .write = write_name, .campaign = campaign,
                                   .name = (char *) name });
}

static gboolean
write_archived (PostinoDb *db,
                Wish      *wish,
                GError   **error)
{
  return postino_campaigns_table_archive (db, wish->campaign, g_get_real_time (), error);
}

static gboolean
write_unarchived (PostinoDb *db,
                  Wish      *wish,
                  GError   **error)
{
  return postino_campaigns_table_unarchive (db, wish->campaign, error);
}

void
postino_wish_unarchive (GtkWidget      *from,
                        PostinoSession *session,
                        gint64          campaign)
{
  express (from, session, (Wish) { .write = write_unarchived, .campaign = campaign });
}

/* What is wanted back. */
typedef struct {
  GtkWidget *from;
  PostinoSession *session;
  gint64 campaign;
} Undo;

static void
undo_archive (gpointer data)
{
  Undo *undo = data;

  postino_wish_unarchive (undo->from, undo->session, undo->campaign);
}

static void
free_undo (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->from);
  g_object_unref (undo->session);
  g_free (undo);
}

static void
archived_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Wish *wish = user_data;
  g_autoptr (GError) error = NULL;
  Undo *undo;

  if (postino_store_run_finish (POSTINO_STORE (source), result, &error) == NULL)
    postino_toast_fail (wish->from, error);
  else
    {
      undo = g_new (Undo, 1);
      *undo = (Undo) { g_object_ref (wish->from), g_object_ref (wish->session), wish->campaign };
      postino_toast_offer (wish->from, _("The newsletter was archived"), _("_Undo"), undo_archive,
                           undo, free_undo);
    }
  release (wish);
}

void
postino_wish_archive (GtkWidget      *from,
                      PostinoSession *session,
                      gint64          campaign)
{
  Wish *wish = begin (from, session, (Wish) { .write = write_archived, .campaign = campaign });

  postino_store_run_async (postino_session_get_store (session), TRUE, write_wish, wish, free_wish,
                           NULL, archived_cb, wish);
}

static gboolean
write_copy (PostinoDb *db,
            Wish      *wish,
            GError   **error)
{
  return postino_campaigns_table_duplicate (db, wish->campaign, g_get_real_time (), &wish->made,
                                            error);
}

void
postino_wish_duplicate (GtkWidget      *from,
                        PostinoSession *session,
                        gint64          campaign,
                        PostinoMadeFunc done)
{
  express (from, session, (Wish) { .write = write_copy, .campaign = campaign, .done = done });
}

static gboolean
write_draft (PostinoDb *db,
             Wish      *wish,
             GError   **error)
{
  return postino_new_draft_make (db, wish->name, g_get_real_time (), &wish->made, error);
}

void
postino_wish_make (GtkWidget      *from,
                   PostinoSession *session,
                   const char     *name,
                   PostinoMadeFunc done)
{
  express (from, session, (Wish) { .write = write_draft, .name = (char *) name, .done = done });
}
