/** What a KeePass file holds, from its XML as keepassxc-cli exports it. */

export type KeepassEntry = {
  readonly group: string
  /** The account that Everbearer calls it by. */
  readonly account: string
  readonly secret: string
  /** What it held before, as far as the file still has it. */
  readonly history: readonly string[]
}

export function keepassEntries(xml: string): KeepassEntry[] {
  const entries: KeepassEntry[] = []
  const groups: string[] = []
  let inHistory = false
  for (const part of xml.split(/(?=<Group>|<\/Group>|<Entry>)/)) {
    if (part.startsWith('<Group>')) groups.push(/<Name>(.*?)<\/Name>/.exec(part)?.[1] ?? '')
    if (part.startsWith('</Group>')) groups.pop()
    if (!part.startsWith('<Entry>')) continue
    const isOld = inHistory
    if (part.includes('</History>')) inHistory = false
    const secret = valueIn(part, 'Password')
    if (isOld) {
      const last = entries.pop()
      if (last) entries.push({ ...last, history: [...last.history, secret] })
    } else entries.push({ group: groups.at(-1) ?? '', account: valueIn(part, 'username'), secret, history: [] })
    if (part.includes('<History>')) inHistory = true
  }
  return entries
}

function valueIn(part: string, key: string): string {
  const found = new RegExp(`<Key>${key}</Key>\\s*<Value[^>]*>([^<]*)<`).exec(part)
  return found?.[1] ?? ''
}
