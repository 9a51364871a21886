/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching is the model's (SQL); this only shows it. The list is dropped again when the popover
 * closes: the editor may stay open for hours beside a million contacts. */

#include "gui/editor/contact-chooser.h"

#include <glib/gi18n-lib.h>

#include "model/contact-list.h"

struct _PostinoContactChooser {
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkLabel *name;
  GtkPopover *popover;
  GtkSearchEntry *search;
  GtkListView *list;
  GtkStack *stack;

  PostinoStore *store;
  PostinoContactList *contacts; /* while it is open */
  char *key;
};

enum { PROP_STORE = 1, N_PROPS };
enum { CHOSEN, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoContactChooser, postino_contact_chooser, ADW_TYPE_BIN)

static void
choose (PostinoContactChooser *self,
        const char            *key,
        const char            *name)
{
  g_free (self->key);
  self->key = g_strdup (key);
  gtk_label_set_label (self->name, name);
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
nobody_cb (PostinoContactChooser *self)
{
  choose (self, NULL, _("Nobody in Particular"));
}

static void
activate_cb (PostinoContactChooser *self,
             guint                  position)
{
  g_autoptr (PostinoContactItem) item = NULL;
  const PostinoContact *contact;
  g_autofree char *name = NULL;

  item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->list)), position);
  contact = item != NULL ? postino_contact_item_get_contact (item) : NULL;
  if (contact == NULL) /* not read yet */
    return;
  name = postino_contact_dup_display_name (contact);
  choose (self, contact->key, name != NULL ? name : contact->values[POSTINO_KNOWN_EMAIL]);
}

/* The address stands for a missing name, and then not a second time below it. */
static char *
build_title (gpointer    row,
             const char *name,
             const char *address)
{
  return g_strdup (name != NULL ? name : address);
}

static char *
build_subtitle (gpointer    row,
                const char *name,
                const char *address)
{
  return g_strdup (name != NULL ? address : "");
}

static GtkWidget *
append_label (GtkBox      *box,
              GtkListItem *row,
              GCallback    build)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkExpression *item = gtk_property_expression_new (GTK_TYPE_LIST_ITEM, NULL, "item");
  GtkExpression *values[] = {
    gtk_property_expression_new (POSTINO_TYPE_CONTACT_ITEM, gtk_expression_ref (item), "display-name"),
    gtk_property_expression_new (POSTINO_TYPE_CONTACT_ITEM, item, "email"),
  };

  gtk_expression_bind (gtk_cclosure_expression_new (G_TYPE_STRING, NULL, G_N_ELEMENTS (values), values,
                                                    build, NULL, NULL),
                       label, "label", row);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (box, label);
  return label;
}

static void
setup_row_cb (GtkListItemFactory *factory,
              GtkListItem        *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *address;

  append_label (GTK_BOX (box), row, G_CALLBACK (build_title));
  address = append_label (GTK_BOX (box), row, G_CALLBACK (build_subtitle));
  gtk_widget_add_css_class (address, "caption");
  gtk_widget_add_css_class (address, "dim-label");
  gtk_list_item_set_child (row, box);
}

/* The first one found, as the search entry is left by Enter. */
static void
search_activate_cb (PostinoContactChooser *self)
{
  if (self->contacts != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->contacts)) > 0)
    activate_cb (self, 0);
}

static void
search_cb (PostinoContactChooser *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (self->contacts != NULL)
    postino_contact_list_set_search (self->contacts, *text != '\0' ? text : NULL);
}

static void
count_cb (PostinoContactChooser *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->contacts)) == 0
                      && !postino_contact_list_is_loading (self->contacts);

  gtk_stack_set_visible_child_name (self->stack, is_empty ? "none" : "list");
}

static void
forget_contacts (PostinoContactChooser *self)
{
  if (self->contacts == NULL)
    return;
  gtk_list_view_set_model (self->list, NULL);
  g_signal_handlers_disconnect_by_data (self->contacts, self);
  g_clear_object (&self->contacts);
}

static void
show_cb (PostinoContactChooser *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->store == NULL || self->contacts != NULL)
    return;
  self->contacts = postino_contact_list_new (self->store);
  g_signal_connect_swapped (self->contacts, "notify::n-items", G_CALLBACK (count_cb), self);
  g_signal_connect_swapped (self->contacts, "notify::is-loading", G_CALLBACK (count_cb), self);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->contacts)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
closed_cb (PostinoContactChooser *self)
{
  forget_contacts (self);
}

static void
postino_contact_chooser_get_property (GObject    *object,
                                      guint       id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  if (id == PROP_STORE)
    g_value_set_object (value, POSTINO_CONTACT_CHOOSER (object)->store);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contact_chooser_set_property (GObject      *object,
                                      guint         id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  if (id == PROP_STORE)
    postino_contact_chooser_set_store (POSTINO_CONTACT_CHOOSER (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contact_chooser_dispose (GObject *object)
{
  PostinoContactChooser *self = POSTINO_CONTACT_CHOOSER (object);

  forget_contacts (self);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_contact_chooser_parent_class)->dispose (object);
}

static void
postino_contact_chooser_finalize (GObject *object)
{
  g_free (POSTINO_CONTACT_CHOOSER (object)->key);
  G_OBJECT_CLASS (postino_contact_chooser_parent_class)->finalize (object);
}

static void
postino_contact_chooser_class_init (PostinoContactChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_contact_chooser_get_property;
  object_class->set_property = postino_contact_chooser_set_property;
  object_class->dispose = postino_contact_chooser_dispose;
  object_class->finalize = postino_contact_chooser_finalize;

  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, POSTINO_TYPE_STORE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/editor/contact-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoContactChooser, button);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactChooser, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactChooser, popover);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactChooser, search);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactChooser, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactChooser, stack);
  gtk_widget_class_bind_template_callback (widget_class, nobody_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}

static void
postino_contact_chooser_init (PostinoContactChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_contact_chooser_set_store (PostinoContactChooser *self,
                                   PostinoStore          *store)
{
  g_return_if_fail (POSTINO_IS_CONTACT_CHOOSER (self));

  if (g_set_object (&self->store, store))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORE]);
}

const char *
postino_contact_chooser_get_key (PostinoContactChooser *self)
{
  return self->key;
}
