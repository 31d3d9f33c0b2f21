# Names that only the cluster and the configuration know; without an answer, what any word completes to.
_dltctl_known() {
    local -a known plain
    known=("${(@f)$(_call_program known ${(q)words[1]} __complete -- ${(q)words[2,CURRENT]} 2>/dev/null)}")
    plain=("${(@)known%%$'\t'*}")
    if [[ -n "${plain[1]}" ]]; then
        compadd -d known -a plain
    else
        _default
    fi
}

