# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of postinoctl for bash. Nouns, verbs and options are asked of the program itself, so they are never behind it.

_postinoctl ()
{
  local current=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} noun="" verb="" words="" i
  COMPREPLY=()

  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --workspace) i=$((i + 1)) ;;
      -*) ;;
      *) if [ -z "$noun" ]; then noun=${COMP_WORDS[i]}; elif [ -z "$verb" ]; then verb=${COMP_WORDS[i]}; fi ;;
    esac
  done

  if [ "${COMP_WORDS[COMP_CWORD - 1]}" = --workspace ]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
  elif [ -z "$noun" ]; then
    words="--workspace --json --help --version $("$program" --help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p')"
  elif [ -z "$verb" ]; then
    words="--help $("$program" "$noun" --help 2>/dev/null | sed -n "s/^  $noun \([a-z-]*\).*/\1/p")"
  else
    words="--help $("$program" "$noun" "$verb" --help 2>/dev/null | grep -o -- '--[a-z][a-z-]*' | sort -u)"
    [[ $current == -* ]] || words=""
  fi
  [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  [ "${#COMPREPLY[@]}" != 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

complete -o filenames -F _postinoctl postinoctl
