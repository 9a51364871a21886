/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is chosen among the leading numbers says what the chart and the rows below it show. Everything
 * is filled again when the report was, in place. */

#include "gui/reports/report-view.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaign-words.h"
#include "gui/campaigns/returned-save.h"
#include "gui/reports/figure-tile.h"
#include "gui/reports/hours-chart.h"
#include "gui/reports/number-list.h"
#include "gui/reports/people-view.h"
#include "gui/shell/page.h"
#include "gui/widgets/figures.h"
#include "model/live-report.h"

struct _PostinoReportView {
  AdwBin parent_instance;

  GtkStack *stack;
  PostinoPage *page;
  GtkStack *states;
  AdwStatusPage *failed;
  GtkLabel *summary;
  GtkLabel *doubts;
  GtkFlowBox *tiles;
  GtkWidget *chart_box;
  PostinoChartCard *chart;
  GtkLabel *rests;
  GtkListBox *parts;
  GtkWidget *links_group;
  GtkListBox *links;
  AdwPreferencesGroup *fates_group;
  GtkListBox *fates;
  AdwBin *people;

  PostinoSession *session;
  PostinoLiveReport *live;
  PostinoFigureTile *figures[POSTINO_N_FIGURES];
  PostinoFigure chosen;
  gboolean has_chosen;
};

G_DEFINE_FINAL_TYPE (PostinoReportView, postino_report_view, ADW_TYPE_BIN)

/* ---- filling ---- */

/* "Started 26 November 2026 14:03 · 336 recipients, 36 of them left out"; yours. */
static char *
describe (const PostinoReport *report)
{
  g_autofree char *when = postino_figure_moment (report->started_us);
  g_autofree char *number = NULL;
  g_autofree char *recipients = NULL;
  gint64 mailed = report->recipients - report->states[POSTINO_LEDGER_SKIPPED];

  if (report->started_us == 0)
    return g_strdup (_("It has not started yet"));
  number = postino_figure_count (mailed);
  recipients = g_strdup_printf (ngettext ("%s recipient", "%s recipients", (gulong) mailed), number);
  if (report->finished_us == 0)
    return g_strdup_printf (_("Started %s · %s · not finished yet"), when, recipients);
  return g_strdup_printf (_("Started %s · %s"), when, recipients);
}

static void
fill_skipped (PostinoReportView   *self,
              const PostinoReport *report)
{
  g_autofree PostinoNumber *numbers = g_new0 (PostinoNumber, report->skipped->len + 1);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < report->skipped->len; i++)
    {
      const PostinoReportReason *reason = report->skipped->pdata[i];
      char *title = postino_figure_capitalize (postino_ledger_reason_describe (reason->reason));

      g_ptr_array_add (titles, title);
      numbers[i] = (PostinoNumber) { title, NULL, reason->n, POSTINO_PEOPLE_SKIPPED, -1,
                                     reason->reason };
    }
  postino_number_list_fill (self->parts, numbers, report->skipped->len);
}

static void
fill_parts (PostinoReportView   *self,
            const PostinoReport *report)
{
  enum { MAX_PARTS = 4 };
  PostinoNumber numbers[MAX_PARTS];
  const PostinoFigurePart *part;
  guint n = 0;

  while (n < MAX_PARTS
         && (part = postino_report_figure_part (report, self->chosen, n)) != NULL)
    numbers[n++] = (PostinoNumber) {
      _(part->title), part->explanation != NULL ? _(part->explanation) : NULL,
      postino_people_count (report, part->people), part->people, -1, NULL
    };
  postino_number_list_fill (self->parts, numbers, n);
}

/* "Besides 12 unclear clicks, 3 by machines"; yours, NULL: there are none. */
static char *
describe_rest (gint64 unclear,
               gint64 machine)
{
  g_autofree char *of_unclear = postino_figure_count (unclear);
  g_autofree char *of_machines = postino_figure_count (machine);

  if (unclear > 0 && machine > 0)
    return g_strdup_printf (ngettext ("Besides: %s unclear click, by machines %s",
                                      "Besides: %s unclear clicks, by machines %s",
                                      (gulong) unclear), of_unclear, of_machines);
  if (unclear > 0)
    return g_strdup_printf (ngettext ("Besides: %s unclear click", "Besides: %s unclear clicks",
                                      (gulong) unclear), of_unclear);
  if (machine > 0)
    return g_strdup_printf (ngettext ("Besides: %s click by machines",
                                      "Besides: %s clicks by machines",
                                      (gulong) machine), of_machines);
  return NULL;
}

/* Counted as "Clicked" is: by people, or as a sum. */
static void
fill_links (PostinoReportView   *self,
            const PostinoReport *report)
{
  gboolean is_known = postino_report_figure_is_known (report, POSTINO_FIGURE_CLICKED);
  gboolean by_name = postino_report_is_measured_by_name (report);
  g_autofree PostinoNumber *numbers = g_new0 (PostinoNumber, report->links->len + 1);
  g_autoptr (GPtrArray) subtitles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < report->links->len; i++)
    {
      const PostinoReportLink *link = report->links->pdata[i];
      const PostinoReportSplit *clicks = &link->clicks;
      char *subtitle = describe_rest (by_name ? clicks->unknown.n : 0, clicks->machine.n);

      g_ptr_array_add (subtitles, subtitle);
      numbers[i] = (PostinoNumber) {
        link->url, subtitle, by_name ? clicks->human.people : clicks->unknown.n,
        by_name ? POSTINO_PEOPLE_CLICKED : POSTINO_PEOPLE_CLICKS_UNKNOWN, (int) i, NULL
      };
    }
  postino_number_list_fill (self->links, numbers, report->links->len);
  g_object_set (self->links_group,
                "description", by_name ? _("People who clicked")
                               : _("Clicks, measured as a sum: it is not known whose"),
                "visible", is_known && report->links->len > 0, NULL);
}

/* Every recipient is in one of these: they add up. */
static void
fill_fates (PostinoReportView   *self,
            const PostinoReport *report)
{
  static const PostinoLedgerState order[POSTINO_LEDGER_N_STATES] = {
    POSTINO_LEDGER_ACCEPTED, POSTINO_LEDGER_REFUSED, POSTINO_LEDGER_EXPIRED,
    POSTINO_LEDGER_IN_DOUBT, POSTINO_LEDGER_DEFERRED, POSTINO_LEDGER_HANDED,
    POSTINO_LEDGER_READY, POSTINO_LEDGER_CANCELLED, POSTINO_LEDGER_SKIPPED,
  };
  PostinoNumber numbers[POSTINO_LEDGER_N_STATES];
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = postino_figure_count (report->recipients);
  g_autofree char *sum
    = g_strdup_printf (ngettext ("%s person on the chosen lists, in one of these states",
                                 "%s people on the chosen lists, each in one of these states",
                                 (gulong) report->recipients), all);
  guint n = 0;

  for (int i = 0; i < POSTINO_LEDGER_N_STATES; i++)
    {
      PostinoPeopleKind people = (PostinoPeopleKind) order[i];
      char *title = postino_report_people_title (people);

      g_ptr_array_add (titles, title);
      numbers[n] = (PostinoNumber) {
        title, people == POSTINO_PEOPLE_REFUSED ? _("Counted as bounced") : NULL,
        report->states[order[i]], people, -1, NULL
      };
      n += report->states[order[i]] > 0;
    }
  postino_number_list_fill (self->fates, numbers, n);
  adw_preferences_group_set_description (self->fates_group, sum);
  gtk_widget_set_visible (GTK_WIDGET (self->fates_group), n > 0);
}

static void
fill_chosen (PostinoReportView   *self,
             const PostinoReport *report)
{
  gboolean is_known = postino_report_figure_is_known (report, self->chosen);
  g_autofree char *rests = postino_report_figure_rests (report, self->chosen);

  gtk_widget_set_visible (self->chart_box,
                          is_known
                          && postino_hours_chart_show (self->chart, report,
                                                       postino_live_report_get_hours (self->live),
                                                       postino_live_report_get_past (self->live),
                                                       self->chosen));
  gtk_label_set_label (self->rests, rests);
  gtk_widget_set_visible (GTK_WIDGET (self->rests), *rests != '\0');
  if (self->chosen == POSTINO_FIGURE_SKIPPED)
    fill_skipped (self, report);
  else
    fill_parts (self, report);
  gtk_widget_set_visible (GTK_WIDGET (self->parts),
                          is_known && gtk_list_box_get_row_at_index (self->parts, 0) != NULL);
}

/* When all are sent what they clicked says more than that it was sent. */
static void
choose_first (PostinoReportView   *self,
              const PostinoReport *report)
{
  gboolean shows_clicks = report->finished_us > 0
                          && postino_report_figure_is_known (report, POSTINO_FIGURE_CLICKED);

  if (self->has_chosen)
    return;
  self->has_chosen = TRUE;
  if (shows_clicks)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->figures[POSTINO_FIGURE_CLICKED]), TRUE);
}

/* Numbers that are old, or without their past, say so: they could be read as others. */
static void
show_doubts (PostinoReportView *self)
{
  const char *failure = postino_live_report_get_failure (self->live);
  const char *past_failure = postino_live_report_get_past_failure (self->live);
  g_autofree char *sentence = NULL;

  /* Translators: the end is a sentence of its own. */
  if (failure != NULL)
    sentence = g_strdup_printf (_("These numbers are not the newest: %s"), failure);
  else if (past_failure != NULL)
    sentence = g_strdup_printf (_("What earlier campaigns had could not be read: %s"), past_failure);
  gtk_label_set_label (self->doubts, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->doubts), sentence != NULL);
}

static void
changed_cb (PostinoReportView *self)
{
  const PostinoReport *report = postino_live_report_get (self->live);
  const PostinoPast *past = postino_live_report_get_past (self->live);
  g_autofree char *summary = NULL;

  if (report == NULL)
    return;
  choose_first (self, report);
  summary = describe (report);
  postino_page_set_title (self->page, report->name);
  gtk_label_set_label (self->summary, summary);
  for (int i = 0; i < POSTINO_N_FIGURES; i++)
    postino_figure_tile_show (self->figures[i], report, past);
  fill_chosen (self, report);
  fill_links (self, report);
  fill_fates (self, report);
  show_doubts (self);
  gtk_stack_set_visible_child_name (self->states, "report");
}

static void
failure_cb (PostinoReportView *self)
{
  const char *failure = postino_live_report_get_failure (self->live);
  g_autofree char *escaped = failure != NULL ? g_markup_escape_text (failure, -1) : NULL;

  show_doubts (self);
  if (failure == NULL || postino_live_report_get (self->live) != NULL)
    return;
  adw_status_page_set_description (self->failed, escaped);
  gtk_stack_set_visible_child_name (self->states, "failed");
}

/* ---- choosing and opening ---- */

static void
toggled_cb (PostinoFigureTile *tile,
            PostinoReportView *self)
{
  const PostinoReport *report = postino_live_report_get (self->live);

  if (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (tile)))
    return;
  self->chosen = postino_figure_tile_get_figure (tile);
  if (report != NULL)
    fill_chosen (self, report);
}

static void
add_tile (PostinoReportView *self,
          PostinoFigure      figure)
{
  GtkWidget *tile = postino_figure_tile_new (figure);

  self->figures[figure] = POSTINO_FIGURE_TILE (tile);
  if (figure > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tile), GTK_TOGGLE_BUTTON (self->figures[0]));
  gtk_flow_box_append (self->tiles, tile);
  /* the tile has the keyboard, not the cell around it */
  gtk_widget_set_focusable (gtk_widget_get_parent (tile), FALSE);
  g_signal_connect (tile, "toggled", G_CALLBACK (toggled_cb), self);
}

static void
show_people_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *target)
{
  PostinoReportView *self = POSTINO_REPORT_VIEW (widget);
  const PostinoReport *report = postino_live_report_get (self->live);
  PostinoPeopleQuery query = { postino_live_report_get_campaign (self->live), 0, -1, NULL };
  g_autofree char *rests = NULL;
  g_autofree char *title = NULL;
  int people;

  g_variant_get (target, "(ii&s)", &people, &query.link, &query.reason);
  query.kind = (PostinoPeopleKind) people;
  if (*query.reason == '\0')
    query.reason = NULL;
  title = query.reason != NULL ? postino_figure_capitalize (postino_ledger_reason_describe (query.reason))
                         : postino_report_people_title (query.kind);
  rests = postino_report_people_rests (report, query.kind);
  adw_bin_set_child (self->people,
                     postino_people_view_new (self->session, &query, title, rests));
  gtk_stack_set_visible_child_name (self->stack, "people");
  gtk_widget_child_focus (GTK_WIDGET (self->people), GTK_DIR_TAB_FORWARD);
}

static void
hide_people_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *target)
{
  postino_report_view_go_back (POSTINO_REPORT_VIEW (widget));
}

static void
save_returned_cb (GtkWidget  *widget,
                  const char *action,
                  GVariant   *target)
{
  PostinoReportView *self = POSTINO_REPORT_VIEW (widget);

  postino_returned_save_ask (widget, self->session, postino_live_report_get_campaign (self->live));
}

/* The people are let go of when they have slid away. */
static void
transition_cb (PostinoReportView *self)
{
  if (!gtk_stack_get_transition_running (self->stack)
      && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "report") == 0)
    adw_bin_set_child (self->people, NULL);
}

static void
details_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *target)
{
  gtk_widget_activate_action (widget, "win.open-campaign", "x",
                              postino_live_report_get_campaign (POSTINO_REPORT_VIEW (widget)->live));
}

/* ---- the view ---- */

static void
postino_report_view_dispose (GObject *object)
{
  PostinoReportView *self = POSTINO_REPORT_VIEW (object);

  if (self->live != NULL)
    g_signal_handlers_disconnect_by_data (self->live, self);
  g_clear_object (&self->live);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_report_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass,
                                               "/org/postino/Postino/ui/reports/report-view.ui");
  gtk_widget_class_bind_template_child (klass, PostinoReportView, stack);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, page);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, states);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, failed);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, summary);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, doubts);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, tiles);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, chart_box);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, chart);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, rests);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, parts);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, links_group);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, links);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, fates_group);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, fates);
  gtk_widget_class_bind_template_child (klass, PostinoReportView, people);
  gtk_widget_class_bind_template_callback (klass, transition_cb);
}

static void
postino_report_view_class_init (PostinoReportViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_report_view_dispose;
  g_type_ensure (POSTINO_TYPE_PAGE);
  g_type_ensure (POSTINO_TYPE_CHART_CARD);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "report.show-people", POSTINO_PEOPLE_TARGET,
                                   show_people_cb);
  gtk_widget_class_install_action (widget_class, "report.hide-people", NULL, hide_people_cb);
  gtk_widget_class_install_action (widget_class, "report.save-returned", NULL, save_returned_cb);
  gtk_widget_class_install_action (widget_class, "report.show-delivery", NULL, details_cb);
}

static void
postino_report_view_init (PostinoReportView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_report_view_new (PostinoSession *session,
                         gint64          campaign)
{
  PostinoReportView *self = g_object_new (POSTINO_TYPE_REPORT_VIEW, NULL);

  self->session = g_object_ref (session);
  self->live = postino_live_report_new (postino_session_get_store (session),
                                        postino_session_get_proxy (session), campaign);
  g_object_set (self->page, "session", session, NULL);
  for (int i = 0; i < POSTINO_N_FIGURES; i++)
    add_tile (self, (PostinoFigure) i);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->figures[POSTINO_FIGURE_ACCEPTED]), TRUE);
  g_signal_connect_swapped (self->live, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->live, "notify::failure", G_CALLBACK (failure_cb), self);
  return GTK_WIDGET (self);
}

gint64
postino_report_view_get_campaign (PostinoReportView *self)
{
  return postino_live_report_get_campaign (self->live);
}

gboolean
postino_report_view_go_back (PostinoReportView *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "people") != 0)
    return FALSE;
  gtk_stack_set_visible_child_name (self->stack, "report");
  transition_cb (self);
  return TRUE;
}
