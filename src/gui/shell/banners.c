/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The banners of a page. Every page has its own set; they all follow the one session, and only the
 * visible page shows its own. Problems of one campaign are not here but in the overview. */

#include "gui/shell/banners.h"

#include <glib/gi18n-lib.h>

#include "model/problem.h"
#include "store/change.h"

struct _PostinoBanners {
  AdwBin parent_instance;

  PostinoSession *session;
  PostinoBanner *demo;
  PostinoBanner *keyring;
  PostinoBanner *worker;
  PostinoBanner *server;
  PostinoBanner *collector;
  char *worker_failure; /* why the last start failed; NULL: it did not */
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoBanners, postino_banners, ADW_TYPE_BIN)

/* Borrowed; NULL if there is none of that kind. */
static const char *
find_problem (PostinoBanners    *self,
              PostinoProblemKind kind)
{
  GListModel *problems = G_LIST_MODEL (postino_session_get_problems (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (PostinoProblem) problem = g_list_model_get_item (problems, i);

      if (postino_problem_get_kind (problem) == kind)
        return postino_problem_get_text (problem); /* the list holds it */
    }
  return NULL;
}

static const char *
find_worker_trouble (PostinoBanners *self)
{
  if (self->worker_failure != NULL && !postino_worker_proxy_is_running (postino_session_get_proxy (self->session)))
    return self->worker_failure;
  return find_problem (self, POSTINO_PROBLEM_NO_WORKER);
}

static void
show_all (PostinoBanners *self)
{
  postino_banner_set_trouble (self->demo, postino_session_is_demo (self->session)
                                          ? _("Demo: nothing leaves this computer") : NULL);
  postino_banner_set_trouble (self->keyring,
                              postino_session_get_keyring_failure (self->session));
  postino_banner_set_trouble (self->worker, find_worker_trouble (self));
  postino_banner_set_trouble (self->server, find_problem (self, POSTINO_PROBLEM_SERVER_STOPPED));
  postino_banner_set_trouble (self->collector, find_problem (self, POSTINO_PROBLEM_COLLECTOR));
}

static void
worker_failed_cb (PostinoBanners *self,
                  const char     *sentence)
{
  g_free (self->worker_failure);
  self->worker_failure = g_strdup (sentence);
  show_all (self);
}

static void
start_own_cb (PostinoBanners *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.start-own", NULL);
}

static void
unlock_cb (PostinoBanners *self)
{
  postino_session_unlock_keyring (self->session);
}

static void
start_worker_cb (PostinoBanners *self)
{
  g_clear_pointer (&self->worker_failure, g_free);
  postino_session_wake_worker (self->session, POSTINO_TOPIC_CAMPAIGNS);
}

static void
show_servers_cb (PostinoBanners *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", "servers");
}

void
postino_banners_set_session (PostinoBanners *self,
                             PostinoSession *session)
{
  PostinoProblemList *problems;

  if (session == NULL || !g_set_object (&self->session, session))
    return;
  problems = postino_session_get_problems (session);
  g_signal_connect_object (problems, "items-changed", G_CALLBACK (show_all), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "worker-failed", G_CALLBACK (worker_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (postino_session_get_proxy (session), "notify::is-running",
                           G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
postino_banners_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    postino_banners_set_session (POSTINO_BANNERS (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_banners_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_BANNERS (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_banners_dispose (GObject *object)
{
  PostinoBanners *self = POSTINO_BANNERS (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->worker_failure, g_free);
  G_OBJECT_CLASS (postino_banners_parent_class)->dispose (object);
}

static void
postino_banners_class_init (PostinoBannersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_banners_get_property;
  object_class->set_property = postino_banners_set_property;
  object_class->dispose = postino_banners_dispose;

  properties[PROP_SESSION]
    = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/shell/banners.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoBanners, demo);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanners, keyring);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanners, worker);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanners, server);
  gtk_widget_class_bind_template_child (widget_class, PostinoBanners, collector);
  gtk_widget_class_bind_template_callback (widget_class, start_own_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_worker_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_servers_cb);
}

static void
postino_banners_init (PostinoBanners *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
