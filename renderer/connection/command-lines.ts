import type { ConnectionView } from '../../shared/domain/view.ts'

type Word = 'commandToken' | 'commandHeader' | 'commandExec' | 'commandShow'

/** Command lines for this connection. Names need no quoting; an address is quoted, since a shell would read its signs. */
export function commandsFor({ name, urls, baseUrl }: Pick<ConnectionView, 'name' | 'urls' | 'baseUrl'>) {
  const address = urls['health'] ?? urls['proof'] ?? baseUrl
  const lines: readonly { readonly word: Word; readonly line: string }[] = [
    { word: 'commandToken', line: `everbearer token ${name}` },
    { word: 'commandHeader', line: `curl -H "$(everbearer token ${name} --header)" ${quoted(address)}` },
    { word: 'commandExec', line: `everbearer exec ${name} -- python3 upload.py` },
    { word: 'commandShow', line: `everbearer show ${name}` },
  ]
  return lines
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
