/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something that needs a person, in a sentence; what can be done about it, a window offers by kind
 * and id. problem-list makes them. */

#include "model/problem.h"

struct _PostinoProblem {
  GObject parent_instance;

  PostinoProblemKind kind;
  gint64 id;
  char *text;
};

typedef enum {
  PROP_KIND = 1,
  PROP_ID,
  PROP_TEXT,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoProblem, postino_problem, G_TYPE_OBJECT)

static void
postino_problem_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  PostinoProblem *self = POSTINO_PROBLEM (object);

  switch ((Property) id)
    {
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      return;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      return;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_problem_finalize (GObject *object)
{
  g_free (POSTINO_PROBLEM (object)->text);
  G_OBJECT_CLASS (postino_problem_parent_class)->finalize (object);
}

static void
postino_problem_class_init (PostinoProblemClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_problem_get_property;
  object_class->finalize = postino_problem_finalize;

  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, POSTINO_PROBLEM_IN_DOUBT, 0,
                                             flags);
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_problem_init (PostinoProblem *self)
{
}

PostinoProblem *
postino_problem_new (PostinoProblemKind kind,
                     gint64             id,
                     const char        *text)
{
  PostinoProblem *self = g_object_new (POSTINO_TYPE_PROBLEM, NULL);

  self->kind = kind;
  self->id = id;
  self->text = g_strdup (text);
  return self;
}

void
postino_problem_set_text (PostinoProblem *self,
                          const char     *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

PostinoProblemKind
postino_problem_get_kind (PostinoProblem *self)
{
  return self->kind;
}

gint64
postino_problem_get_id (PostinoProblem *self)
{
  return self->id;
}

const char *
postino_problem_get_text (PostinoProblem *self)
{
  return self->text;
}
