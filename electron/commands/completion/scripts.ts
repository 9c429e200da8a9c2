/**
 * What each shell runs when somebody presses Tab. None of them knows a command of ours: they hand the words over, and get
 * a line for each candidate, its explanation behind a tab, or what the shell itself completes (`:files`, `:command`).
 * Nothing of an answer is evaluated.
 */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

const bash = `# everbearer completion for bash. In ~/.bashrc: source <(everbearer completion bash)
_everbearer() {
  local line other= cur=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) other=files ;;
      :command) other=command ;;
      ?*) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(command everbearer completion bash --for "$COMP_CWORD" -- "\${COMP_WORDS[@]}" 2>/dev/null </dev/null)
  if [[ -n $other ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur"; [[ $other == command ]] && compgen -c -- "$cur")
  fi
}
complete -F _everbearer everbearer
`

const zsh = `#compdef everbearer
# everbearer completion for zsh. In ~/.zshrc, after compinit: source <(everbearer completion zsh)
_everbearer() {
  local line other word
  local -a found
  while IFS= read -r line; do
    case $line in
      :files|:command) other=$line ;;
      ?*)
        word=\${line%%$'\\t'*}
        found+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
        ;;
    esac
  done < <(command everbearer completion zsh --for $((CURRENT - 1)) -- "\${(@)words[1,CURRENT]}" 2>/dev/null </dev/null)
  case $other in
    :files) _files ;;
    :command) _command_names -e; _files ;;
    *) (( \${#found} )) && _describe -t everbearer everbearer found ;;
  esac
}
if [[ $funcstack[1] == _everbearer ]]; then _everbearer "$@"; else compdef _everbearer everbearer; fi
`

const fish = `# everbearer completion for fish: everbearer completion fish > ~/.config/fish/completions/everbearer.fish
function __everbearer_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command everbearer completion fish --for (count $words) -- $words "$current" 2>/dev/null </dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :command
                __fish_complete_path "$current"
                complete -C "$current"
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c everbearer -f -a '(__everbearer_candidates)'
`

/** The dashes are quoted: bare ones PowerShell itself takes away where npm has put a script of its own in front of ours. */
const powershell = `# everbearer completion for PowerShell. In $PROFILE: everbearer completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName everbearer -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements |
    Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
  $at = if ($wordToComplete -eq '') { $words.Count } else { $words.Count - 1 }
  everbearer completion powershell --for $at '--' @words 2>$null | ForEach-Object {
    if ($_ -eq '' -or $_.StartsWith(':')) { return }
    $word, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
  }
}
`

export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell }
