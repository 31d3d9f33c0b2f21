# Names that only the cluster and the configuration know; without an answer, what the function above found.
_dltctl_with_names() {
    _dltctl "$@"
    local names
    names=$("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1)
    if [[ -n "${names}" ]]; then
        COMPREPLY=( $(compgen -W "${names}" -- "${COMP_WORDS[COMP_CWORD]}") )
    fi
}
