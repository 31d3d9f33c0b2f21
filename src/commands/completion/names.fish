
# Names that only the cluster and the configuration know.
function __fish_dltctl_known
    set -l words (commandline -opc)
    command $words[1] __complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c dltctl -n "__fish_seen_subcommand_from topics ls list show summary stats tail export replay" -f -a "(__fish_dltctl_known)"
complete -c dltctl -s C -l context -l profile -x -a "(__fish_dltctl_known)"
complete -c dltctl -n "__fish_seen_subcommand_from list show summary stats tail export replay" -l fingerprint -x -a "(__fish_dltctl_known)"
complete -c dltctl -n "__fish_seen_subcommand_from replay" -l to-context -x -a "(__fish_dltctl_known)"
