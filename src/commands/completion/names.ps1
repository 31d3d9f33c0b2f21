    # Names that only the cluster and the configuration know.
    $words = @($commandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $known = & $commandElements[0].Value __complete -- @words $wordToComplete 2>$null
    if ($known) {
        return $known | ForEach-Object {
            $name, $about = $_ -split "`t", 2
            [CompletionResult]::new($name, $name, [CompletionResultType]::ParameterValue, $(if ($about) { $about } else { $name }))
        }
    }

