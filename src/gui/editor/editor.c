/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source on the left, preview on the right. The draft (model/draft-content) is the one truth: each
 * change goes into it at once, and it saves itself; preview-source follows it and renders.
 *
 * A half-typed {{ is an error for as long as it takes to type the rest. So an error is shown only
 * when typing has paused for ERROR_DELAY_MS, below the text, where it moves nothing; it goes at
 * once when it is mended.
 *
 * Below NARROW_WIDTH there is room for one side only: the buttons above choose which. */

#include "gui/editor/editor.h"

#include <glib/gi18n-lib.h>

#include "contacts/fields-table.h"
#include "gui/editor/field-menu.h"
#include "gui/editor/preview-pane.h"
#include "gui/editor/preview-source.h"
#include "gui/editor/source.h"
#include "gui/editor/text-part.h"
#include "gui/widgets/banner.h"

enum { NARROW_WIDTH = 700, ERROR_DELAY_MS = 600 };

struct _PostinoEditor {
  AdwBin parent_instance;

  GtkToggleButton *html_button;
  GtkToggleButton *text_button;
  GtkToggleButton *preview_button;
  GtkMenuButton *field_button;
  GtkWidget *find_button;
  GtkLabel *save_label;
  PostinoBanner *save_failure;
  GtkPaned *paned;
  GtkStack *parts;
  PostinoSource *source;
  PostinoTextPart *text_part;
  PostinoPreviewPane *preview_pane;
  PostinoBanner *fault;

  PostinoSession *session;
  PostinoPreviewSource *preview_source;
  PostinoDraftContent *draft; /* or NULL */
  GCancellable *cancellable;
  guint fault_timer;
  guint layout_idle;
  gboolean is_narrow;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoEditor, postino_editor, ADW_TYPE_BIN)

/* ---- which side is seen ---- */

static gboolean
is_preview_chosen (PostinoEditor *self)
{
  return self->is_narrow && gtk_toggle_button_get_active (self->preview_button);
}

static PostinoSource *
get_present_source (PostinoEditor *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->parts), "html")
           ? self->source : postino_text_part_get_source (self->text_part);
}

static void
update_field_button (PostinoEditor *self)
{
  gboolean is_editable;

  g_object_get (get_present_source (self), "editable", &is_editable, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->field_button), is_editable);
}

static void
update_layout (PostinoEditor *self)
{
  gboolean only_preview = is_preview_chosen (self);

  gtk_widget_set_visible (GTK_WIDGET (self->preview_button), self->is_narrow);
  gtk_widget_set_visible (gtk_paned_get_start_child (self->paned), !only_preview);
  gtk_widget_set_visible (gtk_paned_get_end_child (self->paned), !self->is_narrow || only_preview);
  gtk_widget_set_visible (GTK_WIDGET (self->field_button), !only_preview);
  gtk_widget_set_visible (self->find_button, !self->is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->save_label), !self->is_narrow);
  if (self->is_narrow)
    gtk_menu_button_set_icon_name (self->field_button, "list-add-symbolic");
  else
    gtk_menu_button_set_label (self->field_button, _("Field"));
}

/* The preview is shown beside the source again: the buttons name the source's parts then. */
static gboolean
layout_cb (gpointer data)
{
  PostinoEditor *self = data;

  self->layout_idle = 0;
  if (!self->is_narrow && gtk_toggle_button_get_active (self->preview_button))
    gtk_toggle_button_set_active (self->html_button, TRUE);
  update_layout (self);
  return G_SOURCE_REMOVE;
}

static void
postino_editor_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural,
                      NULL, NULL);
}

/* Children must not be shown or hidden while sizes are given out. */
static void
postino_editor_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  PostinoEditor *self = POSTINO_EDITOR (widget);
  gboolean is_narrow = width < NARROW_WIDTH;

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  if (is_narrow == self->is_narrow)
    return;
  self->is_narrow = is_narrow;
  if (self->layout_idle == 0)
    self->layout_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, layout_cb, self, NULL);
}

static void
part_cb (PostinoEditor *self)
{
  if (gtk_toggle_button_get_active (self->html_button))
    gtk_stack_set_visible_child_name (self->parts, "html");
  else if (gtk_toggle_button_get_active (self->text_button))
    gtk_stack_set_visible_child_name (self->parts, "text");
  update_field_button (self);
  update_layout (self);
}

static void
show_html (PostinoEditor *self)
{
  gtk_toggle_button_set_active (self->html_button, TRUE);
}

/* ---- faults ---- */

static const char *
get_fault (PostinoEditor      *self,
           PostinoRenderFault *fault)
{
  return postino_preview_source_get_error (self->preview_source, fault);
}

static void
mark_fault (PostinoEditor *self,
            gboolean       is_shown)
{
  PostinoRenderFault fault = { 0 };
  gboolean is_faulty = is_shown && get_fault (self, &fault) != NULL;
  guint in_html = is_faulty && fault.part == POSTINO_RENDER_HTML ? fault.line : 0;
  guint in_text = is_faulty && fault.part == POSTINO_RENDER_TEXT ? fault.line : 0;

  postino_source_mark_line (self->source, in_html);
  postino_source_mark_line (postino_text_part_get_source (self->text_part), in_text);
}

static gboolean
show_fault_cb (gpointer data)
{
  PostinoEditor *self = data;
  PostinoRenderFault fault = { 0 };
  const char *sentence = get_fault (self, &fault);
  gboolean has_line = fault.line > 0
                      && (fault.part == POSTINO_RENDER_HTML || fault.part == POSTINO_RENDER_TEXT);
  g_autofree char *label = NULL;

  self->fault_timer = 0;
  /* Translators: a button; the line of a text with an error in it. */
  if (has_line)
    label = g_strdup_printf (_("Go to Line %u"), fault.line);
  g_object_set (self->fault, "button-label", label, NULL);
  postino_banner_set_trouble (self->fault, sentence);
  mark_fault (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
rendered_cb (PostinoEditor *self)
{
  g_clear_handle_id (&self->fault_timer, g_source_remove);
  mark_fault (self, FALSE);
  if (get_fault (self, NULL) == NULL)
    postino_banner_set_trouble (self->fault, NULL);
  else
    self->fault_timer = g_timeout_add (ERROR_DELAY_MS, show_fault_cb, self);
}

static void
go_to_fault_cb (PostinoEditor *self)
{
  PostinoRenderFault fault = { 0 };

  if (get_fault (self, &fault) == NULL || fault.line == 0)
    return;
  gtk_toggle_button_set_active (fault.part == POSTINO_RENDER_TEXT ? self->text_button
                                                                  : self->html_button, TRUE);
  postino_source_go_to (get_present_source (self), fault.line, fault.column);
}

/* ---- the draft ---- */

static void
changed_cb (PostinoEditor *self)
{
  g_autofree char *html = NULL;

  if (self->draft == NULL)
    return;
  html = postino_source_dup_text (self->source);
  postino_draft_content_set_html (self->draft, html);
}

static void
show_save_state (PostinoEditor *self)
{
  static const char *const words[] = {
    [POSTINO_SAVE_SAVED] = N_("Saved"),
    [POSTINO_SAVE_WAITING] = N_("Saving…"),
    [POSTINO_SAVE_SAVING] = N_("Saving…"),
    [POSTINO_SAVE_FAILED] = N_("Not saved"),
  };
  const char *failure = NULL;
  const char *word = "";

  if (self->draft != NULL)
    {
      failure = postino_draft_content_get_failure (self->draft);
      if (postino_draft_content_is_loaded (self->draft))
        word = _(words[postino_draft_content_get_save_state (self->draft)]);
    }
  gtk_label_set_label (self->save_label, word);
  postino_banner_set_trouble (self->save_failure, failure);
}

static void
show_content (PostinoEditor *self)
{
  gboolean is_editable = self->draft != NULL && postino_draft_content_is_editable (self->draft);

  postino_source_set_text (self->source, self->draft != NULL
                                           ? postino_draft_content_get_html (self->draft) : "");
  postino_source_set_editable (self->source, is_editable);
  show_save_state (self);
}

static void
draft_cb (PostinoEditor *self,
          GParamSpec    *pspec)
{
  static const char *const content[] = { "html", "is-loaded", "is-editable", NULL };

  if (g_strv_contains (content, pspec->name))
    show_content (self);
  else
    show_save_state (self);
}

static void
try_again_cb (PostinoEditor *self)
{
  if (self->draft != NULL)
    postino_draft_content_save_now (self->draft);
}

/* ---- fields ---- */

static gboolean
read_fields (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  GPtrArray **fields = data;

  *fields = postino_fields_table_list (db, error);
  return *fields != NULL;
}

static void
free_fields (gpointer data)
{
  GPtrArray **fields = data;

  g_clear_pointer (fields, g_ptr_array_unref);
  g_free (fields);
}

static void
set_field_menu (PostinoEditor *self,
                GPtrArray     *custom)
{
  g_autoptr (GMenuModel) menu = postino_field_menu_new ("editor.insert", custom);

  gtk_menu_button_set_menu_model (self->field_button, menu);
}

/* Without the user's own fields the menu is of use all the same. */
static void
fields_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray **fields = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  if (fields != NULL)
    set_field_menu (user_data, *fields);
}

static void
load_fields (PostinoEditor *self)
{
  postino_store_run_async (postino_session_get_store (self->session), FALSE, read_fields,
                           g_new0 (GPtrArray *, 1), free_fields, self->cancellable, fields_cb, self);
}

static void
insert_cb (GtkWidget  *widget,
           const char *name,
           GVariant   *text)
{
  PostinoEditor *self = POSTINO_EDITOR (widget);

  if (is_preview_chosen (self))
    show_html (self);
  postino_source_insert (get_present_source (self), g_variant_get_string (text, NULL));
}

static void
find_cb (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  PostinoEditor *self = POSTINO_EDITOR (widget);

  if (is_preview_chosen (self))
    show_html (self);
  postino_source_find (get_present_source (self));
}

/* ---- the object ---- */

static void
postino_editor_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PostinoEditor *self = POSTINO_EDITOR (object);

  if (id == PROP_SESSION)
    self->session = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_editor_constructed (GObject *object)
{
  PostinoEditor *self = POSTINO_EDITOR (object);

  G_OBJECT_CLASS (postino_editor_parent_class)->constructed (object);
  self->preview_source = postino_preview_source_new (self->session);
  g_signal_connect_swapped (self->preview_source, "changed", G_CALLBACK (rendered_cb), self);
  postino_preview_pane_set_source (self->preview_pane, self->preview_source,
                                   postino_session_get_store (self->session));
  set_field_menu (self, NULL);
  show_content (self);
}

static void
drop_draft (PostinoEditor *self)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
}

static void
postino_editor_dispose (GObject *object)
{
  PostinoEditor *self = POSTINO_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->fault_timer, g_source_remove);
  g_clear_handle_id (&self->layout_idle, g_source_remove);
  if (self->preview_source != NULL)
    g_signal_handlers_disconnect_by_data (self->preview_source, self);
  g_clear_object (&self->preview_source);
  drop_draft (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/editor/editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, html_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, text_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, preview_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, field_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, find_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, save_label);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, save_failure);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, paned);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, parts);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, source);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, text_part);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, preview_pane);
  gtk_widget_class_bind_template_child (widget_class, PostinoEditor, fault);
  gtk_widget_class_bind_template_callback (widget_class, part_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_to_fault_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
}

static void
postino_editor_class_init (PostinoEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = postino_editor_set_property;
  object_class->constructed = postino_editor_constructed;
  object_class->dispose = postino_editor_dispose;
  widget_class->measure = postino_editor_measure;
  widget_class->size_allocate = postino_editor_size_allocate;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "editor.insert", "s", insert_cb);
  gtk_widget_class_install_action (widget_class, "editor.find", NULL, find_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "editor.find", NULL);

  g_type_ensure (POSTINO_TYPE_BANNER);
  g_type_ensure (POSTINO_TYPE_PREVIEW_PANE);
  g_type_ensure (POSTINO_TYPE_SOURCE);
  g_type_ensure (POSTINO_TYPE_TEXT_PART);
  bind_template (widget_class);
}

static void
postino_editor_init (PostinoEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL); /* it has to know its width */
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (self->source, "notify::editable", G_CALLBACK (update_field_button), self);
  g_signal_connect_swapped (postino_text_part_get_source (self->text_part), "notify::editable",
                            G_CALLBACK (update_field_button), self);
  self->is_narrow = TRUE; /* until it is given more room: so it asks for little */
  update_layout (self);
}

GtkWidget *
postino_editor_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_EDITOR, "session", session, NULL);
}

void
postino_editor_set_draft (PostinoEditor       *self,
                          PostinoDraftContent *draft)
{
  g_return_if_fail (POSTINO_IS_EDITOR (self));

  if (self->draft == draft)
    return;
  drop_draft (self);
  if (draft != NULL)
    {
      self->draft = g_object_ref (draft);
      g_signal_connect_swapped (draft, "notify", G_CALLBACK (draft_cb), self);
    }
  postino_preview_source_set_draft (self->preview_source, draft);
  postino_text_part_set_draft (self->text_part, draft);
  load_fields (self);
  show_content (self);
}

const char *
postino_editor_get_contact (PostinoEditor *self)
{
  g_return_val_if_fail (POSTINO_IS_EDITOR (self), NULL);

  return postino_preview_pane_get_contact (self->preview_pane);
}
