/** Completion scripts for three shells, all of the same table: nothing is asked of `duel` while you type. */

export interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    /** With its hyphens. */
    readonly name: string;
    readonly description: string;
    readonly takesValue: boolean;
  }[];
  /** Arguments that are no file names. */
  readonly words: readonly string[];
}

const names = (commands: readonly Completed[]): string => commands.map(({ name }) => name).join(' ');

/** For bash 3.2 and later. */
export function bashScript(commands: readonly Completed[]): string {
  const cases = commands.map(
    ({ name, options, words }) =>
      `    ${name}) options='${options.map((option) => option.name).join(' ')}'; words='${words.join(' ')}';;`,
  );
  return `# Completion of duel for bash: source <(duel completion bash)
_duel() {
  local word=\${COMP_WORDS[COMP_CWORD]} options= words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names(commands)} --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$word"));;
    *) COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"));;
  esac
}
complete -o filenames -F _duel duel
`;
}

/** Text inside single quotes of zsh's _arguments and _describe, where colons and brackets have a meaning. */
const zshText = (text: string): string => text.replace(/'/g, "'\\''").replace(/[:[\]]/g, '\\$&');

export function zshScript(commands: readonly Completed[]): string {
  const described = commands.map(({ name, description }) => `    '${name}:${zshText(description)}'`);
  const cases = commands.map(({ name, options, words }) => {
    const specs = options.map(
      (option) =>
        `'${option.name}[${zshText(option.description)}]${option.takesValue ? ':value:_files' : ''}'`,
    );
    const rest = `'*:what:${words.length > 0 ? `_duel_${name}` : '_files'}'`;
    return `    ${name}) _arguments ${[...specs, rest].join(' ')};;`;
  });
  // An action of _arguments has no room for a choice between words and files; a function has.
  const choices = commands
    .filter(({ words }) => words.length > 0)
    .map(
      ({ name, words }) =>
        `_duel_${name}() { _alternative 'words:word:(${words.join(' ')})' 'files:file:_files'; }\n`,
    );
  return `#compdef duel
# Completion of duel for zsh: duel completion zsh > "\${fpath[1]}/_duel", or source <(duel completion zsh)
${choices.join('')}_duel() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _duel duel
`;
}

const fishText = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

export function fishScript(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, description, options, words }) => [
    `complete -c duel -n __fish_use_subcommand -f -a ${name} -d ${fishText(description)}`,
    ...(words.length > 0
      ? [`complete -c duel -n '__fish_seen_subcommand_from ${name}' -a ${fishText(words.join(' '))}`]
      : []),
    ...options.map(
      (option) =>
        `complete -c duel -n '__fish_seen_subcommand_from ${name}' -l ${option.name.slice(2)}` +
        `${option.takesValue ? ' -r' : ''} -d ${fishText(option.description)}`,
    ),
  ]);
  return `# Completion of duel for fish: duel completion fish > ~/.config/fish/completions/duel.fish\n${lines.join('\n')}\n`;
}
